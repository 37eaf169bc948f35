from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import Engine

from bridge import jobs
from bridge.errors import AccountRefused, CrmRefused, CrmUnavailable
from bridge.sandbox.servers import Servers
from bridge.store import destinations
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import State, Verdict
from bridge.store.settling import settle
from bridge.sweeper import Sweeper
from tests.fakes import Clock, FakeSignals, event

CRM = "activecampaign"
REFUSED = "ActiveCampaign refused the key (403)."


@dataclass
class Yard:
    """Deliveries, and a sweeper that takes a signal for lost after 30 seconds."""

    engine: Engine
    clock: Clock = field(default_factory=Clock)
    signals: FakeSignals = field(default_factory=FakeSignals)
    answers: list[Exception] = field(default_factory=list)
    asked: int = 0

    def __post_init__(self) -> None:
        self.deliveries = Deliveries(self.engine)
        destinations.ensure(self.engine, CRM)
        self.sweeper = self.another_sweeper()

    def another_sweeper(self, check: Callable[[], object] | None = None) -> Sweeper:
        checks = {CRM: check or self.check}
        return Sweeper(self.engine, self.signals, checks, self.clock, slack=30, check_every=30)

    def check(self) -> None:
        self.asked += 1
        if self.answers:
            raise self.answers.pop(0)

    def arrives(self, number: int = 1) -> int:
        return self.deliveries.keep(event(key=f"key {number}"), self.clock()).id

    def pause(self, because: str = REFUSED) -> None:
        with self.engine.connect() as connection:
            destinations.pause(connection, CRM, because, self.clock())

    def standing(self) -> destinations.Destination:
        with self.engine.connect() as connection:
            return destinations.read(connection, CRM)

    def settle(self, id_: int, state: State) -> None:
        with self.engine.connect() as connection:
            settle(connection, [Verdict(id_, state)], self.clock())


@pytest.fixture
def yard(engine: Engine) -> Yard:
    return Yard(engine)


def test_a_delivery_whose_signal_was_lost_is_signalled_again(yard: Yard) -> None:
    id_ = yard.arrives()
    assert yard.sweeper.sweep() == 0
    yard.clock.forward(seconds=30)
    assert yard.sweeper.sweep() == 1
    assert yard.signals.queue == [id_]


def test_it_is_signalled_once_and_again_only_when_that_was_lost_too(yard: Yard) -> None:
    id_ = yard.arrives()
    yard.clock.forward(seconds=30)
    assert [yard.sweeper.sweep() for _ in range(3)] == [1, 0, 0]
    yard.signals.lost()
    yard.clock.forward(seconds=29)
    assert yard.sweeper.sweep() == 0
    yard.clock.forward(seconds=1)
    assert yard.sweeper.sweep() == 1
    assert yard.signals.queue == [id_]


def test_what_still_stands_in_the_queue_is_left_there(yard: Yard) -> None:
    queued, lost = yard.arrives(1), yard.arrives(2)
    yard.signals.send(queued)
    yard.clock.forward(hours=1)
    assert yard.sweeper.sweep() == 1
    assert yard.signals.queue == [queued, lost]


def test_a_next_try_that_lies_ahead_is_not_hurried(yard: Yard) -> None:
    id_ = yard.arrives()
    yard.deliveries.postpone([id_], yard.clock() + timedelta(hours=1), "ActiveCampaign is busy.")
    yard.clock.forward(minutes=59)
    assert yard.sweeper.sweep() == 0
    yard.clock.forward(minutes=2)
    assert yard.sweeper.sweep() == 1
    assert yard.signals.queue == [id_]


@pytest.mark.parametrize(
    "state", [State.APPLIED, State.NO_RULE, State.KEPT, State.UNUSABLE, State.FAILED]
)
def test_what_is_settled_rests(yard: Yard, state: State) -> None:
    yard.settle(yard.arrives(), state)
    yard.clock.forward(days=1)
    assert yard.sweeper.sweep() == 0


def test_after_redis_came_back_empty_nothing_is_taken_for_granted(yard: Yard) -> None:
    ids = [yard.arrives(number) for number in range(3)]
    later = yard.arrives(3)
    yard.deliveries.postpone([later], yard.clock() + timedelta(seconds=1))
    assert yard.sweeper.sweep(at_once=True) == 3
    assert yard.signals.queue == ids


@pytest.mark.parametrize(("batches", "sweeps"), [(1, [5, 3, 0]), (10, [8, 0, 0])])
def test_the_longest_waiting_come_first_and_none_is_forgotten(
    yard: Yard, monkeypatch: pytest.MonkeyPatch, batches: int, sweeps: list[int]
) -> None:
    """One sweep takes them all, up to a bound."""
    monkeypatch.setattr("bridge.sweeper._BATCH", 5)
    monkeypatch.setattr("bridge.sweeper._BATCHES", batches)
    ids = []
    for number in range(8):
        ids.append(yard.arrives(number))
        yard.clock.forward(seconds=1)
    yard.clock.forward(seconds=30)
    assert [yard.sweeper.sweep() for _ in range(3)] == sweeps
    assert yard.signals.queue == ids


