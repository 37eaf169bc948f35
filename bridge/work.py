"""One job: everything a contact is owed, from its deliveries to the CRM and into the record."""

import random
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, insert
from sqlalchemy.exc import OperationalError

from bridge.crms import Crm
from bridge.errors import AccountRefused, CrmRefused, CrmUnavailable
from bridge.ledger import Due, Entry, Key, confirm, due, merge
from bridge.model import Change, Contact, Event, Outcome, Plan, tag_key
from bridge.results import change_to_json
from bridge.store import contacts, destinations
from bridge.store.contacts import ContactRow, Lock
from bridge.store.deliveries import (
    Deliveries,
    Delivery,
    State,
    Verdict,
    deliveries_of,
    mark_merged,
    postpone_contact,
    settle,
)
from bridge.store.memory import contact_memory
from bridge.store.tables import calls
from bridge.task import Task, set_aside

Decide = Callable[[Event], Sequence[Change]]


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Patience:
    """How long to wait, in seconds.

    `first` doubles with every try up to `longest`, each shortened by up to half at random so that
    a thousand contacts do not come back in the same second; it never gives up. `quiet` is how
    long a request whose answer never came may still be under way inside the CRM.
    """

    first: float = 5
    longest: float = 3600
    quiet: float = 20

    def wait(self, attempts: int) -> timedelta:
        full = min(self.first * 2 ** min(attempts, 20), self.longest)
        return timedelta(seconds=full * random.uniform(0.5, 1))  # noqa: S311 # spreads load, guards nothing


