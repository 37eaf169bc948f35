from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from bridge.store import destinations
from bridge.store.engine import engine_for, transaction
from tests.fakes import NOON
from tests.store.clock import DatabaseClock

CRM, BEA = "activecampaign", "bea@example.com"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = engine_for(DatabaseClock(database_url).url)
    destinations.ensure(made, CRM)
    yield made
    made.dispose()


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


def test_two_who_find_out_at_once_are_one(engine: Engine) -> None:
    """The second one waits for the first one's row, and finds it paused."""
    with transaction(engine) as first, ThreadPoolExecutor() as pool:
        destinations.pause(first, CRM, "The key is refused.", NOON)

        def second() -> None:
            with transaction(engine) as connection:
                destinations.pause(connection, CRM, "Refused again.", NOON)

        waits = pool.submit(second)
        first.commit()
        waits.result()
    with engine.connect() as connection:
        standing = destinations.read(connection, CRM)
    assert (standing.checks, standing.paused_because) == (1, "The key is refused.")


def test_one_that_gave_no_answer_several_times_in_a_row_is_silent(engine: Engine) -> None:
    def fails() -> bool:
        with engine.connect() as connection:
            return destinations.failed(connection, CRM, "No answer.", NOON, timedelta(seconds=10))

    def state() -> destinations.DestinationState:
        [known] = destinations.all_of(engine)
        return known

    assert [fails() for _ in range(destinations.IN_A_ROW - 1)] == [False, False]
    destinations.worked(engine, CRM)
    assert [fails() for _ in range(4)] == [False, False, True, False]
    assert (state().silent, state().rests, state().paused) == (True, True, False)
    assert state().next_check_at == NOON + timedelta(seconds=10)
    with engine.connect() as connection:
        destinations.resume(connection, CRM)
    assert not state().rests
    assert fails()
    assert state().next_check_at == NOON + timedelta(seconds=20)
