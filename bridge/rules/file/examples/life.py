"""One buyer's life through the steps of an example: events and due dates, by the same fold as the
workers'."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bridge.destinations.registry import vendors
from bridge.entitlements.by_destination.destination_state import for_destination
from bridge.entitlements.desired import Desired, DesiredState, Value
from bridge.entitlements.fold import fold
from bridge.entitlements.inputs import Fact
from bridge.model import Contact, Event, Kind, Sort
from bridge.model.membership import PATIENCE
from bridge.rules import Example, Given, Rules
from bridge.rules.file.examples.example_orders import ExampleOrders
from bridge.rules.file.examples.pretend_contact import PretendContact
from bridge.rules.file.examples.site_promises import open_at

# No text of a rules file names a day so far off: whatever day is of then, a step told.
FIRST_DAY = datetime(3000, 1, 1, tzinfo=UTC)


class Life:
    """`at` is the time, `events` what happened so far, `present` the number of the address where
    she lives."""

    def __init__(self, rules: Rules, example: Example, *, one_order_an_item: bool = False) -> None:
        self.rules = rules
        self.example = example
        self.at = FIRST_DAY
        self.events: list[Event] = []
        self._present = 1
        self._contacts: dict[str, PretendContact] = {}
        self._facts: list[Fact] = []
        self._states: dict[str, DesiredState] = {}
        self._orders = ExampleOrders(one_an_item=one_order_an_item)

    def contact(self, number: int = 0) -> PretendContact:
        """What the contact at that address of hers has, be it that she lives there no more; at her
        present one where none is named."""
        return self._contact_at(address_of(number or self._present))

    @property
    def sites(self) -> tuple[str, ...]:
        """The destinations that know access, by their names."""
        every = self.rules.destinations
        return tuple(e.name for e in every if Sort.ACCESS in vendors()[e.vendor].sorts)

    def open_at(self, site: str) -> Mapping[str, tuple[str, str]]:
        """What is open there at her present address; see site_promises.open_at."""
        address = address_of(self._present)
        return open_at(self._states.get(address, DesiredState(address)), site, self.at)

    def live(self, step: Given, following: timedelta | None) -> None:
        """Let the time pass until the step, then let it happen; and the minute pass for which
        memberships are patient after what takes away, so that the step's promises tell what comes
        of it, unless the next step is `following` sooner."""
        self.at += step.after
        self._let_time_pass(self.at)
        event = self._event(step)
        self.events.append(event)
        if step.kind is Kind.PURCHASE:
            self._orders.buy(step, self.at, len(self.events))
        if step.kind is not Kind.UNKNOWN:
            told = self._orders.complete(event, step)
            self._facts.append(Fact(told, self.rules.effects(event)))
        self._apply(self.at)
        if following is None or following >= PATIENCE:
            self._let_time_pass(self.at + PATIENCE)

    def _let_time_pass(self, until: datetime) -> None:
        """What is due by then happens one after the other, each at its own time."""
        while due := [s.wake_at for s in self._states.values() if s.wake_at and s.wake_at <= until]:
            self._apply(min(due))

    def _apply(self, at: datetime) -> None:
        per_address = self.rules.contact_per_address
        self._states = dict(fold(self._facts, lambda _: self.rules, at, per_address=per_address))
        for address, state in self._states.items():
            self._contact_at(address).apply(self._of_contacts(state))

    def _of_contacts(self, state: DesiredState) -> DesiredState:
        """What the destinations that have tags are told, together: an example has one contact."""
        every = {each.name: vendors()[each.vendor].sorts for each in self.rules.destinations}
        told = {name: sorts for name, sorts in every.items() if Sort.TAG in sorts}
        if told and not state.apart:
            return state
        seen = [for_destination(state, name, sorts) for name, sorts in told.items()]
        targets: dict[str, Desired] = {}
        for key, desired in (pair for each in seen for pair in each.targets.items()):
            if key not in targets or desired.value is Value.WANTED:
                targets[key] = desired
        once = {each.token: each for one in seen for each in one.occurrences}
        return replace(state, targets=targets, occurrences=[*once.values()])

    def _contact_at(self, address: str) -> PretendContact:
        return self._contacts.setdefault(address, PretendContact())

    def _event(self, step: Given) -> Event:
        self._present = step.address or self._present
        until = None if step.lasts is None else self.at + step.lasts
        return Event(
            source="example",
            key=f"example {self.example.number:04} step {len(self.events) + 1:04}",
            kind=step.kind,
            word=step.kind,
            occurred_at=self.at,
            contact=Contact(email=address_of(self._present), customer_id="1"),
            hand=replace(step.hand, until=until) if step.hand else None,
            items=step.items,
            **step.fields_at(self.at, self._orders.of(step)),
        )


def address_of(number: int) -> str:
    """The first one, the second one, and so on."""
    return "buyer@example.com" if number == 1 else f"buyer{number}@example.com"
