"""A local stand-in for a Keap account, over real HTTP, on the loopback only.

    with SandboxKeap(tags=["Gold Membership"], rate=None) as account:
        ...  # point the bridge at account.url with account.key
        assert account.tags_of("a@example.com") == {"Gold Membership"}

Or as its own process: `python -m bridge.sandbox keap --port 8026`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from flask import request
from flask.typing import ResponseReturnValue

from bridge.model import Sort
from bridge.sandbox.crm_stand_in import CrmStandIn
from bridge.sandbox.keap.routes import api
from bridge.sandbox.keap.state import KeapContact, KeapOddities, KeapState
from bridge.sandbox.keap.wire_format import body, error, fault

Names = Iterable[str]

_QUOTA, _THROTTLE, _TENANT = (
    f"x-keap-{each}" for each in ("product-quota", "product-throttle", "tenant-throttle")
)
# Seen on the wire: the same answer to a missing header and to a path that is none.
_NO_KEY = fault(401, "oauth.v2.InvalidAccessToken", "Invalid access token")
_WRONG_KEY = fault(401, "keymanagement.service.invalid_access_token", "Invalid Access Token")


class SandboxKeap(CrmStandIn):
    """It has `tags` from the start; `rate` is in requests per second, counted over a minute (None:
    no limit), `oddities` as in `KeapOddities`.

    Contacts are named by e-mail, all else by its name. Raises LookupError for what is not there.
    """

    vendor: ClassVar[str] = "keap"
    api = api
    window = 60.0
    account: KeapState
    conditions: KeapOddities
    refusals: ClassVar[Mapping[int, ResponseReturnValue]] = {
        402: error(402, "Payment required"),
        403: _WRONG_KEY,
        429: fault(429, "policies.ratelimit.QuotaViolation", "Rate limit quota violation"),
    }
    by_hand = (*CrmStandIn.by_hand, "opt_out")

    def __init__(
        self,
        tags: Names = (),
        rate: float | None = 4,
        key: str = "sandbox-key",
        port: int = 0,
        **oddities: Any,
    ) -> None:
        self.account = KeapState()
        super().__init__(self.account, KeapOddities(rate, **oddities), key, port)
        for name in tags:
            self.account.add_tag(name)

    @property
    def environment(self) -> dict[str, str]:
        """What a deployment would set to use it."""
        rate = self.conditions.rate
        return {
            "KEAP_URL": self.url,
            "KEAP_KEY": self.key,
            "KEAP_RATE": "0" if rate is None else f"{rate:g}",
        }

    def admits(self) -> bool:
        return self.key in self._keys_sent()

    def rate_headers(self, rate: float, left: int, *, allowed: bool) -> dict[str, str]:  # noqa: ARG002 - no Retry-After was seen
        """Three families, of which that of the tenant tells a minute and a day in one value."""
        most = round(rate * self.window)
        return {
            f"{_QUOTA}-limit": "30000",
            f"{_QUOTA}-available": str(max(0, 30_000 - len(self.calls))),
            f"{_QUOTA}-time-unit": "day",
            f"{_THROTTLE}-limit": str(most),
            f"{_THROTTLE}-available": str(left),
            f"{_THROTTLE}-time-unit": "minute",
            f"{_TENANT}-limit": "10000|250000",
            f"{_TENANT}-available": "9999|249999",
            f"{_TENANT}-time-unit": "minute|day",
            f"{_TENANT}-interval": "1|1",
        }

    def subjects(self) -> Iterator[tuple[str, str]]:
        """By the numbers and the names that stand in the request."""
        path, told, named = request.view_args or {}, body(), self.account
        yield "email", request.args.get("filter", "").removeprefix("email==")
        for row in told.get("email_addresses") or ():
            yield "email", str(row.get("email", ""))
        if contact := named.contacts.get(path.get("contact", "")):
            yield "email", contact.email
        yield Sort.TAG, str(told.get("name", ""))
        for number in (*(told.get("tagIds") or ()), *request.args.get("ids", "").split(",")):
            yield Sort.TAG, named.tags.get(str(number), "")
        for row in told.get("custom_fields") or ():
            yield Sort.FIELD, named.fields.get(str(row.get("id")), "")
        yield Sort.AUTOMATION, named.campaigns.get(path.get("campaign", ""), "")

    def people(self) -> list[dict[str, object]]:
        return [
            {
                "email": contact.email,
                "tags": sorted(self._names(contact)),
                "lists": {},
                "fields": self._values(contact),
                "automations": self._entered(contact),
            }
            for contact in sorted(self.account.contacts.values(), key=lambda each: each.email)
        ]

    def contact(self, email: str) -> KeapContact:
        if contact := self.account.find(email):
            return contact
        raise LookupError("the stand-in has no contact with this address")

    def tag_id(self, name: str) -> str:
        if number := self.account.id_of(self.account.tags, name):
            return number
        raise LookupError(f"the stand-in has no '{name}'")

    def furnish(self, lists: Names = (), fields: Names = (), automations: Names = ()) -> None:
        """Make several, by name. Raises LookupError for lists: Keap has none."""
        if [*lists]:
            raise LookupError("Keap has no lists")
        for name in fields:
            self.account.add_field(name)
        for name in automations:
            self.account.add_campaign(name)

    def add_contact(self, email: str, tags: Names = (), **names: str) -> str:
        """The new contact's id, also where another one has the address. `names` takes given_name
        and family_name."""
        with self.lock:
            contact = self.account.create(email, **names)
            for tag in tags:
                self.account.add_tag(tag)
                self.account.apply_tag(contact, self.tag_id(tag))
            return contact.id

    def delete_contact(self, email: str) -> None:
        self.account.delete(self.contact(email))

    def change_email(self, email: str, new_email: str) -> None:
        row = {"email": new_email, "field": "EMAIL1"}
        self.account.merge(self.contact(email), "email_addresses", [row], "field")

    def opt_out(self, email: str) -> None:
        """She clicks the link at the end of a mail."""
        self.account.unsubscribed.add(self.contact(email).email.casefold())

    def tag(self, email: str, tag: str) -> None:
        with self.lock:
            self.account.add_tag(tag)
            self.account.apply_tag(self.contact(email), self.tag_id(tag))

    def untag(self, email: str, tag: str) -> None:
        self.account.remove_tag(self.contact(email), self.tag_id(tag))

    def remake_tag(self, name: str) -> str:
        """Its new id, after someone deleted it and made it again; contacts lost it."""
        with self.lock:
            self.account.drop_tag(self.tag_id(name))
            return self.account.add_tag(name) or ""

    def contacts(self) -> dict[str, set[str]]:
        """Every contact: e-mail -> tags; of two with one address what either has."""
        found: dict[str, set[str]] = {}
        for contact in self.account.contacts.values():
            found.setdefault(contact.email, set()).update(self._names(contact))
        return found

    def tags_of(self, email: str) -> set[str]:
        """Empty too when there is no such contact."""
        contact = self.account.find(email)
        return self._names(contact) if contact else set()

    def fields_of(self, email: str) -> dict[str, str]:
        """The contact's custom fields that hold something, by label."""
        contact = self.account.find(email)
        return self._values(contact) if contact else {}

    def started(self, email: str) -> list[str]:
        """The campaigns whose sequences the contact entered, in order."""
        contact = self.account.find(email)
        return self._entered(contact) if contact else []

    def _before(self) -> ResponseReturnValue | None:
        """A key that did not arrive is refused in other words than a wrong one."""
        answer = super()._before()
        return _NO_KEY if answer is _WRONG_KEY and not any(self._keys_sent()) else answer

    def _keys_sent(self) -> list[str]:
        """In the header, or headers, that it looks at."""
        headers, at = request.headers, self.conditions.header
        bearer = headers.get("Authorization", "")
        told = {
            "X-Keap-API-Key": headers.get("X-Keap-API-Key", ""),
            "Authorization": bearer.removeprefix("Bearer ") if "Bearer " in bearer else "",
        }
        return [key for name, key in told.items() if at in (name, "both")]

    def _names(self, contact: KeapContact) -> set[str]:
        return {self.account.tags[each] for each in contact.tags}

    def _values(self, contact: KeapContact) -> dict[str, str]:
        fields = self.account.fields
        rows = contact.arrays["custom_fields"]
        return {fields[row["id"]]: row["content"] for row in rows if row["content"]}

    def _entered(self, contact: KeapContact) -> list[str]:
        of, campaigns = self.account.sequences, self.account.campaigns
        return [campaigns[of[each][0]] for who, each in self.account.entered if who == contact.id]
