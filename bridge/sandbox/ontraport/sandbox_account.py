"""A local stand-in for an Ontraport account, over real HTTP, on the loopback only.

    with SandboxOntraport(tags=["Gold Membership"], rate=None) as account:
        ...  # point the bridge at account.url with account.app_id and account.key
        assert account.tags_of("a@example.com") == {"Gold Membership"}

Or as its own process: `python -m bridge.sandbox ontraport`; see `bridge/sandbox/control.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from flask import Response, request
from flask.typing import ResponseReturnValue

from bridge.model import Sort, tag_key
from bridge.sandbox.crm_stand_in import CrmStandIn
from bridge.sandbox.ontraport.routes import api, numbers, told
from bridge.sandbox.ontraport.state import PROFILE, OntraportOddities, OntraportState, Row

A_MINUTE = 60.0
_WRONG_KEY = "Your App ID and API Key do not authenticate."

Names = Iterable[str]


class SandboxOntraport(CrmStandIn):
    """It has `tags` from the start, and one of another object type; `rate` is in requests a second,
    counted over a minute (None: no limit), `oddities` as in `OntraportOddities`.

    Contacts are named by e-mail, all else by its name. Raises LookupError for what is not there.
    """

    vendor = "ontraport"
    account: OntraportState
    app_id = "2_sandbox_app"
    api = api
    window = A_MINUTE
    conditions: OntraportOddities
    refusals: ClassVar[Mapping[int, ResponseReturnValue]] = {
        402: ({"code": 402, "data": "Payment required"}, 402),
        403: (_WRONG_KEY, 401, {"Content-Type": "text/html"}),  # as seen
        429: ({"code": 429, "data": "Too many requests"}, 429),
    }

    def __init__(
        self,
        tags: Names = (),
        rate: float | None = 3,
        key: str = "sandbox-key",
        port: int = 0,
        **oddities: Any,
    ) -> None:
        self.account = OntraportState()
        super().__init__(self.account, OntraportOddities(rate, **oddities), key, port)
        self.account.add_tag("Deal won", "149")
        for name in tags:
            self.account.add_tag(name)

    @property
    def environment(self) -> dict[str, str]:
        """What a deployment would set."""
        rate = f"{self.conditions.rate or 0:g}"
        settings = {"APP_ID": self.app_id, "KEY": self.key, "URL": self.url, "RATE": rate}
        return {f"ONTRAPORT_{name}": value for name, value in settings.items()}

    def admits(self) -> bool:
        headers = request.headers
        return headers.get("Api-Key") == self.key and headers.get("Api-Appid") == self.app_id

    def subjects(self) -> Iterator[tuple[str, str]]:
        """By the numbers or the names that stand in the request."""
        body, account = told(), self.account
        yield "email", request.args.get("email", "") or str(body.get("email", ""))
        yield Sort.TAG, str(body.get("tag_name", ""))
        for number in (request.args.get("id"), body.get("id"), *numbers(body.get("ids"))):
            if row := account.contacts.get(str(number)):
                yield "email", row["email"]
        starts = request.path.endswith("/subscribe")
        for number in numbers(body.get("add_list") or body.get("remove_list")):
            if starts and (row := account.automations.get(number)):
                yield Sort.AUTOMATION, row["name"]
            elif not starts and (row := account.tags.get(number)):
                yield Sort.TAG, row["tag_name"]
        for key in body:
            if field := account.fields.get(key):
                yield Sort.FIELD, field["alias"]

    def rate_headers(self, rate: float, left: int, *, allowed: bool) -> dict[str, str]:
        """No Retry-After, ever; `-Reset` is in seconds."""
        return _limits(round(rate * A_MINUTE), left, "60" if allowed and left else "1")

    def firings(self) -> list[tuple[str, str, int]]:
        account = self.account
        return [
            (row["email"], account.tags[tag]["tag_name"], times)
            for (contact, tag), times in sorted(account.fired.items())
            if (row := account.contacts.get(contact)) and tag in account.tags
        ]

    def furnish(self, lists: Names = (), fields: Names = (), automations: Names = ()) -> None:
        """Make several, by name."""
        if any(lists):
            raise LookupError("an Ontraport account has no lists")
        for name in fields:
            self.account.add_field(name)
        for name in automations:
            self.account.add_automation(name)

    def contact(self, email: str) -> Row:
        if row := self.account.find(email):
            return row
        raise LookupError("the sandbox account has no contact with this address")

    def tag_id(self, name: str) -> str:
        """Of the first so named that is of contacts."""
        for number, row in self.account.tags.items():
            if tag_key(row["tag_name"]) == tag_key(name) and row["object_type_id"] == "0":
                return number
        raise LookupError(f"the sandbox account has no '{name}'")

    def remake_tag(self, name: str) -> str:
        """Its new id, after someone deleted it and made it again; contacts lost it."""
        self.delete_tag(name)
        return str(self.account.add_tag(name)["tag_id"])

    def delete_tag(self, name: str) -> None:
        number = self.tag_id(name)
        del self.account.tags[number]
        for kept in (*self.account.held.values(), *self.account.shown.values()):
            kept.pop(number, None)

    def add_contact(self, email: str, tags: Names = (), **profile: str) -> str:
        """The new contact's id. `profile` as in `PROFILE`."""
        with self.lock:
            row = self.account.create(email, profile)
            for name in tags:
                self.tag(email, name)
            return str(row["id"])

    def delete_contact(self, email: str) -> None:
        self.account.delete(self.contact(email))

    def change_email(self, email: str, new_email: str) -> None:
        self.contact(email)["email"] = new_email

    def renumber_contact(self, email: str) -> str:
        """The contact's new id: what remains of two merged contacts may have another one."""
        with self.lock:
            old = self.contact(email)
            names = [*self.account.names_of(old["id"])]
            self.account.delete(old)
            return self.add_contact(email, names, **{name: old[name] for name in PROFILE})

    def tag(self, email: str, tag: str) -> None:
        """At once: nothing is under way any more."""
        self._change(email, tag, added=True)

    def untag(self, email: str, tag: str) -> None:
        self._change(email, tag, added=False)

    def _change(self, email: str, tag: str, *, added: bool) -> None:
        with self.lock:
            contact = self.contact(email)["id"]
            self.account.change_tag(contact, self.tag_id(tag), added=added, reads=0)
            self.account.settle(contact)

    def contacts(self) -> dict[str, set[str]]:
        """E-mail -> tags, as they are once all is processed."""
        rows = self.account.contacts.values()
        return {row["email"]: {*self.account.names_of(row["id"])} for row in rows}

    def tags_of(self, email: str) -> set[str]:
        """The names of the contact's tags; empty too when there is no such contact."""
        row = self.account.find(email)
        return {*self.account.names_of(row["id"])} if row else set()

    def fields_of(self, email: str) -> dict[str, str]:
        """The contact's custom fields that hold something, by what they are called."""
        row = self.account.find(email) or {}
        named = ((field["alias"], row.get(key)) for key, field in self.account.fields.items())
        return {alias: value for alias, value in named if value}

    def started(self, email: str) -> list[str]:
        """The automations that the contact entered, in order, each as often as it did."""
        contact, named = (self.account.find(email) or {}).get("id"), self.account.automations
        return [named[each]["name"] for who, each in self.account.entered if who == contact]

    def profile_of(self, email: str) -> dict[str, str]:
        return {name: self.contact(email)[name] for name in PROFILE}

    def fired(self, email: str, tag: str) -> int:
        """How often the automations behind this tag started for this contact."""
        return self.account.fired[self.contact(email)["id"], self.tag_id(tag)]

    def _after(self, response: Response) -> Response:
        """Every answer tells of the limit, a 401 too; a fault's Retry-After is told as `-Reset`."""
        response = super()._after(response)
        reset = response.headers.pop("Retry-After", None)
        for name, value in _limits(180, 179, "60").items():
            response.headers.setdefault(name, value)
        if reset:
            response.headers.update(_limits(180, 0, reset))
        return response


def _limits(limit: int, left: int, reset: str) -> dict[str, str]:
    told_of = {"Limit": limit, "Remaining": left, "Reset": reset}
    return {f"X-Rate-Limit-{name}": str(value) for name, value in told_of.items()}
