"""Rules for the end of access that nothing ends."""

import pytest

from bridge.rules.file import parse

LIFETIME = "crm: activecampaign\nmemberships:\n  Gold: {{items: product-12, {}}}\n"

ENDS = "rules:\n  - {name: A, when: access ends, memberships: Gold, add: X}\n"


def told(parts: str, rules: str = ENDS) -> tuple[str, ...]:
    return parse(LIFETIME.format(parts) + rules).warnings


def test_an_end_that_never_comes_is_warned_of() -> None:
    assert told("cancelled: off, refund: off") == (
        "rules.yaml line 5, rule 'A': nothing but a hand can end the membership 'Gold' (line 3): "
        "its 'cancelled' and 'refund' end nothing, and it has no 'lasts'. Take the rule out, or "
        "give it an end.",
    )


@pytest.mark.parametrize(
    "parts",
    [
        "cancelled: off",
        "refund: off",
        "cancelled: off, refund: off, lasts: 12 months",
        "cancelled: off, refund: off, completed: at period end",
    ],
)
def test_an_end_that_may_come_is_not_warned_of(parts: str) -> None:
    assert told(parts) == ()


def test_a_rule_that_revokes_it_is_an_end_and_a_start_needs_none() -> None:
    revoking = "  - {name: B, when: refund, items: product-12, revoke: Gold}\n"
    assert told("cancelled: off, refund: off", ENDS + revoking) == ()
    starts = ENDS.replace("access ends", "access starts")
    assert told("cancelled: off, refund: off", starts) == ()
