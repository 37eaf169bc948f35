"""What is to come by itself, in words."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bridge.entitlements.desired import Upcoming
from bridge.explain.upcoming import ToCome, to_come, upcoming_words

AT = datetime(2026, 2, 7, 12, tzinfo=UTC)
SUSPENDED = Upcoming(
    "live:1001:product-12 suspended", AT, "suspended", membership="Gold",
    entitlement="live:1001:product-12",
)  # fmt: skip


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (SUSPENDED, "Gold is suspended (product-12 of order 1001)"),
        (
            replace(SUSPENDED, what="cancelled"),
            "Gold counts as cancelled (product-12 of order 1001)",
        ),
        (replace(SUSPENDED, what="ends"), "Gold ends (product-12 of order 1001)"),
        (replace(SUSPENDED, entitlement="hand:k:Gold"), "Gold is suspended (granted by hand)"),
        (Upcoming("s", AT, "add", name="Win-back"), "add 'Win-back'"),
    ],
)
def test_it_is_told_what_becomes_of_what(what: Upcoming, words: str) -> None:
    assert upcoming_words(what) == words


def test_what_is_to_come_is_named_by_a_short_id_that_stays() -> None:
    row = ToCome("ann@example.com", AT, "subject", "add 'Win-back'", "Win", 3)
    assert len(row.id) == 8
    assert row.id == replace(row, at=AT.replace(year=2027)).id
    assert replace(row, subject="other").id != row.id


def test_of_a_stranger_nothing_is_to_come() -> None:
    assert to_come(None) == []
