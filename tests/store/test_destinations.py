from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from bridge.model import Sort
from bridge.store import applied, destinations, places
from bridge.store.applied import Applied
from bridge.store.engine import engine_for, transaction
from bridge.store.memory import AccountMemory
from tests.fakes import NOON
from tests.store.clock import DatabaseClock

CRM, BEA = "activecampaign", "bea@example.com"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = engine_for(DatabaseClock(database_url).url)
    destinations.ensure(made, CRM)
    yield made
    made.dispose()


def told_something(engine: Engine, destination: str = CRM) -> int:
    """A place that was told of a tag, and that something is to come for."""
    with transaction(engine) as connection:
        id_ = places.ids_of(connection, destination, [BEA])[BEA]
        places.mark_due(connection, [id_])
        applied.write(connection, id_, [Applied("gold", Sort.TAG, "Gold", "wanted")])
    held = places.take_lease(engine, id_, 40, "mine")
    assert held is not None
    with engine.connect() as connection:
        wakes = NOON + timedelta(days=1)
        places.release(connection, held, done=0, wake_at=wakes, kept={"contact": "501"})
    return id_


def found(engine: Engine, destination: str = CRM) -> tuple[bool, object, object, list[str]]:
    """Whether its place is due, when it wakes, its contact's id, and what it was told of."""
    with engine.connect() as connection:
        place = places.find(connection, destination, BEA)
        assert place is not None
        told = applied.applied_of(connection, place.id)
    return place.is_due, place.wake_at, place.contact, list(told)


def test_the_first_account_that_is_told_changes_nothing(engine: Engine) -> None:
    """As after an update: whose account it is was not remembered before."""
    told_something(engine)
    AccountMemory(engine, CRM).put("tag:gold", "17")
    destinations.belongs_to(engine, CRM, "shop.api-us1.com")
    assert found(engine) == (True, NOON + timedelta(days=1), "501", ["gold"])
    assert AccountMemory(engine, CRM).get("tag:gold") == "17"


def test_the_same_account_changes_nothing(engine: Engine) -> None:
    destinations.belongs_to(engine, CRM, "shop.api-us1.com")
    told_something(engine)
    AccountMemory(engine, CRM).put("tag:gold", "17")
    destinations.belongs_to(engine, CRM, "shop.api-us1.com")
    assert found(engine) == (True, NOON + timedelta(days=1), "501", ["gold"])
    assert AccountMemory(engine, CRM).get("tag:gold") == "17"


def test_at_another_account_nothing_is_known_and_nobody_is_due_by_itself(engine: Engine) -> None:
    destinations.belongs_to(engine, CRM, "shop.api-us1.com")
    told_something(engine)
    AccountMemory(engine, CRM).put("tag:gold", "17")
    destinations.belongs_to(engine, CRM, "other.api-us1.com")
    assert found(engine) == (False, None, "", [])
    assert AccountMemory(engine, CRM).get("tag:gold") is None
    assert AccountMemory(engine, CRM).get(destinations.ACCOUNT) == "other.api-us1.com"


def test_other_destinations_are_not_touched_by_that(engine: Engine) -> None:
    destinations.ensure(engine, "another")
    told_something(engine, "another")
    for account in ("shop.api-us1.com", "other.api-us1.com"):
        destinations.belongs_to(engine, CRM, account)
    assert found(engine, "another") == (True, NOON + timedelta(days=1), "501", ["gold"])


def test_the_first_who_finds_a_refusal_pauses_the_account(engine: Engine) -> None:
    with engine.connect() as connection:
        destinations.pause(connection, CRM, "The key is refused.", NOON)
        destinations.pause(connection, CRM, "Refused again.", NOON + timedelta(hours=1))
        standing = destinations.read(connection, CRM)
        assert (standing.paused_since, standing.paused_because) == (NOON, "The key is refused.")
        destinations.resume(connection, CRM)
        assert not destinations.read(connection, CRM).paused
        assert destinations.read(connection, CRM).checks == 1
    destinations.worked(engine, CRM)
    assert [each.checks for each in destinations.all_of(engine)] == [0]


def test_one_of_many_asks_a_paused_account(engine: Engine) -> None:
    with engine.connect() as connection:
        destinations.pause(connection, CRM, "The key is refused.", NOON)
    at = NOON + timedelta(seconds=30)
    assert not destinations.claim_check(engine, CRM, at - timedelta(seconds=1))
    assert [destinations.claim_check(engine, CRM, at) for _ in range(2)] == [True, False]


def test_an_account_that_always_worked_is_not_written_to(engine: Engine) -> None:
    def row_version() -> object:
        with engine.connect() as connection:
            return connection.execute(text("SELECT xmin::text FROM destinations")).scalar_one()

    before = row_version()
    destinations.worked(engine, CRM)
    assert row_version() == before
