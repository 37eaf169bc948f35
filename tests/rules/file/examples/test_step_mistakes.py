"""Steps of an example that are nearly right: each is led to the one that was meant."""

import pytest

from bridge.model.errors import ConfigError
from bridge.rules.file import parse

GOLD = "crm: activecampaign\nmemberships:\n  Gold:\n    items: [product-12, upsell-3]\nexamples:\n"
BOTH = (
    "'refund product-12' is another step. Write a list of them: [purchase product-12, refund "
    "product-12], or each behind a dash of its own."
)
A_BLANK = "between items stands a blank alone. Did you mean 'purchase product-12 upsell-3'?"
BEFORE = "how much later a step comes stands before it. Did you mean"


def problems(text: str) -> list[str]:
    with pytest.raises(ConfigError) as refused:
        parse(text)
    return list(refused.value.problems)


def example(given: str, promise: str = "tags: Gold") -> str:
    return f"{GOLD}  - given: {given}\n    {promise}\n"


STEPS = {
    "purchase product 12": (
        "an item is written with a '-'. Did you mean 'purchase product-12'?",
        "purchase product-12",
    ),
    "purchase product-12, refund product-12": (BOTH, "[purchase product-12, refund product-12]"),
    "purchase product-12 -> refund product-12": (BOTH, "[purchase product-12, refund product-12]"),
    "purchase product-12 then refund product-12": (
        BOTH,
        "[purchase product-12, refund product-12]",
    ),
    "purchase product-12 refund product-12": (BOTH, "[purchase product-12, refund product-12]"),
    "purchase product-12, upsell-3": (A_BLANK, "purchase product-12 upsell-3"),
    "purchase product-12 and upsell 3": (A_BLANK, "purchase product-12 upsell-3"),
    "cancelled product-12 at period end in 20 days": (
        "the word 'with' is due instead of 'at'. Did you mean 'cancelled product-12 with period "
        "end in 20 days'?",
        "cancelled product-12 with period end in 20 days",
    ),
    "[purchase product-12, rebill product-12 5 days later]": (
        f"{BEFORE} '5 days later: rebill product-12'?",
        "[purchase product-12, 5 days later: rebill product-12]",
    ),
    "[purchase product-12, rebill product-12 after 1 month]": (
        f"{BEFORE} '30 days later: rebill product-12'?",
        "[purchase product-12, 30 days later: rebill product-12]",
    ),
    "[purchase product-12, 7 days: nothing]": (
        "the time '7 days' is not known. Did you mean '7 days later'?",
        "[purchase product-12, 7 days later: nothing]",
    ),
    "[purchase product-12, 1 month later: nothing]": (
        "the time '1 month later' is not known. Did you mean '30 days later'?",
        "[purchase product-12, 30 days later: nothing]",
    ),
    "[purchase product-12, 1 year later: nothing]": (
        "the time '1 year later' is not known. Did you mean '365 days later'?",
        "[purchase product-12, 365 days later: nothing]",
    ),
    "[purchase: product-12]": (
        "a step has no colon behind its event. Write 'purchase product-12'.",
        "[purchase product-12]",
    ),
    "purchase product-12 with amount 120 EUR": (
        "'120 EUR' is no single amount. Write one, like 49.00. The currency is another fact: with "
        "amount 120 and currency EUR.",
        "purchase product-12 with amount 120 and currency EUR",
    ),
}


@pytest.mark.parametrize("given", STEPS)
def test_a_wrong_step_is_led_to_the_one_that_was_meant(given: str) -> None:
    told, mended = STEPS[given]
    assert problems(example(given)) == [f"rules.yaml line 6, example 1: {told}"]
    assert parse(example(mended)).warnings == ()


