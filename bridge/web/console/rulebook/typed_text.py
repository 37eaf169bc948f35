"""A text of rules and a note as a browser sends them."""

import re

_LINE_ENDS = re.compile("\r\n|[\n\r]")
_LONGEST_NOTE = 200  # letters


def typed_text(sent: str, like: str) -> str:
    """A browser ends all lines with \\r\\n: they end as in the text that it was written over."""
    end = "\r\n" if "\r\n" in like else "\n"
    return _LINE_ENDS.sub(end, sent)


def typed_note(sent: str) -> str:
    """On one line, and not endless."""
    printable = "".join(letter if letter.isprintable() else " " for letter in sent)
    return " ".join(printable.split())[:_LONGEST_NOTE]


def typed_number(sent: str) -> int | None:
    """None where it is none: `1,200` is one."""
    digits = sent.replace(",", "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None
