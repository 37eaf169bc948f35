"""A local stand-in for an ActiveCampaign account, over real HTTP, on the loopback only.

In a test or a demo:

    with SandboxAccount(tags=["Gold Membership"], rate=None) as account:
        ...  # point the bridge at account.url with account.key
        assert account.tags_of("a@example.com") == {"Gold Membership"}

Or as its own process: `python -m bridge.sandbox activecampaign --port 8025`, where the addresses
below `/sandbox/` (see `bridge/sandbox/control.py`) do what the methods here do.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from flask import request
from flask.typing import ResponseReturnValue

from bridge.model import Sort
from bridge.sandbox.activecampaign.routes import api, part, values_in
from bridge.sandbox.activecampaign.state import PROFILE, STANDINGS, Account, Oddities, Row
from bridge.sandbox.crm_stand_in import CrmStandIn

Names = Iterable[str]


class SandboxAccount(CrmStandIn):
    """It has `tags` from the start, and one that a template uses; `rate` is in requests per second
    (None: no limit), `oddities` as in `Oddities`.

    Contacts are named by e-mail, all else by its name. Raises LookupError for what is not there.
    """

    vendor = "activecampaign"
    learning = ("GET /tags", "GET /lists", "GET /fields")
    api = api
    account: Account
    conditions: Oddities
    refusals: ClassVar[Mapping[int, ResponseReturnValue]] = {
        402: ({"message": "Payment required"}, 402),
        403: ("", 403),  # no body, as seen in the field
        429: ({"message": "Too many requests"}, 429),
    }
    by_hand = (*CrmStandIn.by_hand, "put_on_list", "opt_out")

    def __init__(
        self,
        tags: Names = (),
        rate: float | None = 5,
        key: str = "sandbox-key",
        port: int = 0,
        **oddities: Any,
    ) -> None:
        self.account = Account()
        super().__init__(self.account, Oddities(rate, **oddities), key, port)
        self.account.add_tag("Newsletter layout", "template")
        for name in tags:
            self.account.add_tag(name)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "ACTIVECAMPAIGN_URL": self.url,
            "ACTIVECAMPAIGN_KEY": self.key,
            "ACTIVECAMPAIGN_RATE": f"{self.conditions.rate or 0:g}",
        }

    def admits(self) -> bool:
        return request.headers.get("Api-Token") == self.key

    def subjects(self) -> Iterator[tuple[str, str]]:
        """By the numbers or the names that stand in the request."""
        path = request.view_args or {}
        yield from self._subjects_in(path)
        yield from self._subjects_in(self.account.held[Sort.TAG].get(path.get("row")) or {})
        yield "email", request.args.get("email", "")
        yield "tag", request.args.get("filters[search][eq]", "")
        yield "tag", str(part("tag").get("tag", ""))
        for name in ("contact", "contactTag", "contactList", "contactAutomation"):
            yield from self._subjects_in(part(name))

    def _subjects_in(self, told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        yield "email", str(told.get("email", ""))
        if contact := self.account.contacts.get(told.get("contact")):
            yield "email", contact["email"]
        asked = [(sort, told.get(sort)) for sort in self.account.named]
        for sort, number in [*asked, *((Sort.FIELD, number) for number in values_in(told))]:
            if row := self.account.named[sort].get(number):
                yield sort, row[self.account.named[sort].key]

    def contact(self, email: str) -> Row:
        if contact := self.account.find(email):
            return contact
        raise LookupError("the sandbox account has no contact with this address")

    def named(self, sort: Sort, name: str) -> Row:
        """A template's tag does not count."""
        for row in self.account.named[sort].of(name):
            if row.get("tagType") != "template":
                return row
        raise LookupError(f"the sandbox account has no '{name}'")

    def furnish(self, lists: Names = (), fields: Names = (), automations: Names = ()) -> None:
        """Make several, by name."""
        wanted = {Sort.LIST: lists, Sort.FIELD: fields, Sort.AUTOMATION: automations}
        for sort, names in wanted.items():
            for name in names:
                self.account.add(sort, name)

    def remake(self, sort: Sort, name: str) -> int:
        """Its new id, after someone deleted it and made it again; contacts lost it."""
        self.delete(sort, name)
        new = self.account.add_tag(name) if sort is Sort.TAG else self.account.add(sort, name)
        return int(new["id"]) if new else 0

    def delete(self, sort: Sort, name: str) -> None:
        self.account.drop(sort, self.named(sort, name))

    def add_contact(self, email: str, tags: Names = (), **profile: str) -> int:
        """The new contact's id. `profile` takes firstName, lastName, phone."""
        with self.lock:
            contact = self.account.create(email, profile)
            for tag in tags:
                self.tag(email, tag)
            return int(contact["id"])

    def delete_contact(self, email: str) -> None:
        self.account.delete(self.contact(email))

    def change_email(self, email: str, new_email: str) -> None:
        self.account.contacts.rename(self.contact(email), new_email)

    def renumber_contact(self, email: str) -> int:
        """The contact's new id: what remains of two merged contacts may have another one."""
        with self.lock:
            old = self.contact(email)
            new = self.account.create(old["email"], {name: old[name] for name in PROFILE})
            for held in self.account.held.values():
                for row in held.of(old["id"]):
                    held.add(**row | {"contact": new["id"]})
            self.account.delete(old)
            return int(new["id"])

    def tag(self, email: str, tag: str) -> None:
        with self.lock:
            self.account.add_tag(tag)
            self.account.tag(self.contact(email), self.named(Sort.TAG, tag))

    def untag(self, email: str, tag: str) -> None:
        for name, row in self._held(Sort.TAG, self.contact(email)["email"]):
            if name == tag:
                self.account.untag(row["id"])

    def put_on_list(self, email: str, name: str, status: str = "1") -> None:
        """By hand, or by a form of hers; the statuses are the keys of `STANDINGS`."""
        self.account.put_on(self.contact(email), self.named(Sort.LIST, name), status)

    def opt_out(self, email: str, name: str) -> None:
        """She clicks the link at the end of a mail."""
        self.put_on_list(email, name, "2")

    def set_field(self, email: str, title: str, value: str) -> None:
        self.account.set_value(self.contact(email), self.named(Sort.FIELD, title), value)

    def start_automation(self, email: str, name: str) -> None:
        self.account.enrol(self.contact(email), self.named(Sort.AUTOMATION, name))

    def contacts(self) -> dict[str, set[str]]:
        """Every contact that is not deleted: e-mail -> tags."""
        rows = [row for row in self.account.contacts if row["deleted"] == "0"]
        return {row["email"]: self.tags_of(row["email"]) for row in rows}

    def tags_of(self, email: str) -> set[str]:
        """The names of the contact's tags; empty too when there is no such contact."""
        return {name for name, _ in self._held(Sort.TAG, email)}

    def lists_of(self, email: str) -> dict[str, str]:
        """The contact's lists with its standing in words; empty when there is no such contact."""
        held = self._held(Sort.LIST, email)
        return {name: STANDINGS.get(row["status"], row["status"]) for name, row in held}

    def fields_of(self, email: str) -> dict[str, str]:
        """The contact's custom fields that hold something, by title."""
        return {name: row["value"] for name, row in self._held(Sort.FIELD, email)}

    def started(self, email: str) -> list[str]:
        """The automations that the contact entered, in order, each as often as it did."""
        return [name for name, _ in self._held(Sort.AUTOMATION, email)]

    def _held(self, sort: Sort, email: str) -> list[tuple[str, Row]]:
        """What the contact has of this sort: each name, and the row that says so."""
        contact, named = self.account.find(email), self.account.named[sort]
        rows = self.account.held[sort].of(contact["id"]) if contact else []
        known = ((named.get(row[sort]), row) for row in rows)
        return [(its[named.key] if its else "deleted since", row) for its, row in known]

    def profile_of(self, email: str) -> dict[str, str]:
        return {name: self.contact(email)[name] for name in PROFILE}
