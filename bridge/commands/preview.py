"""What other rules would bring, counted as it is looked through."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bridge.ledger import WANTS
from bridge.model import Sort
from bridge.redeciding.differences import Cause, Difference, calls_for
from bridge.wording import named

if TYPE_CHECKING:
    from bridge.redeciding.comparing import Compared
    from bridge.store.timers import Timer


@dataclass(frozen=True)
class Counted:
    """One line of the preview: so many contacts gain or lose this, for this cause."""

    contacts: int
    difference: Difference

    @property
    def sign(self) -> str:
        return f"{sign(self.difference)}{self.contacts}"


def sign(difference: Difference) -> str:
    """A field's value is neither gained nor lost."""
    if difference.sort is Sort.FIELD:
        return "="
    return "+" if difference.gains else "-"


@dataclass
class Preview:
    """`contacts` are those for whom anything differs, by id, and `listed` what they gain and lose;
    for those `only_recorded` nothing does, nor what waits. `calls` is an estimate. `adds` are the
    names that somebody gains by it, now or later."""

    looked_at: int = 0
    contacts: list[int] = field(default_factory=list)
    listed: list[tuple[str, Sequence[Difference]]] = field(default_factory=list)
    starts: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    ends: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    only_recorded: int = 0
    mapped: int = 0
    calls: int = 0
    adds: dict[tuple[Sort, str], None] = field(default_factory=dict)

    @classmethod
    def of(cls, found: Iterable["Compared"]) -> "Preview":
        preview = cls()
        for compared in found:
            preview.looked_at += 1
            if compared.differs:
                preview._add(compared)
        return preview

    def _add(self, compared: "Compared") -> None:
        self.contacts.append(compared.past.contact_id)
        self.mapped += compared.mapped
        self.calls += calls_for(compared.told)
        if compared.told:
            self.listed.append((compared.past.email, tuple(compared.told)))
        self.only_recorded += not (compared.told or compared.starts or compared.ends)
        self.starts.update(map(_waits, compared.starts))
        self.ends.update(map(_waits, compared.ends))
        self.adds |= dict.fromkeys((each.sort, each.name) for each in compared.told if each.gains)
        later = [each.change for each in compared.starts if each.change.action in WANTS]
        self.adds |= dict.fromkeys((each.action.sort, each.tag) for each in later)

    def counted(self, *, unsure: bool = False) -> list[Counted]:
        """The most frequent first; those that are lost only where they are there, apart."""
        numbers: Counter[object] = Counter()
        first: dict[object, Difference] = {}
        for each in self._differences():
            if each.unsure is unsure:
                key = (each.gains, each.target, each.cause)
                numbers[key] += 1
                first.setdefault(key, each)
        return [Counted(number, first[key]) for key, number in numbers.most_common()]

    def _differences(self) -> Iterator[Difference]:
        return (each for _, differences in self.listed for each in differences)

    def as_json(self) -> dict[str, Any]:
        counted = [*self.counted(), *self.counted(unsure=True)]
        return {
            "contacts_looked_at": self.looked_at,
            "contacts_that_differ": len(self.contacts),
            "contacts_whose_record_alone_differs": self.only_recorded,
            "deliveries_without_a_rule_so_far": self.mapped,
            "calls": self.calls,
            "counts": [_json(c.difference) | {"contacts": c.contacts} for c in counted],
            "contacts": [
                {"email": email, "differences": [_json(d) | {"value": d.value} for d in found]}
                for email, found in self.listed
            ],
            "timers_that_start": _timers_json(self.starts),
            "timers_that_end": _timers_json(self.ends),
        }


def cause_words(cause: Cause) -> str:
    """`rule 'Gold: purchase' (line 4)`, or who asked for it until now."""
    was = f"'{cause.was}' (line {cause.was_line})" if cause.was else ""
    if not cause.rule:
        return f"no rule asks for it any more{f' (was {was})' if was else ''}"
    rule = f"rule '{cause.rule}' (line {cause.line})" if cause.line else cause.rule
    return f"{rule}, and no longer {was}" if was else rule


def _waits(timer: "Timer") -> tuple[str, str, int]:
    change = timer.change
    return named(change.sort or change.action.sort, change.tag), change.rule, change.line


def _json(difference: Difference) -> dict[str, Any]:
    cause = difference.cause
    return {
        "change": "set" if difference.sort is Sort.FIELD else
                  "gains" if difference.gains else "loses",
        "sort": difference.sort,
        "tag": difference.name,
        "only_where_it_is_there": difference.unsure,
        "rule": cause.rule,
        "line": cause.line,
        "rule_before": cause.was,
        "line_before": cause.was_line,
    }  # fmt: skip


def _timers_json(timers: Counter[tuple[str, str, int]]) -> list[dict[str, Any]]:
    return [
        {"what": what, "rule": rule, "line": line, "contacts": number}
        for (what, rule, line), number in timers.most_common()
    ]
