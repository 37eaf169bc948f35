from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import Engine

from bridge.model.errors import AccountRefused, CrmRefused, CrmUnavailable
from bridge.queue import jobs
from bridge.queue.sweeper import Sweeper
from bridge.sandbox.servers import Servers
from bridge.store import destinations, places
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import State
from bridge.store.engine import engine_for
from bridge.store.settlement import Settlement, settle
from tests.fakes import FakeSignals, event
from tests.store.clock import DatabaseClock

CRM = "activecampaign"
REFUSED = "ActiveCampaign refused the key (403)."


@dataclass
class Yard:
    """Deliveries and places, and a sweeper that takes a delivery's signal for lost after 30
    seconds."""

    engine: Engine
    clock: DatabaseClock
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

    def place(self, name: str = "bea") -> int:
        """A place that is due."""
        with self.engine.connect() as connection:
            address = f"{name}@example.com"
            id_ = places.ids_of(connection, CRM, [address])[address]
            places.mark_due(connection, [id_])
        return id_

    def pause(self, because: str = REFUSED) -> None:
        with self.engine.connect() as connection:
            destinations.pause(connection, CRM, because, self.clock())

    def standing(self) -> destinations.DestinationState:
        with self.engine.connect() as connection:
            return destinations.read(connection, CRM)

    def settle(self, id_: int, state: State) -> None:
        with self.engine.connect() as connection:
            settle(connection, [Settlement(id_, state)], self.clock())


@pytest.fixture
def yard(database_url: str) -> Iterator[Yard]:
    clock = DatabaseClock(database_url)
    engine = engine_for(clock.url)
    yield Yard(engine, clock)
    engine.dispose()


def test_a_delivery_whose_signal_was_lost_is_signalled_again(yard: Yard) -> None:
    id_ = yard.arrives()
    yard.clock.forward(seconds=29)
    assert yard.sweeper.sweep() == 0
    yard.clock.forward(seconds=1)
    assert yard.sweeper.sweep() == 1
    assert yard.signals.queue == [("delivery", id_)]


def test_it_is_signalled_once_and_again_only_when_that_was_lost_too(yard: Yard) -> None:
    id_, place = yard.arrives(), yard.place()
    yard.clock.forward(seconds=30)
    assert [yard.sweeper.sweep() for _ in range(3)] == [2, 0, 0]
    yard.signals.lost()
    assert yard.sweeper.sweep() == 2
    assert yard.signals.queue == [("delivery", id_), ("place", place)]


def test_what_still_stands_in_the_queue_is_left_there(yard: Yard) -> None:
    queued, lost = yard.arrives(1), yard.arrives(2)
    yard.signals.send(queued)
    yard.clock.forward(hours=1)
    assert yard.sweeper.sweep() == 1
    assert yard.signals.queue == [("delivery", queued), ("delivery", lost)]


def test_a_next_try_that_lies_ahead_is_not_hurried(yard: Yard) -> None:
    id_ = yard.arrives()
    yard.deliveries.postpone(id_, yard.clock() + timedelta(hours=1), "Something unforeseen.")
    yard.clock.forward(minutes=59)
    assert yard.sweeper.sweep() == 0
    yard.clock.forward(minutes=2)
    assert yard.sweeper.sweep() == 1
    assert yard.signals.queue == [("delivery", id_)]


@pytest.mark.parametrize(
    "state", [State.APPLIED, State.NO_RULE, State.KEPT, State.UNUSABLE, State.FAILED]
)
def test_what_is_settled_rests(yard: Yard, state: State) -> None:
    yard.settle(yard.arrives(), state)
    yard.clock.forward(days=1)
    assert yard.sweeper.sweep() == 0


def test_a_place_is_signalled_while_it_is_due_and_nobody_holds_it(yard: Yard) -> None:
    id_ = yard.place()
    held = places.take_lease(yard.engine, id_, 40, "mine")
    assert held is not None
    assert yard.sweeper.sweep() == 0
    yard.clock.forward(seconds=41)  # whoever held it is dead
    assert yard.sweeper.sweep() == 1
    yard.signals.lost()
    again = places.take_lease(yard.engine, id_, 40, "mine again")
    assert again is not None
    with yard.engine.connect() as connection:
        places.release(connection, again, done=again.due, wake_at=None)
    assert yard.sweeper.sweep() == 0


def test_a_place_that_something_is_to_come_for_is_signalled_when_it_comes(yard: Yard) -> None:
    id_ = yard.place()
    held = places.take_lease(yard.engine, id_, 40, "mine")
    assert held is not None
    with yard.engine.connect() as connection:
        wake_at = yard.clock() + timedelta(days=7)
        places.release(connection, held, done=held.due, wake_at=wake_at)
    yard.clock.forward(days=6.9)
    assert yard.sweeper.sweep() == 0
    yard.clock.forward(days=0.1)
    assert yard.sweeper.sweep() == 1
    assert yard.signals.queue == [("place", id_)]


def test_after_redis_came_back_empty_nothing_is_taken_for_granted(yard: Yard) -> None:
    ids = [yard.arrives(number) for number in range(3)]
    later = yard.arrives(3)
    yard.deliveries.postpone(later, yard.clock() + timedelta(seconds=1), "Something unforeseen.")
    assert yard.sweeper.sweep(at_once=True) == 3
    assert yard.signals.queue == [("delivery", id_) for id_ in ids]