class Work:
    """Applies what a contact is owed. Safe to call for any delivery, any number of times, from
    any number of processes; a contact's lock lets one at a time through."""

    def __init__(
        self,
        engine: Engine,
        decide: Decide,
        crm: Crm,
        *,
        create_missing_tags: bool = False,
        patience: Patience | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._engine = engine
        self._deliveries = Deliveries(engine)
        self._decide = decide
        self._crm = crm
        self._create_missing_tags = create_missing_tags
        self._patience = patience or Patience()
        self._now = now

    def deliver(self, delivery_id: int) -> datetime | None:
        """Do what the delivery's contact is owed; gives the time of the next try, if one is due.

        Raises OperationalError when Postgres goes away; the delivery then still waits.
        """
        delivery = self._deliveries.find(delivery_id)
        if delivery is None or delivery.state is not State.WAITING:
            return None
        aside = set_aside(delivery.event)
        if aside:
            with self._transaction() as connection:
                settle(connection, [Verdict(delivery.id, *aside)], self._now())
            return None
        return self._deliver_to(delivery.event.contact.key, delivery.id)

    def _deliver_to(self, email: str, because_of: int) -> datetime | None:
        with self._engine.connect() as connection:
            contact_id = contacts.contact_row(connection, self._crm.name, email).id
        while True:
            with contacts.lock(self._engine, contact_id) as lock:
                # Whoever holds the lock looks for new deliveries after letting go of it.
                again = self._carry(email, because_of, lock) if lock else None
            if lock is None or again is not None or not self._newly_arrived(email):
                return again

    def _newly_arrived(self, email: str) -> bool:
        with self._engine.connect() as connection:
            if destinations.read(connection, self._crm.name).paused:
                return False
            arrived = deliveries_of(connection, email, unmerged=True)
            return any(delivery.state is State.WAITING for delivery in arrived)

    def _carry(self, email: str, because_of: int, lock: Lock) -> datetime | None:
        with self._transaction() as connection:
            if destinations.read(connection, self._crm.name).paused:
                return None
            contact = contacts.contact_row(connection, self._crm.name, email)
            quiet_until = self._quiet(connection, contact)
            if quiet_until:
                postpone_contact(connection, email, quiet_until)
                return quiet_until
            task = self._take_up(connection, contact, because_of)
            if not task.plan:
                settle(connection, task.verdicts(Outcome()), self._now())
                return None
            contacts.begin_telling(connection, contact.id)
        return self._tell(task, lock)

    def _quiet(self, connection: Connection, contact: ContactRow) -> datetime | None:
        """Until when nobody may speak about the contact: a request may still be under way."""
        if contact.telling:
            until = self._now() + timedelta(seconds=self._patience.quiet)
            contacts.end_telling(connection, contact.id, until)
            return until
        if contact.quiet_until and contact.quiet_until > self._now():
            return contact.quiet_until
        return None

    def _take_up(self, connection: Connection, contact: ContactRow, because_of: int) -> Task:
        """Merge what newly came into the ledger and see what is due."""
        ledger = contacts.read_ledger(connection, contact.id)
        fresh: dict[Key, Entry] = {}
        owed: list[Delivery] = []
        for delivery in deliveries_of(connection, contact.email):
            if not delivery.merged:
                changes = self._decide(delivery.event)
                fresh |= merge(ledger | fresh, changes)
                told = [change_to_json(change) for change in changes]
                mark_merged(connection, delivery.id, told)
                delivery = replace(delivery, merged=True, changes=told)
            owed.append(delivery)
        ledger |= fresh
        now_due = due(ledger)
        settled = {key: Entry(ledger[key].change, confirmed=True) for key in now_due.settled}
        contacts.write_ledger(connection, contact.id, fresh | settled)
        memory = contact_memory(self._engine, contact.id, contact.memory)
        plan = self._plan(contact.email, owed, now_due)
        return Task(because_of, contact, owed, ledger | settled, plan, memory)

    def _plan(self, email: str, owed: Sequence[Delivery], now_due: Due) -> Plan:
        """The newest event knows the buyer's name best."""
        newest = max((d.event for d in owed), key=lambda event: event.stamp, default=None)
        contact = newest.contact if newest else Contact(email)
        return Plan(contact, now_due.add, now_due.remove, now_due.fire, self._create_missing_tags)

    def _tell(self, task: Task, lock: Lock) -> datetime | None:
        try:
            outcome = self._crm.apply(task.plan, task.memory)
        except CrmUnavailable as unavailable:
            return self._try_later(task, unavailable)
        except AccountRefused as refused:
            self._pause(task, str(refused))
            return None
        except CrmRefused as refused:
            self._finish(task, lock, Outcome(), str(refused))
            return None
        self._finish(task, lock, outcome)
        return None

    def _try_later(self, task: Task, unavailable: CrmUnavailable) -> datetime:
        waiting = [d for d in task.deliveries if d.state is State.WAITING]
        wait = self._patience.wait(max((d.attempts for d in waiting), default=0))
        if unavailable.retry_after:
            wait = max(wait, timedelta(seconds=unavailable.retry_after))
        quiet_until = self._until_answered(task)
        again = max(self._now() + wait, quiet_until or self._now())
        verdicts = [
            Verdict(d.id, State.WAITING, str(unavailable), d.results, again) for d in waiting
        ]
        with self._transaction() as connection:
            contacts.end_telling(connection, task.contact.id, again)
            settle(connection, verdicts, self._now())
            self._record_calls(connection, task)
        return again

    def _until_answered(self, task: Task) -> datetime | None:
        """A request that got no answer may still be done later, even after its second try."""
        if all(call.status for call in task.memory.calls):
            return None
        return self._now() + timedelta(seconds=self._patience.quiet)

    def _pause(self, task: Task, because: str) -> None:
        with self._transaction() as connection:
            contacts.end_telling(connection, task.contact.id, self._until_answered(task))
            destinations.pause(connection, self._crm.name, because, self._now())
            self._record_calls(connection, task)

    def _finish(self, task: Task, lock: Lock, outcome: Outcome, refusal: str = "") -> None:
        tags = [done.tag for done in outcome.done]
        refused = {tag_key(refusal.tag) for refusal in outcome.refused}
        told = confirm(task.ledger, [tag for tag in tags if tag_key(tag) not in refused])
        self._assert_held(task, lock)
        with self._transaction() as connection:
            contacts.write_ledger(connection, task.contact.id, told)
            contacts.end_telling(connection, task.contact.id, self._until_answered(task))
            settle(connection, task.after(told).verdicts(outcome, refusal), self._now())
            if tags and destinations.read(connection, self._crm.name).checks:
                destinations.worked(connection, self._crm.name)
            self._record_calls(connection, task)

    def _assert_held(self, task: Task, lock: Lock) -> None:
        try:
            lock.assert_held()
        except OperationalError:
            # Postgres went away meanwhile and another worker may have spoken since: what was
            # told now counts as not told.
            with self._transaction() as connection:
                contacts.doubt(connection, task.contact.id, task.tags())
            raise

    def _record_calls(self, connection: Connection, task: Task) -> None:
        rows = [
            {
                "delivery_id": task.because_of,
                "at": self._now(),
                "method": call.method,
                "path": call.path,
                "status": call.status,
                "milliseconds": call.milliseconds,
                "note": call.note,
            }
            for call in task.memory.calls
        ]
        if rows:
            connection.execute(insert(calls), rows)

    def _transaction(self) -> AbstractContextManager[Connection]:
        return self._engine.execution_options(isolation_level="READ COMMITTED").begin()
