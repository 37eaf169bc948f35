"""What puts a rule's actions off, and what calls them off before their time."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bridge.model import Event, Kind
from bridge.rules.wording import one_or_all

PERIOD_END = "period end"
ANY = "any "  # before a kind behind `unless`: of whatever item
NEVER = "never"
# Beyond it the calendar ends soon after; a cart's far date must not stop the worker.
_LATEST = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Later:
    """When a rule's actions count: `after` its event, or after the end of the paid period.

    An event of `unless` about the same item calls them off, one of `unless_any` about whatever
    item; `never` says that nothing shall. One that comes after the time takes them back. `line` is
    where the file says so.
    """

    after: timedelta = timedelta()
    at_period_end: bool = False
    unless: frozenset[Kind] = frozenset()
    unless_any: frozenset[Kind] = frozenset()
    never: bool = False
    line: int = field(default=0, compare=False)

    @property
    def kinds(self) -> frozenset[Kind]:
        """Every kind that calls it off."""
        return self.unless | self.unless_any

    @property
    def when(self) -> tuple[timedelta, bool]:
        """The time alone; two rules of one time act together."""
        return self.after, self.at_period_end

    def due_at(self, event: Event) -> datetime:
        """Never before the event; at its own time where it names no end of the paid period.

        The event must have a time: raises ValueError where Event.received() was not called.
        """
        happened = event.occurred_at
        if happened is None:
            raise ValueError("the event has no time yet: call received() first")
        end = period_end(event) if self.at_period_end else None
        return min(max(end or happened, happened), _LATEST) + self.after

    @property
    def timing(self) -> list[tuple[str, str]]:
        """When, as keys and words."""
        told = [("after", span(self.after))] if self.after else []
        return told + ([("at", PERIOD_END)] if self.at_period_end else [])

    @property
    def written(self) -> dict[str, object]:
        """Its keys and values, as rules.yaml writes them."""
        told: dict[str, object] = {"after": span(self.after)} if self.after else {}
        if self.at_period_end:
            told["at"] = PERIOD_END
        words = [str(kind) for kind in Kind if kind in self.unless]
        words += [f"{ANY}{kind}" for kind in Kind if kind in self.unless_any]
        words += [NEVER] if self.never else []
        return told | ({"unless": one_or_all(words)} if words else {})


def period_end(event: Event) -> datetime | None:
    """The end of the paid period as the event tells it, or else its next payment."""
    return event.subscription.paid_until or event.subscription.next_payment_at


def span(time: timedelta) -> str:
    """`7 days`, `1 hour`: as rules.yaml writes it, in days where it is whole days."""
    days, rest = divmod(time, timedelta(days=1))
    number, unit = (days, "day") if not rest else (time // timedelta(hours=1), "hour")
    if number > 9999:  # more than rules.yaml can say in days
        number, unit = number // 7, "week"
    return counted(number, unit)


def counted(number: int, unit: str) -> str:
    """`1 day`, `2 days`"""
    return f"{number} {unit}{'' if number == 1 else 's'}"
