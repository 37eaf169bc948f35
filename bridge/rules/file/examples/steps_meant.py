"""What was meant by a step of an example that is wrong: several steps in one, or a time's place.

Each function returns the sentence about it, and "" where it knows nothing better.
"""

import re

from bridge.rules.file.grammar import times, words
from bridge.rules.file.report import show

_KIND = "|".join(words.KINDS)
_JOINED = re.compile(
    rf"\s*(?:[,;+&]|->|→|=>)\s*|\s+(?:and then|then|and|plus)\s+|\s+(?=(?:{_KIND})\s)"
)
_STEP = re.compile(rf"(?:{_KIND})(?: (?:{'|'.join(words.ITEM_SORTS)})-[1-9][0-9]*)*")
_ENDING_LATER = re.compile(r"(.+?),? ((?:after )?[0-9]+ [a-z]+(?: later)?)", re.IGNORECASE)
_NUMBERED = re.compile(rf"({'|'.join(words.ITEM_SORTS)}) ([0-9]+)\b", re.IGNORECASE)


def meant_step(text: str) -> str:
    """About a step without facts, of which the items cannot be read."""
    typed = _NUMBERED.sub(r"\1-\2", text)
    if typed != text and _STEP.fullmatch(typed):
        return f"an item is written with a '-'. Did you mean '{show(typed)}'?"
    later = _ENDING_LATER.fullmatch(typed)
    if later and _STEP.fullmatch(later[1]) and (span := times.meant_span(later[2])):
        meant = show(f"{span} later: {later[1]}")
        return f"how much later a step comes stands before it. Did you mean '{meant}'?"
    first, *others = [part for part in _JOINED.split(typed) if part]
    if others and all(map(_STEP.fullmatch, (first, *others))):
        several = show(", ".join([first, *others]), longest=200)
        return (
            f"'{show(others[0])}' is another step. Write a list of them: [{several}], or each "
            "behind a dash of its own."
        )
    if others and _STEP.fullmatch(first) and not any(map(words.check_item, others)):
        return f"between items stands a blank alone. Write '{show(' '.join([first, *others]))}'."
    return ""


def meant_pair(key: str, value: str) -> str:
    """About `KEY: VALUE` in a step's place, where the key is no time; `value` is "" for no word."""
    span = times.meant_span(key)
    if span and not span.startswith("0 ") and re.search("[0-9]|month|week|day|hour", key):
        return f"the time '{show(key)}' is not known. Did you mean '{span} later'?"
    if key in words.KINDS and value:
        return f"a step has no colon behind its event. Write '{show(f'{key} {value}')}'."
    return ""
