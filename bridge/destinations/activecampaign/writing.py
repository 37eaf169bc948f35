"""Carrying one plan out in ActiveCampaign: take away, then give, then set off."""

from collections.abc import Mapping

from bridge.destinations.activecampaign.automations import Starting
from bridge.destinations.activecampaign.besides import BesidesSteps
from bridge.destinations.activecampaign.contact import AccountContact
from bridge.destinations.activecampaign.directory import NameTable
from bridge.destinations.activecampaign.fields import Filling
from bridge.destinations.activecampaign.lists import Listing
from bridge.destinations.activecampaign.look import Look
from bridge.destinations.activecampaign.steps import Progress, TagSteps
from bridge.destinations.activecampaign.tagging import Tagging
from bridge.destinations.activecampaign.tags import TagTable
from bridge.destinations.base import Memory
from bridge.destinations.http import Connection
from bridge.model import Outcome, Plan, Sort


class PlanInHand:
    """One plan on its way. `run` once."""

    def __init__(
        self,
        connection: Connection,
        tags: TagTable,
        tables: Mapping[Sort, NameTable],
        plan: Plan,
        memory: Memory,
    ) -> None:
        lists, automations = tables[Sort.LIST], tables[Sort.AUTOMATION]
        self._memory = memory
        self._progress = Progress()
        self._filling = Filling(tables[Sort.FIELD], plan.fields)
        self._contact = AccountContact(connection, plan.contact, memory, self._filling)
        self._look = Look(self._contact)
        tagging = Tagging(tags, self._contact, self._look, memory, create=plan.creates)
        listing = Listing(lists, self._contact, self._look, memory)
        starting = Starting(automations, self._contact, self._look, memory)
        self._tags = TagSteps(plan, tagging, memory, self._progress)
        self._besides = BesidesSteps(plan, tables, listing, starting, memory, self._progress)

    def run(self) -> Outcome:
        """Removals come before gifts: a tag that blocks access is gone before access is given.

        The steps know their ids before the first is taken: what has none creates no contact.
        """
        self._filling.seek(self._memory)
        removals, leaves = self._tags.removals(), self._besides.leaves()
        adds, subscriptions = self._tags.adds(), self._besides.subscriptions()
        quiet = self._tags.adds_if_there()
        fires, starts = self._tags.fires(), self._besides.starts()
        self._find_contact(
            to_write=bool(adds or subscriptions or fires or starts or self._filling.values),
            tags=bool(removals or fires),
            lists=bool(leaves or subscriptions),
        )
        for step in (*removals, *leaves, *adds, *quiet, *subscriptions, *fires, *starts):
            self._progress.go(step)
        done = (*self._progress.done, *self._filling.done())
        refused = (*self._progress.refused, *self._filling.refused())
        return Outcome(done, refused, self._contact.created)

    def _find_contact(self, *, to_write: bool, tags: bool, lists: bool) -> None:
        """Only what has to be written may create the contact.

        It is written before the look: one that is new has nothing to look for.
        """
        if to_write:
            self._contact.write()
        self._look.try_to_see(tags=tags, lists=lists)
        if to_write and self._contact.id is None:
            self._contact.sync()
            self._look.try_to_see(tags=tags, lists=lists)
        if to_write:
            self._contact.give_name()
