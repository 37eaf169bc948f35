"""What the cart sells, as deliveries name it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bridge.model import Event, Item, Kind
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import State
from bridge.store.products import Unmapped, bodies_alike, product_names, unmapped, with_applied
from bridge.store.settlement import Settlement, settle
from tests.fakes import NOON, event

COURSE = Item("product", "12", name="Course")
BOOK = Item("bump", "3", name="Book")
HOUR = timedelta(hours=1)


def comes(
    engine: Engine, state: State, *items: Item, hours: int = 0, gave: str = "", mode: str = "live"
) -> None:
    at = NOON + hours * HOUR
    told = replace(event(key=f"{at} {items} {mode}"), items=items, mode=mode)
    kept = Deliveries(engine).keep(told, at)
    rows = [{"tag": gave, "membership": gave}] if gave else []
    with engine.connect() as connection:
        settle(connection, [Settlement(kept.id, state, "", rows)], at)


def test_what_no_rule_speaks_of_is_counted_for_each_item(engine: Engine) -> None:
    comes(engine, State.NO_RULE, COURSE)
    comes(engine, State.NO_RULE, COURSE, BOOK, hours=1)
    comes(engine, State.NO_RULE, COURSE, hours=2, mode="test")
    comes(engine, State.NO_RULE, hours=3, mode="test")
    comes(engine, State.APPLIED, BOOK, hours=4)
    last = NOON + 2 * HOUR
    assert unmapped(engine) == [
        Unmapped(Kind.PURCHASE, COURSE, 3, NOON, last, only_tests=False),
        Unmapped(Kind.PURCHASE, None, 1, NOON + 3 * HOUR, NOON + 3 * HOUR, only_tests=True),
        Unmapped(Kind.PURCHASE, BOOK, 1, NOON + HOUR, NOON + HOUR, only_tests=False),
    ]


@pytest.mark.parametrize("count", [1, 3, 12])
def test_what_was_applied_without_a_rule_for_it_is_counted_too(engine: Engine, count: int) -> None:
    """However many they are; a dozen are not looked at one by one."""
    for number in range(count):
        comes(engine, State.APPLIED, COURSE, hours=number, gave="Gold" if number == 0 else "")
    comes(engine, State.APPLIED, BOOK)

    def unmapped_items(told: Event) -> list[Item]:
        return [item for item in told.items if item == COURSE]

    last = NOON + (count - 1) * HOUR
    found = with_applied(engine, (), NOON, unmapped_items)
    assert found == [Unmapped(Kind.PURCHASE, COURSE, count, NOON, last, False, 1)]
    assert with_applied(engine, (), last + HOUR, unmapped_items) == []


def test_items_are_called_as_the_newest_deliveries_call_them(engine: Engine) -> None:
    comes(engine, State.APPLIED, COURSE)
    comes(engine, State.APPLIED, Item("product", "12", name="New course"), hours=1)
    assert product_names(engine, "nobody@example.com") == {"product-12": "New course"}


def test_what_the_cart_sent_with_the_newest_that_name_the_same_is_read(engine: Engine) -> None:
    ids = []
    for number, items in enumerate([[COURSE], [BOOK], *[[COURSE]] * 3]):
        told = replace(event(key=f"k{number}"), items=tuple(items), body={"n": number})
        ids.append(Deliveries(engine).keep(told, NOON).id)
    assert bodies_alike(engine, ids[:1]) == [{"n": 2}, {"n": 3}, {"n": 4}]
    assert bodies_alike(engine, ids) == [{"n": 1}, {"n": 2}, {"n": 3}, {"n": 4}]
    assert bodies_alike(engine, []) == []
