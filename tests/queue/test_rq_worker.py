"""Whose signals a worker takes, and in which order."""

import pytest
from redis import Redis

from bridge.queue import jobs, rq_worker

TWO = ("shop", "club")


class Duties:
    """Notes what is done."""

    def __init__(self) -> None:
        self.done: list[tuple[str, int]] = []

    def take_in(self, delivery_id: int) -> None:
        self.done.append(("delivery", delivery_id))

    def reconcile(self, place_id: int) -> None:
        self.done.append(("place", place_id))

    def surprised(self, what: str, number: int, kind: str) -> None:
        self.done.append((f"{what} {kind}", number))


@pytest.fixture
def redis(redis_url: str) -> Redis:
    return jobs.redis_for(redis_url, connections=2)


def worked_off(redis: Redis, *destinations: str) -> list[tuple[str, int]]:
    jobs.Job.work = duties = Duties()
    worker = rq_worker.worker_for(redis, destinations)
    worker.work(burst=True, logging_level="WARNING")
    return duties.done


def test_no_destination_waits_for_the_backlog_of_another(redis: Redis) -> None:
    signals = jobs.Signals(redis, silence=0, destinations=TWO)
    for number in range(100, 104):
        signals.send_place(number, "shop")
    signals.send_place(200, "club")
    assert worked_off(redis, *TWO)[:3] in (
        [("place", 100), ("place", 200), ("place", 101)],
        [("place", 200), ("place", 100), ("place", 101)],
    )


def test_one_that_does_not_answer_comes_last_while_there_is_anything_else_to_do(
    redis: Redis,
) -> None:
    signals = jobs.Signals(redis, silence=0, destinations=TWO)
    for number in range(3):
        signals.send_place(100 + number, "shop")
        signals.send_place(200 + number, "club")
    jobs.Job.work = duties = Duties()
    worker = rq_worker.worker_for(redis, TWO)
    worker.ailing = lambda: {"shop"}
    worker.work(burst=True, logging_level="WARNING")
    assert [number // 100 for _, number in duties.done] == [1, 2, 2, 2, 1, 1]


def test_what_is_to_be_taken_in_comes_before_any_place(redis: Redis) -> None:
    signals = jobs.Signals(redis, silence=0, destinations=TWO)
    for number in (100, 101):
        signals.send_place(number, "shop")
    signals.send_all([1, 2, 3])
    assert worked_off(redis, *TWO)[:3] == [("delivery", number) for number in (1, 2, 3)]


def test_signals_of_all_destinations_are_seen_to_wait(redis: Redis) -> None:
    signals = jobs.Signals(redis, silence=0, destinations=TWO)
    signals.send(1)
    signals.send_place(100, "shop")
    signals.send_place(200, "club")
    assert signals.waiting() == {("delivery", 1), ("place", 100), ("place", 200)}


def test_with_one_destination_all_stands_in_one_queue_in_its_order(redis: Redis) -> None:
    signals = jobs.Signals(redis, silence=0, destinations=("shop",))
    signals.send_place(100, "shop")
    signals.send(1)
    assert worked_off(redis, "shop") == [("place", 100), ("delivery", 1)]
