"""`tags at first address`: what the contact at an address of the buyer's is expected to have.

What is wrong with a nearly right name of such a key, or with its place.
"""

import re
from collections.abc import Sequence
from difflib import get_close_matches

from bridge.rules import ADDRESSES, Given
from bridge.rules.file.report import show

KEY = "tags at {} address"
_KEYS = tuple(KEY.format(word) for word in ADDRESSES)
_LOOSE = re.compile(
    r"(tags?|lists?|fields?|automations?)[\s_-]+(?:at|of|on|for)\b(?:[\s_-]+(?:the|her))?[\s_-]*"
    r"(.*?)(?:[\s_-]*e?-?(?:address|mail)\w*)*",
    re.IGNORECASE,
)
_NUMBERS = {
    "1st": 1, "1": 1, "one": 1, "old": 1, "former": 1, "earlier": 1, "previous": 1,
    "2nd": 2, "2": 2, "two": 2, "new": 2,
    "3rd": 3, "3": 3, "three": 3, "4th": 4, "4": 4, "four": 4,
}  # fmt: skip
_BY_NUMBER = (
    f"An address has a number, the first being where she was first seen: {', '.join(_KEYS[:-1])} "
    f"or {_KEYS[-1]}."
)


def near(word: str) -> tuple[str, str]:
    """The key that was meant by another name, and the sentence about that name; both "" for a
    right name, and for one that speaks of no address."""
    loose = None if word in _KEYS else _LOOSE.fullmatch(word)
    if loose is None:
        return "", ""
    which = loose[2].lower()
    close = get_close_matches(which, ADDRESSES, n=1, cutoff=0.75)
    number = ADDRESSES.index(close[0]) + 1 if close else _NUMBERS.get(which, 0)
    meant = _KEYS[number - 1] if number else _KEYS[0]
    what = f"the key '{show(word)}' is not known."
    if not loose[1].lower().startswith("tag"):
        return meant, f"{what} Of one of her addresses, only tags are told: '{meant}'."
    return meant, f"{what} " + (f"Did you mean '{meant}'?" if number else _BY_NUMBER)


def never_there(number: int, steps: Sequence[Given]) -> str:
    """The sentence about a promise for an address where she was not by the end of these steps;
    else ""."""
    if number == 1 or any(step.address == number for step in steps):
        return ""
    word = ADDRESSES[number - 1]
    return (
        f"'{_KEYS[number - 1]}' stands where she never was at that address. Write the step 'moves "
        f"to {word} address' before it, or take it out."
    )
