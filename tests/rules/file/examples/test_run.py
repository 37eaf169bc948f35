"""A rules file's own examples, tried."""

from datetime import timedelta
from pathlib import Path

from bridge.rules.file import load, parse
from bridge.rules.file.examples import run as examples

SHIPPED = Path(__file__).parents[4] / "rules.yaml"
GOLD = (
    "crm: activecampaign\nmemberships:\n  Gold: {items: [product-12, upsell-3]}\n"
    "rules: [{name: VIP, when: rebill, items: bump-9, add: [VIP, Beta]}]\n"
)


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
        "  missing: VIP; too many: GoldPAYF\n"
        "  'GoldPAYF' came at step 2 (payment failed product-12).",
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
        "  missing: Gold\n"
        "  'Gold' nearly came at step 1 (purchase product-9), but 'Gold: purchase' (line 3): none "
        "of its items is in this event.",
    )


def test_below_stands_in_words_which_tags_are_missing_and_which_are_too_many() -> None:
    (failure,) = run("[purchase product-12, paused product-12]", "[VIP, Beta, gold]")
    assert failure.splitlines()[-2] == "  missing: Beta, VIP; too many: GoldSUSP"
    (failure,) = run("[purchase product-12, paused product-12, payment failed product-12]", "[]")
    assert failure.splitlines()[-4:] == [
        "  too many: Gold, GoldPAYF, GoldSUSP",
        "  'Gold' came at step 1 (purchase product-12).",
        "  'GoldPAYF' came at step 3 (payment failed product-12).",
        "  'GoldSUSP' came at step 2 (paused product-12).",
    ]


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
        "  too many: Gold\n"
        "  'Gold' came at step 1 (purchase product-12).",
    )


def test_the_step_at_which_something_went_is_named() -> None:
    (failure,) = run("[purchase product-12, refund product-12, nothing]", "Gold")
    assert failure.splitlines()[-2:] == [
        "  missing: Gold",
        "  'Gold' went at step 2 (refund product-12).",
    ]


def test_steps_are_a_day_apart_or_as_long_as_they_say() -> None:
    entries = (
        "[purchase product-12, 12 hours later: rebill product-12, 1 week later: refund, paused]"
    )
    text = f"{GOLD}examples:\n  - given: {entries}\n    tags: []\n"
    steps = parse(text).examples[0].given
    assert [step.after for step in steps] == [
        timedelta(days=1), timedelta(hours=12), timedelta(weeks=1), timedelta(days=1),
    ]  # fmt: skip


SINCE = """\
crm: activecampaign
rules:
  - {name: Buy, when: purchase, add: [Told, Late]}
  - {name: In time, when: refund, since order: at most 14 days, remove: [Told, Late]}
  - {name: Later, when: refund, since order: more than 14 days, remove: Told}
examples:
"""


def since(given: str, tags: str) -> tuple[str, ...]:
    return examples.run(parse(f"{SINCE}  - given: {given}\n    tags: {tags}\n"))


def test_a_step_is_about_the_latest_order_of_one_of_its_items() -> None:
    twice = "purchase product-1, 30 days later: purchase product-1 plan 9 upsell-2"
    assert since(f"[{twice}, 14 days later: refund product-1]", "[]") == ()
    assert since(f"[{twice}, 15 days later: refund product-1]", "Late") == ()
    other = "purchase product-1, 10 days later: purchase bump-1"
    assert since(f"[{other}, 10 days later: refund product-1]", "Late") == ()
    assert since(f"[{other}, 10 days later: refund bump-1]", "[]") == ()
    assert since(f"[{other}, 10 days later: refund]", "[]") == ()


def test_a_step_tells_its_order_itself_or_has_none() -> None:
    refund = "refund product-1 with order"
    assert since(f"[purchase product-1, {refund} 15 days ago]", "Late") == ()
    assert since(f"[purchase product-1, 30 days later: {refund} 2 weeks ago]", "[]") == ()
    assert since("[purchase product-1, refund upsell-1]", "[Told, Late]") == ()


