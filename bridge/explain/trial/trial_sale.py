"""An event that somebody tries: made as the cart would tell it, so that what is explained and what
is sent as a test are one thing."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Engine

from bridge.explain.snapshot import snapshot_of
from bridge.explain.trial.answer import Answer
from bridge.model import PAYMENTS, Event
from bridge.reconcile.library import Library
from bridge.rules import Rules
from bridge.sources.thrivecart import samples
from bridge.sources.thrivecart.source import ThriveCart, read_saved
from bridge.store.deliveries import Deliveries

# What is told of one buyer's sale, in the order of its life.
_LOOKED_AT = 200  # deliveries of hers, the newest first
LEFT_CART = "abandoned cart"
EVENTS = ("purchase", "rebill", "payment failed", "payment declined", "cancelled", "refund",
          "paused", "resumed", "completed", LEFT_CART)  # fmt: skip


@dataclass(frozen=True)
class TrialSale:
    """`what` is one of EVENTS, `item` a key; `amount` is in hundredths. Empty parts are as the cart
    usually has them. `order` "" is that of her newest payment for the item where the event is a
    later one, else a new one."""

    what: str
    item: str
    email: str
    plan: str = ""
    mode: str = "live"
    amount: int | None = None
    currency: str = ""
    coupon: str = ""
    order: str = ""

    def body(self, at: datetime, secret: str = "") -> dict[str, object]:
        """As the cart posts it. Raises ValueError, in words, for what it does not have."""
        return samples.delivery(
            self.what,
            items=(self.item,),
            email=self.email,
            name="",
            plan=self.plan or None,
            mode=self.mode,
            amount=self.amount,
            currency=self.currency or None,
            order_id=self.order or samples.new_order(at),
            customer_id=samples.customer_of(self.email),
            at=at,
            secret=secret,
            more={"coupon": self.coupon} if self.coupon else None,
        )

    def event(self, at: datetime) -> Event:
        """As the bridge would understand it. Raises ValueError as `body`."""
        event = read_saved(samples.as_form(self.body(at)))
        assert event is not None  # noqa: S101 # a body is never empty
        return event.received(at)

    def sent(self, at: datetime, secret: str) -> Event:
        """What the webhook makes of it: the same bytes, read with the same secret."""
        body = samples.as_form(replace(self, mode="test").body(at, secret))
        event = ThriveCart(secret).read({"Content-Type": samples.FORM}, body)
        assert event is not None  # noqa: S101 # a body is never empty
        return event


def answer_to(
    engine: Engine, library: Library, rules: Rules, tried: TrialSale, at: datetime
) -> Answer:
    """By these rules, with all that is known of whoever has the address. Raises ValueError as
    `TrialSale.body`, and SQLAlchemyError."""
    event = of_her_order(engine, tried).event(at)
    return Answer(rules, event, at, snapshot_of(engine, library, tried.email))


def of_her_order(engine: Engine, tried: TrialSale) -> TrialSale:
    """With the order that `order` "" stands for. Raises SQLAlchemyError."""
    if tried.order or tried.what == "purchase":
        return tried
    hers = (each.event for each in Deliveries(engine).of_buyer(tried.email.lower(), _LOOKED_AT))
    paid = (
        event.order_id
        for event in hers
        if event.kind in PAYMENTS
        and event.mode == tried.mode
        and event.order_id
        and any(item.key == tried.item for item in event.items)
    )
    return replace(tried, order=next(paid, ""))
