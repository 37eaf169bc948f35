"""What is kept of what came: when it did last, and no row for each."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from bridge.store.readiness import sightings

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


def test_the_last_of_each_sort_is_known(engine: Engine) -> None:
    assert sightings.seen(engine) == {}
    later = NOON + timedelta(minutes=5)
    for what, at in ((sightings.PING, NOON), (sightings.WRONG, NOON), (sightings.PING, later)):
        sightings.note(engine, what, at)
    assert sightings.seen(engine) == {sightings.PING: later, sightings.WRONG: NOON}


def test_of_many_within_a_minute_the_first_is_written(engine: Engine) -> None:
    for seconds in (0, 1, 59):
        sightings.note(engine, sightings.WRONG, NOON + timedelta(seconds=seconds))
    assert sightings.seen(engine) == {sightings.WRONG: NOON}


def test_what_is_over_is_forgotten(engine: Engine) -> None:
    for what in (sightings.REFUSED_DEPLOY, sightings.PING):
        sightings.note(engine, what, NOON)
    with engine.connect() as connection:
        sightings.forget(connection, sightings.REFUSED_DEPLOY)
    assert sightings.seen(engine) == {sightings.PING: NOON}
