"""Carrying one plan out in Kit: take away, then give, then set off."""

from bridge.destinations.base import Memory
from bridge.destinations.http import Connection
from bridge.destinations.kit import VENDOR
from bridge.destinations.kit.contact import KitContact
from bridge.destinations.kit.directory import (
    KitFieldDirectory,
    KitSequenceDirectory,
    KitTagDirectory,
)
from bridge.destinations.kit.fields import KitProfile
from bridge.destinations.kit.sequences import KitSequences
from bridge.destinations.kit.tags import KitTags
from bridge.destinations.steps import Progress, lacking, refusal_of_one
from bridge.model import Outcome, Plan, Sort
from bridge.model.errors import CrmRefused


class KitDirectories:
    """What the account has by name."""

    def __init__(self, connection: Connection, memory: Memory) -> None:
        self.tags = KitTagDirectory(connection, memory)
        self.fields = KitFieldDirectory(connection, memory)
        self.sequences = KitSequenceDirectory(connection, memory)


class KitExecution:
    """One plan on its way. `run` once."""

    def __init__(
        self, connection: Connection, tables: KitDirectories, plan: Plan, memory: Memory
    ) -> None:
        def of_one(sort: Sort, name: str, refused: CrmRefused) -> str:
            return refusal_of_one(connection.named, sort, name, refused)

        self._progress = Progress(of_one)
        self._profile = KitProfile(
            plan.contact, tables.fields, plan.fields, memory, connection.named
        )
        self._contact = KitContact(connection, plan.contact, memory, self._profile)
        self._tags = KitTags(tables.tags, self._contact, plan, self._progress)
        self._sequences = KitSequences(tables.sequences, self._contact, plan, self._progress)
        self._lacking = [*lacking(plan, connection.named.crm, VENDOR.sorts)]

    def run(self) -> Outcome:
        """Removals come before gifts: a tag that blocks access is gone before access is given.

        The steps know their ids before the first is taken: what has none creates nobody.
        """
        self._profile.seek_fields()
        removals, adds = self._tags.removals(), self._tags.adds()
        quiet, fires = self._tags.adds_if_there(), self._tags.fires()
        starts = self._sequences.starts()
        if adds or fires or starts or self._profile.values:
            self._profile.seek_last_name()
            self._contact.write()
        for step in (*removals, *adds, *quiet, *fires, *starts):
            self._progress.take(step)
        done = (*self._progress.done, *self._profile.done())
        refused = (*self._progress.refused, *self._profile.refused(), *self._lacking)
        return Outcome(done, refused, self._contact.created)
