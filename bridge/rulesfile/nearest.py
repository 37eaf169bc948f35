"""The nearest right word to a wrong one."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from bridge.rulesfile.report import show


def nearest(word: str, known: Iterable[str], also: Mapping[str, str] | None = None) -> str:
    """The known word that `word` was probably meant to be; "" when none is near.

    `also` maps other names of known words to them.
    """
    meant = {**(also or {}), **{_loose(one): one for one in known}}
    close = get_close_matches(_loose(word[:60]), meant, n=1, cutoff=0.6)
    return meant[close[0]] if close else ""


def unknown(
    what: str, word: str, known: Iterable[str], also: Mapping[str, str] | None = None
) -> str:
    """`the key 'remove_tag' is not known. Did you mean 'remove'?`"""
    near = nearest(word, known := tuple(known), also)
    hint = f"Did you mean '{near}'?" if near else f"Known here: {', '.join(known)}."
    return f"the {what} '{show(word)}' is not known. {hint}"


def _loose(word: str) -> str:
    return re.sub(r"[\s_-]+", " ", word.strip().casefold())
