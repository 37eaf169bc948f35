"""Blanks that look like any other and are none to YAML: word processors and web pages make them."""

import re

from bridge.rules.file.yaml.hashes import LINE_ENDS
from bridge.rules.file.yaml.problems import Unreadable

_STRANGE = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff"
# Before a line's first letter; behind a list's dash; and behind a key's colon.
_INDENTING = re.compile(rf" *(?:- *)?([{_STRANGE}])")
_BEHIND_COLON = re.compile(rf" *(?:- +)?[^\s:#\"'\[{{][^:#\"'\[{{]*: *([{_STRANGE}])")


def refuse_strange_blanks(text: str) -> None:
    """Raises Unreadable where such a blank stands in the place of one that YAML needs."""
    if text.isascii():
        return
    found = []
    for number, row in enumerate(LINE_ENDS.split(text.removeprefix("\ufeff")), 1):
        if match := _INDENTING.match(row) or _BEHIND_COLON.match(row):
            where = "behind the colon" if match.re is _BEHIND_COLON else "at the line's beginning"
            found.append(
                (
                    number,
                    f"the blank {where} is not the one of the keyboard (it is "
                    f"U+{ord(match[1]):04X}). Type it anew.",
                )
            )
    if found:
        raise Unreadable(*found)
