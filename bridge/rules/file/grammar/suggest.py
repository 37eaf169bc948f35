"""What was probably meant by a wrong word, and what is said of it."""

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches

from bridge.rules.file.problem import Wrong
from bridge.rules.file.report import show

# How like a known word must be, from 0 to 1. Other names are phrases, which share many letters.
_LIKE, _LIKE_ANOTHER_NAME = 0.6, 0.75
_CURLED = "“”„‟‘’‚‛«»‹›"
_DASHES = "\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
_NO_ROOM = "\u00ad\u200b-\u200f\u2060\ufeff"  # taken on a page
_BLANKS = "\u00a0\u2000-\u200a\u202f\u205f\u3000"
# What word processors and pages make of a word, and what is said of one that holds it.
_ODD = (
    (re.compile(f"^[{_CURLED}]"), "stands in curled quotes"),
    (re.compile(f"[{_DASHES}]"), "has a long dash"),
    (re.compile(f"[{_NO_ROOM}{_BLANKS}]"), "holds an invisible letter (U+{:04X})"),
)
NOT_KNOWN = "the {what} '{word}' is not known."
_IDS = {"key": "unknown-key", "time": "wrong-time", "membership": "unknown-name",
        "destination": "unknown-name"}  # fmt: skip


def nearest(word: str, known: Iterable[str], also: Mapping[str, str] | None = None) -> str:
    """The known word that `word` was probably meant to be; "" when none is near.

    `also` maps other names of known words to them.
    """
    names = {loose(one): one for one in known}
    meant = {**(also or {}), **names}
    letters = loose(word[:60])
    # Of one letter less: `ad` is nearer to add than to all.
    longer = [name for name in names if name[:-1] == letters]
    if len(longer) == 1:
        return names[longer[0]]
    close = [
        *get_close_matches(letters, names, n=1, cutoff=_LIKE),
        *get_close_matches(letters, also or {}, n=1, cutoff=_LIKE_ANOTHER_NAME),
    ]
    best = get_close_matches(letters, close, n=1, cutoff=0)
    return meant[best[0]] if best else ""


def unknown(
    what: str,
    word: str,
    known: Iterable[str],
    also: Mapping[str, str] | None = None,
    meaning: Mapping[str, str] | None = None,
) -> Wrong:
    """`the key 'remove_tag' is not known. Did you mean 'remove'?`

    `meaning` explains those of the known words that need it.
    """
    if near := nearest(word, known := tuple(known), also):
        return did_you_mean(what, word, near, why=(meaning or {}).get(near, ""))
    return not_known(what, word, f"Known here: {', '.join(known)}.")


def did_you_mean(what: str, word: str, meant: str, says: str = NOT_KNOWN, why: str = "") -> Wrong:
    why = f" ({why})" if why else ""
    return not_known(what, word, f"Did you mean '{show(meant)}'{why}?", meant, says)


def not_known(
    what: str, word: str, suggestion: str, meant: str = "", says: str = NOT_KNOWN
) -> Wrong:
    message = says.format(what=what, word=show(word))
    return Wrong(_IDS.get(what, "unknown-word"), message, suggestion, meant)


def oddly_typed(what: str, word: str, is_right: Callable[[str], bool]) -> Wrong:
    """About a word that is right but for long dashes and curled quotes, as word processors make
    them, or letters that nobody sees; empty for other words."""
    plain = re.sub(rf"[{_NO_ROOM}]|^[\s{_CURLED}]+|[\s{_CURLED}]+$", "", word)
    plain = re.sub(rf"\s*[{_DASHES}]\s*", "-", re.sub(f"[{_BLANKS}]", " ", plain))
    plain = next(filter(is_right, (plain, plain.lower())), "")
    for odd, how in _ODD if plain else ():
        if found := odd.search(word):
            message = f"the {what} '{show(word)}' {how.format(ord(found[0]))}."
            hint = f"Write '{plain}', as the keyboard types it."
            return Wrong(_IDS.get(what, "unknown-word"), message, hint, plain)
    return Wrong()


def loose(word: str) -> str:
    """One blank for whatever divides words, in small letters."""
    return re.sub(r"[\s_-]+", " ", word.strip().casefold())
