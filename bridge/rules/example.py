"""What a rules file's examples say: steps of a buyer's life, and what should come of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bridge.model import Hand, Item, Kind, Subscription

# What an example calls the buyer's addresses, the first being where she was first seen.
ADDRESSES = ("first", "second", "third", "fourth")


@dataclass(frozen=True)
class Expected:
    """What should stand at one point; None is what the file does not mention there.

    Of what it mentions it names all: tags, lists, fields with their values (see schedule.py for
    the days in them), and automations, each as often as it was started so far. They are of her
    present address; `tags_at` has the tags of the contact at addresses by their numbers. `access`
    has the memberships that are open at each site that knows access, "" standing for every one,
    with their ends where those are told (`Gold until <in 30 days>`).
    """

    tags: tuple[str, ...] | None = None
    lists: tuple[str, ...] | None = None
    fields: tuple[tuple[str, str], ...] | None = None
    automations: tuple[str, ...] | None = None
    tags_at: tuple[tuple[int, tuple[str, ...]], ...] = ()
    access: tuple[tuple[str, tuple[str, ...]], ...] | None = None


@dataclass(frozen=True)
class Order:
    """When something was bought, and the order's number; `named` by a step or by its letter, else
    it is made up."""

    at: datetime
    number: str = ""
    named: bool = True


@dataclass(frozen=True)
class Given:
    """One step of an example, as the file words it: `purchase product-12 plan 90222`.

    `after` is how long after the step before it happens; `more` are other fields of the Event, by
    name. `expected` is what should stand right after it, None where the file does not say.
    `order` is the letter of the order that it is about, `half` whether a refund gives back no more
    than half of what was paid last. `address` is the buyer's new address, counted from 1, of a step
    that changes it; `hand` what somebody says by hand, which ends by itself after `lasts`.
    `paid_for` is how long after it the paid period ends, `next_payment` how long until the next
    one, `ordered` how long before it the order was. A step of the kind UNKNOWN is time alone.
    """

    kind: Kind
    items: tuple[Item, ...] = ()
    words: str = ""
    more: Mapping[str, Any] = field(default_factory=dict, hash=False)
    after: timedelta = timedelta(days=1)
    expected: Expected | None = None
    paid_for: timedelta | None = None
    next_payment: timedelta | None = None
    ordered: timedelta | None = None
    order: str = ""
    half: bool = False
    address: int = 0
    hand: Hand | None = None
    lasts: timedelta | None = None

    def fields_at(self, at: datetime, order: Order | None = None) -> dict[str, Any]:
        """The fields of its Event that it tells when it happens at this time; `order` is what the
        steps before it tell of the order that it is about."""
        told = dict(self.more)
        if self.paid_for is not None or self.next_payment is not None:
            known = told.get("subscription", Subscription())
            paid, next_one = (far and at + far for far in (self.paid_for, self.next_payment))
            told["subscription"] = replace(known, paid_until=paid, next_payment_at=next_one)
        if self.ordered is not None:
            told["ordered_at"] = at - self.ordered
        elif order and self.kind is not Kind.PURCHASE:
            told["ordered_at"] = order.at
        if number := order.number if order and order.named else self.order:
            told.setdefault("order_id", number)
        return told


@dataclass(frozen=True)
class Example:
    """What the file's owner expects: after these events exactly this."""

    line: int
    number: int  # counted from 1
    given: tuple[Given, ...]
    expected: Expected
