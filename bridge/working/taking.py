"""Takes up what newly came for a contact and what is due by now: into the ledger, into a plan."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection, Engine

from bridge.ledger import Entry, Key, come_due, merge
from bridge.model import Change, Contact, Event, Plan, tag_key
from bridge.overruled import overruled
from bridge.owed import Due, due
from bridge.results import change_to_json
from bridge.store.contacts import ContactRow
from bridge.store.delivery import Delivery, State
from bridge.store.ledgers import read_ledger, write_ledger
from bridge.store.memory import ContactMemory
from bridge.store.settling import deliveries_named, deliveries_of, mark_merged
from bridge.store.timers import Name, Timer, TimerState, put_off, settle_timers, timers_of
from bridge.working.task import Task

Decide = Callable[[Event], Sequence[Change]]


@dataclass(frozen=True)
class Rulebook:
    """How events are decided: by `decide`, which is of this version of the rules file."""

    decide: Decide
    version: str = ""
    create_missing_tags: bool = False


@dataclass
class _Contact:
    """One contact while what she is owed is gathered."""

    row: ContactRow
    ledger: dict[Key, Entry]
    timers: dict[Name, Timer]
    fresh: dict[Key, Entry] = field(default_factory=dict)
    deliveries: list[Delivery] = field(default_factory=list)

    def merge(self, changes: Sequence[Change]) -> None:
        self.fresh |= merge(self.ledger | self.fresh, changes)

    @property
    def pending(self) -> list[Timer]:
        return [each for each in self.timers.values() if each.state is TimerState.PENDING]


class Taking:
    """`now` gives aware times."""

    def __init__(self, engine: Engine, rulebook: Rulebook, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._rulebook = rulebook
        self._now = now

    def take_up(self, connection: Connection, row: ContactRow, because_of: int) -> Task:
        """Merge what newly came and what is due by now into the ledger; see what follows."""
        contact = _Contact(row, read_ledger(connection, row.id), timers_of(connection, row.id))
        for delivery in deliveries_of(connection, row.email):
            taken = delivery if delivery.merged else self._decided(connection, contact, delivery)
            contact.deliveries.append(taken)
        if contact.pending:
            self._look_at_timers(connection, contact)
        ledger = contact.ledger | contact.fresh
        owed = due(ledger)
        settled = {key: Entry(ledger[key].change, confirmed=True) for key in owed.settled}
        write_ledger(connection, row.id, contact.fresh | settled)
        memory = ContactMemory(self._engine, row.id, row.memory)
        plan = self._plan(contact, owed)
        ledger |= settled
        return Task(because_of, row, contact.deliveries, ledger, plan, memory, contact.timers)

    def _decided(self, connection: Connection, contact: _Contact, delivery: Delivery) -> Delivery:
        changes = self._rulebook.decide(delivery.event)
        at_once = come_due(changes)
        later = [change for change in changes if change not in at_once]
        contact.merge(at_once)
        key = delivery.event.key
        if later or any(of == key for of, _ in contact.timers):
            put_off(connection, contact.row.id, key, later)
            contact.timers = timers_of(connection, contact.row.id)
        told = [change_to_json(change) for change in changes]
        mark_merged(connection, delivery.id, told, self._rulebook.version)
        return replace(delivery, merged=True, changes=told)

    def _look_at_timers(self, connection: Connection, contact: _Contact) -> None:
        """Do what is due, call off what a newer event settled; tell it on their deliveries."""
        now, looked_at = self._now(), {timer.id for timer in contact.pending}
        ripe = [each for each in contact.pending if come_due([each.change], now)]
        # Somebody may drop one at this very moment: only what could be settled is done.
        done = settle_timers(connection, [timer.id for timer in ripe], TimerState.DONE, now)
        contact.merge([timer.change for timer in ripe if timer.id in done])
        ledger = contact.ledger | contact.fresh
        for timer in contact.pending:
            by = None if timer in ripe else overruled(ledger, timer.change)
            if by:
                because = f"a newer event says otherwise ('{by.rule}', line {by.line})"
                settle_timers(connection, [timer.id], TimerState.CALLED_OFF, now, because)
        contact.timers = timers_of(connection, contact.row.id)
        settled = {
            of
            for (of, _), timer in contact.timers.items()
            if timer.id in looked_at and timer.state is not TimerState.PENDING
        }
        here = {delivery.event.key for delivery in contact.deliveries}
        contact.deliveries += deliveries_named(connection, settled - here)

    def _plan(self, contact: _Contact, owed: Due) -> Plan:
        """The newest event knows the buyer's name best."""
        events = (delivery.event for delivery in contact.deliveries)
        newest = max(events, key=lambda event: event.stamp, default=None)
        return Plan(
            newest.contact if newest else Contact(contact.row.email),
            owed.add,
            owed.remove,
            owed.fire,
            self._rulebook.create_missing_tags,
            owed.subscribe,
            owed.unsubscribe,
            owed.fields,
            owed.start,
            frozenset(_may_create(contact.deliveries)),
        )


def _may_create(deliveries: Iterable[Delivery]) -> Iterator[str]:
    """Keys of the tags that rules which were applied to the past say may be made."""
    for delivery in deliveries:
        if delivery.state is State.WAITING:
            yield from (tag_key(told["tag"]) for told in delivery.changes if told.get("create"))
