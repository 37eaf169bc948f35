"""The effects of one rule on one event: on whose behalf, how often."""

import pytest

from bridge.model import Action, Effect, Event, Item, Kind
from bridge.rules import Rule
from tests.rules.test_ruleset import EXTRA, GOLD, NOON, SECOND, event, rule, rules, why_not


def claims(one: Rule, of: Event) -> list[str]:
    """On whose behalf each effect is: an occurrence by its token, all else by the item."""
    return [effect.token or effect.item for effect in rules(one).effects(of)]


def test_an_effect_carries_the_rule_and_its_line() -> None:
    assert rules(rule(add=("VIP",))).effects(event()) == (
        Effect(Action.ADD, "VIP", "Some rule", 5),
    )


def test_an_effect_goes_where_its_rule_goes() -> None:
    (effect,) = rules(rule(add=("VIP",), to=("shop", "old"))).effects(event())
    assert effect.to == ("shop", "old")
    turn = rule(Kind.ACCESS_ENDS, start=("Bye",), memberships=("Gold",), to=("shop",))
    assert [each.to for each in rules(turn).turns] == [("shop",)]


def test_a_standard_part_of_a_membership_has_no_effects_of_its_own() -> None:
    standard = rule(grant=("Gold",), membership="Gold", standard=True)
    assert rules(standard).effects(event(Kind.PURCHASE, GOLD)) == ()
    assert why_not(standard, event(Kind.PURCHASE, GOLD)) == ""


def test_an_event_without_a_time_is_a_mistake_of_the_caller() -> None:
    timeless = Event("thrivecart", "d1", Kind.PURCHASE, "order.success")
    with pytest.raises(ValueError, match="the event has no time yet"):
        rules(rule(add=("VIP",))).effects(timeless)


def test_a_grant_is_made_by_each_matched_item_and_by_no_other() -> None:
    granting = rule(items=("product-12", "upsell-3"), grant=("Gold",))
    assert claims(granting, event(Kind.PURCHASE, GOLD, EXTRA, Item("bump", "12"))) == [
        "product-12",
        "upsell-3",
    ]


def test_a_revoke_takes_back_the_claim_of_the_refunded_item_only() -> None:
    revoking = rule(Kind.REFUND, items=("product-12", "upsell-3"), revoke=("Gold",))
    assert claims(revoking, event(Kind.REFUND, EXTRA)) == ["upsell-3"]


def test_an_item_bought_in_two_pricing_options_claims_once() -> None:
    twice = event(Kind.PURCHASE, GOLD, Item("product", "12", plan="90210"))
    assert claims(rule(grant=("Gold",)), twice) == ["product-12"]


def test_add_and_remove_speak_about_the_tag_itself_once_an_event() -> None:
    both = rule(add=("VIP",), remove=("Lead",))
    assert claims(both, event(Kind.PURCHASE, GOLD, EXTRA)) == ["", ""]


def test_a_purchase_triggers_once_for_each_item_of_its_order() -> None:
    bought = event(Kind.PURCHASE, GOLD, EXTRA, order_id="1001", invoice_id="7")
    assert claims(rule(trigger=("made_purchase",)), bought) == [
        "live purchase 1001 product-12 made_purchase",
        "live purchase 1001 upsell-3 made_purchase",
    ]


def test_the_same_purchase_told_by_another_delivery_is_the_same_occasion() -> None:
    again = Event("thrivecart", "d2", Kind.PURCHASE, "x", NOON, items=(GOLD,), order_id="1001")
    assert claims(rule(trigger=("t",)), again) == ["live purchase 1001 product-12 t"]


def test_a_failed_attempt_is_an_occasion_by_its_invoice_and_second() -> None:
    failed = event(Kind.PAYMENT_FAILED, GOLD, order_id="1001", invoice_id="1001-6")
    triggering = rule(Kind.PAYMENT_FAILED, trigger=("dunning",))
    assert claims(triggering, failed) == [
        f"live payment failed 1001 1001-6 {SECOND} product-12 dunning"
    ]


def test_a_trigger_without_order_or_item_goes_by_the_delivery() -> None:
    assert claims(rule(trigger=("t",)), event()) == ["live purchase d1 - t"]
    left = event(Kind.ABANDONED_CART)
    triggering = rule(Kind.ABANDONED_CART, trigger=("t",))
    assert claims(triggering, left) == [f"live abandoned cart d1 - {SECOND} - t"]
