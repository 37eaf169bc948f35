"""What of the installation itself needs somebody."""

from datetime import timedelta

from sqlalchemy import Engine

from bridge.explain.troubles.installation_needs import (
    deploy_needs,
    secret_needs,
    worker_needs,
)
from bridge.model.text import clock
from bridge.queue.jobs import Workers
from bridge.store import rulebooks
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


def test_a_deploy_that_was_refused_for_its_rules_needs_somebody_until_one_gets_through(
    engine: Engine,
) -> None:
    assert [*deploy_needs(engine)] == []
    sightings.note(engine, sightings.REFUSED_DEPLOY, NOON)
    (told,) = deploy_needs(engine)
    assert (told.key, told.since, told.words) == (
        "deploy",
        NOON,
        f"A deploy was refused ({clock(NOON)}): its rules file has mistakes, or contradicts what "
        "was changed in the console.",
    )
    rulebooks.publish_file(engine, ("crm: activecampaign", "v1", "rules.yaml"), NOON)
    assert [*deploy_needs(engine)] == []
