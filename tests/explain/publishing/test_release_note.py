"""Whether a release was refused for its rules is known until one gets through."""

from sqlalchemy import Engine

from bridge.explain.publishing.release_note import note_release
from bridge.store.engine import engine_for
from bridge.store.readiness import sightings


def test_it_is_known_until_one_gets_through(engine: Engine) -> None:
    note_release(engine, refused=True)
    assert [*sightings.seen(engine)] == [sightings.REFUSED_DEPLOY]
    note_release(engine, refused=False)
    assert sightings.seen(engine) == {}
    note_release(engine, refused=False)


def test_without_a_database_the_release_goes_on() -> None:
    note_release(engine_for("postgresql://shop@127.0.0.1:1/bridge"), refused=True)
