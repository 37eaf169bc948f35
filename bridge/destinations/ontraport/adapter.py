"""Ontraport, its REST API.

A contact is one `POST /Contacts/saveorupdate`, its tags are put on and taken off by one call each,
however many, and its fields go along with it. Lists it has none.

Ids are remembered: the contact's in its own memory (`contact`, `profile`, `told`, `fire:<token>`,
`start:<token>`), those of names in the account's (`tag:<name>`, `field:<name>`,
`automation:<name>`).
"""

import time
from collections.abc import Callable, Iterable

from bridge.destinations.account import AccountSettings
from bridge.destinations.base import Memory, Pace, TagReport
from bridge.destinations.ontraport.client import connection_to
from bridge.destinations.ontraport.contact import OntraportContact
from bridge.destinations.ontraport.directory import (
    OntraportAutomationTable,
    OntraportFieldTable,
    OntraportTagTable,
)
from bridge.destinations.ontraport.execution import OntraportExecution
from bridge.destinations.ontraport.fields import OntraportFields
from bridge.model import Contact, Outcome, Plan, Sort, target_key


class Ontraport:
    """One account, as the port says; see `client.connection_to` for its address."""

    def __init__(
        self,
        account: AccountSettings,
        pace: Pace,
        account_memory: Memory,
        timeout: float = 15.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`timeout` is in seconds for each answer; `sleep` waits before a quick second try."""
        self.name = account.name
        connection = connection_to(account, pace, timeout, sleep)
        self._connection, self._account_memory = connection, account_memory
        self._tags = OntraportTagTable(account.called, connection, account_memory)
        self._fields = OntraportFieldTable(account.called, connection, account_memory)
        self._automations = OntraportAutomationTable(account.called, connection, account_memory)

    def apply(self, plan: Plan, memory: Memory) -> Outcome:
        """A plan that only takes away never creates a contact."""
        if not plan:
            return Outcome()
        tables = (self._tags, self._fields, self._automations)
        return OntraportExecution(self._connection, *tables, plan, memory).run()

    def rename(self, contact: Contact, memory: Memory) -> bool:
        return self._contact(contact, memory).rename()

    def look(
        self, contact: Contact, names: Iterable[tuple[Sort, str]], memory: Memory
    ) -> frozenset[str]:
        """What was told just now counts before what is read: that may be older. What the account
        lacks nobody has."""
        tags = [name for sort, name in names if sort is Sort.TAG]
        ids = {name: self._tags.removable(name, memory) for name in tags}
        if not any(ids.values()):
            return frozenset()
        found = self._contact(contact, memory)
        found.find()
        if found.id is None:
            return frozenset()
        recent = found.recent
        carried = ({*(found.carried or ())} | recent.put_on()) - recent.taken_off()
        return frozenset(target_key(Sort.TAG, name) for name, n in ids.items() if n in carried)

    def check(self, tags: Iterable[str] = (), others: Iterable[tuple[Sort, str]] = ()) -> TagReport:
        """It also renews the remembered ids of what it was asked for."""
        wanted, besides, memory = list(tags), list(others), self._account_memory
        missing = self._tags.missing(wanted, memory) if wanted else []
        lacking: list[tuple[Sort, str, str | None]] = []
        for table in (self._fields, self._automations):
            names = [name for of, name in besides if of is table.sort]
            if names:
                lacking += [(table.sort, *each) for each in table.missing(names, memory)]
        if not wanted and not besides:
            self._connection.call(memory, "GET", "/Contacts/meta")
        return TagReport(tuple(missing), tuple(lacking))

    def make(self, sort: Sort, name: str) -> None:  # noqa: ARG002 - tags alone, as VENDOR says
        self._tags.make(name, self._account_memory)

    def _contact(self, contact: Contact, memory: Memory) -> OntraportContact:
        """Without fields of rules."""
        fields = OntraportFields(self._connection.named, contact, self._fields, (), memory)
        return OntraportContact(self._connection, contact, memory, fields)
