"""Random publications of the rules of a small shop."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from bridge.model import (
    Action,
    Blocking,
    Delay,
    Kind,
    Membership,
    Refunds,
    Style,
    TurnRule,
)
from tests.entitlements.shop import FakeBook, accessally, memberium, plain

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


waits = st.sampled_from(WAITS)
mostly_at_once = st.one_of(st.just(Delay()), st.sampled_from(PARTS).map(Delay))


def rarely(value: Any) -> st.SearchStrategy[Any]:
    """None mostly, or what may stand there."""
    return st.one_of(st.none(), st.none(), st.none(), value)


@st.composite
def blockings(draw: st.DrawFn, tag: str, periods: bool = False) -> Blocking | None:
    at_period_end = periods and draw(st.booleans())
    wait = draw(st.sampled_from(PARTS))
    written = Blocking(tag, Delay(wait, at_period_end), written=True)
    return draw(st.sampled_from([written, Blocking(tag), None]))


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
        parts["suspended"] = draw(
            st.sampled_from([None, Blocking("GoldSUSP", Delay(PARTS[3]), True)])
        )
        parts["resumes"] = draw(st.one_of(mostly_at_once, st.none()))
    else:  # which the file may write, though it changes no tag
        parts["paused"] = draw(rarely(st.just(Blocking(delay=Delay(PARTS[2]), written=True))))
    parts["access"] = draw(st.sampled_from(["", "", "Circle"]))
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
