"""A rules file's own examples, tried."""

from datetime import timedelta
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
        "rules.yaml line 6, example 1 (purchase product-12, payment failed product-12) comes out "
        "otherwise:\n"
        "  expected  got\n"
        "  Gold      Gold\n"
        "  -         GoldPAYF\n"
        "  VIP       -\n"
        "  missing: VIP; too many: GoldPAYF",
    )


def test_a_missing_tag_is_a_dash() -> None:
    assert run("purchase product-12", "[]") == (
        "rules.yaml line 6, example 1 (purchase product-12) comes out otherwise:\n"
        "  expected  got\n"
        "  -         Gold\n"
        "  too many: Gold",
    )
    assert run("purchase product-9", "[Gold]") == (
        "rules.yaml line 6, example 1 (purchase product-9) comes out otherwise:\n"
        "  expected  got\n"
        "  Gold      -\n"
        "  missing: Gold",
    )


def test_below_stands_in_words_which_tags_are_missing_and_which_are_too_many() -> None:
    (failure,) = run("[purchase product-12, paused product-12]", "[VIP, Beta, gold]")
    assert failure.splitlines()[-1] == "  missing: Beta, VIP; too many: GoldSUSP"
    (failure,) = run("[purchase product-12, paused product-12, payment failed product-12]", "[]")
    assert failure.splitlines()[-1] == "  too many: Gold, GoldPAYF, GoldSUSP"


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


def test_each_step_may_say_which_tags_stand_after_it() -> None:
    story = (
        "[purchase product-12, tags: gold, payment failed product-12, tags: [Gold, GoldPAYF], "
        "2 days later: rebill product-12, tags: Gold, refund product-12, tags: []]"
    )
    assert run(story, "[]") == ()
    assert run(story.replace("GoldPAYF", "VIP"), "[]") == (
        "rules.yaml line 6, example 1, comes out otherwise after step 2 (payment failed "
        "product-12):\n"
        "  expected  got\n"
        "  Gold      Gold\n"
        "  -         GoldPAYF\n"
        "  VIP       -\n"
        "  missing: VIP; too many: GoldPAYF",
    )
    assert run(story.replace("tags: Gold,", "tags: [],"), "[]") == (
        "rules.yaml line 6, example 1, comes out otherwise after step 3 (2 days later: rebill "
        "product-12):\n"
        "  expected  got\n"
        "  -         Gold\n"
        "  too many: Gold",
    )


def test_steps_are_a_day_apart_or_as_long_as_they_say() -> None:
    entries = (
        "[purchase product-12, 12 hours later: rebill product-12, 1 week later: refund, paused]"
    )
    text = f"{GOLD}examples:\n  - given: {entries}\n    tags: []\n"
    steps = parse(text).examples[0].given
    assert [step.after for step in steps] == [
        timedelta(days=1), timedelta(hours=12), timedelta(weeks=1), timedelta(days=1),
    ]  # fmt: skip
