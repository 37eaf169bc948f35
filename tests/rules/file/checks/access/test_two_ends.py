"""A membership with two ends."""

import pytest

from bridge.rules.file import parse
from tests.rules.file.texts import in_membership


@pytest.mark.parametrize("lasts", ["90 days", "12 months"])
def test_two_ends_of_one_membership_are_warned_of(lasts: str) -> None:
    ends = (f"lasts: {lasts}", "completed: at period end")
    assert parse(in_membership(*ends)).warnings == (
        "rules.yaml line 3, membership 'Gold': 'lasts' and 'completed: at period end' both end it; "
        "the sooner one counts. Take one of them out, unless you mean that.",
    )
    assert parse(in_membership(*ends, "enabled: no")).warnings == ()
