"""Keap, API v2 beside v1.

A contact whose id is not known is made or updated by `PUT /v1/contacts` (writer.py says why); by
its id it is read and changed by v2. Tags go by v1, which puts many on one contact in one call.
Custom fields go by their ids, merged into those that are there. An automation is a sequence of a
campaign. Lists Keap has none.

Ids are remembered: the contact's in its own memory (`contact`, `profile`, `fire:<token>`,
`start:<token>`), those of names in the account's (`tag:<name>`, `field:<name>`,
`automation:<name>`), beside the header that the key counts in, the account's own number and a mark
of the key that opened it.
"""

import hashlib
import time
from collections.abc import Callable, Iterable
from functools import partial

from bridge.destinations.account import AccountSettings
from bridge.destinations.base import Memory, Pace, TagReport
from bridge.destinations.keap.client import ASKS, KEY, MENU, KeapClient
from bridge.destinations.keap.contact import KeapRecord
from bridge.destinations.keap.directory import KeapFieldNames, KeapSequences, KeapTags
from bridge.destinations.keap.execution import KeapExecution, KeapNames
from bridge.destinations.steps import refusal_of_one
from bridge.model import Contact, Outcome, Plan, Sort, target_key
from bridge.model.errors import AccountRefused


class Keap:
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
        self._memory = account_memory
        self._reason = str(account.values.get("KEAP_OPT_IN_REASON", ""))
        key = str(account.values.get(KEY, "")).strip()
        self._mark = hashlib.sha256(key.encode()).hexdigest()[:12]
        self._client = KeapClient(account, pace, account_memory, timeout, sleep)
        self._named = self._client.names
        self._names = KeapNames(
            KeapTags(self._client, account_memory),
            KeapFieldNames(self._client, account_memory),
            KeapSequences(self._client, account_memory),
        )

    def apply(self, plan: Plan, memory: Memory) -> Outcome:
        """A plan that only takes away never creates a contact."""
        if not plan:
            return Outcome()
        self._ask_about_a_new_key(memory)
        of_one = partial(refusal_of_one, self._named, menu=MENU)
        return KeapExecution(self._client, self._names, plan, memory, self._reason, of_one).run()

    def rename(self, contact: Contact, memory: Memory) -> bool:
        self._ask_about_a_new_key(memory)
        return KeapRecord(self._client, contact, memory, self._reason).rename()

    def look(
        self, contact: Contact, names: Iterable[tuple[Sort, str]], memory: Memory
    ) -> frozenset[str]:
        """What the account lacks nobody has."""
        self._ask_about_a_new_key(memory)
        wanted = [name for sort, name in names if sort is Sort.TAG]
        record, tags = KeapRecord(self._client, contact, memory), self._names.tags
        if any(tags.removable(name, memory) for name in wanted):
            record.see()
        carried = record.carried or set()
        hers = [name for name in wanted if tags.carried_as(name, carried, memory)]
        return frozenset(target_key(Sort.TAG, name) for name in hers)

    def check(self, tags: Iterable[str] = (), others: Iterable[tuple[Sort, str]] = ()) -> TagReport:
        """It also renews the remembered ids of what it was asked for."""
        self._ask_whose_it_is(self._memory)
        wanted, besides, memory = list(tags), list(others), self._memory
        missing = self._names.tags.missing(wanted, memory) if wanted else []
        lacking: list[tuple[Sort, str, str | None]] = []
        for directory in (self._names.fields, self._names.automations):
            names = [name for of, name in besides if of is directory.sort]
            if names:
                lacking += [(directory.sort, *each) for each in directory.missing(names, memory)]
        return TagReport(tuple(missing), tuple(lacking))

    def make(self, sort: Sort, name: str) -> None:  # noqa: ARG002 - tags alone, as VENDOR says
        self._ask_about_a_new_key(self._memory)
        self._names.tags.make(name, self._memory)

    def _ask_about_a_new_key(self, notes: Memory) -> None:
        """Once for each key, before anything is told by remembered ids: every account counts its
        contacts from 1, so another's would name strangers."""
        if self._memory.get("key") != self._mark:
            self._ask_whose_it_is(notes)

    def _ask_whose_it_is(self, notes: Memory) -> None:
        """Every account has the same address: one whose key was put in another's place would be
        told by the ids of that other one. Raises AccountRefused."""
        answer = self._client.call(notes, "GET", ASKS)
        told, known = str(answer.body.get("tenant_id") or ""), self._memory.get("tenant")
        if known and told and told != known:
            key, crm = self._named.key_setting, self._named.crm
            raise AccountRefused(
                f"{key} belongs to another Keap account than the one that {crm} was so far. If that"
                " is meant, give it a name of its own in rules.yaml, under destinations."
            )
        if told and told != known:
            self._memory.put("tenant", told)
        if self._memory.get("key") != self._mark:
            self._memory.put("key", self._mark)
