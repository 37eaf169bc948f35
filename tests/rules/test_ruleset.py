"""What a set of rules asks of the tags, and what it says about itself."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bridge.model import ABOUT_THE_BUYER, Action, Effect, Event, Item, Kind
from bridge.rules import Rule, Rules, Verdict

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
SECOND = int(NOON.timestamp())
GOLD = Item("product", "12", plan="90222")
EXTRA = Item("upsell", "3")


def event(kind: Kind = Kind.PURCHASE, *items: Item, **more: str) -> Event:
    return Event("thrivecart", "d1", kind, str(kind), NOON, items=items, **more)  # type: ignore[arg-type] # every other field used here is a str


def rule(*when: Kind, line: int = 5, **more: Any) -> Rule:
    return Rule("Some rule", line, frozenset(when or {Kind.PURCHASE}), **more)


def rules(*all_rules: Rule) -> Rules:
    return Rules("activecampaign", all_rules)


def claims(one: Rule, of: Event) -> list[str]:
    """On whose behalf each effect is: an occurrence by its token, all else by the item."""
    return [effect.token or effect.item for effect in rules(one).effects(of)]


def why_not(one: Rule, of: Event) -> str:
    (verdict,) = rules(one).explain(of)
    assert verdict.matched is (verdict.why_not == "")
    return verdict.why_not


def test_an_effect_carries_the_rule_and_its_line() -> None:
    assert rules(rule(add=("VIP",))).effects(event()) == (
        Effect(Action.ADD, "VIP", "Some rule", 5),
    )


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


def test_several_rules_speak_in_the_order_of_the_file() -> None:
    first, second, third = (
        rule(add=("A",)),
        rule(items=("product-12",), add=("B",)),
        rule(add=("C",)),
    )
    effects = rules(first, second, third).effects(event(Kind.PURCHASE, GOLD))
    assert [effect.name for effect in effects] == ["A", "B", "C"]


def test_two_rules_may_ask_for_the_same_tag_and_the_fold_decides() -> None:
    effects = rules(rule(add=("A",)), rule(remove=("a",))).effects(event())
    assert [(effect.action, effect.name) for effect in effects] == [("add", "A"), ("remove", "a")]


def test_a_rule_without_items_matches_an_event_without_any() -> None:
    assert why_not(rule(add=("VIP",)), event()) == ""


def test_it_says_which_event_a_rule_waits_for() -> None:
    assert (
        why_not(rule(Kind.REFUND, add=("R",)), event()) == "waits for 'refund', this is 'purchase'"
    )
    three = rule(Kind.REFUND, Kind.PAUSED, Kind.CANCELLED, add=("R",))
    assert why_not(three, event()) == (
        "waits for 'cancelled', 'refund' or 'paused', this is 'purchase'"
    )


def test_it_says_that_none_of_a_rules_items_is_there() -> None:
    missing = rule(items=("product-5",), add=("A",))
    assert why_not(missing, event(Kind.PURCHASE, Item("upsell", "5"))) == (
        "none of its items is in this event"
    )


def test_it_says_which_pricing_option_a_rule_wants() -> None:
    only = rule(items=("product-12",), plans=("90210",), add=("A",))
    assert why_not(only, event(Kind.PURCHASE, GOLD)) == "only pricing option 90210; this was 90222"
    nameless = event(Kind.PURCHASE, Item("product", "12"))
    assert why_not(only, nameless) == "only pricing option 90210; this names none"


def test_a_pricing_option_counts_only_on_the_matched_item() -> None:
    only = rule(items=("upsell-3",), plans=("90222",), add=("A",))
    assert why_not(only, event(Kind.PURCHASE, GOLD, EXTRA)) == (
        "only pricing option 90222; this names none"
    )


def test_unknown_among_the_pricing_options_matches_an_event_that_names_none() -> None:
    either = rule(Kind.CANCELLED, plans=("90222", ""), add=("A",))
    assert why_not(either, event(Kind.CANCELLED, Item("product", "12"))) == ""
    assert why_not(either, event(Kind.CANCELLED, Item("product", "12", plan="1"))) == (
        "only pricing option 90222 or unknown; this was 1"
    )


def test_a_rule_that_only_grants_says_that_an_event_names_no_item() -> None:
    assert why_not(rule(grant=("Gold",)), event()) == "speaks about items; this event names none"


def test_a_test_mode_event_counts_unless_the_file_says_otherwise() -> None:
    tried = event(Kind.PURCHASE, GOLD, mode="test")
    one = rule(add=("A",))
    assert len(rules(one).effects(tried)) == 1
    ignoring = Rules("activecampaign", (one,), test_events="ignore")
    assert ignoring.effects(tried) == ()
    assert ignoring.explain(tried) == (
        Verdict(one, False, "this is a test-mode event, and the file says test_events: ignore"),
    )
    assert len(ignoring.effects(event(Kind.PURCHASE, GOLD))) == 1


@pytest.mark.parametrize("kind", sorted(set(Kind) - ABOUT_THE_BUYER))
def test_an_event_about_somebody_else_changes_no_tags(kind: Kind) -> None:
    one = rule(*Kind, add=("A",))
    assert rules(one).effects(event(kind)) == ()
    assert why_not(one, event(kind)) == (
        f"'{kind}' says nothing about a buyer's access, so it changes no tags"
    )


def test_an_event_that_cannot_be_applied_changes_no_tags() -> None:
    broken = event(Kind.PURCHASE, GOLD, problem="It names no e-mail address.")
    assert rules(rule(add=("A",))).effects(broken) == ()
    assert why_not(rule(add=("A",)), broken) == (
        "the event cannot be applied: It names no e-mail address."
    )


def test_it_names_every_tag_once_in_the_order_of_the_file() -> None:
    first = rule(grant=("Gold",), remove=("GoldPAYF", "GoldCANC"))
    second = rule(Kind.REFUND, add=("Refunded",), revoke=("gold",), trigger=("left",))
    assert rules(first, second).tags() == ("Gold", "GoldPAYF", "GoldCANC", "Refunded", "left")
