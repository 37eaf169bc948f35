"""Random events of a few people in a small shop."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import strategies as st

from bridge.model import (
    OF_NO_SALE,
    Contact,
    Event,
    Hand,
    Item,
    Kind,
    Money,
    Subscription,
)
from tests.entitlements.lives.books import (
    ADDRESSES,
    CUSTOMERS,
    ITEMS,
    MEMBERSHIPS,
    ORDERS,
    PRICES,
    rarely,
    waits,
)
from tests.entitlements.shop import BEGINNING

SALES = (
    Kind.PURCHASE,
    Kind.PURCHASE,
    Kind.REBILL,
    Kind.PAYMENT_FAILED,
    Kind.CANCELLED,
    Kind.REFUND,
    Kind.PAUSED,
    Kind.RESUMED,
    Kind.COMPLETED,
)
OTHERS = (
    Kind.EMAIL_CHANGED,
    Kind.PAYMENT_DECLINED,
    Kind.ABANDONED_CART,
    Kind.COMMISSION_EARNED,
    Kind.GRANTED_BY_HAND,
    Kind.ENDED_BY_HAND,
    Kind.BANNED_BY_HAND,
    Kind.TAKEN_BACK_BY_HAND,
)


@st.composite
def events(draw: st.DrawFn, number: int, now: datetime, wide: bool) -> Event:
    kind = draw(st.sampled_from(SALES + OTHERS if wide else SALES))
    told = now - draw(st.sampled_from([timedelta()] * 6 + [timedelta(days=2), timedelta(days=40)]))
    event = Event("thrivecart", f"d{number:02}", kind, kind.value, told)
    if kind in HANDS:
        return draw(of_hand(replace(event, occurred_at=now), number))
    who = draw(st.sampled_from(range(4 if wide else 2)))
    event = replace(
        event,
        contact=Contact(
            draw(st.sampled_from(ADDRESSES)) if wide else ADDRESSES[0],
            customer_id=CUSTOMERS[who % 3] if wide else "501",
        ),
        order_id=draw(st.sampled_from(ORDERS)),
        mode=draw(st.sampled_from(["live"] * 5 + ["test"])) if wide else "live",
    )
    if kind in OF_NO_SALE | {Kind.EMAIL_CHANGED}:
        event = replace(event, order_id="")
    return draw(of_sale(event)) if kind is not Kind.EMAIL_CHANGED else event


HANDS = frozenset(OTHERS[4:])


@st.composite
def of_hand(draw: st.DrawFn, event: Event, number: int) -> Event:
    membership = draw(st.sampled_from(sorted(MEMBERSHIPS)))
    until = None
    if event.kind is Kind.GRANTED_BY_HAND:
        until = draw(rarely(waits.map(lambda wait: BEGINNING + wait)))
    if event.kind is Kind.BANNED_BY_HAND:
        membership = draw(st.sampled_from([membership, ""]))
    about = ""
    if event.kind is Kind.TAKEN_BACK_BY_HAND and number:
        about = f"d{draw(st.integers(0, number - 1)):02}"
    hand = Hand(membership, until, "because", about)
    return replace(event, contact=Contact(draw(st.sampled_from(ADDRESSES))), hand=hand)


@st.composite
def of_sale(draw: st.DrawFn, event: Event) -> Event:
    keys = draw(
        st.lists(
            st.sampled_from(ITEMS),
            min_size=1,
            max_size=2 if event.kind in (Kind.PURCHASE, Kind.REFUND) else 1,
            unique=True,
        )
    )
    prices = [PRICES[key] for key in keys]
    single = event.kind is Kind.PURCHASE and draw(st.sampled_from([None, True, False]))
    items = tuple(
        Item(
            type=key.split("-")[0],
            id=key.split("-")[1],
            amount=price if event.kind is Kind.PURCHASE else None,
            single=single or None if key == "product-1" else None,
        )
        for key, price in zip(keys, prices, strict=True)
    )
    amount = sum(prices)
    if event.kind is Kind.REFUND:
        amount = draw(st.sampled_from([amount, amount, amount // 2, None]))  # type: ignore[assignment]
    money = Money(amount, draw(st.sampled_from(["USD"] * 6 + ["EUR"])))
    told = event.kind is Kind.PURCHASE or draw(st.sampled_from([True, True, True, False]))
    return replace(
        event,
        items=items,
        items_told=told,
        money=Money() if event.kind is Kind.COMPLETED else money,
        subscription=draw(subscriptions(event)),
    )


@st.composite
def subscriptions(draw: st.DrawFn, event: Event) -> Subscription:
    assert event.occurred_at is not None
    every = draw(st.sampled_from([None, 30]))
    in_a_month = event.occurred_at + timedelta(days=draw(st.sampled_from([30, 31, 365])))
    pays = event.kind in (Kind.PURCHASE, Kind.REBILL)
    told = draw(st.booleans())
    return Subscription(
        payments_left=draw(rarely(st.just(0))) if event.kind is Kind.REBILL else None,
        next_payment_at=in_a_month if told and pays else None,
        paid_until=in_a_month if told and event.kind in (Kind.CANCELLED, Kind.PAUSED) else None,
        frequency_days=every,
    )