def test_at_once_asks_a_paused_account_without_waiting(yard: Yard) -> None:
    """As after a restart with the key mended."""
    id_ = yard.arrives()
    yard.pause()
    assert (yard.sweeper.sweep(at_once=True), yard.asked) == (1, 1)
    assert yard.signals.queue == [id_]


def test_while_a_destination_is_paused_nothing_is_signalled(yard: Yard) -> None:
    yard.arrives()
    yard.pause()
    yard.clock.forward(seconds=29)
    assert yard.sweeper.sweep() == 0
    assert (yard.asked, yard.signals.queue) == (0, [])


def test_a_paused_destination_goes_on_by_itself_when_it_answers(yard: Yard) -> None:
    id_ = yard.arrives()
    yard.pause()
    yard.clock.forward(seconds=30)
    assert yard.sweeper.sweep() == 1
    assert (yard.asked, yard.signals.queue) == (1, [id_])
    standing = yard.standing()
    assert (standing.paused, standing.paused_because) == (False, "")


def test_it_asks_a_refusing_account_ever_more_seldom(yard: Yard) -> None:
    yard.arrives()
    yard.pause()
    since, waits = yard.clock(), []
    yard.answers = [AccountRefused(f"{REFUSED} Still.")] * 7
    while yard.answers:
        due = yard.standing().next_check_at
        assert due is not None
        waits.append((due - yard.clock()).total_seconds())
        yard.clock.at = due - timedelta(seconds=1)
        assert (yard.sweeper.sweep(), yard.asked) == (0, len(waits) - 1)
        yard.clock.at = due
        assert (yard.sweeper.sweep(), yard.asked) == (0, len(waits))
    assert waits == [30, 60, 120, 240, 300, 300, 300]
    assert (yard.standing().paused_since, yard.standing().paused_because) == (
        since,
        f"{REFUSED} Still.",
    )
    assert yard.signals.queue == []


def test_an_account_that_does_not_answer_stays_paused(yard: Yard) -> None:
    yard.arrives()
    yard.pause()
    yard.answers = [CrmUnavailable("ActiveCampaign answered 502.")]
    yard.clock.forward(seconds=30)
    assert yard.sweeper.sweep() == 0
    assert (yard.standing().paused, yard.standing().paused_because) == (True, REFUSED)
    yard.clock.forward(seconds=29)
    assert (yard.sweeper.sweep(), yard.asked) == (0, 1)
    yard.clock.forward(seconds=1)
    assert (yard.sweeper.sweep(), yard.asked) == (1, 2)


def test_only_one_of_two_machines_asks(yard: Yard) -> None:
    yard.pause()
    yard.clock.forward(seconds=30)
    other: list[int] = []

    def check() -> None:
        other.append(yard.sweeper.sweep())

    yard.another_sweeper(check).sweep()
    assert (other, yard.asked) == ([0], 0)


def test_an_account_that_answers_but_refuses_its_first_contact_is_asked_more_seldom(
    yard: Yard,
) -> None:
    yard.pause()
    yard.clock.forward(seconds=30)
    yard.sweeper.sweep()
    assert yard.standing().paused is False
    yard.pause()
    due = yard.standing().next_check_at
    assert due is not None
    assert due - yard.clock() == timedelta(seconds=60)


def test_it_leaves_everything_as_it_was_when_redis_does_not_answer(
    yard: Yard, redis_url: str, servers: Servers
) -> None:
    id_ = yard.arrives()
    yard.clock.forward(seconds=30)
    redis: Redis = jobs.redis_for(redis_url, timeout=1)
    real = jobs.Signals(redis, silence=0)
    sweeper = Sweeper(yard.engine, real, {}, yard.clock)
    servers.kill_valkey()
    try:
        with pytest.raises(RedisError):
            sweeper.sweep()
    finally:
        servers.start_valkey()
    assert sweeper.sweep() == 1
    assert real.waiting() == {id_}


def test_a_question_that_is_refused_leaves_the_account_paused(yard: Yard) -> None:
    yard.pause()
    yard.answers = [CrmRefused("ActiveCampaign answered 400.")]
    yard.clock.forward(seconds=30)
    assert yard.sweeper.sweep() == 0
    assert (yard.standing().paused, yard.standing().paused_because) == (
        True,
        "ActiveCampaign answered 400.",
    )


def test_an_account_that_the_rules_no_longer_name_holds_nobody_up(yard: Yard) -> None:
    yard.pause()
    id_ = yard.arrives()
    yard.clock.forward(seconds=31)
    other = Sweeper(yard.engine, yard.signals, {}, yard.clock, slack=30)
    assert (other.sweep(), yard.signals.queue) == (1, [id_])
