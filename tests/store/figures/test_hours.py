"""Deliveries by the hour: the same figures whether they are rolled up or counted."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, select

from bridge.model import Kind
from bridge.store.delivery import State
from bridge.store.figures import hours as figures
from bridge.store.figures.hours import Hour, counted_from, hours, last_sold, start_of, totals
from bridge.store.figures.rollups import roll_up
from bridge.store.schema.lookup_tables import hourly, rollups
from bridge.store.schema.tables import deliveries
from tests.store.figures.record import becomes, came

NOW = datetime(2026, 3, 20, 12, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
MONTH = timedelta(days=30)


def ago(**spans: float) -> datetime:
    return NOW - timedelta(**spans)


def rolled_up(engine: Engine, now: datetime = NOW) -> None:
    while roll_up(engine, now):
        continue


def told(engine: Engine, now: datetime = NOW) -> dict[datetime, dict[State, int]]:
    return {each.start: dict(each.states) for each in hours(engine, ago(days=60), now)}


def test_deliveries_are_counted_by_hour_and_state(engine: Engine) -> None:
    came(engine, ago(minutes=10), State.WAITING)
    came(engine, ago(minutes=20), number=2)
    came(engine, ago(days=20), State.FAILED)
    rolled_up(engine)
    assert hours(engine, ago(days=30), NOW) == [
        Hour(start_of(ago(days=20)), {State.FAILED: 1}),
        Hour(datetime(2026, 3, 20, 12, tzinfo=UTC), {State.WAITING: 1, State.APPLIED: 2}),
    ]


def test_what_was_no_sale_is_known_apart(engine: Engine) -> None:
    for at in (ago(hours=1), ago(days=9)):
        came(engine, at)
        came(engine, at, mode="test")
        came(engine, at, kind=Kind.GRANTED_BY_HAND)
    rolled_up(engine)
    assert [(each.number, each.sold) for each in hours(engine, ago(days=30), NOW)] == [(3, 1)] * 2


def test_the_last_hours_are_counted_as_they_stand(engine: Engine) -> None:
    rolled_up(engine, ago(minutes=1))
    came(engine, ago(hours=2, minutes=50))
    came(engine, ago(seconds=1))
    assert [each.number for each in hours(engine, ago(hours=48), NOW)] == [1, 1]


def test_they_are_added_up_from_the_times_that_are_asked_for(engine: Engine) -> None:
    for at, number in ((ago(days=9), 1), (ago(days=3), 2), (ago(days=2), 4), (ago(minutes=1), 8)):
        came(engine, at, number=number)
        came(engine, at, mode="test")
    rolled_up(engine)
    starts = [start_of(ago(days=days)) for days in (4, 2, 1)]
    found = counted_from(engine, starts, NOW)
    assert [(e.start, e.number, e.sold) for e in found] == [
        (starts[0], 3, 2), (starts[1], 5, 4), (starts[2], 9, 8),
    ]  # fmt: skip
    assert counted_from(engine, [], NOW) == []


def test_what_is_settled_hours_later_is_right_a_minute_later(engine: Engine) -> None:
    came(engine, ago(hours=5), State.WAITING)
    rolled_up(engine, ago(minutes=1))
    becomes(engine, State.WAITING, State.APPLIED, ago(seconds=30))
    rolled_up(engine)
    assert [*told(engine).values()] == [{State.APPLIED: 1}]


def test_the_last_days_are_there_before_the_first_roll_up(engine: Engine) -> None:
    came(engine, ago(days=5))
    assert [each.number for each in hours(engine, ago(days=30), NOW)] == [1]


@pytest.mark.parametrize("state", [State.APPLIED, State.FAILED])
def test_what_is_settled_late_is_counted_where_it_came(engine: Engine, state: State) -> None:
    came(engine, ago(days=5), State.WAITING, 3)
    rolled_up(engine)
    becomes(engine, State.WAITING, state, NOW + timedelta(seconds=30))
    rolled_up(engine, NOW + timedelta(minutes=1))
    assert told(engine) == {start_of(ago(days=5)): {state: 3}}


def test_what_is_opened_again_is_counted_as_waiting(engine: Engine) -> None:
    came(engine, ago(days=5), State.FAILED, 2)
    rolled_up(engine)
    becomes(engine, State.FAILED, State.WAITING, None)
    rolled_up(engine, NOW + timedelta(minutes=1))
    assert told(engine) == {start_of(ago(days=5)): {State.WAITING: 2}}


def test_what_happened_during_an_outage_is_caught_up(engine: Engine) -> None:
    came(engine, ago(days=5), State.WAITING)
    rolled_up(engine, ago(days=4))
    becomes(engine, State.WAITING, State.APPLIED, ago(days=3, hours=23))
    came(engine, ago(days=3, hours=5), number=2)
    rolled_up(engine)
    assert [*told(engine).values()] == [{State.APPLIED: 1}, {State.APPLIED: 2}]


def test_a_settlement_that_commits_late_is_not_missed(engine: Engine) -> None:
    came(engine, ago(days=5), State.NO_RULE)
    rolled_up(engine)
    becomes(engine, State.NO_RULE, State.APPLIED, ago(minutes=4))
    rolled_up(engine, NOW + timedelta(minutes=1))
    assert [*told(engine).values()] == [{State.APPLIED: 1}]


def test_a_first_roll_up_goes_in_steps(engine: Engine) -> None:
    for days in (400, 390, 200, 3):
        came(engine, ago(days=days))
    steps = 1
    while roll_up(engine, NOW):
        steps += 1
    assert steps >= 4
    assert totals(engine, NOW) == {State.APPLIED: 4}


def test_a_roll_up_that_is_done_writes_nothing_twice(engine: Engine) -> None:
    came(engine, ago(days=4), number=3)
    rolled_up(engine)
    rolled_up(engine)
    assert totals(engine, NOW) == {State.APPLIED: 3}


def test_totals_are_of_all_that_ever_came(engine: Engine) -> None:
    came(engine, ago(days=300), number=4)
    came(engine, ago(days=4), State.NO_RULE, 2, mode="test")
    came(engine, ago(hours=1), State.WAITING)
    rolled_up(engine)
    assert totals(engine, NOW) == {State.WAITING: 1, State.APPLIED: 4, State.NO_RULE: 2}


def test_an_empty_store_has_no_hours(engine: Engine) -> None:
    rolled_up(engine)
    assert (hours(engine, ago(days=30), NOW), totals(engine, NOW)) == ([], {})


def test_the_last_sale_is_neither_a_test_nor_a_hand(engine: Engine) -> None:
    came(engine, ago(hours=5))
    came(engine, ago(hours=4), mode="test")
    came(engine, ago(hours=3), kind=Kind.ENDED_BY_HAND)
    assert last_sold(engine, NOW) == ago(hours=5)


_COMES = st.tuples(st.integers(0, 100), st.sampled_from([*State]), st.booleans())


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(_COMES, max_size=4), min_size=1, max_size=4), st.sampled_from([*State]))
def test_rolled_up_figures_are_those_of_the_record(
    engine: Engine, rounds: list[list[tuple[int, State, bool]]], last: State
) -> None:
    with engine.connect() as connection:
        for table in (deliveries, hourly, rollups):
            connection.execute(delete(table))
    for number, those in enumerate(rounds):
        now = ago(days=len(rounds) - 1 - number)
        for back, state, is_test in those:
            came(engine, now - back * HOUR, state, mode="test" if is_test else "live")
            becomes(engine, state, last, None if last is State.WAITING else now)
        # What was written into hours that had been counted is found by when it was settled.
        rolled_up(engine, now)
    with engine.connect() as connection:
        counted = figures._count(connection, deliveries.c.id > 0)
        kept = connection.execute(select(rollups.c.name)).scalars().all()
    states = {key: n for key, n in counted.items() if key[1] != figures.APART}
    found = {(start, str(s)): n for start, of in told(engine).items() for s, n in of.items()}
    assert (found, "hours" in kept) == (states, True)
