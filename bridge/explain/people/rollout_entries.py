"""Rules that were published, applied or taken back, where that changed what one person should
have: told among what came of her."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from bridge.explain.people.person_timeline import TimelineEntry
from bridge.model.text import join_and
from bridge.store import rollouts
from bridge.store.publishing import changed_people
from bridge.store.publishing.changed_people import RolledOut

_SAYS = {
    rollouts.APPLY: "Version {} of the rules was brought to everybody.",
    rollouts.TAKE_UP: "Version {} of the rules spoke of what no rule had spoken of before.",
}
_UNDONE = "Version {} of the rules was taken back."


@dataclass(frozen=True)
class RolloutEntry:
    """`version` is the one of whose rollout it came, `says` what that was, `became` what she was to
    gain and lose by it; the accounts are told then, at their pace."""

    version: int
    happened: datetime
    says: str
    became: str


def rollout_entries(
    engine: Engine, household_id: int, until: datetime | None = None
) -> list[RolloutEntry]:
    """The newest first; with `until`, those of before."""
    with engine.connect() as connection:
        found = changed_people.of_household(connection, household_id)
    return [_entry(each) for each in found if until is None or each.at < until]


def in_order(
    entries: Iterable[tuple[datetime, TimelineEntry]],
    besides: Sequence[RolloutEntry],
    *,
    is_last: bool,
) -> Iterator[TimelineEntry | RolloutEntry]:
    """Both, the newest first: entries, each with when it came, as they are given. What is older
    than all of these stands below them where they are the last."""
    left = list(besides)
    for came, entry in entries:
        while left and left[0].happened >= came:
            yield left.pop(0)
        yield entry
    if is_last:
        yield from left


def _entry(each: RolledOut) -> RolloutEntry:
    says = (
        _UNDONE.format(each.takes_back)
        if each.takes_back
        else _SAYS[each.kind].format(each.publication)
    )
    return RolloutEntry(each.publication, each.at, says, _became(each.gains, each.loses))


def _became(gains: Sequence[str], loses: Sequence[str]) -> str:
    """`By that she was to get VIP and to lose Gold.`"""
    told = [f"to get {join_and(gains)}"] if gains else []
    told += [f"to lose {join_and(loses)}"] if loses else []
    return f"By that she was {', and '.join(told)}." if told else ""
