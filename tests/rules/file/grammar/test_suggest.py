"""Slips that newcomers make: each message leads to what was meant, and to nothing else."""

import pytest

from tests.rules.file.texts import in_membership, in_rule, problems

HEAD = "crm: activecampaign\nrules:\n"


WORKED = "'rebill' (a later payment that worked)"
EVENTS = {
    "payment": WORKED,
    "Payment": WORKED,
    "paymnt": WORKED,
    "payments": WORKED,
    "paid": WORKED,
    "pays": WORKED,
    "renewal": WORKED,
    "payment received": WORKED,
    "successful payment": WORKED,
    "payment failure": "'payment failed'",
    "failed payment": "'payment failed'",
    "payment missed": "'payment failed'",
    "unpaid": "'payment failed'",
    "not paid": "'payment failed'",
}
ANY_EVENTS = {
    "purchase of anything": "'any purchase'",
    "anything": "'any purchase'",
    "any": "'any purchase'",
    "any sale": "'any purchase'",
    "Any Purchase": "'any purchase'",
    "any payment failure": "'any payment failed'",
    "a purchase": "'purchase'",
    "nothing": "'never'",
}


@pytest.mark.parametrize("word", EVENTS)
def test_a_payment_is_never_taken_for_one_that_failed_nor_the_other_way_round(word: str) -> None:
    told = f"the event '{word}' is not known. Did you mean {EVENTS[word]}?"
    assert problems(in_rule("add: X", when=word)) == [f"rules.yaml line 4, rule 'A': {told}"]
    late = in_rule("add: X", "after: 7 days", f"unless: {word}")
    assert problems(late) == [f"rules.yaml line 7, rule 'A': {told}"]


@pytest.mark.parametrize("word", ANY_EVENTS)
def test_what_calls_off_is_named_as_it_was_meant(word: str) -> None:
    told = f"the event '{word}' is not known. Did you mean {ANY_EVENTS[word]}?"
    late = in_rule("add: X", "after: 7 days", f"unless: {word}")
    assert problems(late) == [f"rules.yaml line 7, rule 'A': {told}"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("suscribe: News", "the key 'suscribe' is not known. Did you mean 'subscribe'?"),
        ("add to list: News", "the key 'add to list' is not known. Did you mean 'subscribe'?"),
        ("add:", "'add' has no value. Write one, or take the line out. (A # begins a comment.)"),
    ],
)
def test_a_rule_whose_one_action_is_wrong_is_not_told_to_do_nothing(line: str, told: str) -> None:
    assert problems(in_rule(line)) == [f"rules.yaml line 5, rule 'A': {told}"]


def test_a_part_whose_one_action_is_wrong_is_not_told_to_do_nothing() -> None:
    assert problems(in_membership("refund: {ad: X, after: 7 days}")) == [
        "rules.yaml line 5, membership 'Gold': the key 'ad' is not known. Did you mean 'add'?"
    ]


PHRASES = {
    "cancelled: at end of period": "at period end",
    "cancelled: at the period end": "at period end",
    "cancelled: at the end of the paid period": "at period end",
    "cancelled: period end": "at period end",
    "cancelled: At period end.": "at period end",
    "cancelled: after the end of the period": "at period end",
    "cancelled: 3 days after the end of the period": "3 days after period end",
    "cancelled: 7 days": "after 7 days",
    "payment failed: after 7 days.": "after 7 days",
    "payment failed: in 1 week": "after 1 week",
    "payment failed: suspend in 7 days": "suspend after 7 days",
    "payment failed: suspended 7 days later": "suspend after 7 days",
    "refund: after 7": "after 7 days",
    "refund: Full": "full",
    "refund: full refund only": "full",
}


