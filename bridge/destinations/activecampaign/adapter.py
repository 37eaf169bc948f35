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

from bridge.destinations.activecampaign.contact import AccountContact
from bridge.destinations.activecampaign.directory import NameTable
from bridge.destinations.activecampaign.fields import Filling
from bridge.destinations.activecampaign.standing import Standing
from bridge.destinations.activecampaign.tags import TagTable
from bridge.destinations.activecampaign.writing import PlanInHand
from bridge.destinations.base import Crm, Memory, Pace, TagReport, Values
from bridge.destinations.http import Connection
from bridge.destinations.verdicts import Named
from bridge.model import Contact, Outcome, Plan, Sort

_NAMED = Named("ActiveCampaign", "ACTIVECAMPAIGN_URL", "ACTIVECAMPAIGN_KEY")


def connect(values: Values, pace: Pace, memory: Memory, timeout: float) -> Crm:
    """The account that the settings name."""
    url, key = values.get("ACTIVECAMPAIGN_URL", ""), values.get("ACTIVECAMPAIGN_KEY", "")
    return ActiveCampaign(url, key, pace, memory, timeout)


class ActiveCampaign:
    """One account. `url` as ActiveCampaign shows it, with or without `/api/3`."""

    name = "activecampaign"

    def __init__(
        self,
        url: str,
        key: str,
        pace: Pace,
        account_memory: Memory,
        timeout: float = 15.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`timeout` is in seconds for each answer; `sleep` waits before a quick second try."""
        base = url.strip().rstrip("/").removesuffix("/api/3").rstrip("/") + "/api/3"
        headers = {"Api-Token": key.strip(), "Accept": "application/json"}
        self._connection = Connection(_NAMED, base, headers, pace, timeout, sleep, "/users/me")
        self._account_memory = account_memory
        self._tags = TagTable(self._connection, account_memory)
        self._tables = {
            sort: NameTable(sort, self._connection, account_memory)
            for sort in (Sort.LIST, Sort.FIELD, Sort.AUTOMATION)
        }

    def apply(self, plan: Plan, memory: Memory) -> Outcome:
        """As the port says. A plan that only takes away never creates a contact."""
        if not plan:
            return Outcome()
        return PlanInHand(self._connection, self._tags, self._tables, plan, memory).run()

    def rename(self, contact: Contact, memory: Memory) -> bool:
        """As the port says."""
        no_fields = Filling(self._tables[Sort.FIELD], ())
        return AccountContact(self._connection, contact, memory, no_fields).rename()

    def look(
        self, contact: Contact, names: Iterable[tuple[Sort, str]], memory: Memory
    ) -> frozenset[str]:
        """As the port says."""
        standing = Standing(self._connection, self._tags, self._tables, contact, memory)
        return standing.of(names)

    def check(self, tags: Iterable[str] = (), others: Iterable[tuple[Sort, str]] = ()) -> TagReport:
        """As the port says; it also renews the remembered ids of what it was asked for."""
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
