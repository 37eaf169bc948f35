"""Carrying one plan out in Drip: everything about the person in one write, then series, then what
sets something off."""

from bridge.destinations.base import Memory
from bridge.destinations.drip.client import of_one
from bridge.destinations.drip.directory import DripNames, DripTagDirectory
from bridge.destinations.drip.fields import DripFields
from bridge.destinations.drip.firings import DripFirings
from bridge.destinations.drip.series import DripSeries
from bridge.destinations.drip.subscriber import DripSubscriber
from bridge.destinations.drip.tags import DripTags
from bridge.destinations.drip.workflows import DripWorkflows
from bridge.destinations.http import Connection
from bridge.destinations.steps import Progress
from bridge.destinations.verdicts import CallRefused
from bridge.model import Outcome, Plan, Sort


class DripExecution:
    """One plan on its way. `run` once."""

    def __init__(
        self,
        connection: Connection,
        tags: DripTagDirectory,
        tables: dict[Sort, DripNames],
        plan: Plan,
        memory: Memory,
        account_memory: Memory,
    ) -> None:
        self._progress = Progress(of_one(connection.named))
        self._fields = DripFields(plan, tables[Sort.FIELD], memory, self._progress)
        person = DripSubscriber(connection, plan.contact, memory, self._fields.private)
        of_plan = (person, plan, self._progress)
        self._person = person
        self._tags = DripTags(tags, *of_plan)
        self._firings = DripFirings(tags, *of_plan)
        self._series = DripSeries(tables[Sort.LIST], *of_plan, account_memory)
        self._workflows = DripWorkflows(tables[Sort.AUTOMATION], *of_plan)

    def run(self) -> Outcome:
        """The names are known before the first write: what is none creates no contact. Removals and
        gifts go in one call; who only loses something is never made by it."""
        self._fields.seek()
        self._tags.seek()
        self._firings.seek()
        leaves, subscriptions = self._series.leaves(), self._series.subscriptions()
        starts = self._workflows.starts()
        fires = self._firings.steps()
        gives = self._tags.are_due or self._fields.are_news() or subscriptions or fires or starts
        self._tags.seek_removals(look_up=not gives)
        if gives:
            self._write()
        else:
            self._fields.settle()
            self._tags.take_away(alone=not leaves)
        for step in (*leaves, *subscriptions, *fires, *starts):
            self._progress.take(step)
        return self._progress.outcome(created=self._person.created)

    def _write(self) -> None:
        """Where Drip does not take it all together, one after the other."""
        try:
            self._person.upsert(self._body)
        except CallRefused:
            self._tags.write_each()
            self._fields.write_each(self._person)
        else:
            self._fields.keep_as_sent()
            self._fields.settle()
            self._tags.settle()

    def _body(self) -> dict[str, object]:
        return self._fields.body() | self._tags.body(self._firings.to_clear())
