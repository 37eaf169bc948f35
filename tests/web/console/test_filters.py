"""How the pages word what the record holds."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from bridge.model import Money
from bridge.store.deliveries import MANY
from bridge.store.delivery import Delivery, State
from bridge.web.console.filters import STATES, changes, linked, many, money, next_step, timed
from tests.fakes import event

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


def delivery(state: State, reason: str = "", *results: dict[str, object]) -> Delivery:
    return Delivery(7, event(), NOON, state, reason, 0, 1, None, None, list(results))


def test_every_state_has_its_sentence() -> None:
    assert STATES.keys() == {str(state) for state in State}


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0"), (1_234, "1,234"), (MANY, "10,000+"), (MANY + 5, "10,005+")]
)
def test_nobody_says_that_many_were_counted_which_were_not(number: int, words: str) -> None:
    assert many(number) == words


@pytest.mark.parametrize(
    ("told", "words"), [(Money(1499, "USD"), "14.99 USD"), (Money(None, "USD"), "")]
)
def test_money_is_told_where_there_is_some(told: Money, words: str) -> None:
    assert money(told) == words


def test_each_delivery_that_a_sentence_names_is_led_to(client: FlaskClient) -> None:
    with client.application.test_request_context("/console/"):
        told = linked("<b> since 3 May (delivery 7: 'a & delivery 8').")
    assert told == (
        '&lt;b&gt; since 3 May (<a href="/console/deliveries/7">delivery 7</a>: &#39;a &amp; '
        '<a href="/console/deliveries/8">delivery 8</a>&#39;).'
    )


def test_a_time_in_a_sentence_can_be_told_in_the_readers_zone() -> None:
    """Else it would stand in this machine's beside others in hers."""
    assert timed("Open since 31 Jan 2026, 14:05 (<b>).") == (
        'Open since <time datetime="2026-01-31T14:05:00+02:00" data-within="day">31 Jan 2026, '
        "14:05</time> (&lt;b&gt;)."
    )
    exact = "2026-01-31T14:05:09+02:00"
    assert f'datetime="{exact}" data-within="day" data-to-the-second' in timed(
        "Tried again at 31 Jan 2026, 14:05:09."
    )
    today = timed("It is tried again at 14:05:09.")
    assert 'data-within="clock" data-to-the-second>14:05:09</time>.' in today


@pytest.mark.parametrize(
    "told", ["on 31 Feb 2026, 14:05", "on 31 Jan 0000, 14:05", "at 25:00:00", "until 31 Jan 2026"]
)
def test_what_is_no_time_stands_as_it_is(told: str) -> None:
    assert timed(told) == told


def test_each_change_is_told_once() -> None:
    added = {"changed": True, "what": "added", "tag": "Gold"}
    fired = {"changed": True, "what": "fired", "tag": "Go"}
    had = {"changed": False, "what": "nothing to do", "tag": "VIP"}
    told = delivery(State.APPLIED, "", added, added, fired, had)
    assert changes(told) == [("added", "Gold"), ("triggered", "Go")]


def test_what_needs_somebody_says_so_as_a_sentence() -> None:
    assert next_step(delivery(State.FAILED, "No tag."), ()) == "Needs you: No tag."
    assert next_step(delivery(State.APPLIED), ()) == ""
