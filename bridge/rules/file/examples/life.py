"""One buyer's life through the steps of an example: events and due dates, by the same fold as the
workers'."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bridge.entitlements.desired import State
from bridge.entitlements.facts import Fact
from bridge.entitlements.fold import fold
from bridge.model import Contact, Event, Kind
from bridge.model.membership import PATIENCE
from bridge.rules import Given, Order, Rules
from bridge.rules.file.examples.buyer import Buyer
from bridge.rules.file.examples.orders import Orders

# No text of a rules file names a day so far off: whatever day is of then, a step told.
FIRST_DAY = datetime(3000, 1, 1, tzinfo=UTC)
FIRST_ADDRESS = "buyer@example.com"


def address_of(number: int) -> str:
    """The first one, the second one, and so on."""
    return FIRST_ADDRESS if number == 1 else f"buyer{number}@example.com"


class Life:
    """What has come of it so far is on `buyers`, by address; `at` is the time, `events` what
    happened."""

    def __init__(self, rules: Rules, number: int, *, one_order_an_item: bool = False) -> None:
        self._rules = rules
        self._number = number
        self._facts: list[Fact] = []
        self._states: dict[str, State] = {}
        self._bought: dict[str, Order] = {}
        self._orders = Orders(one_an_item=one_order_an_item)
        self._address = FIRST_ADDRESS
        self.buyers: dict[str, Buyer] = {FIRST_ADDRESS: Buyer()}
        self.at = FIRST_DAY
        self.events: list[Event] = []

    @property
    def buyer(self) -> Buyer:
        """At her present address."""
        return self.buyers[self._address]

    def at_address(self, number: int) -> Buyer:
        """What the contact there has, be it that she lives there no more."""
        return self.buyers.get(address_of(number), Buyer())

    def live(self, step: Given) -> None:
        """Let the time pass until the step, then let it happen."""
        self.at += step.after
        self._let_time_pass(self.at)
        event = self._event(step)
        self.events.append(event)
        if step.kind is not Kind.UNKNOWN:
            told = self._orders.completed(event, step, len(self.events))
            self._facts.append(Fact(told, self._rules.effects(event)))
        self._tell(self.at)
        self._bought |= step.bought_at(self.at, self._bought)

    def settle(self, following: timedelta | None) -> None:
        """Let the minute pass for which memberships are patient after what takes away, so that a
        step's promises tell what comes of it; not when the next step follows sooner."""
        patient = min(PATIENCE, PATIENCE if following is None else following)
        if patient == PATIENCE:
            self._let_time_pass(self.at + patient)

    def _let_time_pass(self, until: datetime) -> None:
        """What is due by then happens one after the other, each at its own time."""
        while due := [s.wake_at for s in self._states.values() if s.wake_at and s.wake_at <= until]:
            self._tell(min(due))

    def _tell(self, at: datetime) -> None:
        per_address = self._rules.contact_per_address
        found = fold(self._facts, lambda _: self._rules, at, per_address=per_address)
        self._states = dict(found)
        for address, state in self._states.items():
            self.buyers.setdefault(address, Buyer()).told(state)

    def _event(self, step: Given) -> Event:
        number = len(self.events) + 1
        if step.address:
            self._address = address_of(step.address)
            self.buyers.setdefault(self._address, Buyer())
        until = None if step.lasts is None else self.at + step.lasts
        return Event(
            source="example",
            key=f"example {self._number:04} step {number:04}",
            kind=step.kind,
            word=step.kind,
            occurred_at=self.at,
            contact=Contact(email=self._address, customer_id="1"),
            hand=replace(step.hand, until=until) if step.hand else None,
            items=step.items,
            **step.fields_at(self.at, self._bought),
        )