@pytest.mark.parametrize(
    ("promise", "told"),
    [
        ("tags: none", "no rule speaks of the tag 'none'. For none, write []."),
        ("tags: [nothing]", "no rule speaks of the tag 'nothing'. For none, write []."),
        ("lists: none", "no rule speaks of the list 'none'. For none, write []."),
        ("tags: ''", "the tag is empty. For none, write []."),
        (
            "tags:",
            "'tags' has no value. Write one, [] for none, or take the line out. (A # begins a "
            "comment.)",
        ),
        (
            "fields: none",
            "'fields' takes names with values, such as {Last order: 1001}; {} for none.",
        ),
    ],
)
def test_a_promise_of_nothing_is_led_to_its_signs(promise: str, told: str) -> None:
    assert problems(example("purchase product-12", promise)) == [
        f"rules.yaml line 7, example 1: {told}"
    ]


def test_a_tag_that_is_called_none_is_a_tag() -> None:
    rule = "rules:\n  - {name: A, when: refund, add: none}\n"
    text = f"crm: activecampaign\n{rule}examples:\n  - {{given: refund, tags: none}}\n"
    (only,) = parse(text).examples
    assert only.expected.tags == ("none",)


NEAR = {
    "refund product-12 order a": (
        "'a' is no letter for an order, which is one to three capitals. Did you mean 'refund "
        "product-12 order A'?"
    ),
    "refund product-12 order AB12": (
        "'AB12' is no letter for an order, which is one to three capitals; its number is another "
        "fact: with order number AB12. Did you mean 'refund product-12 order A'?"
    ),
    "refund product-12 order": (
        "'order' names no order, so give it a letter. Did you mean 'refund product-12 order A'?"
    ),
    "order A": "'order' is no event. Did you mean 'purchase product-12 order A'?",
    "refund order A half product-12": (
        "'order A' stands behind the items. Did you mean 'refund product-12 order A half'?"
    ),
    "refund half product-12": "'half' stands at the end. Did you mean 'refund product-12 half'?",
    "refund product-12 hlf": "the word 'hlf' is not known. Did you mean 'refund product-12 half'?",
    "refund product-12 a third": (
        "'a third' is not known: a refund gives back all, or 'half', or an amount. Did you mean "
        "'refund product-12 with amount 33.00'?"
    ),
    "grant by hand Gold": (
        "the step 'grant by hand Gold' is not known. Did you mean 'granted by hand Gold'?"
    ),
    "granted Gold by hand": (
        "the step 'granted Gold by hand' is not known. Did you mean 'granted by hand Gold'?"
    ),
    "refund product-12 second order": (
        "an order is named by a letter. Did you mean 'refund product-12 order B'?"
    ),
    "move to second address": (
        "the step 'move to second address' is not known. Did you mean 'moves to second address'?"
    ),
    "e-mail changed to b@example.com": (
        "the step 'e-mail changed to b@example.com' is not known: a new address is told by its "
        "number, not as it is spelled. Did you mean 'moves to second address'?"
    ),
    "refund product-12 with half": (
        "'half' stands without 'with', before all facts. Did you mean 'refund product-12 half'?"
    ),
    "refund product-12 with amount 5 order A": (
        "'order A' stands without 'with', before all facts. Did you mean 'refund product-12 order "
        "A with amount 5'?"
    ),
    "moves to second address with amount 5": (
        "no cart tells 'moves to second address', so it has no facts. Take 'with amount 5' out."
    ),
    "refund product-12 with 50%": (
        "'50%' is not known: a refund gives back all, or 'half', or an amount. Did you mean "
        "'refund product-12 half'?"
    ),
    "refund product-12 with 30 percent": (
        "'30 percent' is not known: a refund gives back all, or 'half', or an amount. Did you "
        "mean 'refund product-12 with amount 33.00'?"
    ),
    "refund half": (
        "'refund half' names no item and no order, so it gives nothing back. Write it like: "
        "refund product-12 half."
    ),
    "refund 50%": "the word '50%' is not known. Did you mean 'refund product-12 half'?",
    "granted by hand Gold until 31 December": (
        "'31 December' is a day, and an example has no calendar; how long it lasts is written "
        "with 'for'. Did you mean 'granted by hand Gold for 30 days'?"
    ),
    "granted by hand Gold until 2026-12-31": (
        "'2026-12-31' is a day, and an example has no calendar; how long it lasts is written with "
        "'for'. Did you mean 'granted by hand Gold for 30 days'?"
    ),
    "she buys product-12": "the event 'she buys' is not known. Did you mean 'purchase'?",
    "she gets her money back": (
        "the event 'she gets her money back' is not known. Did you mean 'refund'?"
    ),
    "she dances": (
        "the event 'she dances' is not known. Known here: purchase, rebill, payment failed, "
        "payment declined, cancelled, refund, paused, resumed, completed, abandoned cart, moves "
        "to second address, granted by hand, ended by hand, banned by hand, nothing."
    ),
    "granted by hand Gold for 1 month": (
        "'1 month' is no time here: an example has no calendar. Did you mean 'Gold for 30 days'?"
    ),
    "granted by hand Gold for 2 years": (
        "'2 years' is no time here: an example has no calendar. Did you mean 'Gold for 730 days'?"
    ),
    "wait": "the step 'wait' names no event. Did you mean '1 day later: nothing'?",
    "7 days later rebill product-12": (
        "behind the time the colon is missing. Did you mean '7 days later: rebill product-12'?"
    ),
    "+7 days: nothing": "the time '+7 days' is not known. Did you mean '7 days later'?",
    "next month: nothing": "the time 'next month' is not known. Did you mean '30 days later'?",
    "day 7: nothing": (
        "'day 7' is no time: steps count from the one before, not from the first. Write it like: 7 "
        "days later."
    ),
    "rebill product-12 x3": (
        "'x3' is no item. Behind the event stand its items, like product-12, and behind 'with' "
        "what else is told, like 'with coupon SUMMER'."
    ),
    "rebill product-12 in test mode": (
        "'test' is told behind 'with'. Did you mean 'rebill product-12 with mode test'?"
    ),
    "test purchase product-12 with coupon A": (
        "'test' is told behind 'with'. Did you mean 'purchase product-12 with coupon A and mode "
        "test'?"
    ),
    "partial refund product-12": (
        "'partial' is told behind 'with'. Did you mean 'refund product-12 with refund partial'?"
    ),
    "refund product-12 fully": (
        "'full' is told behind 'with'. Did you mean 'refund product-12 with refund full'?"
    ),
    "refund product-12 within 14 days": f"{BEFORE} '14 days later: refund product-12'?",
    "cancelled product-12 at period end": (
        "'period end' stands without its time. Did you mean 'cancelled product-12 with period end "
        "in 20 days'?"
    ),
    "purchase product-12 for $49": (
        "'49' is told behind 'with'. Did you mean 'purchase product-12 with amount 49'?"
    ),
    "purchase product-12 (coupon A)": (
        "'coupon A' is told behind 'with'. Did you mean 'purchase product-12 with coupon A'?"
    ),
    "purchase product-12 using coupon A": (
        "the word 'with' is due instead of 'using'. Did you mean 'purchase product-12 with coupon "
        "A'?"
    ),
    "upgrade to upsell-3": (
        "an upgrade is a purchase, beside which the old item is cancelled in a step of its own. "
        "Did you mean 'purchase upsell-3'?"
    ),
    "trial product-12": "a trial begins with a purchase. Did you mean 'purchase product-12'?",
    "purchase product-12 with trial": (
        "a trial is one of the item's pricing options. Did you mean 'purchase product-12 plan "
        "90222'?"
    ),
    "trial ends product-12": (
        "a trial's end is told by no event: what comes then is a payment that works, or fails. Did "
        "you mean 'rebill product-12'?"
    ),
    "2026-03-01 rebill product-12": (
        "an example has no calendar, and counts from step to step. Did you mean '30 days later: "
        "rebill product-12'?"
    ),
    "access ends": (
        "the event 'access ends' is not known. It follows from others. Write one that brings it "
        "about, like cancelled."
    ),
    "granted by hand Gold until 30 days later": (
        "how long it lasts is written with 'for'. Did you mean 'granted by hand Gold for 30 days'?"
    ),
}


@pytest.mark.parametrize("step", NEAR)
def test_a_nearly_right_word_of_a_step_is_told_with_the_right_step(step: str) -> None:
    assert problems(example(f"[purchase product-12, {step}]")) == [
        f"rules.yaml line 6, example 1: {NEAR[step]}"
    ]
