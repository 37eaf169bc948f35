"""Kit, API v4, by an API key. https://developers.kit.com/api-reference/overview

Putting a tag on is one `POST /tags/{id}/subscribers/{id}`, taking it off a `DELETE` of that. The
calls that take several at once (`/bulk/…`) want an OAuth token: not used. First name and custom
fields go along with the subscriber in `POST /subscribers`. Sequences are what rules call
automations. It has no lists: nobody can be taken off a form, and who unsubscribes gets no mail.

Ids are remembered: the subscriber's in its own memory (`contact`, `creating`, `profile`,
`fire:<token>`, `start:<token>`), those of names in the account's (`tag:<name>`, `field:<name>`,
`automation:<name>`, `account`).
"""

import time
from collections.abc import Callable, Iterable

from bridge.destinations.account import AccountSettings
from bridge.destinations.base import Memory, Pace, TagReport
from bridge.destinations.kit.client import connection_to
from bridge.destinations.kit.contact import KitContact
from bridge.destinations.kit.execution import KitDirectories, KitExecution
from bridge.destinations.kit.fields import KitProfile
from bridge.destinations.kit.tags import tags_of
from bridge.model import Contact, Outcome, Plan, Sort, tag_key, target_key
from bridge.model.errors import AccountRefused

_ACCOUNT = "account number"  # "account" is the store's own


class Kit:
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
        self._tables = KitDirectories(self._connection, account_memory)

    def apply(self, plan: Plan, memory: Memory) -> Outcome:
        """A plan that only takes away never creates a subscriber."""
        if not plan:
            return Outcome()
        return KitExecution(self._connection, self._tables, plan, memory).run()

    def rename(self, contact: Contact, memory: Memory) -> bool:
        return self._contact(contact, memory).rename()

    def look(
        self, contact: Contact, names: Iterable[tuple[Sort, str]], memory: Memory
    ) -> frozenset[str]:
        """What the account lacks nobody has; what she was just told counts for more than a list."""
        tags = [name for sort, name in names if sort is Sort.TAG]
        ids = ((name, self._tables.tags.removable(name, memory)) for name in tags)
        numbers = {name: number for name, number in ids if number}
        hers = self._contact(contact, memory)
        listed = tags_of(hers) if numbers else {}
        held = hers.recent.seen_through(frozenset(listed))
        named = {tag_key(name) for number, name in listed.items() if number in held}
        return frozenset(
            target_key(Sort.TAG, name)
            for name, number in numbers.items()
            if number in held or tag_key(name) in named
        )

    def check(self, tags: Iterable[str] = (), others: Iterable[tuple[Sort, str]] = ()) -> TagReport:
        """It also renews the remembered ids of what it was asked for."""
        wanted, besides, memory = list(tags), list(others), self._account_memory
        self._raise_if_another_account()
        missing = self._tables.tags.missing(wanted, memory) if wanted else []
        lacking: list[tuple[Sort, str, str | None]] = []
        for table in (self._tables.fields, self._tables.sequences):
            names = [name for sort, name in besides if sort is table.sort]
            if names:
                lacking += [(table.sort, *each) for each in table.missing(names, memory)]
        return TagReport(tuple(missing), tuple(lacking))

    def make(self, sort: Sort, name: str) -> None:  # noqa: ARG002 - tags alone, as VENDOR says
        self._tables.tags.make(name, self._account_memory)

    def _raise_if_another_account(self) -> None:
        """No setting says which account it is, so the first answer is kept and compared."""
        memory = self._account_memory
        answer = self._connection.call(memory, "GET", "/account")
        number = str(answer.part("account").get("id") or "")
        known = memory.get(_ACCOUNT)
        if number and known and number != known:
            named = self._connection.named
            raise AccountRefused(
                f"{named.key_setting} opens another {named.crm} account than the one that was"
                " told so far. If that is meant, give it a name of its own in rules.yaml, such"
                " as `destinations: {kit-new: kit}`."
            )
        if number and not known:
            memory.put(_ACCOUNT, number)

    def _contact(self, contact: Contact, memory: Memory) -> KitContact:
        """Without custom fields."""
        profile = KitProfile(contact, self._tables.fields, (), memory, self._connection.named)
        return KitContact(self._connection, contact, memory, profile)
