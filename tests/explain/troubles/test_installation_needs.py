"""What of the installation itself needs somebody."""

from datetime import timedelta

from sqlalchemy import Engine

from bridge.explain.troubles.installation_needs import secret_needs, worker_needs
from bridge.queue.jobs import Workers
from bridge.store.readiness import sightings
from tests.cli.shop import NOON

HOUR = timedelta(hours=1)


def kinds(workers: Workers) -> list[str]:
    return [each.key for each in worker_needs(workers)]


def test_workers_that_are_away_or_cannot_be_asked_need_somebody() -> None:
    assert kinds(Workers(seen=True)) == []
    assert kinds(Workers(seen=False)) == ["workers"]
    assert kinds(Workers(redis=False)) == ["redis"]
    assert kinds(Workers(seen=True, trouble="The file has mistakes.")) == ["workers:rules"]


def test_a_wrong_secret_needs_somebody_until_a_right_one_comes_or_a_day_goes_by(
    engine: Engine,
) -> None:
    assert [*secret_needs(engine, NOON)] == []
    sightings.note(engine, sightings.MATCHED, NOON)
    sightings.note(engine, sightings.WRONG, NOON + HOUR)
    (told,) = secret_needs(engine, NOON + 2 * HOUR)
    assert (told.key, told.since) == ("secret", NOON + HOUR)
    assert [*secret_needs(engine, NOON + timedelta(days=2))] == []
    sightings.note(engine, sightings.MATCHED, NOON + 3 * HOUR)
    assert [*secret_needs(engine, NOON + 4 * HOUR)] == []
