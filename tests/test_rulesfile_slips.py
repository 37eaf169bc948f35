"""Slips that newcomers make: each message leads to what was meant, and to nothing else."""

import pytest

from bridge.errors import ConfigError
from bridge.rulesfile import parse

HEAD = "crm: activecampaign\nrules:\n"


def problems(text: str) -> list[str]:
    with pytest.raises(ConfigError) as refused:
        parse(text)
    return list(refused.value.problems)


def in_rule(*lines: str, when: str = "purchase") -> str:
    """A file with the rule 'A', which has these lines from line 5 on."""
    return f"{HEAD}  - name: A\n    when: {when}\n" + "".join(f"    {line}\n" for line in lines)


def in_rules(*flow: str) -> str:
    """A file with the rules 'A', 'B' and so on, each on one line from line 3 on."""
    return HEAD + "".join(
        f"  - {{name: {name}, {rest}}}\n" for name, rest in zip("ABC", flow, strict=False)
    )


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


TRIAL = "when: purchase, grant: Trial"


@pytest.mark.parametrize("takes", ["revoke", "remove"])
@pytest.mark.parametrize("kind", ["payment failed", "payment declined"])
def test_access_that_a_failed_payment_keeps_is_warned_of(takes: str, kind: str) -> None:
    ends = f"when: purchase, after: 14 days, unless: {kind}, {takes}: Trial"
    assert parse(in_rules(TRIAL, ends)).warnings == (
        f"rules.yaml line 4, rule 'B': 'unless: {kind}' calls it off when a payment FAILS, so that "
        "'Trial' stays with those who do not pay. Did you mean 'rebill' (a later payment that "
        "worked)?",
    )


@pytest.mark.parametrize(
    "flow",
    [
        ("when: payment failed, add: Due", "when: rebill, after: 1 day, unless: payment failed, "
         "remove: Due"),
        (TRIAL, "when: purchase, after: 14 days, unless: rebill, revoke: Trial"),
        (TRIAL, "when: purchase, after: 14 days, unless: payment failed, add: Good payer"),
    ],
)  # fmt: skip
def test_a_failed_payment_may_call_off_what_is_for_those_who_pay(flow: tuple[str, str]) -> None:
    assert parse(in_rules(*flow)).warnings == ()
