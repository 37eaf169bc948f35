"""Tells a CRM what one contact is owed, and writes down how it went."""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, insert
from sqlalchemy.exc import OperationalError

from bridge.crms import Crm
from bridge.errors import AccountRefused, CrmRefused, CrmUnavailable
from bridge.ledger import confirm
from bridge.model import Outcome
from bridge.store import contacts, destinations, ledgers
from bridge.store.contacts import Lock
from bridge.store.delivery import State, Verdict
from bridge.store.engine import transaction
from bridge.store.settling import settle, wake
from bridge.store.tables import calls
from bridge.working.looking import Looking
from bridge.working.task import Task

logger = logging.getLogger(__name__)


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


class Telling:
    """One destination; `now` gives aware times."""

    def __init__(
        self, engine: Engine, crm: Crm, patience: Patience, now: Callable[[], datetime]
    ) -> None:
        self._engine = engine
        self._crm = crm
        self._patience = patience
        self._now = now
        self._looking = Looking(engine, crm)

    def tell(self, task: Task, lock: Lock, *, recovering: bool = False) -> datetime | None:
        """Gives the time of the next try when the CRM could not be asked now.

        `recovering`: the account refused everything of late, and taking this is good news.

        Raises OperationalError when Postgres went away meanwhile; the task is then owed still.
        """
        try:
            task = self._looking.look(task)
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
        if recovering and outcome.done:
            destinations.worked(self._engine, self._crm.name)
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
        with transaction(self._engine) as connection:
            contacts.end_telling(connection, task.contact.id, again, task.memory.jotted)
            settle(connection, verdicts, self._now())
            self._record_calls(connection, task)
        return again

    def _end_telling(self, connection: Connection, task: Task) -> None:
        quiet_until = self._until_answered(task)
        contacts.end_telling(connection, task.contact.id, quiet_until, task.memory.jotted)

    def _until_answered(self, task: Task) -> datetime | None:
        """A request that got no answer may still be done later, even after its second try."""
        if all(call.status for call in task.memory.calls):
            return None
        return self._now() + timedelta(seconds=self._patience.quiet)

    def _pause(self, task: Task, because: str) -> None:
        with transaction(self._engine) as connection:
            self._end_telling(connection, task)
            destinations.pause(connection, self._crm.name, because, self._now())
            self._record_calls(connection, task)
        logger.warning("%s is paused: %s", self._crm.name, because)

    def _finish(self, task: Task, lock: Lock, outcome: Outcome, refusal: str = "") -> None:
        refused = {refusal.target for refusal in outcome.refused}
        settled = {done.target for done in outcome.done} - refused
        told = confirm(task.ledger, settled)
        self._assert_held(task, lock)
        verdicts = task.after(told).verdicts(outcome, refusal)
        with transaction(self._engine) as connection:
            ledgers.confirm_targets(connection, task.contact.id, settled)
            self._end_telling(connection, task)
            settle(connection, verdicts, self._now())
            self._record_calls(connection, task)
            if outcome.created and (owed_anew := task.owed_anew()):
                # Somebody deleted the contact in the CRM; what she was told before went with it.
                ledgers.doubt(connection, task.contact.id, owed_anew)
                wake(connection, task.because_of, self._now())
        for before, verdict in zip(task.deliveries, verdicts, strict=True):
            if verdict.state is State.FAILED and before.state is not State.FAILED:
                logger.warning("delivery %d failed: %s", verdict.id, verdict.reason)

    def _assert_held(self, task: Task, lock: Lock) -> None:
        try:
            lock.assert_held()
        except OperationalError:
            # Postgres went away meanwhile and another worker may have spoken since: what was
            # told now counts as not told.
            with transaction(self._engine) as connection:
                ledgers.doubt(connection, task.contact.id, task.plan.targets())
                wake(connection, task.because_of, self._now())
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
