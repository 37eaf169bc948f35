"""Deliveries by outcome over time."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.explain.health.outcome_series import DAYS, HOURS, by_day, by_hour, first_day, first_hour
from bridge.store.delivery import State
from bridge.store.figures.hours import HOUR, Hour

NOON = datetime(2026, 1, 31, 12, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Where clocks change."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@given(st.lists(st.tuples(st.integers(0, 47), st.sampled_from(State), st.integers(1, 9))))
def test_nothing_of_the_last_48_hours_is_lost(came: list[tuple[int, State, int]]) -> None:
    first = first_hour(NOON)
    found = [Hour(first + n * HOUR, {state: number}) for n, state, number in came]
    series = by_hour(found, NOON)
    assert len(series.bins) == HOURS
    assert sum(series.totals.values()) == sum(number for *_, number in came)
    assert series.most == max((each.number for each in series.bins), default=0)


@pytest.mark.parametrize("month", [3, 10])  # in which clocks change
def test_days_are_those_of_the_clock_also_when_it_changes(month: int) -> None:
    now = datetime(2026, month, 31, 12, tzinfo=UTC)
    first = first_day(now)
    hours = int((now - first) / HOUR) + 1
    series = by_day([Hour(first + n * HOUR, {State.APPLIED: 1}) for n in range(hours)], now)
    assert len(series.bins) == DAYS
    assert {each.start.astimezone().hour for each in series.bins} == {0}
    assert sum(series.totals.values()) == hours
    counts = {each.number for each in series.bins[:-1]}
    assert counts == {24, 23 if month == 3 else 25}


def test_it_says_in_words_what_there_is() -> None:
    found = [Hour(first_hour(NOON), {State.FAILED: 1, State.APPLIED: 2_000})]
    series = by_hour(found, NOON)
    assert series.words == "2,001 deliveries: 2,000 applied and 1 failed."
    assert series.bins[1].words == "nothing"
    assert series.apart_words == ""
    some = by_hour([Hour(first_hour(NOON), {State.APPLIED: 9}, apart=3)], NOON)
    assert some.apart_words == "3 of these came in test mode or by hand."
    assert by_hour([], NOON).words == "Nothing was received."
    one = by_hour([Hour(NOON.replace(minute=0), {State.KEPT: 1})], NOON)
    assert one.words == "1 delivery: 1 kept."


def test_what_is_older_is_left_out() -> None:
    old = Hour(first_hour(NOON) - timedelta(hours=1), {State.APPLIED: 1})
    assert by_hour([old], NOON).totals == {}
