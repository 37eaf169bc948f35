"""A person is told once of a trouble, and once that it is over, whoever looks and however often."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from bridge.alerts.message import BY_COMMANDS, ON_PAGES, Message, NotSent
from bridge.alerts.watch import Watch
from bridge.explain.troubles.needs import POSTGRES_AWAY
from bridge.queue import jobs
from bridge.store.alerts import open_alerts
from bridge.store.engine import engine_for

NO_REDIS = jobs.redis_for("redis://127.0.0.1:1")
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
KEY = {"paused:activecampaign": "ActiveCampaign refused the key (403)."}
TAG = {"tag:gold": "The tag 'Gold' does not exist."}


class Reader:
    """Somebody who gets what is sent; or does not."""

    def __init__(self) -> None:
        self.told: list[Message] = []
        self.pings = 0
        self.barred = False

    def send(self, message: Message) -> None:
        if self.barred:
            raise NotSent("The address answered 500.")
        self.told.append(message)

    def ping(self) -> None:
        self.send(Message())
        self.told.pop()
        self.pings += 1


class Office:
    """A watch whose clock and troubles are the test's."""

    def __init__(self, engine: Engine, *readers: Reader, where: str = ON_PAGES) -> None:
        self.troubles: Mapping[str, str] = {}
        self.minute = 0
        self.readers = readers or (Reader(),)
        heartbeat: Any = self.readers[0]
        self._watch = Watch(
            engine, lambda _: self.troubles, self.readers, NO_REDIS, heartbeat, where=where
        )

    def look(self, minutes: int = 1) -> None:
        for _ in range(minutes):
            self._watch.look(NOON + timedelta(minutes=self.minute))
            self.minute += 1

    @property
    def told(self) -> list[tuple[list[str], list[str]]]:
        return [([*each.began], [*each.ended]) for each in self.readers[0].told]


@pytest.fixture
def office(engine: Engine) -> Office:
    return Office(engine)


def test_a_trouble_is_told_once_it_has_lasted_and_then_no_more(office: Office) -> None:
    office.troubles = KEY
    office.look(2)
    assert office.told == []
    office.look(60)
    assert office.told == [([*KEY.values()], [])]


def test_its_end_is_told_once_too(office: Office) -> None:
    office.troubles = KEY
    office.look(3)
    office.troubles = {}
    office.look(60)
    assert office.told == [([*KEY.values()], []), ([], [*KEY.values()])]


def test_what_goes_by_itself_is_never_told(office: Office) -> None:
    for _ in range(10):
        office.troubles = KEY
        office.look(2)
        office.troubles = {}
        office.look()
    assert office.told == []


def test_one_that_comes_back_at_once_was_never_over(office: Office) -> None:
    office.troubles = KEY
    office.look(3)
    office.troubles = {}
    office.look()
    office.troubles = {"paused:activecampaign": "Still (403)."}
    office.look(10)
    assert office.told == [([*KEY.values()], [])]


def test_several_are_told_in_one_message(office: Office) -> None:
    office.troubles = KEY | TAG
    office.look(5)
    assert office.told == [([*KEY.values(), *TAG.values()], [])]


def test_one_that_comes_again_after_its_end_is_told_again(office: Office) -> None:
    for _ in range(2):
        office.troubles = KEY
        office.look(3)
        office.troubles = {}
        office.look(3)
    assert [bool(began) for began, _ in office.told] == [True, False, True, False]


def test_every_message_says_where_there_is_more(engine: Engine) -> None:
    office = Office(engine, where=BY_COMMANDS)
    office.troubles = KEY
    office.look(3)
    assert [each.where for each in office.readers[0].told] == [BY_COMMANDS]


def test_while_nobody_is_reached_it_is_tried_again(office: Office) -> None:
    (reader,) = office.readers
    reader.barred = True
    office.troubles = KEY
    office.look(10)
    reader.barred = False
    office.look(10)
    assert office.told == [([*KEY.values()], [])]


def test_where_one_way_is_barred_the_other_is_taken_once(engine: Engine) -> None:
    office = Office(engine, Reader(), Reader())
    office.readers[1].barred = True
    office.troubles = KEY
    office.look(10)
    assert office.told == [([*KEY.values()], [])]


def test_two_that_look_tell_it_once_between_them(engine: Engine) -> None:
    reader = Reader()
    both = [Office(engine, reader), Office(engine, reader)]
    for _ in range(10):
        for each in both:
            each.troubles = KEY
            each.look()
    assert len(reader.told) == 1


def test_who_looks_while_another_tells_leaves_it_to_that_one(
    engine: Engine, office: Office
) -> None:
    office.troubles = KEY
    with open_alerts.watching(engine) as connection:
        assert connection is not None
        office.look(10)
    assert office.told == []


def test_all_is_well_while_nothing_is_wrong(office: Office) -> None:
    (reader,) = office.readers
    office.look(3)
    assert reader.pings == 3
    office.troubles = KEY
    office.look(3)
    assert reader.pings == 3


def test_without_postgres_it_says_so_and_pings_nobody(
    caplog: pytest.LogCaptureFixture, tmp_path: object
) -> None:
    office = Office(engine_for(f"postgresql://nobody@/nothing?host={tmp_path}"))
    office.look(2)
    assert {*caplog.messages} == {"alerts: Postgres does not answer (OperationalError)"}
    assert office.told == []
    office.look(10)
    assert office.told == [([POSTGRES_AWAY], [])]
    assert office.readers[0].pings == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.tuples(st.sets(st.sampled_from("abc")), st.integers(1, 5)), max_size=12))
def test_ends_and_beginnings_take_turns_for_every_trouble(
    engine: Engine, story: list[tuple[set[str], int]]
) -> None:
    with engine.connect() as connection:
        connection.execute(text("DELETE FROM alerts"))
    office = Office(engine)
    for troubles, minutes in story:
        office.troubles = {each: each for each in troubles}
        office.look(minutes)
    for each in "abc":
        turns = [
            "began" if each in began else "ended"
            for began, ended in office.told
            if each in began or each in ended
        ]
        assert turns == [("began", "ended")[n % 2] for n in range(len(turns))]
    assert not any({*began} & {*ended} for began, ended in office.told)
