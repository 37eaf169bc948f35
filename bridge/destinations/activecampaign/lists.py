"""One contact's lists in ActiveCampaign: put on, taken off, and left alone where she opted out."""

from functools import cached_property, partial

from bridge.destinations.activecampaign.client import REFUSED, sentence
from bridge.destinations.activecampaign.contact import DELETED_JUST_NOW
from bridge.destinations.activecampaign.directory import NameTable
from bridge.destinations.activecampaign.progress import Steps, find
from bridge.destinations.answers import CrmAnswer
from bridge.destinations.directory import FoundNames
from bridge.destinations.steps import TargetStep
from bridge.destinations.verdicts import TargetRefused
from bridge.model import Done, ListWish, Sort
from bridge.model.errors import CrmUnavailable

# The statuses of a contactList; REMOVED is what an old call leaves that overwrites all lists: gone
# from the list, not by her (ActiveCampaign's help, "contact with 91 as list subscription status").
UNCONFIRMED, SUBSCRIBED, OPTED_OUT, BOUNCED, REMOVED = "0", "1", "2", "3", "91"
RESUBSCRIBING = 4  # the `sourceid` that ActiveCampaign asks for with it


class ContactLists(Steps[NameTable]):
    """The plan's steps about lists. ActiveCampaign subscribes whoever it is told to: a look comes
    first.

    Who is on no list, or was taken off by an old call, is subscribed. Who opted out stays out, and
    so does one whose status means nothing to us; `even_opted_out` takes both in. Who has not
    answered the mail that asks her to confirm has consented to nothing yet: she stays as she is,
    and only `even_opted_out` does without her answer. Who bounced stays as she is in any case: no
    mail reaches her, and consent is not what is missing.
    """

    def leaves(self) -> list[TargetStep]:
        return [
            TargetStep(name, partial(self._unsubscribe, name, self._found.ids[name]), Sort.LIST)
            for name in self._plan.unsubscribe
            if self._progress.has_id(self._found, Sort.LIST, name)
        ]

    def subscriptions(self) -> list[TargetStep]:
        return [
            TargetStep(
                wish.list, partial(self._subscribe, wish, self._found.ids[wish.list]), Sort.LIST
            )
            for wish in self._plan.subscribe
            if self._progress.has_id(self._found, Sort.LIST, wish.list)
        ]

    @cached_property
    def _found(self) -> FoundNames:
        names = [*(wish.list for wish in self._plan.subscribe), *self._plan.unsubscribe]
        return find(self._table, names, self._memory)

    def _subscribe(self, wish: ListWish, number: str) -> Done:
        standing = self._holdings.standings().get(number, REMOVED)
        if standing == SUBSCRIBED:
            return Done(wish.list, "already subscribed", False, sort=Sort.LIST)
        stays = _stays(standing, even_opted_out=wish.even_opted_out)
        if stays:
            return Done(wish.list, stays, False, sort=Sort.LIST)
        known = (REMOVED, UNCONFIRMED)
        source = {} if standing in known else {"sourceid": RESUBSCRIBING}
        answer = self._post(number, SUBSCRIBED, source)
        if answer.is_there_already:
            return Done(wish.list, "already subscribed", False, sort=Sort.LIST)
        renewed = self._renewed(wish.list, number, answer)
        if renewed:
            return self._subscribe(wish, renewed)
        return Done(wish.list, "subscribed", sort=Sort.LIST)

    def _unsubscribe(self, name: str, number: str) -> Done:
        """Also one who has not confirmed or who bounced, so that neither comes back by itself."""
        standings = self._holdings.standings()
        if self._contact.id is None:
            return Done(name, "no such contact", False, sort=Sort.LIST)
        if standings.get(number, REMOVED) in (OPTED_OUT, REMOVED):
            return Done(name, "was not subscribed", False, sort=Sort.LIST)
        answer = self._post(number, OPTED_OUT, {})
        if answer.is_there_already:
            return Done(name, "was not subscribed", False, sort=Sort.LIST)
        renewed = self._renewed(name, number, answer)
        if renewed:
            return self._unsubscribe(name, renewed)
        return Done(name, "unsubscribed", sort=Sort.LIST)

    def _post(self, number: str, status: str, source: dict[str, int]) -> CrmAnswer:
        row = {"list": number, "contact": self._contact.id, "status": int(status), **source}
        return self._contact.call(
            "POST", "/contactLists", body={"contactList": row}, accept=REFUSED, about=number
        )

    def _renewed(self, name: str, number: str, answer: CrmAnswer) -> str | None:
        """The list's id looked up afresh, when the one that was remembered did not serve.

        Raises TargetRefused for a list that is gone or not to be had.
        """
        if answer.good:
            return None
        found = self._table.find([name], self._memory, afresh=True)
        if name in found.refused:
            raise TargetRefused(found.refused[name])
        if found.ids[name] != number:
            return found.ids[name]
        if answer.status == 404 and not self._contact.is_there():
            raise CrmUnavailable(DELETED_JUST_NOW)
        raise TargetRefused(sentence(f"refused the list '{name}'", answer))


def _stays(standing: str, *, even_opted_out: bool) -> str:
    """Why she is left as she is, in a word or two; empty when she may be subscribed."""
    if standing == BOUNCED:
        return "bounced"
    if standing == REMOVED or even_opted_out:
        return ""
    return "not confirmed" if standing == UNCONFIRMED else "opted out"
