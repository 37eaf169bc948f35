"""How much a shop usually receives, and when it is silent for unusually long."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from bridge.explain.health.rhythm import (
    FEWEST_MISSED,
    SHORTEST,
    days_of_before,
    silence,
    silence_of,
    spans_of_before,
    usual,
    usual_of,
)
from bridge.store.figures.hours import HOUR

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
WEEK = timedelta(weeks=1)
TIMES = st.integers(0, 10**6).map(lambda minutes: NOON - timedelta(minutes=minutes))


@given(TIMES, st.timedeltas(timedelta(0), timedelta(days=40)))
def test_it_looks_at_the_very_same_hours_of_eight_weeks_before_the_silence(
    last: datetime, length: timedelta
) -> None:
    now = last + length
    spans = spans_of_before(last, now)
    assert len(spans) in (0, 8)
    for first, end in spans:
        assert end - first <= WEEK
        assert end <= last + HOUR  # there was no silence yet
        assert first.minute == end.minute == 0
        assert (now - end) % WEEK < HOUR  # the same hour of the week


@pytest.mark.parametrize(
    ("hours", "before", "is_silent"),
    [
        (4, [20] * 8, True),
        (4, [20, 20, 20, 0, 20, 20, 20, 20], True),  # one week of holidays is no excuse
        (4, [20, 20, 20, 0, 0, 20, 20, 20], False),
        (4, [7] * 8, False),  # too few to tell
        (2.9, [100] * 8, False),
        (100, [20] * 3, False),  # the shop is too young
        (100, [0] * 8, False),
    ],
)
def test_a_silence_is_one_in_which_much_usually_comes(
    hours: float, before: list[int], is_silent: bool
) -> None:
    found = silence(NOON - timedelta(hours=hours), NOON, before)
    assert bool(found) is is_silent


@given(st.lists(st.integers(0, 50), max_size=8), st.integers(0, 200))
def test_a_short_or_quiet_time_is_never_called_silent(before: list[int], hours: int) -> None:
    found = silence(NOON - timedelta(hours=hours), NOON, before)
    if found:
        assert timedelta(hours=hours) >= SHORTEST
        assert found.missed >= FEWEST_MISSED


def test_it_is_said_with_what_usually_comes_and_what_to_do() -> None:
    found = silence(NOON - timedelta(hours=5), NOON, [20] * 8)
    assert found
    assert found.words.startswith("Nothing was received for 5 hours, since ")
    assert "there came 20 deliveries." in found.words
    assert "webhook" in found.what_to_do


def test_usual_is_the_middle_of_the_same_days_of_before() -> None:
    assert usual([3, 9, 100]) == 9
    assert usual([0, 0, 1]) is None
    assert usual([9, 9]) is None
    for start, end in days_of_before(NOON):
        assert (NOON - start).days % 7 == 0
        assert end - start in (timedelta(hours=n) for n in (23, 24, 25))


def fill(engine: Engine, now: datetime, per_hour: int, until: datetime) -> None:
    """As much in each hour of the last ten weeks, rolled up."""
    start = (now - 10 * WEEK).replace(minute=0, second=0, microsecond=0)
    with engine.connect() as connection:
        connection.execute(text(
            "INSERT INTO hourly (hour, state, number) SELECT h, 'applied', :n FROM"
            " generate_series(CAST(:start AS timestamptz), :end, interval '1 hour') AS h"
        ), {"n": per_hour, "start": start, "end": until})  # fmt: skip


def test_a_shop_that_usually_sells_is_found_silent(engine: Engine) -> None:
    now = datetime.now(UTC)
    last = now - timedelta(hours=6)
    assert silence_of(engine, now, last) is None  # nothing is known of it
    fill(engine, now, 5, last - WEEK)
    found = silence_of(engine, now, last)
    assert found
    assert found.missed >= FEWEST_MISSED
    assert silence_of(engine, now, now - timedelta(hours=1)) is None
    assert usual_of(engine, now) == 120
