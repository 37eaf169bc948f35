"""Which tags a contact in ActiveCampaign carries, and how it stands with lists: looked up once."""

from collections.abc import Iterable, Mapping
from typing import Any

from bridge.destinations.activecampaign.client import every_row
from bridge.destinations.activecampaign.contact import DELETED_JUST_NOW, AccountContact
from bridge.destinations.answers import CrmAnswer
from bridge.destinations.steps import raise_for_account
from bridge.model.errors import CrmRefused, CrmUnavailable

_TAGS, _LISTS = "contactTags", "contactLists"
_NAMES = {_TAGS: "tag", _LISTS: "list"}


class Holdings:
    """Fills in the contact's `carried` and `standings`, and what is seen already costs nothing."""

    def __init__(self, contact: AccountContact) -> None:
        self.contact = contact
        self._nobody = False  # the search found none
        self._refused: CrmRefused | None = None

    def try_to_see(self, *, tags: bool, lists: bool) -> None:
        """As `see`; where that is refused, so is each thing that needs it, and the rest goes on."""
        try:
            self.see(tags=tags, lists=lists)
        except CrmRefused as refused:
            raise_for_account(refused)
            self._refused = refused

    def raise_if_refused(self) -> None:
        if self._refused is not None:
            raise self._refused

    def see(self, *, tags: bool = False, lists: bool = False) -> None:
        """Sets the contact's `id` to None when there is no such contact.

        One call where `include` is honoured, else one more for each of the two. After a sync the
        id is certain, and the list by id serves either kind of account in one call.
        """
        self.raise_if_refused()
        contact = self.contact
        if contact.id is None and self._nobody:
            return
        due = {_TAGS: tags and contact.carried is None, _LISTS: lists and contact.standings is None}
        wanted = [name for name in due if due[name]]
        if contact.seen and contact.id and len(wanted) == 1:
            self._keep(wanted[0], self.listed(wanted[0]))
        elif wanted:
            self._search(wanted)

    def listed(self, name: str) -> list[Mapping[str, Any]]:
        """The rows of `GET /contacts/{id}/<name>`. Raises CrmUnavailable without the contact."""
        return list(every_row(lambda page: self._page(name, page), name))

    def tags(self) -> dict[str, str]:
        """Tag ids -> contactTag ids, after a look where there was none; empty without a contact."""
        self.see(tags=True)
        carried = self.contact.carried
        return {} if carried is None else carried

    def standings(self) -> dict[str, str]:
        """List ids -> statuses, likewise."""
        self.see(lists=True)
        standings = self.contact.standings
        return {} if standings is None else standings

    def _search(self, wanted: list[str]) -> None:
        contact = self.contact
        query = {"email": contact.email, "include": ",".join(wanted)}
        answer = contact.call("GET", "/contacts", query=query, due="contacts")
        row = self._hers(answer.rows("contacts"))
        if row is None and contact.id is None:
            self._nobody = True
            return
        if row is not None:
            contact.know_as(str(row["id"]))
            contact.read_name(row)
        for name in wanted:
            told = row is not None and isinstance(answer.body.get(name), list)
            self._keep(name, answer.rows(name) if told else self.listed(name))

    def _hers(self, rows: list[Mapping[str, Any]]) -> Mapping[str, Any] | None:
        """The row of the remembered contact, else the one with her address. None also where the
        remembered one answers by its id alone: a search may lag behind a creation, and somebody may
        have corrected the address.

        With several others listed the search did not hear the address, and proves nothing.
        """
        contact = self.contact
        mine = [row for row in rows if contact.is_mine(row)]
        remembered = [row for row in mine if str(row["id"]) == contact.id]
        if remembered or (contact.id is not None and contact.is_there()):
            return remembered[0] if remembered else None
        if not mine and len(rows) > 1:
            raise CrmUnavailable("ActiveCampaign listed other contacts than the one asked for.")
        return mine[0] if mine else None

    def _page(self, name: str, page: Mapping[str, str]) -> CrmAnswer:
        path = f"/contacts/{self.contact.id}/{name}"
        answer = self.contact.call("GET", path, query=page, accept=(404,), due=name)
        if not answer.good:
            self.contact.forget()
            raise CrmUnavailable(DELETED_JUST_NOW)
        return answer

    def _keep(self, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
        mine = [row for row in rows if self._whole(row, _NAMES[name])]
        if name == _TAGS:
            self.contact.carried = {str(row["tag"]): str(row["id"]) for row in mine}
        else:
            self.contact.standings = {str(row["list"]): str(row.get("status")) for row in mine}

    def _whole(self, row: Mapping[str, Any], of: str) -> bool:
        """Whether it tells of this contact; ids come as text and as numbers."""
        mine = str(row.get("contact", self.contact.id)) == str(self.contact.id)
        return mine and bool(row.get("id")) and bool(row.get(of))
