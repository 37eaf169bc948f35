"""The steps of a plan in ActiveCampaign that are about lists and automations."""

from collections.abc import Mapping
from functools import cached_property, partial

from bridge.destinations.activecampaign.automations import Starting
from bridge.destinations.activecampaign.directory import Found, NameTable
from bridge.destinations.activecampaign.lists import Listing
from bridge.destinations.activecampaign.refusals import of_one, raise_for_account
from bridge.destinations.activecampaign.steps import Progress, Step
from bridge.destinations.base import Memory
from bridge.model import Done, Firing, Plan, Refusal, Sort
from bridge.model.errors import CrmRefused


class BesidesSteps:
    """What has no id, or nothing left to do, goes to `progress` at once."""

    def __init__(
        self,
        plan: Plan,
        tables: Mapping[Sort, NameTable],
        listing: Listing,
        starting: Starting,
        memory: Memory,
        progress: Progress,
    ) -> None:
        self._plan = plan
        self._tables = tables
        self._listing = listing
        self._starting = starting
        self._memory = memory
        self._progress = progress

    def leaves(self) -> list[Step]:
        steps = []
        for name in self._plan.unsubscribe:
            if self._has_list(name):
                leave = partial(self._listing.unsubscribe, name, self._lists.ids[name])
                steps.append(Step(leave, name, Sort.LIST))
        return steps

    def subscriptions(self) -> list[Step]:
        steps = []
        for wish in self._plan.subscribe:
            if self._has_list(wish.list):
                subscribe = partial(self._listing.subscribe, wish, self._lists.ids[wish.list])
                steps.append(Step(subscribe, wish.list, Sort.LIST))
        return steps

    def starts(self) -> list[Step]:
        """Those half done go first, or what they started would look like another's."""
        for firing in self._plan.start:
            if firing not in self._unstarted:
                done = Done(firing.tag, "already started", False, firing.token, Sort.AUTOMATION)
                self._progress.done.append(done)
        by_turn = sorted(self._unstarted, key=lambda each: not self._starting.is_half_done(each))
        return [self._start(firing) for firing in by_turn if self._has_automation(firing)]

    @cached_property
    def _lists(self) -> Found:
        names = [*(wish.list for wish in self._plan.subscribe), *self._plan.unsubscribe]
        return self._find(Sort.LIST, names)

    @cached_property
    def _unstarted(self) -> list[Firing]:
        return [firing for firing in self._plan.start if not self._starting.is_done(firing)]

    @cached_property
    def _automations(self) -> Found:
        names = [firing.tag for firing in self._unstarted]
        return self._find(Sort.AUTOMATION, names)

    def _find(self, sort: Sort, names: list[str]) -> Found:
        """A user who may not see the lists at all has none of them; the rest goes on."""
        try:
            return self._tables[sort].find(names, self._memory)
        except CrmRefused as refused:
            raise_for_account(refused)
            return Found(refused={name: of_one(sort, name, refused) for name in names})

    def _start(self, firing: Firing) -> Step:
        start = partial(self._starting.start, firing, self._automations.ids[firing.tag])
        return Step(start, firing.tag, Sort.AUTOMATION, firing.token)

    def _has_list(self, name: str) -> bool:
        if name in self._lists.refused:
            refusal = Refusal(name, self._lists.refused[name], sort=Sort.LIST)
            self._progress.refused.append(refusal)
        return name in self._lists.ids

    def _has_automation(self, firing: Firing) -> bool:
        if firing.tag in self._automations.refused:
            reason = self._automations.refused[firing.tag]
            refusal = Refusal(firing.tag, reason, firing.token, Sort.AUTOMATION)
            self._progress.refused.append(refusal)
        return firing.tag in self._automations.ids
