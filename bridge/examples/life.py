"""One buyer's life through the steps of an example: events and timers, by the ledger, as the
worker does it."""

from datetime import UTC, datetime

from bridge.examples.buyer import Buyer
from bridge.ledger import Entry, Key, come_due, confirm, merge
from bridge.model import Change, Contact, Event
from bridge.owed import due
from bridge.rules import Given, Order, Rules

# No text of a rules file names a day so far off: whatever day is of then, a step told.
FIRST_DAY = datetime(3000, 1, 1, tzinfo=UTC)


class Life:
    """What has come of it so far is on `buyer`; `at` is the time, `events` what happened."""

    def __init__(self, rules: Rules, number: int) -> None:
        self._rules = rules
        self._number = number
        self._ledger: dict[Key, Entry] = {}
        self._put_off: list[Change] = []
        self._bought: dict[str, Order] = {}
        self.buyer = Buyer()
        self.at = FIRST_DAY
        self.events: list[Event] = []

    def live(self, step: Given) -> None:
        """Let the time pass until the step, then let it happen."""
        self.at += step.after
        self._let_time_pass()
        event = self._event(step)
        self.events.append(event)
        self._put_off += self._rules.changes(event)
        self._do(come_due(self._put_off, self.at))
        self._bought |= step.bought_at(self.at)

    def _let_time_pass(self) -> None:
        """What is due by now happens one after the other, each at its own time."""
        times = {change.due_at for change in self._put_off if change.due_at}
        for time in sorted(time for time in times if time <= self.at):
            self._do(come_due(self._put_off, time))

    def _do(self, changes: list[Change]) -> None:
        self._put_off = [change for change in self._put_off if change not in changes]
        self._ledger |= merge(self._ledger, changes)
        self.buyer.told(due(self._ledger))
        self._ledger |= confirm(self._ledger, {key.target for key in self._ledger})

    def _event(self, step: Given) -> Event:
        return Event(
            source="example",
            key=f"example {self._number} step {len(self.events) + 1}",
            kind=step.kind,
            word=step.kind,
            occurred_at=self.at,
            contact=Contact(email="buyer@example.com"),
            items=step.items,
            **step.fields_at(self.at, self._bought),
        )
