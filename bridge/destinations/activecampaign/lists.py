"""One contact's lists in ActiveCampaign: put on, taken off, and left alone where she opted out."""

from bridge.destinations.activecampaign.contact import AccountContact
from bridge.destinations.activecampaign.directory import NameTable
from bridge.destinations.activecampaign.look import Look
from bridge.destinations.answers import Answer
from bridge.destinations.base import Memory
from bridge.destinations.verdicts import TargetRefused, with_their_words
from bridge.model import Done, ListWish, Sort
from bridge.model.errors import CrmUnavailable

# The statuses of a contactList; REMOVED is what an old call leaves that overwrites all lists: gone
# from the list, not by her (ActiveCampaign's help, "contact with 91 as list subscription status").
UNCONFIRMED, SUBSCRIBED, OPTED_OUT, BOUNCED, REMOVED = "0", "1", "2", "3", "91"
RESUBSCRIBING = 4  # the `sourceid` that ActiveCampaign asks for with it


class Listing:
    """ActiveCampaign subscribes whoever it is told to: a look comes first.

    Who is on no list, or was taken off by an old call, is subscribed. Who opted out stays out, and
    so does one whose status means nothing to us; `even_opted_out` takes both in. Who has not
    answered the mail that asks her to confirm has consented to nothing yet: she stays as she is,
    and only `even_opted_out` does without her answer. Who bounced stays as she is in any case: no
    mail reaches her, and consent is not what is missing.
    """

    def __init__(
        self, table: NameTable, contact: AccountContact, look: Look, memory: Memory
    ) -> None:
        self._table = table
        self._contact = contact
        self._look = look
        self._memory = memory

    def subscribe(self, wish: ListWish, number: str) -> Done:
        standing = self._look.standings().get(number, REMOVED)
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
            return self.subscribe(wish, renewed)
        return Done(wish.list, "subscribed", sort=Sort.LIST)

    def unsubscribe(self, name: str, number: str) -> Done:
        """Also one who has not confirmed or who bounced, so that neither comes back by itself."""
        standings = self._look.standings()
        if self._contact.id is None:
            return Done(name, "no such contact", False, sort=Sort.LIST)
        if standings.get(number, REMOVED) in (OPTED_OUT, REMOVED):
            return Done(name, "was not subscribed", False, sort=Sort.LIST)
        answer = self._post(number, OPTED_OUT, {})
        if answer.is_there_already:
            return Done(name, "was not subscribed", False, sort=Sort.LIST)
        renewed = self._renewed(name, number, answer)
        if renewed:
            return self.unsubscribe(name, renewed)
        return Done(name, "unsubscribed", sort=Sort.LIST)

    def _post(self, number: str, status: str, source: dict[str, int]) -> Answer:
        row = {"list": number, "contact": self._contact.id, "status": int(status), **source}
        accept = (400, 404, 422)
        body = {"contactList": row}
        return self._contact.call("POST", "/contactLists", body=body, accept=accept, about=number)

    def _renewed(self, name: str, number: str, answer: Answer) -> str | None:
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
            raise CrmUnavailable("The contact was deleted in ActiveCampaign just now.")
        sentence = f"ActiveCampaign refused the list '{name}' ({answer.status})."
        raise TargetRefused(with_their_words(sentence, "ActiveCampaign", answer))


def _stays(standing: str, *, even_opted_out: bool) -> str:
    """Why she is left as she is, in a word or two; empty when she may be subscribed."""
    if standing == BOUNCED:
        return "bounced"
    if standing == REMOVED or even_opted_out:
        return ""
    return "not confirmed" if standing == UNCONFIRMED else "opted out"