def test_a_sweep_has_a_bound_and_none_is_forgotten(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bridge.queue.sweeper.MOST", 5)
    ids = [yard.arrives(number) for number in range(8)]
    yard.clock.forward(seconds=30)
    sweeps = []
    for _ in range(3):
        sweeps.append(yard.sweeper.sweep())
        for _, id_ in yard.signals.queue:
            yard.settle(id_, State.APPLIED)
    assert sweeps == [5, 3, 0]
    assert yard.signals.queue == [("delivery", id_) for id_ in ids]


def test_at_once_asks_a_paused_account_without_waiting(yard: Yard) -> None:
    """As after a restart with the key mended."""
    id_ = yard.place()
    yard.pause()
    assert (yard.sweeper.sweep(at_once=True), yard.asked) == (1, 1)
    assert yard.signals.queue == [("place", id_)]


def test_while_a_destination_is_paused_no_place_of_it_is_signalled(yard: Yard) -> None:
    yard.place()
    yard.pause()
    yard.clock.forward(seconds=29)
    assert yard.sweeper.sweep() == 0
    assert (yard.asked, yard.signals.queue) == (0, [])


def test_what_arrives_meanwhile_is_taken_in(yard: Yard) -> None:
    yard.pause()
    id_ = yard.arrives()
    yard.answers = [AccountRefused(REFUSED)]
    yard.clock.forward(seconds=30)
    assert yard.sweeper.sweep() == 1
    assert yard.signals.queue == [("delivery", id_)]


def test_a_paused_destination_goes_on_by_itself_when_it_answers(yard: Yard) -> None:
    id_ = yard.place()
    yard.pause()
    yard.clock.forward(seconds=30)
    assert yard.sweeper.sweep() == 1
    assert (yard.asked, yard.signals.queue) == (1, [("place", id_)])
    standing = yard.standing()
    assert (standing.paused, standing.paused_because) == (False, "")


def test_it_asks_a_refusing_account_ever_more_seldom(yard: Yard) -> None:
    yard.place()
    yard.pause()
    since, waits = yard.clock(), []
    yard.answers = [AccountRefused(f"{REFUSED} Still.")] * 7
    while yard.answers:
        due = yard.standing().next_check_at
        assert due is not None
        waits.append((due - yard.clock()).total_seconds())
        yard.clock.set(due - timedelta(seconds=1))
        assert (yard.sweeper.sweep(), yard.asked) == (0, len(waits) - 1)
        yard.clock.set(due)
        assert (yard.sweeper.sweep(), yard.asked) == (0, len(waits))
    assert waits == [30, 60, 120, 240, 300, 300, 300]
    assert (yard.standing().paused_since, yard.standing().paused_because) == (
        since,
        f"{REFUSED} Still.",
    )
    assert yard.signals.queue == []


def test_an_account_that_does_not_answer_stays_paused(yard: Yard) -> None:
    yard.place()
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
    assert real.waiting() == {("delivery", id_)}


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
    assert (other.sweep(), yard.signals.queue) == (1, [("delivery", id_)])


def silence(yard: Yard) -> None:
    for _ in range(destinations.IN_A_ROW):
        with yard.engine.connect() as connection:
            destinations.failed(connection, CRM, "It gave no answer.", yard.clock())


def test_a_silent_account_is_asked_and_goes_on_when_it_answers(yard: Yard) -> None:
    """By whoever sweeps: no worker waits for it."""
    id_ = yard.place()
    silence(yard)
    yard.answers = [CrmUnavailable("It gave no answer within 5 s.")]
    assert (yard.sweeper.sweep(), yard.asked) == (0, 0)
    yard.clock.forward(seconds=30)
    assert (yard.sweeper.sweep(), yard.asked) == (0, 1)
    assert yard.standing().silent_because == "It gave no answer within 5 s."
    yard.clock.forward(seconds=59)
    assert (yard.sweeper.sweep(), yard.asked) == (0, 1)
    yard.clock.forward(seconds=1)
    assert (yard.sweeper.sweep(), yard.asked) == (1, 2)
    assert yard.signals.queue == [("place", id_)]
    assert yard.standing().rests is False


def test_a_silent_account_that_refuses_the_key_is_paused(yard: Yard) -> None:
    yard.place()
    silence(yard)
    yard.answers = [AccountRefused(REFUSED)]
    yard.clock.forward(seconds=30)
    assert yard.sweeper.sweep() == 0
    assert (yard.standing().paused_because, yard.standing().silent) == (REFUSED, False)


def test_one_that_refuses_only_the_question_answers(yard: Yard) -> None:
    yard.place()
    silence(yard)
    yard.answers = [CrmRefused("It answered 400.")]
    yard.clock.forward(seconds=30)
    assert (yard.sweeper.sweep(), yard.standing().rests) == (1, False)


def test_the_places_of_one_do_not_starve_those_of_another(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bridge.queue.sweeper.MOST", 3)
    destinations.ensure(yard.engine, "club")
    for number in range(5):
        yard.place(f"buyer{number}")
    with yard.engine.connect() as connection:
        theirs = places.ids_of(connection, "club", ["bea@example.com"])["bea@example.com"]
        places.mark_due(connection, [theirs])
    checks = {CRM: yard.check, "club": yard.check}
    both = Sweeper(yard.engine, yard.signals, checks, yard.clock)
    assert both.sweep() == 4
    assert ("place", theirs) in yard.signals.queue


def test_places_of_a_destination_that_no_rules_name_are_left_alone(yard: Yard) -> None:
    yard.place()
    checks = {CRM: yard.check}
    other = Sweeper(yard.engine, yard.signals, checks, yard.clock, named=lambda: ["club"])
    yard.clock.forward(minutes=1)
    assert (other.sweep(), yard.signals.queue) == (0, [])
