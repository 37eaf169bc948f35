"""Whether a rule matches an event, and why not."""

from bridge.model import Item, Kind
from tests.rules.test_ruleset import EXTRA, GOLD, event, rule, why_not


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
