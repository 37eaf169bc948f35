"""What a cart tells of one buyer and her orders, in few words.

bea = Buyer("Bea")
monthly = bea.orders(CIRCLE_MONTHLY, day(0))
[monthly.bought(), monthly.paid(day(30)), monthly.refunded(day(32), "10.00")]
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from urllib.parse import quote_plus

from bridge.sources.thrivecart.samples import FORM, JSON, as_form, as_json, delivery

SECRET = "SITUATIONS123"
_FIRST_DAY = datetime(2026, 2, 2, 9, 30, tzinfo=UTC)
_NUMBERS = count(1)


def day(number: float, seconds: float = 0) -> datetime:
    return _FIRST_DAY + timedelta(days=number, seconds=seconds)


@dataclass(frozen=True)
class Item:
    """`recurring` is what is paid again and again; `price` is that of each payment."""

    key: str
    price: str
    recurring: bool = True


@dataclass(frozen=True)
class Post:
    """One request of the cart."""

    body: bytes
    content_type: str


@dataclass(frozen=True)
class Told:
    """One delivery, before it is known how it will be sent."""

    fields: Mapping[str, Any]

    @property
    def email(self) -> str:
        return str(self.fields["customer"]["email"])

    def as_form(self) -> Post:
        return Post(as_form(self.fields), FORM)

    def as_json(self) -> Post:
        return Post(as_json(self.fields), JSON)

    def in_latin_1(self, *, percent: bool = True) -> Post:
        """As an old cart sends it: the bytes of ISO-8859-1, in percent signs or as they are."""
        sent = as_form(self.fields).decode()
        for letter in {sign for sign in _name_of(self.fields) if not sign.isascii()}:
            old = quote_plus(letter, encoding="latin-1") if percent else letter
            sent = sent.replace(quote_plus(letter), old)
        return Post(sent.encode("latin-1"), f"{FORM}; charset=ISO-8859-1")


def _name_of(fields: Mapping[str, Any]) -> str:
    return str(fields["customer"]["name"])


@dataclass(frozen=True)
class Order:
    """One order of one buyer; `number` and the subscriptions' numbers are its own."""

    buyer: "Buyer"
    items: tuple[Item, ...]
    at: datetime
    consent: bool
    number: str = field(default_factory=lambda: f"{70_000 + next(_NUMBERS)}")

    def bought(self) -> Told:
        keys = [item.key for item in self.items]
        fields: dict[str, Any] = self._told("purchase", self.at, items=keys)
        for charge, item in zip(fields["order"]["charges"], self.items, strict=True):
            charge |= _money("amount", item.price) | _type(item)
        fields["customer"] |= {"checkbox_confirmation": str(self.consent).lower()}
        numbers = fields.pop("subscription_ids")
        if paid_again := {i.key: numbers[i.key] for i in self.items if i.recurring}:
            fields["subscription_ids"] = paid_again
        return Told(fields)

    def paid(self, at: datetime, number: int = 2, left: int | None = None) -> Told:
        """The payment of this number; `left` is how many follow, None endlessly many."""
        return Told(self._told("rebill", at, payment_number=number, payments_left=left))

    def failed(self, at: datetime) -> Told:
        return Told(self._told("payment failed", at))

    def cancelled(self, at: datetime) -> Told:
        """Nine days of what she paid are left."""
        return Told(self._told("cancelled", at, paid_until=at + timedelta(days=9)))

    def refunded(self, at: datetime, amount: str | None = None) -> Told:
        """All of the price if no amount is said."""
        fields = self._told("refund", at)
        fields["refund"] |= _money("amount", amount or self.items[0].price)
        if not self.items[0].recurring:
            del fields["subscription_id"]
        return Told(fields)

    def _told(self, what: str, at: datetime, **more: Any) -> dict[str, Any]:
        asked: dict[str, Any] = {
            "items": [self.items[0].key],
            "email": self.buyer.email,
            "name": self.buyer.name,
            "customer_id": self.buyer.number,
            "order_id": self.number,
            "amount": _hundredths(self.items[0].price),
            "at": at,
            "ordered_at": self.at,
            "secret": SECRET,
        }
        fields: dict[str, Any] = delivery(what, **asked | more)
        fields["order"] |= _money("total", str(sum(Decimal(item.price) for item in self.items)))
        return fields


def _type(item: Item) -> dict[str, str]:
    return {"type": "recurring" if item.recurring else "single"}


def _hundredths(price: str) -> int:
    return int(Decimal(price) * 100)


def _money(name: str, price: str) -> dict[str, str]:
    amounts = {name: str(_hundredths(price)), f"{name}_str": price}
    return amounts | {f"{name}_gross{end}": amounts[f"{name}{end}"] for end in ("", "_str")}


@dataclass(frozen=True)
class Buyer:
    """Nobody else has her number and her address."""

    name: str = "Bea Buyer"
    number: str = field(default_factory=lambda: f"{3_000 + next(_NUMBERS)}")

    @property
    def email(self) -> str:
        return f"buyer-{self.number}@example.com"

    def orders(self, *items: Item, at: datetime | None = None, consent: bool = False) -> Order:
        """On the first day if no other is said. What follows of an order is of its first item."""
        return Order(self, items, at or day(0), consent)
