"""Whether the cart reaches us and knows our secret, by what it sent."""

from datetime import UTC, datetime, timedelta

import pytest

from bridge.explain.readiness.cart_steps import Arrivals, cart_steps
from bridge.explain.readiness.step import Stand
from bridge.store.readiness.sightings import MATCHED, PING, TESTED, UNSIGNED, WRONG

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("arrivals", "stands"),
    [
        ({}, ["to do", "to do", "to do"]),
        ({PING: NOON}, ["done", "done", "to do"]),
        ({MATCHED: NOON}, ["done", "done", "done"]),
        ({WRONG: NOON}, ["to do", "to do", "to do"]),
        ({PING: NOON, WRONG: NOON}, ["done", "done", "to do"]),
        ({MATCHED: NOON, WRONG: LATER}, ["done", "done", "to do"]),
        ({MATCHED: LATER, WRONG: NOON}, ["done", "done", "done"]),
        ({TESTED: NOON}, ["to do", "to do", "to do"]),
        (None, ["to do", "not known", "not known"]),
    ],
)
def test_each_step_stands_by_what_was_seen(arrivals: Arrivals | None, stands: list[str]) -> None:
    assert [str(each.stand) for each in cart_steps(arrivals)] == stands


def test_what_is_to_do_says_where_to_click() -> None:
    for each in cart_steps({WRONG: NOON}):
        assert each.stand is Stand.UNDONE
        assert "Settings > API & Webhooks" in each.where


def test_a_wrong_word_is_told_with_its_time_and_what_to_do() -> None:
    *_, secret = cart_steps({MATCHED: NOON, WRONG: LATER})
    assert "carried another word than THRIVECART_SECRET, since the last one that did" in (
        secret.sentence
    )
    assert [(each.what, each.at) for each in secret.seen] == [
        ("Last with your secret word", NOON),
        ("Last with another word", LATER),
    ]


def test_one_without_any_word_is_told_until_a_right_one_came() -> None:
    *_, secret = cart_steps({UNSIGNED: NOON})
    assert [each.what for each in secret.seen] == ["Last without any"]
    *_, secret = cart_steps({UNSIGNED: NOON, MATCHED: LATER})
    assert "Last without any" not in [each.what for each in secret.seen]


def test_a_test_of_ones_own_shows_nothing_of_the_cart_and_is_said() -> None:
    _, ping, secret = cart_steps({TESTED: NOON})
    assert ping.sentence == (
        "Only tests of your own came yet. ThriveCart tries the address when you save it."
    )
    assert [(each.what, each.at) for each in ping.seen] == [("Your own last test", NOON)]
    assert secret.sentence == (
        "THRIVECART_SECRET was in your own test. Whether it is ThriveCart's shows with the first "
        "delivery."
    )
