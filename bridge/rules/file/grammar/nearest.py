"""The nearest right word to a wrong one."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from bridge.rules.file.report import show

# How like a known word must be, from 0 to 1. Other names are phrases, which share many letters.
_LIKE, _LIKE_ANOTHER_NAME = 0.6, 0.75


def nearest(word: str, known: Iterable[str], also: Mapping[str, str] | None = None) -> str:
    """The known word that `word` was probably meant to be; "" when none is near.

    `also` maps other names of known words to them.
    """
    names = {loose(one): one for one in known}
    meant = {**(also or {}), **names}
    letters = loose(word[:60])
    if begun := _begun(letters, names):
        return names[begun]
    close = [
        *get_close_matches(letters, names, n=1, cutoff=_LIKE),
        *get_close_matches(letters, also or {}, n=1, cutoff=_LIKE_ANOTHER_NAME),
    ]
    best = get_close_matches(letters, close, n=1, cutoff=0)
    return meant[best[0]] if best else ""


def _begun(letters: str, names: Iterable[str]) -> str:
    """The one word whose last letter was left out; `ad` is nearer to add than to all."""
    longer = [name for name in names if name[:-1] == letters]
    return longer[0] if len(longer) == 1 else ""


def unknown(
    what: str,
    word: str,
    known: Iterable[str],
    also: Mapping[str, str] | None = None,
    meaning: Mapping[str, str] | None = None,
) -> str:
    """`the key 'remove_tag' is not known. Did you mean 'remove'?`

    `meaning` explains those of the known words that need it.
    """
    near = nearest(word, known := tuple(known), also)
    hint = f"Known here: {', '.join(known)}."
    if near:
        why = f" ({meaning[near]})" if meaning and near in meaning else ""
        hint = f"Did you mean '{near}'{why}?"
    return f"the {what} '{show(word)}' is not known. {hint}"


def loose(word: str) -> str:
    """One blank for whatever divides words, in small letters."""
    return re.sub(r"[\s_-]+", " ", word.strip().casefold())
