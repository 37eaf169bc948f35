"""One job: everything a contact is owed, from its deliveries to the CRM and into the record."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine

from bridge.crms import Crm
from bridge.model import OUR_OWN, Outcome
from bridge.store import contacts, destinations
from bridge.store.contacts import ContactRow, Lock
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import State, Verdict
from bridge.store.engine import transaction
from bridge.store.settling import postpone_contact, settle
from bridge.working.taking import Decide, Rulebook, Taking
from bridge.working.task import set_aside
from bridge.working.telling import Patience, Telling


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class _Turn:
    """One hold of a contact's lock: whether the job ends with it, and when to try again."""

    ends: bool = False
    again: datetime | None = None


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
        rules_version: str = "",
        patience: Patience | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._engine = engine
        self._deliveries = Deliveries(engine)
        rulebook = Rulebook(decide, rules_version, create_missing_tags)
        self._taking = Taking(engine, rulebook, now)
        self._crm = crm
        self._patience = patience or Patience()
        self._now = now
        self._telling = Telling(engine, crm, self._patience, now)

    def deliver(self, delivery_id: int) -> datetime | None:
        """Do what the delivery's contact is owed; gives the time of the next try, if one is due.

        Raises OperationalError when Postgres goes away; the delivery then still waits.
        """
        delivery = self._deliveries.find(delivery_id)
        if delivery is None or delivery.state is not State.WAITING:
            return None
        aside = set_aside(delivery.event)
        if aside and delivery.event.kind not in OUR_OWN:
            with transaction(self._engine) as connection:
                settle(connection, [Verdict(delivery.id, *aside)], self._now())
            return None
        return self._deliver_to(delivery.event.contact.key, delivery.id)

    def _deliver_to(self, email: str, because_of: int) -> datetime | None:
        contact_id = contacts.contact_id(self._engine, self._crm.name, email)
        while True:
            with contacts.lock(self._engine, contact_id) as lock:
                if lock is None:
                    # Whoever holds it looks for new deliveries after letting go of it.
                    return None
                turn = self._carry(contact_id, because_of, lock)
            if turn.ends or not self._deliveries.anything_new(email):
                return turn.again

    def _carry(self, contact_id: int, because_of: int, lock: Lock) -> _Turn:
        with transaction(self._engine) as connection:
            destination = destinations.read(connection, self._crm.name)
            if destination.paused:
                return _Turn(ends=True)
            contact = contacts.read_contact(connection, contact_id)
            quiet_until = self._quiet(connection, contact)
            if quiet_until:
                postpone_contact(connection, contact.email, quiet_until)
                return _Turn(ends=True, again=quiet_until)
            task = self._taking.take_up(connection, contact, because_of)
            if not task.plan:
                settle(connection, task.verdicts(Outcome()), self._now())
                return _Turn()
            contacts.begin_telling(connection, contact.id)
        again = self._telling.tell(task, lock, recovering=destination.checks > 0)
        return _Turn(ends=again is not None, again=again)

    def _quiet(self, connection: Connection, contact: ContactRow) -> datetime | None:
        """Until when nobody may speak about the contact: a request may still be under way."""
        if contact.telling:
            until = self._now() + timedelta(seconds=self._patience.quiet)
            contacts.end_telling(connection, contact.id, until)
            return until
        if contact.quiet_until and contact.quiet_until > self._now():
            return contact.quiet_until
        return None
