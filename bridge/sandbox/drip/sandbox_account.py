"""A local stand-in for a Drip account, over real HTTP, on the loopback only.

In a test or a demo:

    with SandboxDrip(tags=["Gold Membership"], rate=None) as account:
        ...  # set account.environment, and run the bridge
        assert account.tags_of("a@example.com") == {"Gold Membership"}

Or as its own process: `python -m bridge.sandbox drip --port 8026`, where the addresses below
`/sandbox/` (see `bridge/sandbox/control.py`) do what the methods here do.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from flask import request
from flask.typing import ResponseReturnValue

from bridge.model import Sort
from bridge.sandbox.crm_stand_in import CrmStandIn
from bridge.sandbox.drip.routes import api, told
from bridge.sandbox.drip.state import ACCOUNT, ACTIVE, STANDINGS, DripAccount, DripOddities, Row

Names = Iterable[str]

_HOUR = 3600.0
_ANONYMOUS = {
    "code": "authentication_error",
    "message": "Authentication failed, check your credentials",
}
_TOO_MANY = {
    "message": "API rate limit exceeded. Please try again in an hour.",
    "documentation": "https://developer.drip.com/#rate-limiting",
}


class SandboxDrip(CrmStandIn):
    """It has `tags` from the start; `rate` is in requests per second, counted over an hour as Drip
    does (None: no limit), `oddities` as in `DripOddities`.

    People are named by e-mail, all else by its name; lists are email series, automations are
    workflows. Raises LookupError for what is not there.
    """

    vendor = "drip"
    api = api
    window = _HOUR
    learning = tuple(
        f"GET /{what}" for what in ("tags", "custom_field_identifiers", "campaigns", "workflows")
    )
    account: DripAccount
    conditions: DripOddities
    refusals: ClassVar[Mapping[int, ResponseReturnValue]] = {
        402: ({"errors": [{"code": "payment_error", "message": "Payment required"}]}, 402),
        403: ({"errors": [_ANONYMOUS]}, 401),  # a wrong token is nobody's
        429: (_TOO_MANY, 429),
    }
    by_hand = (*CrmStandIn.by_hand, "put_on_list", "opt_out", "unsubscribe", "pause")

    def __init__(
        self,
        tags: Names = (),
        rate: float | None = 1,
        key: str = "sandbox-token",
        port: int = 0,
        **oddities: Any,
    ) -> None:
        self.account = DripAccount(DripOddities(rate, **oddities))
        super().__init__(self.account, self.account.oddities, key, port)
        for name in tags:
            self.account.add(Sort.TAG, name)

    @property
    def environment(self) -> dict[str, str]:
        """What a deployment of the bridge sets to use it."""
        rate = f"{self.conditions.rate or 0:g}"
        told = {"URL": self.url, "ACCOUNT": ACCOUNT, "TOKEN": self.key, "RATE": rate}
        return {f"DRIP_{name}": value for name, value in told.items()}

    def admits(self) -> bool:
        """The token is the user's name, and there is no password."""
        given = request.authorization
        return given is not None and (given.username, given.password) == (self.key, "")

    def rate_headers(self, rate: float, left: int, *, allowed: bool) -> dict[str, str]:
        """Drip does not say when to come back."""
        limit = {"X-RateLimit-Limit": f"{rate * _HOUR:g}"}
        return limit | {"X-RateLimit-Remaining": str(left if allowed else 0)}

    def subjects(self) -> Iterator[tuple[str, str]]:
        """By the ids and the names that stand in the request."""
        path, body = request.view_args or {}, told()
        for who in (path.get("who"), body.get("id"), body.get("email")):
            if person := self.account.find(who):
                yield "email", person["email"]
        yield "email", str(body.get("email", ""))
        yield "tag", path.get("tag", "")
        yield from (("tag", tag) for key in ("tags", "remove_tags") for tag in body.get(key) or ())
        yield from (("field", name) for name in body.get("custom_fields") or ())
        numbers = (path.get("series"), request.args.get("campaign_id"), path.get("workflow"))
        for sort, rows in self.account.named.items():
            yield from ((sort, rows[number]["name"]) for number in numbers if number in rows)

    def contact(self, email: str) -> Row:
        if person := self.account.find(email):
            return person
        raise LookupError("the sandbox account has no contact with this address")

    def number(self, sort: Sort, name: str) -> str:
        """The id of a series or workflow."""
        for number, row in self.account.named[sort].items():
            if row["name"] == name:
                return number
        raise LookupError(f"the sandbox account has no '{name}'")

    def furnish(self, lists: Names = (), fields: Names = (), automations: Names = ()) -> None:
        """Make several, by name; a field's identifier is its name in small letters, with
        underscores for blanks."""
        fields = (name.strip().lower().replace(" ", "_") for name in fields)
        wanted = {Sort.LIST: lists, Sort.FIELD: fields, Sort.AUTOMATION: automations}
        for sort, names in wanted.items():
            for name in names:
                self.account.add(sort, name)

    def add_contact(self, email: str, tags: Names = (), **profile: str) -> str:
        """The new person's id. `profile` takes first_name, last_name, phone."""
        with self.lock:
            person = self.account.create(email)
            person |= profile
            for tag in tags:
                self.account.tag(person, tag)
            return str(person["id"])

    def delete_contact(self, email: str) -> None:
        self.account.delete(self.contact(email))

    def change_email(self, email: str, new_email: str) -> None:
        self.contact(email)["email"] = new_email

    def tag(self, email: str, tag: str) -> None:
        self.account.tag(self.contact(email), tag)

    def untag(self, email: str, tag: str) -> None:
        self.account.untag(self.contact(email), tag)

    def unsubscribe(self, email: str, status: str = "unsubscribed") -> None:
        """She clicks the link that ends all mails; or `undeliverable`, where they come back."""
        self.contact(email)["status"] = status

    def put_on_list(self, email: str, name: str, status: str = ACTIVE) -> None:
        """By hand, or by a form of hers; the statuses are the keys of `STANDINGS`."""
        self.account.put_on(self.contact(email), self.number(Sort.LIST, name), status)

    def opt_out(self, email: str, name: str) -> None:
        """She clicks the link at the end of a mail of this series."""
        self.put_on_list(email, name, "unsubscribed")

    def pause(self, automation: str) -> None:
        """Nobody enters this workflow any more."""
        number = self.number(Sort.AUTOMATION, automation)
        self.account.named[Sort.AUTOMATION][number]["status"] = "paused"

    def contacts(self) -> dict[str, set[str]]:
        """Everybody: e-mail -> tags."""
        return {row["email"]: set(row["tags"]) for row in self.account.subscribers.values()}

    def tags_of(self, email: str) -> set[str]:
        """Empty too when there is no such contact."""
        return set((self.account.find(email) or {"tags": ()})["tags"])

    def lists_of(self, email: str) -> dict[str, str]:
        """Her series with her standing in words; empty when there is no such contact. Whose mails
        come back has bounced from all that she is on."""
        person, series = self.account.find(email), self.account.named[Sort.LIST]
        if person is None:
            return {}
        words = STANDINGS | ({ACTIVE: "bounced"} if person["status"] == "undeliverable" else {})
        rows = self.account.series_of(person)
        return {series[row["campaign_id"]]["name"]: words[row["status"]] for row in rows}

    def fields_of(self, email: str) -> dict[str, str]:
        """Her custom fields that hold something, by identifier."""
        person = self.account.find(email) or {"custom_fields": {}}
        return {name: value for name, value in person["custom_fields"].items() if value}

    def started(self, email: str) -> list[str]:
        """The workflows that she entered, in order, each as often as she did."""
        person, workflows = self.account.find(email), self.account.named[Sort.AUTOMATION]
        hers = [entry for entry in self.account.entries if person and entry[0] == person["id"]]
        return [workflows[workflow]["name"] for _, workflow in hers]

    def profile_of(self, email: str) -> dict[str, str]:
        person = self.contact(email)
        return {name: person[name] for name in ("first_name", "last_name", "phone")}
