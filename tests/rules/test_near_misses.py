"""The rules that an event missed by one thing only."""

from datetime import UTC, datetime

from bridge.model import Event, Item, Kind
from bridge.rules import misses_of, near_misses
from bridge.rules.file import parse
from tests.rules.file.texts import rules

GOLD = "when: purchase, items: product-1, plans: 90222, add: Gold"
ANY = "when: purchase, coupon: SUMMER, add: Saver"
FAR = "when: purchase, items: product-7, coupon: SUMMER, add: Both"
BOUGHT = Event(
    "thrivecart", "d1", Kind.PURCHASE, "order.success", datetime(2025, 3, 1, tzinfo=UTC),
    items=(Item("product", "1", plan="90333"),),
)  # fmt: skip
PLAN = "'A' (line 3): only pricing option 90222; this was 90333"


def test_rules_about_one_of_its_items_come_first_and_those_that_miss_two_things_not_at_all() -> (
    None
):
    assert near_misses(parse(rules(GOLD, ANY, FAR)), BOUGHT) == (
        PLAN,
        "'B' (line 4): only with coupon 'SUMMER'; this had none",
    )


def test_of_one_item_only_rules_that_name_it_are_told() -> None:
    assert misses_of(parse(rules(GOLD, ANY)), BOUGHT, BOUGHT.items[0]) == (PLAN,)
