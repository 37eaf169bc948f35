"""Steps of an example that no cart tells: a new address, and what somebody says by hand."""

import re

from bridge.model import Hand, Kind
from bridge.rules import ADDRESSES, Given
from bridge.rules.file.examples.steps_near import near_besides, near_time
from bridge.rules.file.grammar import times
from bridge.rules.file.report import show

_MOVES = re.compile(r"moves to (\w+) address")
_HANDS = {
    "granted by hand": Kind.GRANTED_BY_HAND,
    "ended by hand": Kind.ENDED_BY_HAND,
    "banned by hand": Kind.BANNED_BY_HAND,
}
_UNTIL = re.compile(rf"(.+) for ({times.SPAN})")
BESIDES = ("moves to second address", *_HANDS)


def besides(text: str) -> Given | str | None:
    """The step, the sentence about a wrong one, or None for other words."""
    if moves := _MOVES.fullmatch(text):
        return _moved(moves[1], text)
    for words, kind in _HANDS.items():
        if text == words or text.startswith(f"{words} "):
            return _by_hand(kind, text.removeprefix(words).strip(), text)
    if near := near_besides(text, ADDRESSES):
        return near
    first = text.partition(" ")[0]
    near = next((words for words in BESIDES if words.split()[0] == first), "")
    return f"the step '{show(text)}' is not known. Did you mean '{near}'?" if near else None


def _moved(word: str, text: str) -> Given | str:
    if word not in ADDRESSES:
        known = ", ".join(ADDRESSES)
        return f"the address '{show(word)}' is not known. There are: {known}."
    return Given(Kind.EMAIL_CHANGED, words=text, address=ADDRESSES.index(word) + 1)


def _by_hand(kind: Kind, membership: str, text: str) -> Given | str:
    until = _UNTIL.fullmatch(membership)
    if until and kind is not Kind.GRANTED_BY_HAND:
        return f"only 'granted by hand' ends by itself. Take 'for {until[2]}' out."
    if not until and (wrong := near_time(membership, kind)):
        return wrong
    if not membership and kind is not Kind.BANNED_BY_HAND:
        return f"the step '{show(text)}' names no membership. Write it behind: {text} Gold."
    name, lasts = (until[1], times.span_of(until[2])) if until else (membership, None)
    return Given(kind, words=text, hand=Hand(name), lasts=lasts)
