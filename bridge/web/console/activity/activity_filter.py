"""What the list of deliveries is asked for, as its address has it: nothing personal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from bridge.explain.products.named_subjects import naming, ungiven
from bridge.model import Kind, Sort
from bridge.rules import Rules
from bridge.store.delivery import State
from bridge.store.search.delivery_conditions import Asked, RefusedTarget
from bridge.store.search.subject_list import Subject
from bridge.web.console.activity.listing import A_PAGE
from bridge.web.console.filters import STATES
from bridge.web.console.shell.numbers import number
from bridge.web.console.shell.replies import NotAPage

UNGIVEN, AGAIN, TEST = "sold without a rule", "came more than once", "test"
OUTCOMES = {
    **STATES,
    UNGIVEN: "No rule names some item that was bought.",
    AGAIN: "It was sent more than once, and counts once.",
    TEST: "It came in test mode.",
}
EVENTS = tuple(str(kind) for kind in Kind)
_LONGEST = 200  # letters of a name


@dataclass(frozen=True)
class ActivityFilter:
    """Empty or None: not asked for. `refused` is `tag:Gold`, or `none` for what failed without a
    refusal; `at` a destination; `first` and `last` are days; `tried` are numbers of deliveries."""

    outcome: str = ""
    event: str = ""
    item: str = ""
    at: str = ""
    first: str = ""
    last: str = ""
    refused: str = ""
    tried: str = ""
    before: int | None = None
    after: int | None = None

    @property
    def address(self) -> dict[str, Any]:
        """What its address says, save on which page one is."""
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: word for name, word in told.items() if word and isinstance(word, str)}

    @property
    def whole_address(self) -> dict[str, Any]:
        told = {"before": self.before, "after": self.after}
        return self.address | {name: str(id_) for name, id_ in told.items() if id_ is not None}

    @property
    def is_newest(self) -> bool:
        return self.before is None and self.after is None

    @property
    def may_retry(self) -> bool:
        return self.outcome in (State.FAILED, State.NO_RULE, State.WAITING)


def filter_of(asked: Mapping[str, str]) -> ActivityFilter:
    """Raises NotAPage."""
    found = ActivityFilter(
        _one_of(asked.get("outcome") or asked.get("state", ""), OUTCOMES),
        _one_of(asked.get("event", ""), EVENTS),
        _name(asked, "item"),
        _name(asked, "at"),
        _day(asked, "first"),
        _day(asked, "last"),
        _name(asked, "refused"),
        _numbers(asked, "tried"),
        number(asked, "before"),
        number(asked, "after"),
    )
    _refused(found)
    return found


def asked_of(
    wanted: ActivityFilter, subjects: Sequence[Subject], rules: Rules | None, home: str
) -> Asked:
    """`home` is the destination of records that name none."""
    item, outcome = wanted.item, wanted.outcome
    asked = Asked(
        state=State(outcome) if outcome in STATES else None,
        kind=Kind(wanted.event) if wanted.event else None,
        tests=outcome == TEST,
        came_again=outcome == AGAIN,
        subjects=naming(subjects, item) if item else None,
        destination=wanted.at if not wanted.refused else "",
        is_only=wanted.at == home,
        refused=_refused(wanted),
        only=tuple(map(int, wanted.tried.split("."))) if wanted.tried else None,
        since=_begin(wanted.first) if wanted.first else None,
        until=_begin(wanted.last, days=1) if wanted.last else None,
    )
    if outcome != UNGIVEN:
        return asked
    return (
        replace(asked, ungiven=ungiven(subjects, rules)) if rules else replace(asked, subjects=())
    )


def _numbers(asked: Mapping[str, str], name: str) -> str:
    """`12.15.17`: of so many deliveries as a page shows."""
    found = asked.get(name, "")
    parts = found.split(".") if found else []
    if len(parts) > A_PAGE:
        raise NotAPage
    return ".".join(str(number({name: each or "x"}, name)) for each in parts)


def _refused(wanted: ActivityFilter) -> RefusedTarget | None:
    if wanted.refused in ("", "none"):
        return RefusedTarget() if wanted.refused else None
    sort, colon, name = wanted.refused.partition(":")
    if not colon or not name or sort not in [*Sort]:
        raise NotAPage
    return RefusedTarget(Sort(sort), name, wanted.at)


def _one_of(word: str, known: Mapping[str, str] | Sequence[str]) -> str:
    if word and word not in known:
        raise NotAPage
    return word


def _name(asked: Mapping[str, str], name: str) -> str:
    word = asked.get(name, "")
    if len(word) > _LONGEST or "\0" in word:  # which Postgres does not take
        raise NotAPage
    return word.strip()


def _day(asked: Mapping[str, str], name: str) -> str:
    word = asked.get(name, "")
    try:
        if word and not 2000 <= date.fromisoformat(word).year <= 2200:
            raise NotAPage
    except ValueError:
        raise NotAPage from None
    return word


def _begin(day: str, days: int = 0) -> datetime:
    """Of that day, or so many after it, in this machine's zone."""
    return datetime.combine(date.fromisoformat(day) + timedelta(days), time()).astimezone()
