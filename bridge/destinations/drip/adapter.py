"""Drip, REST API v2.

Almost everything is one `POST /subscribers`: name, phone, custom fields, tags to put on and tags to
take off, by the person's id where it is remembered, else by her address; the answer shows what she
has then. Taking away alone makes nobody: one tag goes by `DELETE`, several after a look. A series
is one `POST /campaigns/{id}/subscribers` after a look whether she opted out, a workflow one `POST
/workflows/{id}/subscribers` after a look whether it is active. The batch endpoint, which tells no
errors, is not used.

Ids are remembered: the person's in her own memory (`contact`, `profile`, `fire:<token>`,
`start:<token>`), in the account's those of names (`list:<name>`, `automation:<name>`), and how the
account spells what has no id (`tag:<name>`, `field:<name>`; `seen tag:<name>` for good).
"""

import time
from collections.abc import Callable, Iterable

from bridge.destinations.account import AccountSettings
from bridge.destinations.base import Memory, Pace, TagReport
from bridge.destinations.drip.client import connection_to, of_one
from bridge.destinations.drip.directory import DripNames, DripTagDirectory
from bridge.destinations.drip.execution import DripExecution
from bridge.destinations.drip.series import DripSeries
from bridge.destinations.drip.subscriber import ACTIVE, DripSubscriber
from bridge.destinations.steps import Progress
from bridge.model import Contact, Outcome, Plan, Sort, target_key


class Drip:
    """One account, as the port says."""

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
        self._connection = connection_to(account, pace, timeout, sleep)
        self._account_memory = account_memory
        self._of_one = of_one(self._connection.named)
        self._tags = DripTagDirectory(self._connection, account_memory)
        self._tables = {
            sort: DripNames(sort, self._connection, account_memory, self._of_one)
            for sort in (Sort.LIST, Sort.FIELD, Sort.AUTOMATION)
        }

    def apply(self, plan: Plan, memory: Memory) -> Outcome:
        """A plan that only takes away never creates a contact."""
        if not plan:
            return Outcome()
        tables = self._tags, self._tables
        return DripExecution(self._connection, *tables, plan, memory, self._account_memory).run()

    def rename(self, contact: Contact, memory: Memory) -> bool:
        return DripSubscriber(self._connection, contact, memory).rename()

    def look(
        self, contact: Contact, names: Iterable[tuple[Sort, str]], memory: Memory
    ) -> frozenset[str]:
        """What the account lacks nobody has."""
        asked = [*names]
        spelt = {
            name: tag
            for sort, name in asked
            if sort is Sort.TAG and (tag := self._tags.removable(name, memory))
        }
        lists = [name for sort, name in asked if sort is Sort.LIST]
        ids = self._tables[Sort.LIST].find(lists, memory).ids if lists else {}
        person = DripSubscriber(self._connection, contact, memory)
        if not (spelt or ids) or not person.find([*spelt.values()], writing=False):
            return frozenset()
        tags = {target_key(Sort.TAG, name) for name, tag in spelt.items() if person.carries(tag)}
        return frozenset(tags | self._subscribed(person, contact, ids))

    def check(self, tags: Iterable[str] = (), others: Iterable[tuple[Sort, str]] = ()) -> TagReport:
        """It also renews what is remembered of what it was asked for."""
        wanted, besides, memory = [*tags], [*others], self._account_memory
        missing = self._tags.missing(wanted, memory) if wanted else []
        lacking: list[tuple[Sort, str, str | None]] = []
        for sort, table in self._tables.items():
            names = [name for of, name in besides if of is sort]
            if names:
                lacking += [(sort, *each) for each in table.missing(names, memory)]
        if not wanted and not besides:
            self._connection.call(memory, "GET", "/tags")
        return TagReport(tuple(missing), tuple(lacking))

    def _subscribed(
        self, person: DripSubscriber, contact: Contact, ids: dict[str, str]
    ) -> set[str]:
        """Who gets no mails is on no list."""
        if not ids or person.status != ACTIVE:
            return set()
        series = DripSeries(
            self._tables[Sort.LIST],
            person,
            Plan(contact),
            Progress(self._of_one),
            self._account_memory,
        )
        stands = series.standings() or {}
        hers = (name for name, id_ in ids.items() if stands.get(id_) == ACTIVE)
        return {target_key(Sort.LIST, name) for name in hers}