LATE = """\
crm: activecampaign
memberships:
  Gold:
    items: [product-12, upsell-3]
    cancelled: at period end
    payment failed: suspend after 7 days
rules:
  - {name: Ask, when: abandoned cart, after: 2 hours, unless: any purchase, add: Ask}
  - {name: Owes, when: payment failed, items: bump-*, after: 7 days, unless: rebill, add: Owes}
examples:
"""


def late(given: str, tags: str) -> tuple[str, ...]:
    return examples.run(parse(f"{LATE}  - given: {given}\n    tags: {tags}\n"))


def test_time_passes_while_nothing_happens_and_timers_come_due() -> None:
    failed = "[purchase product-12, payment failed product-12, tags: [Gold, GoldPAYF], "
    assert late(f"{failed} 6 days later: nothing, tags: [Gold, GoldPAYF], nothing]",
                "[Gold, GoldPAYF, GoldSUSP]") == ()  # fmt: skip
    assert late(f"{failed} 8 days later: nothing, rebill product-12]", "Gold") == ()
    assert late(f"{failed} rebill product-12, 8 days later: nothing]", "Gold") == ()


def test_timers_come_due_between_steps() -> None:
    carts = "[abandoned cart product-12, 3 hours later: abandoned cart product-12, tags: Ask, "
    assert late(f"{carts} 1 hour later: purchase upsell-3]", "Gold") == ()
    assert (
        late("[abandoned cart, 1 hour later: purchase bump-1, 1 week later: nothing]", "[]") == ()
    )
    assert late("[abandoned cart, 1 hour later: refund bump-1, 1 hour later: nothing]", "Ask") == ()


def test_only_a_payment_for_the_same_item_calls_off() -> None:
    failed = "[payment failed bump-1 bump-2, rebill bump-{}, 8 days later: nothing]"
    assert late(failed.format("3"), "Owes") == ()
    assert late(failed.format("1"), "Owes") == ()
    assert late(failed.format("1 bump-2"), "[]") == ()


def test_one_that_comes_too_late_takes_it_back() -> None:
    assert (
        late("[payment failed bump-1, 7 days later: nothing, tags: Owes, rebill bump-1]", "[]")
        == ()
    )


def test_the_first_of_several_attempts_counts_unless_a_payment_came_since() -> None:
    twice = "[payment failed bump-1, 5 days later: payment failed bump-1, "
    assert late(f"{twice} tags: [], 2 days later: nothing]", "Owes") == ()
    paid = "[payment failed bump-1, rebill bump-1, payment failed bump-1, "
    assert late(f"{paid} 6 days later: nothing, tags: [], nothing]", "Owes") == ()


def test_a_step_may_say_when_the_paid_period_ends() -> None:
    cancelled = "[purchase product-12, cancelled product-12 with period end in 20 days, "
    assert (
        late(f"{cancelled} 19 days later: nothing, tags: Gold, nothing]", "[Gold, GoldCANC]") == ()
    )
    assert late(f"{cancelled} purchase product-12, 30 days later: nothing]", "Gold") == ()
    assert late("[purchase product-12, cancelled product-12]", "[Gold, GoldCANC]") == ()


def test_what_comes_out_otherwise_after_a_time_is_told_with_that_step() -> None:
    story = "[purchase product-12, payment failed product-12, 8 days later: nothing]"
    assert late(story, "[Gold, GoldPAYF]") == (
        "rules.yaml line 11, example 1 (purchase product-12, payment failed product-12, 8 days "
        "later: nothing) comes out otherwise:\n"
        "  expected  got\n"
        "  Gold      Gold\n"
        "  GoldPAYF  GoldPAYF\n"
        "  -         GoldSUSP\n"
        "  too many: GoldSUSP\n"
        "  'GoldSUSP' came at step 3 (8 days later: nothing).",
    )
