"""Carrying one plan out in ActiveCampaign: take away, then give, then set off."""

from collections.abc import Mapping

from bridge.destinations.activecampaign.automations import ContactAutomations
from bridge.destinations.activecampaign.client import of_one
from bridge.destinations.activecampaign.contact import AccountContact
from bridge.destinations.activecampaign.directory import NameTable, TagTable
from bridge.destinations.activecampaign.fields import ContactFields
from bridge.destinations.activecampaign.holdings import Holdings
from bridge.destinations.activecampaign.lists import ContactLists
from bridge.destinations.activecampaign.tags import ContactTags
from bridge.destinations.base import Memory
from bridge.destinations.http import Connection
from bridge.destinations.steps import Progress
from bridge.model import Outcome, Plan, Sort


class Execution:
    """One plan on its way. `run` once."""

    def __init__(
        self,
        connection: Connection,
        tags: TagTable,
        tables: Mapping[Sort, NameTable],
        plan: Plan,
        memory: Memory,
    ) -> None:
        self._progress = Progress(of_one)
        self._fields = ContactFields(plan.contact, tables[Sort.FIELD], plan.fields, memory)
        self._contact = AccountContact(connection, plan.contact, memory, self._fields)
        self._holdings = Holdings(self._contact)
        of_plan = (self._holdings, plan, self._progress)
        self._tags = ContactTags(tags, *of_plan)
        self._lists = ContactLists(tables[Sort.LIST], *of_plan)
        self._automations = ContactAutomations(tables[Sort.AUTOMATION], *of_plan)

    def run(self) -> Outcome:
        """Removals come before gifts: a tag that blocks access is gone before access is given.

        The steps know their ids before the first is taken: what has none creates no contact.
        """
        self._fields.seek()
        removals, leaves = self._tags.removals(), self._lists.leaves()
        adds, subscriptions = self._tags.adds(), self._lists.subscriptions()
        quiet = self._tags.adds_if_there()
        fires, starts = self._tags.fires(), self._automations.starts()
        self._find_contact(
            to_write=bool(adds or subscriptions or fires or starts or self._fields.values),
            tags=bool(removals or fires),
            lists=bool(leaves or subscriptions),
        )
        for step in (*removals, *leaves, *adds, *quiet, *subscriptions, *fires, *starts):
            self._progress.take(step)
        done = (*self._progress.done, *self._fields.done())
        refused = (*self._progress.refused, *self._fields.refused())
        return Outcome(done, refused, self._contact.created)

    def _find_contact(self, *, to_write: bool, tags: bool, lists: bool) -> None:
        """Only what has to be written may create the contact.

        It is written before the look: one that is new has nothing to look for.
        """
        if to_write:
            self._contact.write()
        self._holdings.try_to_see(tags=tags, lists=lists)
        if to_write and self._contact.id is None:
            self._contact.sync()
            self._holdings.try_to_see(tags=tags, lists=lists)
        if to_write:
            self._contact.give_name()
