"""Sets of conditions, and groups of such sets."""

from bridge.model import Item, Money
from bridge.rules import (
    ConditionSet,
    Consent,
    Group,
    describe,
)
from tests.rules.test_conditions import (
    EXTRA,
    FROM_49,
    GOLD,
    NOT_SUMMER,
    SUMMER,
    claims,
    event,
    why_not,
)


def test_not_holds_where_none_of_its_blocks_does() -> None:
    assert why_not(event(), NOT_SUMMER) == ""
    assert why_not(event(coupon="SUMMER"), NOT_SUMMER) == "'not' rules it out (coupon SUMMER*)"
    both = Group("not", (ConditionSet(only=(SUMMER, FROM_49)),))
    assert why_not(event(coupon="SUMMER"), both) == ""


def test_any_holds_where_one_of_its_blocks_does() -> None:
    either = Group("any", (ConditionSet(only=(SUMMER,)), ConditionSet(only=(FROM_49,))))
    assert why_not(event(money=Money(5000)), either) == ""
    assert why_not(event(), either) == (
        "none of 'any' holds (only with coupon 'SUMMER*'; this had none; or: "
        "only amounts at least 49.00; this names none)"
    )


def test_all_asks_for_two_items_of_one_order() -> None:
    bundle = Group("all", (ConditionSet(items=("product-12",)), ConditionSet(items=("upsell-3",))))
    assert why_not(event(), bundle) == ""
    assert why_not(event(items=(GOLD,)), bundle) == "none of its items is in this event"


def test_a_rule_without_items_of_its_own_grants_for_those_its_groups_picked() -> None:
    bump = Item("bump", "12")
    bought = event(items=(GOLD, EXTRA, bump))
    bundle = Group("all", (ConditionSet(items=("product-12",)), ConditionSet(items=("upsell-3",))))
    assert claims(bought, only=(bundle,)) == ["product-12", "upsell-3"]
    either = Group(
        "any",
        (ConditionSet(items=("upsell-3",)), ConditionSet(items=("product-12",), plans=("1",))),
    )
    assert claims(bought, only=(either,)) == ["upsell-3"]
    assert claims(bought, items=("bump-12",), only=(bundle,)) == ["bump-12"]
    without = Group("not", (ConditionSet(items=("product-99",)),))
    assert claims(bought, only=(without,)) == ["product-12", "upsell-3", "bump-12"]


def test_a_block_is_told_on_one_line() -> None:
    inner = Group(
        "any", (ConditionSet(only=(Consent(False),)), ConditionSet(items=("name: Gold*",)))
    )
    block = ConditionSet(("product-12", "upsell-*"), ("90222", ""), (SUMMER, NOT_SUMMER, inner))
    assert describe(block) == (
        "items product-12 or upsell-*, plans 90222 or unknown, coupon SUMMER*, "
        "not coupon SUMMER*, any (consent no) or (items name Gold*)"
    )
