"""How many calls each destination got."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, insert, select

from bridge.store import destinations
from bridge.store.figures.call_counts import CallCounts, call_counts
from bridge.store.figures.rollups import roll_up
from bridge.store.schema.tables import calls, places
from bridge.store.schema.tables import destinations as table

NOW = datetime(2026, 3, 20, 12, 30, tzinfo=UTC)


@pytest.fixture
def place(engine: Engine) -> int:
    return place_at(engine, "letters")


def place_at(engine: Engine, name: str) -> int:
    destinations.ensure(engine, name)
    row = {"destination": name, "address": "buyer@example.com"}
    with engine.connect() as connection:
        return int(
            connection.execute(insert(places).values(row).returning(places.c.id)).scalar_one()
        )


def called(engine: Engine, place: int, number: int, status: int = 200, **ago: float) -> None:
    row = {"place_id": place, "at": NOW - timedelta(**ago), "status": status}
    with engine.connect() as connection:
        connection.execute(insert(calls), [row] * number)


def rolled_up(engine: Engine, now: datetime = NOW) -> None:
    while roll_up(engine, now):
        continue


def test_calls_are_counted_by_destination(engine: Engine, place: int) -> None:
    called(engine, place, 3, days=40)
    called(engine, place, 2, hours=5)
    called(engine, place_at(engine, "academy"), 1, minutes=3)
    rolled_up(engine)
    assert call_counts(engine, NOW) == {"letters": CallCounts(5), "academy": CallCounts(1)}


def test_those_of_the_last_minute_are_known(engine: Engine, place: int) -> None:
    called(engine, place, 4, seconds=20)
    called(engine, place, 2, seconds=70)
    rolled_up(engine)
    assert call_counts(engine, NOW)["letters"] == CallCounts(6, 0, 4)


def test_those_that_were_too_many_are_counted_apart(engine: Engine, place: int) -> None:
    called(engine, place, 2, 429, hours=1)
    called(engine, place, 1, 429, minutes=1)
    called(engine, place, 5, 503, hours=1)
    rolled_up(engine)
    assert call_counts(engine, NOW)["letters"] == CallCounts(8, 3)


def test_no_call_is_counted_twice(engine: Engine, place: int) -> None:
    called(engine, place, 4, minutes=30)
    called(engine, place, 1, minutes=5)
    for minutes in range(20):
        now = NOW + timedelta(minutes=minutes)
        rolled_up(engine, now)
        assert call_counts(engine, now)["letters"].total == 5


def test_calls_that_are_no_longer_kept_stay_counted(engine: Engine, place: int) -> None:
    called(engine, place, 4, minutes=30)
    rolled_up(engine)
    with engine.connect() as connection:
        connection.execute(calls.delete())
        kept = connection.execute(select(table.c.calls)).scalar()
    rolled_up(engine, NOW + timedelta(minutes=1))
    assert (kept, call_counts(engine, NOW)["letters"].total) == (4, 4)


def test_a_destination_that_was_never_called_has_none(engine: Engine) -> None:
    destinations.ensure(engine, "letters")
    rolled_up(engine)
    assert call_counts(engine, NOW) == {"letters": CallCounts()}
