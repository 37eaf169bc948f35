"""Writes one contact's past as it was decided anew, inside a transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection

from bridge.ledger import Entry, Key
from bridge.model import Change, Contact, Event, Kind, Sort
from bridge.redeciding.comparing import Compared
from bridge.redeciding.differences import about, calls_for
from bridge.redeciding.owing import decide_anew, entries_of, unsaid, with_confirmations
from bridge.results import change_to_json
from bridge.store.carriers import carrier_key
from bridge.store.ledgers import revise_ledger
from bridge.store.pasts import Past
from bridge.store.revising import Revision, keep_carrier, revise
from bridge.store.timers import revise_timers


@dataclass(frozen=True)
class Carrier:
    """The delivery of the bridge's own that carries out what was decided anew for one contact.

    `number` is its application's; `when` it is first tried. `rules` are the file's name and
    version, empty where no one file decided. Its tags are made where they are missing, if
    `creates`.
    """

    number: int
    kind: Kind
    rules: tuple[str, str]
    when: datetime
    creates: bool = False

    def event(self, past: Past, at: datetime) -> Event:
        latest = max(past.deliveries, key=lambda each: each.event.stamp, default=None)
        return Event(
            source="bridge",
            key=carrier_key(self.number, self.kind, past.contact_id),
            kind=self.kind,
            word=self.kind,
            occurred_at=at,
            contact=latest.event.contact if latest else Contact(past.email),
        )


class Writing:
    """`past` is as it stands in the tables, and held."""

    def __init__(
        self, connection: Connection, past: Past, compared: Compared, at: datetime
    ) -> None:
        self._connection = connection
        self._past = past
        self._compared = compared
        self._at = at

    def carry_out(self, carrier: Carrier) -> tuple[int | None, int]:
        """Write ledger and timers. Gives the delivery that tells the CRM of what differs, where
        anything does, and about how many calls that takes."""
        event = carrier.event(self._past, self._at)
        name, version = carrier.rules
        changes = self._changes(event, name)
        self._write(self._ledger | entries_of(changes))
        if not changes:
            return None, 0
        told = [change_to_json(each) | _creating(each, carrier) for each in changes]
        kept = keep_carrier(self._connection, event, told, version, self._at, carrier.when)
        return kept, calls_for(self._compared.told)

    def record(self, revisions: Iterable[Revision]) -> set[int]:
        """Write how her deliveries stand from now on; gives their ids."""
        written = [*revisions]
        for revision in written:
            revise(self._connection, revision, self._at)
        return {revision.id for revision in written}

    @cached_property
    def _ledger(self) -> dict[Key, Entry]:
        compared = self._compared
        return with_confirmations(compared.past.ledger, compared.rebuilt.ledger, compared.owed)

    def _changes(self, event: Event, rules_name: str) -> list[Change]:
        compared = self._compared
        told = {each.target: each for each in compared.told}
        for target in unsaid(compared.past.ledger, self._ledger) - told.keys():
            told[target] = about(self._ledger, target)
        return decide_anew(told.values(), event.stamp, rules_name, compared.given_back)

    def _write(self, ledger: dict[Key, Entry]) -> None:
        connection, past = self._connection, self._past
        revise_ledger(connection, past.contact_id, past.ledger, ledger)
        decided = {each.delivery.event.key for each in self._compared.decided}
        others = {name: timer for name, timer in past.timers.items() if name[0] not in decided}
        timers = others | self._compared.rebuilt.timers
        revise_timers(connection, past.contact_id, past.timers, timers)


def _creating(change: Change, carrier: Carrier) -> dict[str, bool]:
    """What the change's JSON says besides, for the workers."""
    return {"create": True} if carrier.creates and change.sort is Sort.TAG else {}
