"""Access that a failed payment keeps."""

import pytest

from bridge.rules.file import parse
from tests.rules.file.texts import rules

TRIAL = "when: purchase, grant: Trial"


@pytest.mark.parametrize("takes", ["revoke", "remove"])
@pytest.mark.parametrize("kind", ["payment failed", "payment declined"])
def test_access_that_a_failed_payment_keeps_is_warned_of(takes: str, kind: str) -> None:
    ends = f"when: purchase, after: 14 days, unless: {kind}, {takes}: Trial"
    assert parse(rules(TRIAL, ends)).warnings == (
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
        ("when: purchase, add: Buyer", "when: purchase, after: 14 days, unless: payment failed, "
         "add: Good payer"),
    ],
)  # fmt: skip
def test_a_failed_payment_may_call_off_what_is_for_those_who_pay(flow: tuple[str, str]) -> None:
    assert parse(rules(*flow)).warnings == ()
