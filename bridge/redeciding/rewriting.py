"""Writes down what other rules decided, contact by contact, and takes it back.

Each contact is one transaction under her lock, so whoever is killed leaves every contact done or
not begun. The workers do the rest in their ordinary way.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, Engine

from bridge.model import Kind
from bridge.redeciding.comparing import Compared, Decide, compare
from bridge.redeciding.recording import decided_anew, given_up, restored
from bridge.redeciding.snapshot import (
    ledger_from_json,
    ledger_to_json,
    timers_from_json,
    timers_to_json,
)
from bridge.redeciding.undoing import Found, go_back
from bridge.redeciding.writing import Carrier, Writing
from bridge.store import applications, contacts
from bridge.store.carriers import carriers_since, number_of
from bridge.store.engine import transaction
from bridge.store.pasts import past_of
from bridge.store.revising import waiting_of


@dataclass(frozen=True)
class Turn:
    """What came of one contact: about how many calls to the CRM follow, and a delivery of hers
    that a worker shall be told of; at once, where something came meanwhile. `busy`: somebody has
    her just now."""

    changed: bool = False
    calls: int = 0
    signal: int | None = None
    at_once: bool = False
    busy: bool = False


@dataclass(frozen=True)
class Rulebook:
    """The rules that are applied to what was received since `since`; what they may create, the
    workers create."""

    decide: Decide
    name: str
    version: str
    since: datetime
    create_missing_tags: bool = False


class Rewriting:
    """Of the application of this number; `now` is when all of it is said to happen."""

    def __init__(self, engine: Engine, number: int, now: datetime) -> None:
        self._engine = engine
        self._number = number
        self._now = now

    def apply(self, contact_id: int, rulebook: Rulebook, when: datetime) -> Turn:
        """Bring one contact to what these rules would have made of her past; the CRM is told
        from `when` on."""

        def write(connection: Connection) -> Turn:
            past = past_of(connection, contact_id, held=True)
            compared = compare(past, rulebook.decide, rulebook.since, self._now)
            if not compared.differs:
                return Turn()
            writing = Writing(connection, past, compared, self._now)
            rules = rulebook.name, rulebook.version
            creates, kind = rulebook.create_missing_tags, Kind.RULES_APPLIED
            carrier, calls = writing.carry_out(Carrier(self._number, kind, rules, when, creates))
            because = f"Decided anew by {rulebook.name} (application {self._number})."
            ids = writing.record(decided_anew(compared, because, rulebook.version, carrier))
            found = [each for each in past.deliveries if each.id in ids]
            was = ledger_to_json(past.ledger), timers_to_json(past.timers)
            applications.note(connection, self._number, contact_id, was, found, carrier)
            return Turn(changed=True, calls=calls)

        return self._in_turn(contact_id, write)

    def undo(self, contact_id: int, rules_version: str, when: datetime) -> Turn:
        """Bring one contact back to how the application found her; `rules_version` is that of the
        rules it applied."""

        def write(connection: Connection) -> Turn:
            past = past_of(connection, contact_id, held=True)
            found = self._found(connection, contact_id)
            if found is None:
                return Turn()
            if applications.is_overtaken(connection, self._number, contact_id):
                return Turn(busy=True)  # somebody applied other rules since we were asked
            compared = go_back(past, found, rules_version, self._now)
            writing = Writing(connection, past, compared, self._now)
            kind, rules = Kind.RULES_TAKEN_BACK, ("", "")
            carrier, calls = writing.carry_out(Carrier(self._number, kind, rules, when))
            writing.record(restored(compared, found.deliveries, carrier))
            for each in (found.carrier, *found.later):
                writing.record(given_up(each, self._number, carrier))
            applications.note_undone(connection, self._number, contact_id, self._now)
            return Turn(changed=True, calls=calls)

        return self._in_turn(contact_id, write)

    def would_undo(self, contact_id: int, rules_version: str) -> Compared | None:
        """What that would bring; None where there is nothing to take back any more."""
        with transaction(self._engine) as connection:
            found = self._found(connection, contact_id)
            past = past_of(connection, contact_id)
            return go_back(past, found, rules_version, self._now) if found else None

    def _found(self, connection: Connection, contact_id: int) -> Found | None:
        there = applications.found_of(connection, self._number, contact_id)
        if there is None:
            return None
        applied, deliveries = there
        since = carriers_since(connection, contact_id, applied.at)
        return Found(
            applied.at,
            ledger_from_json(applied.ledger),
            timers_from_json(applied.timers),
            {each.id: each for each in deliveries},
            applied.carrier,
            [each for each in since if number_of(each.event.key) > self._number],
        )

    def _in_turn(self, contact_id: int, write: Callable[[Connection], Turn]) -> Turn:
        with contacts.lock(self._engine, contact_id) as lock:
            if lock is None:
                return Turn(busy=True)
            with transaction(self._engine) as connection:
                turn = write(connection)
        # Also for what came meanwhile: its worker left it to the holder of the lock.
        waiting, at_once = waiting_of(self._engine, contact_id)
        return replace(turn, signal=waiting if turn.changed or at_once else None, at_once=at_once)
