"""One roll-up at a time, which goes on where the last one ended."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, insert
from sqlalchemy.exc import IntegrityError

from bridge.store.figures.progress import note, rolling, until
from bridge.store.schema.lookup_tables import rollups

AT = datetime(2026, 3, 20, 12, tzinfo=UTC)


def test_it_is_known_how_far_each_came(engine: Engine) -> None:
    with engine.connect() as connection:
        assert until(connection, "hours") is None
        for at in (AT, AT + timedelta(hours=1)):
            note(connection, "hours", at)
        assert until(connection, "hours") == AT + timedelta(hours=1)
        assert until(connection, "calls") is None


def test_while_one_is_at_it_another_does_nothing(engine: Engine) -> None:
    with rolling(engine) as first, rolling(engine) as second:
        assert (first is None, second is None) == (False, True)
    with rolling(engine) as later:
        assert later is not None


def test_nothing_is_noted_of_a_roll_up_that_broke_off(engine: Engine) -> None:
    with pytest.raises(IntegrityError):
        broken_off(engine)
    with engine.connect() as connection:
        assert until(connection, "hours") is None


def broken_off(engine: Engine) -> None:
    with rolling(engine) as connection:
        assert connection is not None
        note(connection, "hours", AT)
        connection.execute(insert(rollups).values(name="hours", until=AT))
