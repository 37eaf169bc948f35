"""Random lives of a few people in a small shop, for both folds."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from hypothesis import strategies as st

from bridge.entitlements.book import Fact
from bridge.model import (
    OF_NO_SALE,
    Action,
    Blocking,
    Contact,
    Delay,
    Effect,
    Event,
    Hand,
    Item,
    Kind,
    Membership,
    Money,
    Refunds,
    Style,
    Subscription,
    TurnRule,
)
from tests.entitlements.shop import BEGINNING, FakeBook, accessally, memberium, plain

MEMBERSHIPS = {"Gold": Style.MEMBERIUM, "Silver": Style.PLAIN, "Course": Style.ACCESSALLY}
ITEMS = ("product-1", "product-2", "upsell-1")
ADDRESSES = ("ann@example.com", "bea@example.com", "cleo@example.com")
CUSTOMERS = ("501", "502", "0")
ORDERS = ("1001", "1002", "1003", "")
PRICES = {"product-1": 2900, "product-2": 29700, "upsell-1": 1000}
SECONDS = (0, 1, 30, 60, 61, 3600)
DAYS = (1, 3, 7, 30, 31, 90, 365)
WAITS = (*(timedelta(seconds=each) for each in SECONDS), *(timedelta(each) for each in DAYS))
PARTS = (timedelta(), timedelta(seconds=30), timedelta(days=3), timedelta(days=7))


@dataclass(frozen=True, repr=False)
class Life:
    """What happened, by which publications it is judged, and the moments at which it is asked."""

    facts: tuple[Fact, ...]
    books: tuple[FakeBook, ...]
    asked: tuple[datetime, ...] = field(default=())

    def book_of(self, key: str) -> FakeBook:
        return self.books[crc32(key.encode()) % len(self.books)]

    def by(self, at: datetime) -> tuple[Fact, ...]:
        """What had happened by then."""
        return tuple(fact for fact in self.facts if (fact.event.occurred_at or at) <= at)

    def __repr__(self) -> str:
        """Short enough to read what hypothesis found."""
        lines = [in_short(fact) for fact in self.facts]
        for number, publication in enumerate(self.books):
            lines += [f"book {number} {'with turns' * bool(publication.turns)}"]
            lines += [f"  {changed(each)} {sorted(items)}" for each, items in publication.sold]
        return "\n".join(["", *lines, ""])

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        """As hypothesis asks for it."""
        printer.text(repr(self))


def in_short(fact: Fact) -> str:
    event = fact.event
    assert event.occurred_at is not None
    items = [item.key + (" single" * bool(item.single)) for item in event.items]
    money = f"{event.money.amount} {event.money.currency}" if event.money != Money() else ""
    words = [
        event.key,
        f"{event.kind!s:14}",
        f"+{event.occurred_at - BEGINNING}",
        f"order {event.order_id}" if event.order_id else "no order",
        event.mode if event.mode != "live" else "",
        event.contact.key,
        event.contact.customer_id,
        " ".join(items) + ("" if event.items_told else " (untold)"),
        money,
        changed(event.subscription) if event.subscription != Subscription() else "",
        changed(event.hand) if event.hand else "",
        *(changed(effect) for effect in fact.effects),
    ]
    return " ".join(word for word in words if word)


def changed(value: Any) -> str:
    """Its fields that are not as usual."""
    usual: dict[str, Any] = {}
    if isinstance(value, Membership):
        usual = vars(Membership(value.name))
    elif isinstance(value, Subscription | Hand):
        usual = vars(type(value)())
    elif isinstance(value, Effect):
        usual = {**vars(Effect(value.action, value.name)), "action": "", "name": ""}
    parts = [f"{key}={shown(each)}" for key, each in vars(value).items() if usual.get(key) != each]
    return f"{type(value).__name__}({', '.join(parts)})"


def shown(value: Any) -> str:
    if isinstance(value, datetime):
        return f"+{value - BEGINNING}"
    if isinstance(value, Delay):
        return f"{value.after}{' after period end' * value.at_period_end}"
    if isinstance(value, Blocking):
        return f"{value.tag!r} {shown(value.delay)}"
    return str(value)


# -- publications

waits = st.sampled_from(WAITS)
mostly_at_once = st.one_of(st.just(Delay()), st.sampled_from(PARTS).map(Delay))


def rarely(value: Any) -> st.SearchStrategy[Any]:
    """None mostly, or what may stand there."""
    return st.one_of(st.none(), st.none(), st.none(), value)


@st.composite
def blockings(draw: st.DrawFn, tag: str, periods: bool = False) -> Blocking | None:
    at_period_end = periods and draw(st.booleans())
    wait = draw(st.sampled_from(PARTS))
    return draw(st.sampled_from([Blocking(tag, Delay(wait, at_period_end)), Blocking(tag), None]))


@st.composite
def memberships(draw: st.DrawFn, name: str) -> Membership:
    style = MEMBERSHIPS[name]
    tagged = name if style is Style.MEMBERIUM else ""
    parts: dict[str, Any] = {
        "cancelled": draw(blockings(f"{tagged}CANC" if tagged else "", periods=True)),
        "refunds": draw(st.sampled_from([*Refunds, Refunds.FULL])),
        "patience": draw(st.sampled_from([timedelta(seconds=60), timedelta()])),
        "ends": draw(mostly_at_once),
        "opens": draw(st.one_of(mostly_at_once, mostly_at_once, st.none())),
        "lifts": draw(st.one_of(mostly_at_once, mostly_at_once, st.none())),
        "lasts": draw(rarely(st.sampled_from([timedelta(days=30), timedelta(days=365)]))),
        "completed_ends": draw(st.booleans()),
    }
    if style is not Style.PLAIN:
        parts["overdue"] = draw(blockings(f"{tagged}PAYF" if tagged else ""))
    if style is Style.MEMBERIUM:
        parts["paused"] = draw(blockings("GoldSUSP", periods=True))
        parts["suspended"] = draw(st.sampled_from([None, Blocking("GoldSUSP", Delay(PARTS[3]))]))
        parts["resumes"] = draw(st.one_of(mostly_at_once, st.none()))
    made = {Style.MEMBERIUM: memberium, Style.PLAIN: plain, Style.ACCESSALLY: accessally}[style]
    return made(name, **parts)


@st.composite
def publications(draw: st.DrawFn, names: Sequence[str]) -> FakeBook:
    sold = []
    for name in names:
        items = draw(st.sets(st.sampled_from(ITEMS), min_size=1))
        sold.append((draw(memberships(name)), frozenset(items)))
    return FakeBook(tuple(sold))


def turn(
    kind: Kind, memberships: Sequence[str], after: int, *wishes: tuple[Action, str]
) -> TurnRule:
    return TurnRule(
        f"{kind} {memberships}",
        1,
        frozenset({kind}),
        frozenset(memberships),
        tuple((action, name, "") for action, name in wishes),
        timedelta(days=after),
        unless_any=frozenset({Kind.PURCHASE} if after else ()),
    )


TURNS = (
    turn(Kind.ACCESS_STARTS, ["Gold"], 0, (Action.ADD, "Golden"), (Action.REMOVE, "Win back")),
    turn(Kind.ACCESS_ENDS, ["Gold"], 2, (Action.ADD, "Win back"), (Action.START, "Goodbye")),
    turn(Kind.ACCESS_ENDS, ["Gold", "Silver"], 0, (Action.ADD, "Was here")),
)


# -- events

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


# -- rules beside memberships

TAGS = ("Buyer", "Gold", "Silver", "Left", "GoldPAYF", "GoldCANC")
CLAIMED = ("Bundle", "Gold", "Silver")


@st.composite
def effects(draw: st.DrawFn, event: Event) -> tuple[Effect, ...]:
    """What rules made of the event: of each target at most one thing."""
    if event.kind in HANDS or not event.items or not draw(st.booleans()):
        return ()
    actions = draw(st.lists(st.sampled_from(WISHES), min_size=1, max_size=2, unique=True))
    made = [draw(effect_of(event, action)) for action in actions]
    return tuple({each.target: each for each in made}.values())


WISHES = (
    Action.ADD,
    Action.REMOVE,
    Action.GRANT,
    Action.REVOKE,
    Action.SUBSCRIBE,
    Action.UNSUBSCRIBE,
    Action.SET,
    Action.TRIGGER,
    Action.START,
)
UNLESS = (Kind.REBILL, Kind.PURCHASE, Kind.REFUND, Kind.CANCELLED, Kind.RESUMED)


@st.composite
def effect_of(draw: st.DrawFn, event: Event, action: Action) -> Effect:
    assert event.occurred_at is not None
    name, value, token = "News", "", ""
    if action in (Action.ADD, Action.REMOVE):
        name = draw(st.sampled_from(TAGS))
    elif action in (Action.GRANT, Action.REVOKE):
        name = draw(st.sampled_from(CLAIMED))
    elif action is Action.SET:
        name, value = "Last event", draw(st.sampled_from([event.key, ""]))
    elif action in (Action.TRIGGER, Action.START):
        name, token = f"Once {action}", f"{event.key} {action}"
    wait = draw(rarely(st.sampled_from([timedelta(days=2), timedelta(days=14)])))
    unless = draw(st.sets(st.sampled_from(UNLESS), max_size=2)) if wait else set()
    return Effect(
        action,
        name,
        item=event.items[0].key,
        value=value,
        token=token,
        due_at=event.occurred_at + wait if wait else None,
        unless=frozenset(unless),
        unless_any=draw(st.sampled_from([frozenset(), frozenset({Kind.PURCHASE})]))
        if wait
        else frozenset(),
    )


# -- lives


def of_one_purchase(event: Event, facts: Sequence[Fact]) -> Event:
    """Who tells one purchase a second time tells the same address and customer."""
    for earlier in (fact.event for fact in facts):
        same = (earlier.kind, earlier.mode, earlier.order_id) == (
            event.kind,
            event.mode,
            event.order_id,
        )
        if same and event.kind is Kind.PURCHASE and event.order_id:
            return replace(event, contact=earlier.contact)
    return event


def of_one_hand(event: Event, facts: Sequence[Fact]) -> Event:
    """What is taken back is taken back where it was said."""
    said = [fact.event for fact in facts if event.hand and fact.event.key == event.hand.about]
    return replace(event, contact=said[0].contact) if said else event


@st.composite
def lives(
    draw: st.DrawFn,
    wide: bool = True,
    rules: bool = False,
    longest: int = 9,
    names: Sequence[str] = (),
) -> Life:
    """`wide`: of several people; else of one whose address never changes."""
    names = names or draw(
        st.lists(st.sampled_from(sorted(MEMBERSHIPS)), min_size=1, max_size=2, unique=True)
    )
    turns = draw(st.sampled_from([(), TURNS]))
    books = draw(st.lists(publications(names), min_size=1, max_size=2))
    facts: list[Fact] = []
    now = BEGINNING
    for number in range(draw(st.integers(1, longest))):
        now += draw(waits)
        event = of_one_hand(of_one_purchase(draw(events(number, now, wide)), facts), facts)
        facts.append(Fact(event, draw(effects(event)) if rules else ()))
    asked = [now + draw(waits), now + draw(waits)]
    asked += [
        fact.event.occurred_at + wait
        for fact in facts
        for wait in (timedelta(), timedelta(seconds=60))
        if fact.event.occurred_at
    ]
    return Life(
        tuple(facts), tuple(replace(each, turns=turns) for each in books), tuple(sorted(set(asked)))
    )
