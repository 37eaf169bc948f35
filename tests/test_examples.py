"""A rules file's own examples, tried."""

from pathlib import Path

from bridge import examples
from bridge.rulesfile import load, parse

SHIPPED = Path(__file__).parent.parent / "rules.yaml"
GOLD = "crm: activecampaign\nmemberships:\n  Gold:\n    items: [product-12, upsell-3]\n"


def run(given: str, tags: str) -> tuple[str, ...]:
    return examples.run(parse(f"{GOLD}examples:\n  - given: {given}\n    tags: {tags}\n"))


def test_the_shipped_rules_file_has_no_warning_and_its_examples_come_out() -> None:
    rules = load(SHIPPED)
    assert rules.warnings == ()
    assert len(rules.examples) == 5
    assert examples.run(rules) == ()


def test_a_failing_example_tells_its_line_what_was_expected_and_what_came() -> None:
    assert run("[purchase product-12, payment failed product-12]", "[VIP, Gold]") == (
        "rules.yaml line 6, example 1 (purchase product-12, payment failed product-12): "
        "expected 'Gold', 'VIP', got 'Gold', 'GoldPAYF'.",
    )


def test_no_tags_are_called_so() -> None:
    assert run("purchase product-12", "[]") == (
        "rules.yaml line 6, example 1 (purchase product-12): expected no tags, got 'Gold'.",
    )
    assert run("purchase product-9", "[Gold]") == (
        "rules.yaml line 6, example 1 (purchase product-9): expected 'Gold', got no tags.",
    )


def test_the_examples_tags_are_compared_without_case() -> None:
    assert run("purchase product-12", "GOLD") == ()


def test_events_count_in_the_order_given() -> None:
    assert run("[cancelled product-12, purchase product-12]", "Gold") == ()
    assert run("[purchase product-12, cancelled product-12]", "[Gold, GoldCANC]") == ()


def test_the_same_step_may_come_twice() -> None:
    twice = "[purchase product-12, payment failed product-12, payment failed product-12]"
    assert run(twice, "[Gold, GoldPAYF]") == ()


def test_a_refund_of_one_item_keeps_the_tag_that_another_grants() -> None:
    assert run("[purchase product-12 upsell-3, refund product-12]", "Gold") == ()
    assert run("[purchase product-12 upsell-3, refund product-12, refund upsell-3]", "[]") == ()


def test_a_step_may_name_a_pricing_option() -> None:
    text = (
        "crm: activecampaign\nrules:\n  - {name: A, when: purchase, plans: 90222, add: A}\n"
        "examples:\n"
        "  - {given: purchase product-12 plan 90222, tags: A}\n"
        "  - {given: purchase product-12 plan 90210, tags: []}\n"
        "  - {given: purchase product-12 plan unknown, tags: []}\n"
    )
    assert examples.run(parse(text)) == ()