@pytest.mark.parametrize("line", PHRASES)
def test_a_phrase_that_is_nearly_right_leads_to_the_right_one(line: str) -> None:
    kind, _, word = line.partition(": ")
    assert problems(in_membership(line)) == [
        f"rules.yaml line 5, membership 'Gold': behind '{kind}', '{word}' is not understood. Did "
        f"you mean '{PHRASES[line]}'?"
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "paused: suspend in 7 days",
            "'suspend in 7 days' is not understood. Write off, 'at once', 'at period end', "
            "'after 7 days', '3 days after period end', or what to do instead, such as "
            "{add: VIP}. Another ending is set by 'suffixes'.",
        ),
        (
            "refund: some time after the end",
            "'some time after the end' is not understood. Write off, 'full', 'any', 'after 7 "
            "days', or what to do instead, such as {add: VIP}.",
        ),
    ],
)
def test_a_phrase_that_the_part_does_not_know_is_not_led_to(line: str, told: str) -> None:
    assert problems(in_membership(line)) == [
        f"rules.yaml line 5, membership 'Gold': behind '{line.partition(':')[0]}', {told}"
    ]


def test_a_rule_without_its_dash_is_told_once_and_not_to_be_merged() -> None:
    begun = "    name: B\n    when: refund\n    add: Y\n    name: C\n    when: cancelled\n"
    told = (
        "'name' stands twice in this rule; a new rule begins with '- name:'. Is the dash missing?"
    )
    assert problems(in_rule("add: X") + begun) == [
        f"rules.yaml line 6, rule 'A': {told}",
        f"rules.yaml line 9, rule 'A': {told}",
    ]


def test_an_example_without_its_dash_is_told_so() -> None:
    steps = "examples:\n  - given: purchase\n    tags: X\n    given: refund\n    tags: []\n"
    assert problems(in_rule("add: X") + steps) == [
        "rules.yaml line 9, example 1: 'given' stands twice in this example; a new example begins "
        "with '- given:'. Is the dash missing?"
    ]


def test_a_colon_without_its_blank_is_seen_between_braces() -> None:
    assert problems(f"{HEAD}  - {{name: A, when:refund, add: X}}\n") == [
        "rules.yaml line 3, rule 'A': the blank after the colon is missing. Write 'when: refund'."
    ]


SETS = {
    "Course": "{Course: <order number>}",
    "[Last course, Level]": "{Last course: <order number>}",
    "Course = <product name>": "{Course: <product name>}",
    "<order number>": "{Last order: <order number>}",
}


@pytest.mark.parametrize("word", SETS)
def test_a_field_without_a_value_is_shown_with_one(word: str) -> None:
    assert problems(in_rule(f"set: {word}")) == [
        f"rules.yaml line 5, rule 'A': 'set' takes names with values, such as {SETS[word]}."
    ]


def test_a_checkout_s_field_without_a_value_is_shown_with_one() -> None:
    assert problems(in_rule("custom fields: T-shirt", "add: X")) == [
        "rules.yaml line 5, rule 'A': 'custom fields' takes names with values, such as "
        "{T-shirt: XL}."
    ]


@pytest.mark.parametrize("step", ["after 14 days", "14 days later", "wait 2 weeks", "14 days pass"])
def test_a_step_that_is_only_a_time_leads_to_the_one_that_lets_it_pass(step: str) -> None:
    span = "2 weeks" if "2 weeks" in step else "14 days"
    example = f"examples:\n  - given: [purchase, {step}]\n    tags: X\n"
    assert problems(in_rule("add: X") + example) == [
        f"rules.yaml line 7, example 1: the step '{step}' names no event. Did you mean "
        f"'{span} later: nothing'?"
    ]


@pytest.mark.parametrize("item", ["product-15 plan 90222", "Product-15, pricing option 90222"])
def test_an_item_with_its_pricing_option_is_parted(item: str) -> None:
    assert problems(in_rule(f"items: '{item}'", "add: X")) == [
        f"rules.yaml line 5, rule 'A': the item '{item}' holds a pricing option, too. Write "
        "'product-15' here, and 'plans: 90222' on a line of its own."
    ]


def test_no_key_is_led_to_that_is_far_from_what_was_written() -> None:
    assert problems(in_rule("add only: X")) == [
        "rules.yaml line 5, rule 'A': the key 'add only' is not known. Known here: name, when, "
        "items, plans, mode, currency, amount, coupon, affiliate, passthrough, custom fields, "
        "consent, payment, refund, since order, any, all, not, memberships, to, enabled, after, "
        "at, unless, add, remove, grant, revoke, trigger, subscribe, subscribe even after opt-out, "
        "unsubscribe, set, start automation."
    ]
