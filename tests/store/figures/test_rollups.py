"""The chore: a step of each figure at a time."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from bridge.store.figures import progress
from bridge.store.figures.rollups import roll_up
from tests.store.figures.record import came

NOW = datetime(2026, 3, 20, 12, 30, tzinfo=UTC)


def test_it_says_whether_there_is_more_to_do(engine: Engine) -> None:
    for days in (30, 20, 10):
        came(engine, NOW - timedelta(days=days))
    steps = [roll_up(engine, NOW) for _ in range(6)]
    assert (steps[0], steps[-1]) == (True, False)


def test_it_leaves_all_to_another_process_that_is_at_it(engine: Engine) -> None:
    came(engine, NOW - timedelta(days=30))
    with progress.rolling(engine):
        assert not roll_up(engine, NOW)
    with engine.connect() as connection:
        assert progress.until(connection, "hours") is None


def test_with_nothing_new_there_is_nothing_more_to_do(engine: Engine) -> None:
    assert not roll_up(engine, NOW)
    assert not roll_up(engine, NOW + timedelta(minutes=1))
