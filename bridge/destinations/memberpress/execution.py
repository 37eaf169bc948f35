"""A plan at a site: what ends, what is given, and whether what ended is closed."""

from dataclasses import replace
from functools import partial

from bridge.destinations.directory import FoundNames
from bridge.destinations.memberpress.client import MemberPressClient
from bridge.destinations.memberpress.holds import AccessHolds
from bridge.destinations.memberpress.member import SiteMember
from bridge.destinations.memberpress.memberships import MembershipDirectory
from bridge.destinations.memberpress.transactions import HeldAccess
from bridge.destinations.steps import Progress, TargetStep
from bridge.model import AccessWish, Done, Outcome, Plan, Refusal, Sort

STAYS_OPEN = "ended, and another transaction there keeps it open"


class MemberPressExecution:
    def __init__(
        self,
        client: MemberPressClient,
        directory: MembershipDirectory,
        member: SiteMember,
        plan: Plan,
    ) -> None:
        self._client = client
        self._directory = directory
        self._member = member
        self._plan = plan
        self._holds = AccessHolds(client, directory, member)
        self._progress = Progress(client.of_one)

    def run(self) -> Outcome:
        """Ends first. Every target is in the outcome."""
        self._refuse_what_it_has_not()
        wishes = (*self._plan.end_access, *self._plan.access)
        found = self._directory.find((wish.membership for wish in wishes), self._member.memory)
        for wish in self._plan.end_access:
            self._end(wish, found)
        for wish in self._plan.access:
            self._give(wish, found)
        self._say_what_stays_open()
        return self._progress.outcome(created=self._member.created)

    def _end(self, wish: AccessWish, found: FoundNames) -> None:
        """Also of a membership that the site does not list, or twice under one title: a draft, and
        one that was renamed, let in all the same whoever has it."""
        name = wish.membership
        held = HeldAccess(wish, found.ids.get(name, ""), self._directory.every_id(name))
        self._take(wish, partial(self._holds.end, held))

    def _give(self, wish: AccessWish, found: FoundNames) -> None:
        number, name = found.ids.get(wish.membership), wish.membership
        if number is None:
            refusal = Refusal(name, found.refused[name], sort=Sort.ACCESS, hold=wish.hold)
            self._progress.refused.append(refusal)
        else:
            self._take(wish, partial(self._holds.give, HeldAccess(wish, number)))

    def _take(self, wish: AccessWish, write: partial[Done]) -> None:
        self._progress.take(TargetStep(wish.membership, write, Sort.ACCESS, hold=wish.hold))

    def _say_what_stays_open(self) -> None:
        """After an end the site is asked: another transaction may keep the membership open, which
        is not ours to end."""
        given = {done.tag for done in self._progress.done if done.what.endswith("given")}
        ended = [held for held in self._holds.ended if held.wish.membership not in given]
        still_open = self._member.memberships() if ended else set()
        for held in ended:
            if held.membership in still_open:
                self._say_of(held)

    def _say_of(self, held: HeldAccess) -> None:
        done = self._progress.done
        for place, each in enumerate(done):
            if (each.tag, each.hold) == (held.wish.membership, held.wish.hold):
                done[place] = replace(each, what=STAYS_OPEN)

    def _refuse_what_it_has_not(self) -> None:
        plan, refused = self._plan, self._progress.refused
        tags = [*plan.add, *plan.add_if_there, *plan.remove]
        lists = [*(wish.list for wish in plan.subscribe), *plan.unsubscribe]
        named = [
            *((Sort.TAG, name, "") for name in tags),
            *((Sort.TAG, firing.tag, firing.token) for firing in plan.fire),
            *((Sort.LIST, name, "") for name in lists),
            *((Sort.FIELD, each.field, "") for each in plan.fields),
            *((Sort.AUTOMATION, each.tag, each.token) for each in plan.start),
        ]
        for sort, name, token in named:
            reason = f"{self._client.named.crm} has no {sort}s, only memberships."
            refused.append(Refusal(name, reason, token, sort))
