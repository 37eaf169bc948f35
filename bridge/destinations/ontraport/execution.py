"""Carrying one plan out in Ontraport: the contact, then take away, then give, then set off."""

from functools import partial

from bridge.destinations.base import Memory
from bridge.destinations.http import Connection
from bridge.destinations.ontraport.automations import OntraportAutomations
from bridge.destinations.ontraport.client import of_one
from bridge.destinations.ontraport.contact import OntraportContact
from bridge.destinations.ontraport.directory import (
    OntraportAutomationTable,
    OntraportFieldTable,
    OntraportTagTable,
)
from bridge.destinations.ontraport.fields import OntraportFields
from bridge.destinations.ontraport.tags import OntraportTags
from bridge.destinations.steps import Progress
from bridge.model import Outcome, Plan


class OntraportExecution:
    """One plan on its way. `run` once."""

    def __init__(
        self,
        connection: Connection,
        tags: OntraportTagTable,
        fields: OntraportFieldTable,
        automations: OntraportAutomationTable,
        plan: Plan,
        memory: Memory,
    ) -> None:
        named = connection.named
        self._progress = Progress(partial(of_one, named))
        self._fields = OntraportFields(named, plan.contact, fields, plan.fields, memory)
        self._contact = OntraportContact(connection, plan.contact, memory, self._fields)
        self._tags = OntraportTags(tags, self._contact, plan, self._progress)
        self._automations = OntraportAutomations(
            automations, self._contact, plan.start, self._progress
        )

    def run(self) -> Outcome:
        """Ids are known before the first step is taken: what has none creates no contact."""
        self._fields.seek()
        self._tags.seek()
        self._automations.seek()
        fields, tags, automations = self._fields, self._tags, self._automations
        are_due = fields.are_wished and (self._contact.id is None or fields.news())
        if are_due or tags.need_contact or automations.need_contact:
            self._contact.write()
        elif tags.need_look:
            self._contact.find()
        tags.write()
        automations.write()
        done = (*self._progress.done, *fields.done())
        refused = (*self._progress.refused, *fields.refused())
        return Outcome(done, refused, self._contact.created)
