"""ActiveCampaign, API v3.

Adding a tag is one `POST /contactTags` by tag id; removing it a `DELETE /contactTags/{id}` by the
id of the pair, which a look at the contact gives. There is no call for several tags at once.
Custom fields go along with the contact in `POST /contact/sync`. A list is one `POST /contactLists`
after a look whether she opted out, an automation one `POST /contactAutomations`.

Ids are remembered: the contact's in its own memory (`contact`, `profile`, `fire:<token>`,
`start:<token>`, `entry:<automation's id>`), those of names in the account's (`tag:<name>`,
`list:<name>`, `field:<name>`, `automation:<name>`).
"""

import time
from collections.abc import Callable, Iterable

from bridge.destinations.account import AccountSettings
from bridge.destinations.activecampaign.client import connection_to
from bridge.destinations.activecampaign.contact import AccountContact
from bridge.destinations.activecampaign.directory import NameTable, TagTable
from bridge.destinations.activecampaign.execution import Execution
from bridge.destinations.activecampaign.fields import ContactFields
from bridge.destinations.activecampaign.holdings import Holdings
from bridge.destinations.activecampaign.lists import SUBSCRIBED
from bridge.destinations.base import Memory, Pace, TagReport
from bridge.model import Contact, Outcome, Plan, Sort, target_key


class ActiveCampaign:
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
        self._connection = connection_to(account, pace, timeout, sleep)
        self._account_memory = account_memory
        self._tags = TagTable(self._connection, account_memory)
        self._tables = {
            sort: NameTable(sort, self._connection, account_memory)
            for sort in (Sort.LIST, Sort.FIELD, Sort.AUTOMATION)
        }

    def apply(self, plan: Plan, memory: Memory) -> Outcome:
        """A plan that only takes away never creates a contact."""
        if not plan:
            return Outcome()
        return Execution(self._connection, self._tags, self._tables, plan, memory).run()

    def rename(self, contact: Contact, memory: Memory) -> bool:
        return self._contact(contact, memory).rename()

    def look(
        self, contact: Contact, names: Iterable[tuple[Sort, str]], memory: Memory
    ) -> frozenset[str]:
        """What the account lacks nobody has."""
        of_sort: dict[Sort, list[str]] = {Sort.TAG: [], Sort.LIST: []}
        for sort, name in names:
            of_sort.setdefault(sort, []).append(name)
        ids = ((name, self._tags.removable(name, memory)) for name in of_sort[Sort.TAG])
        tags = {name: id_ for name, id_ in ids if id_}
        named = of_sort[Sort.LIST]
        lists = self._tables[Sort.LIST].find(named, memory).ids if named else {}
        holdings = Holdings(self._contact(contact, memory))
        holdings.see(tags=bool(tags), lists=bool(lists))
        carried = holdings.tags() if tags else {}
        stands = holdings.standings() if lists else {}
        return frozenset(
            {target_key(Sort.TAG, name) for name, id_ in tags.items() if id_ in carried}
            | {target_key(Sort.LIST, n) for n, i in lists.items() if stands.get(i) == SUBSCRIBED}
        )

    def check(self, tags: Iterable[str] = (), others: Iterable[tuple[Sort, str]] = ()) -> TagReport:
        """It also renews the remembered ids of what it was asked for."""
        wanted, besides, memory = list(tags), list(others), self._account_memory
        missing = self._tags.missing(wanted, memory) if wanted else []
        lacking: list[tuple[Sort, str, str | None]] = []
        for sort, table in self._tables.items():
            names = [name for of, name in besides if of is sort]
            if names:
                lacking += [(sort, *each) for each in table.missing(names, memory)]
        if not wanted and not besides:
            self._connection.call(memory, "GET", "/tags", query={"limit": "1"})
        return TagReport(tuple(missing), tuple(lacking))

    def make(self, sort: Sort, name: str) -> None:  # noqa: ARG002 - tags alone, as VENDOR says
        self._tags.make(name, self._account_memory)

    def _contact(self, contact: Contact, memory: Memory) -> AccountContact:
        """Without custom fields."""
        fields = ContactFields(contact, self._tables[Sort.FIELD], (), memory)
        return AccountContact(self._connection, contact, memory, fields)
