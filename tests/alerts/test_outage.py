"""While Postgres is away one of all processes tells a person, once, and one that it is over."""

from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis

from bridge.alerts.message import Message
from bridge.alerts.outage import Outage
from bridge.explain.troubles.needs import POSTGRES_AWAY
from bridge.queue import jobs

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
PATIENCE = timedelta(minutes=2)
NO_REDIS = jobs.redis_for("redis://127.0.0.1:1")


class Reader:
    def __init__(self) -> None:
        self.told: list[str] = []
        self.barred = False

    def tell(self, message: Message) -> bool:
        if not self.barred:
            told = ("began", message.began), ("ended", message.ended)
            self.told += [turn for turn, words in told if [*words] == [POSTGRES_AWAY]]
        return not self.barred


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
def redis(redis_url: str) -> Redis:
    return jobs.redis_for(redis_url)


def away(minutes: int, *processes: Outage) -> None:
    for minute in range(minutes):
        for each in processes:
            each.goes_on(NOON + timedelta(minutes=minute))


def test_it_is_told_once_between_all_that_look(redis: Redis, reader: Reader) -> None:
    processes = [Outage(redis, reader.tell, PATIENCE) for _ in range(3)]
    away(2, *processes)
    assert reader.told == []
    away(60, *processes)
    assert reader.told == ["began"]
    for _ in range(3):
        for each in processes:
            each.is_over()
    assert reader.told == ["began", "ended"]


def test_a_process_that_was_restarted_meanwhile_tells_the_end(redis: Redis, reader: Reader) -> None:
    away(5, Outage(redis, reader.tell, PATIENCE))
    Outage(redis, reader.tell, PATIENCE).is_over()
    assert reader.told == ["began", "ended"]


def test_a_short_one_is_never_told(redis: Redis, reader: Reader) -> None:
    one = Outage(redis, reader.tell, PATIENCE)
    for _ in range(5):
        away(2, one)
        one.is_over()
    assert reader.told == []


def test_while_nobody_is_reached_it_is_tried_again(redis: Redis, reader: Reader) -> None:
    one = Outage(redis, reader.tell, PATIENCE)
    reader.barred = True
    away(5, one)
    reader.barred = False
    away(5, one)
    assert reader.told == ["began"]


def test_without_redis_each_tells_for_itself(reader: Reader) -> None:
    one = Outage(NO_REDIS, reader.tell, PATIENCE)
    away(60, one)
    for _ in range(3):
        one.is_over()
    assert reader.told == ["began", "ended"]


def test_another_one_is_told_anew(redis: Redis, reader: Reader) -> None:
    one = Outage(redis, reader.tell, PATIENCE)
    for _ in range(2):
        away(5, one)
        one.is_over()
    assert reader.told == ["began", "ended"] * 2
