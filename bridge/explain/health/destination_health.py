"""Each destination: whether it answers, why not, and how much of what it allows is used."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bridge.destinations.account import settings_of_account
from bridge.destinations.registry import called
from bridge.explain.backlog import silence_words
from bridge.model import Destination
from bridge.model.errors import ConfigError
from bridge.model.text import clock, counted
from bridge.store.destinations import DestinationState
from bridge.store.figures.call_counts import CallCounts


@dataclass(frozen=True)
class DestinationHealth:
    """`stands` is answering, paused or silent, in a word, and `words` says more; `allowed` is
    in calls a minute, None where no limit is known."""

    called: str
    stands: str
    words: str
    calls: CallCounts
    allowed: float | None

    @property
    def is_well(self) -> bool:
        return self.stands not in (PAUSED, SILENT, WRONG)

    @property
    def used(self) -> str:
        """`12 calls in the last minute, of 300 allowed.`"""
        now = f"{self.calls.last_minute:,} {_calls(self.calls.last_minute)} in the last minute"
        return f"{now}, of {self.allowed:,.0f} allowed." if self.allowed else f"{now}."

    @property
    def ever(self) -> str:
        """`1,234 calls in all, 3 of them answered 'slower, please' (429).`; "" before the first."""
        total, over = self.calls.total, self.calls.over_limit
        too_many = f", {over:,} of them answered 'slower, please' (429)" if over else ""
        return f"{total:,} {_calls(total)} in all{too_many}." if total else ""


ANSWERS, PAUSED, SILENT, WRONG = "answers", "paused", "silent", "not set up"
UNKNOWN = "not called yet"


def destination_healths(
    named: Iterable[Destination],
    known: Iterable[DestinationState],
    calls: Mapping[str, CallCounts],
    environment: Mapping[str, str],
    now: datetime,
) -> Iterator[DestinationHealth]:
    """Of those that the rules name; `known` are those of which anything is known."""
    standing = {each.name: each for each in known}
    for each in named:
        got = calls.get(each.name, CallCounts())
        state = standing.get(each.name)
        try:
            rate = settings_of_account(each, environment).rate
        except ConfigError:
            words = "Its settings are missing or wrong on this machine; the page Set-up names them."
            yield DestinationHealth(called(each.name), WRONG, words, got, None)
            continue
        stands, words = _standing(state, got, now)
        allowed = rate * 60 if rate else None
        yield DestinationHealth(called(each.name), stands, words, got, allowed)


def _standing(state: DestinationState | None, got: CallCounts, now: datetime) -> tuple[str, str]:
    if state and state.paused:
        since = f"Since {clock(state.paused_since)}"
        return PAUSED, f"{since}: {state.paused_because}"
    if state and state.silent:
        words = silence_words(state, now)
        return SILENT, f"It {words}."
    if not got.total:
        return UNKNOWN, "Nothing had to be told there yet."
    if state and state.failures:
        return ANSWERS, f"The last {counted(state.failures, 'call')} got no answer."
    return ANSWERS, ""


def _calls(number: int) -> str:
    return "call" if number == 1 else "calls"
