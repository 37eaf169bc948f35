"""One person's email series in Drip: put on, taken off, and left alone where she opted out.

https://developer.drip.com/#email-series-campaigns. A subscription is active, unsubscribed (by a
link in a mail) or removed (by a hand, a workflow or the API). Whom a rule took off counts as opted
out, too, as a person's own wish cannot surely be told from it. The list of somebody's series is at
`campaign_subscriptions` for the vendor's client and at `campaign_subscription` on its newest page:
what answers is remembered.
"""

from functools import cached_property, partial

from bridge.destinations.answers import CrmAnswer
from bridge.destinations.base import Memory
from bridge.destinations.directory import FoundNames
from bridge.destinations.drip.client import REFUSED, every_row, refusal
from bridge.destinations.drip.directory import DripNames
from bridge.destinations.drip.subscriber import ACTIVE, UNSUBSCRIBED, DripSubscriber
from bridge.destinations.steps import Progress, TargetStep
from bridge.destinations.verdicts import TargetRefused
from bridge.model import Done, ListWish, Plan, Sort

_OUT = (UNSUBSCRIBED, "removed")
_PATHS = ("campaign_subscriptions", "campaign_subscription")
_ROWS = "campaign_subscriptions"
_KEPT_PATH = "path:series"  # in the account's memory
_NEVER = "never"


class DripSeries:
    """The plan's steps about lists. Drip subscribes whoever it is told to: a look comes first.

    Who gets no mails at all has opted out of every series, and where her mails come back she has
    bounced. A status that means nothing to us is that of one who was asked and has not answered.
    """

    def __init__(
        self,
        table: DripNames,
        person: DripSubscriber,
        plan: Plan,
        progress: Progress,
        account_memory: Memory,
    ) -> None:
        self._table = table
        self._person = person
        self._plan = plan
        self._progress = progress
        self._account_memory = account_memory
        self._standings: dict[str, str] | None = None

    def leaves(self) -> list[TargetStep]:
        return [
            TargetStep(name, partial(self._leave, name, self._found.ids[name]), Sort.LIST)
            for name in self._plan.unsubscribe
            if self._progress.has_id(self._found, Sort.LIST, name)
        ]

    def subscriptions(self) -> list[TargetStep]:
        return [
            TargetStep(wish.list, partial(self._join, wish, self._found.ids[wish.list]), Sort.LIST)
            for wish in self._plan.subscribe
            if self._progress.has_id(self._found, Sort.LIST, wish.list)
        ]

    def standings(self) -> dict[str, str] | None:
        """Her statuses by the series' ids; None where the account does not tell them."""
        if self._standings is None:
            kept = self._account_memory.get(_KEPT_PATH) or _PATHS[0]
            for path in (kept, *(each for each in _PATHS if each != kept)):
                if self._read(path):
                    if path != kept:
                        self._account_memory.jot(_KEPT_PATH, path)
                    break
        return self._standings

    @cached_property
    def _found(self) -> FoundNames:
        names = [*(wish.list for wish in self._plan.subscribe), *self._plan.unsubscribe]
        return self._table.find(names, self._person.memory)

    def _read(self, path: str) -> bool:
        def ask(page: object) -> CrmAnswer:
            where = self._person.path(path)
            answer = self._person.call("GET", **where, query=page, accept=(404,), due=_ROWS)
            if answer.good:
                self._standings = self._standings or {}
            return answer

        rows = [*every_row(ask, _ROWS)]
        if self._standings is not None:
            self._standings = {str(r.get("campaign_id")): str(r.get("status")) for r in rows}
        return self._standings is not None

    def _join(self, wish: ListWish, number: str) -> Done:
        self._person.be_there()
        if self._person.status not in (ACTIVE, UNSUBSCRIBED):
            return Done(wish.list, "bounced", False, sort=Sort.LIST)
        standings = self.standings()
        if standings is None and self._person.status == ACTIVE:
            raise TargetRefused(self._unreadable(wish.list))
        standing = (standings or {}).get(number, _NEVER)
        if standing == ACTIVE and self._person.status == ACTIVE:
            return Done(wish.list, "already subscribed", False, sort=Sort.LIST)
        stays = self._stays(standing)
        if stays and not wish.even_opted_out:
            return Done(wish.list, stays, False, sort=Sort.LIST)
        return self._put_on(wish, number)

    def _stays(self, standing: str) -> str:
        """Why she is left as she is, in a word or two; empty when she may be subscribed."""
        if self._person.status != ACTIVE or standing in _OUT:
            return "opted out"
        return "" if standing == _NEVER else "not confirmed"

    def _put_on(self, wish: ListWish, number: str) -> Done:
        """By the address that she has there, for a series takes no id and an unknown address would
        make somebody. Whether she is asked to confirm is for the series to say. Whether this gives
        mails back to who gets none is not published: the answer says what she is then."""
        told = {"email": self._person.email, "reactivate_if_removed": wish.even_opted_out}
        path, body = f"/campaigns/{number}/subscribers", {"subscribers": [told]}
        answer = self._person.call("POST", path, body=body, accept=REFUSED, about=number)
        if answer.good:
            rows = answer.rows("subscribers")
            status = rows[0].get("status", ACTIVE) if rows else ACTIVE
            if status != ACTIVE:
                return Done(wish.list, "opted out", False, sort=Sort.LIST)
            return Done(wish.list, "subscribed", sort=Sort.LIST)
        if "already subscribed" in answer.says.lower():
            return Done(wish.list, "already subscribed", False, sort=Sort.LIST)
        return self._join(wish, self._renewed(wish.list, number, answer))

    def _leave(self, name: str, number: str) -> Done:
        """Also one who has not confirmed or who bounced, so that neither comes back by itself."""
        if not self._person.find():
            return Done(name, "no such contact", False, sort=Sort.LIST)
        standings = self.standings()
        if standings is not None and standings.get(number, _NEVER) in (*_OUT, _NEVER):
            return Done(name, "was not subscribed", False, sort=Sort.LIST)
        where = self._person.path("remove")
        query = {"campaign_id": number}
        answer = self._person.call("POST", **where, query=query, accept=REFUSED, about=number)
        if answer.good:
            return Done(name, "unsubscribed", sort=Sort.LIST)
        if self._person.status != ACTIVE:  # she gets no mails, and is not found at her own path
            return Done(name, "was not subscribed", False, sort=Sort.LIST)
        return self._leave(name, self._renewed(name, number, answer))

    def _renewed(self, name: str, number: str, answer: CrmAnswer) -> str:
        """The series' id looked up afresh, when the one that was remembered did not serve.

        Raises TargetRefused for a series that is gone or not to be had.
        """
        found = self._table.find([name], self._person.memory, afresh=True)
        if name in found.refused:
            raise TargetRefused(found.refused[name])
        if found.ids[name] == number:
            raise refusal(self._person.crm, answer)
        return found.ids[name]

    def _unreadable(self, name: str) -> str:
        crm = self._person.crm.crm
        ours = f"{crm} does not tell of which series the contact has opted out, so she was not put"
        return f"{ours} on '{name}'."
