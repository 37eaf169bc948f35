"""Carrying one plan out in Keap: take away, then give, then set off."""

from dataclasses import dataclass

from bridge.destinations.base import Memory
from bridge.destinations.keap import VENDOR
from bridge.destinations.keap.automations import KeapStarts
from bridge.destinations.keap.client import KeapClient
from bridge.destinations.keap.contact import KeapRecord
from bridge.destinations.keap.directory import KeapFieldNames, KeapSequences, KeapTags
from bridge.destinations.keap.firings import KeapFirings
from bridge.destinations.keap.profile import KeapFields, KeapProfile
from bridge.destinations.keap.tags import KeapTagWork
from bridge.destinations.keap.writer import KeapWriter
from bridge.destinations.steps import OfOne, Progress, lacking, raise_for_account
from bridge.model import Outcome, Plan
from bridge.model.errors import CrmRefused


@dataclass(frozen=True)
class KeapNames:
    """What the account has, by name."""

    tags: KeapTags
    fields: KeapFieldNames
    automations: KeapSequences


class KeapExecution:
    """One plan on its way. `run` once."""

    def __init__(
        self,
        client: KeapClient,
        names: KeapNames,
        plan: Plan,
        memory: Memory,
        opt_in_reason: str,
        of_one: OfOne,
    ) -> None:
        self._plan = plan
        self._crm = client.names.crm
        self._progress = Progress(of_one)
        profile = KeapProfile(plan.contact, memory)
        self._fields = KeapFields(plan.fields, names.fields, memory, of_one)
        private = (*profile.private, *self._fields.private)
        self._record = KeapRecord(client, plan.contact, memory, opt_in_reason, private)
        self._writer = KeapWriter(self._record, profile, self._fields, opt_in_reason)
        of_plan = (plan, self._progress, self._writer.write)
        self._tags = KeapTagWork(self._record, names.tags, *of_plan)
        self._firings = KeapFirings(self._record, names.tags, *of_plan)
        self._starts = KeapStarts(self._record, names.automations, *of_plan)

    def run(self) -> Outcome:
        """Removals come before gifts: a tag that blocks access is gone before access is given.

        Ids are known before the first step is taken: what has none creates no contact.
        """
        plan, progress = self._plan, self._progress
        self._fields.seek()
        adds, quiet = self._tags.usable(plan.add), self._tags.usable(plan.add_if_there)
        firings, starts = self._firings.steps(), self._starts.steps()
        to_write = bool(adds or firings or starts or self._fields.ids)
        unseen = self._find_contact(to_write=to_write, tags=bool(plan.remove or firings))
        self._tags.remove(plan.remove, unseen)
        self._tags.add(adds)
        self._tags.add_if_there(quiet)
        for step in (*firings, *starts):
            progress.take(step)
        progress.done += self._fields.done()
        progress.refused += self._fields.refused()
        progress.refused += lacking(plan, self._crm, VENDOR.sorts)
        return progress.outcome(created=self._record.created)

    def _find_contact(self, *, to_write: bool, tags: bool) -> CrmRefused | None:
        """Only what has to be written may create the contact; it is written before the look, for
        one that is new has nothing to look for. Gives why its tags may not be looked at."""
        if to_write:
            self._writer.write()
        try:
            if tags:
                self._record.see()
            if to_write and self._record.id is None:
                self._writer.write()
        except CrmRefused as refused:
            raise_for_account(refused)
            return refused
        return None
