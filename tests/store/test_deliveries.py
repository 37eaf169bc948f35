from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from bridge.model import Event, Kind
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import State, Verdict
from bridge.store.settling import settle
from tests.fakes import NOON, event
from tests.store.test_events import EVENTS


@pytest.fixture
def deliveries(engine: Engine) -> Deliveries:
    return Deliveries(engine)


def settled(engine: Engine, id_: int, state: State, reason: str = "") -> None:
    with engine.connect() as connection:
        settle(connection, [Verdict(id_, state, reason)], NOON)


def test_keeping_is_one_committed_row(deliveries: Deliveries, database_url: str) -> None:
    kept = deliveries.keep(event(), NOON)
    with psycopg.connect(database_url) as another:
        rows = another.execute("SELECT id, state, email, duplicates, merged FROM deliveries")
        assert rows.fetchall() == [(kept.id, "waiting", "bea@example.com", 0, False)]
    assert kept.duplicate is False


def test_a_second_one_is_counted_and_what_the_first_said_stays(deliveries: Deliveries) -> None:
    first = deliveries.keep(event(key="k"), NOON)
    second = deliveries.keep(event(Kind.REFUND, key="k"), NOON + timedelta(hours=1))
    third = deliveries.keep(event(key="k"), NOON)
    assert (second.id, second.duplicate, third.duplicate) == (first.id, True, True)
    found = deliveries.find(first.id)
    assert found is not None
    assert (found.duplicates, found.event.kind, found.received_at) == (2, Kind.PURCHASE, NOON)


def test_an_event_without_a_time_takes_the_time_it_was_received(deliveries: Deliveries) -> None:
    timeless = Event("thrivecart", "k", Kind.PURCHASE, "order.success")
    found = deliveries.find(deliveries.keep(timeless, NOON).id)
    assert found is not None
    assert found.event.occurred_at == NOON


def storable(told: Event) -> bool:
    return "\0" not in repr(told) and "\\x00" not in repr(told)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EVENTS.filter(storable))
def test_any_event_comes_back_from_postgres_as_it_went(deliveries: Deliveries, told: Event) -> None:
    kept = deliveries.keep(told, datetime.now(UTC))
    found = deliveries.find(kept.id)
    assert found is not None
    if not kept.duplicate and told.occurred_at and told.occurred_at < datetime.now(UTC):
        assert found.event == told


def test_what_postgres_cannot_hold_is_refused_whole(deliveries: Deliveries) -> None:
    with pytest.raises(DBAPIError):
        deliveries.keep(event(email="b\0ea@example.com"), NOON)
    assert deliveries.latest() == []


def test_an_error_does_not_tell_who_the_buyer_is(deliveries: Deliveries) -> None:
    with pytest.raises(DBAPIError) as caught:
        deliveries.keep(event(email="b\0ea@example.com"), NOON)
    assert "example.com" not in str(caught.value)


def test_the_latest_come_newest_first_and_by_pages(deliveries: Deliveries, engine: Engine) -> None:
    ids = [deliveries.keep(event(key=f"k{n}"), NOON).id for n in range(5)]
    other = deliveries.keep(event(key="other", email="Cy@Example.com"), NOON).id
    settled(engine, ids[1], State.FAILED)
    pages: list[list[int]] = []
    before: int | None = None
    while page := deliveries.latest(4, before=before):
        pages.append([delivery.id for delivery in page])
        before = page[-1].id
    newest = [other, *reversed(ids)]
    assert pages == [newest[:4], newest[4:]]
    assert [d.id for d in deliveries.latest(email=" CY@example.com")] == [other]
    assert [d.id for d in deliveries.latest(state=State.FAILED)] == [ids[1]]


def test_what_is_not_there_is_nothing(deliveries: Deliveries) -> None:
    assert deliveries.find(1) is None
    assert deliveries.body(1) == {}
    assert deliveries.calls(1) == []
    assert deliveries.latest() == []
    assert deliveries.reopen([1], NOON) == []


def test_the_body_is_kept_as_it_came(deliveries: Deliveries) -> None:
    body: dict[str, Any] = {"event": "order.success", "order": {"charges": [{"name": "Gold ✓"}]}}
    told = Event("thrivecart", "k", Kind.PURCHASE, "order.success", body=body)
    assert deliveries.body(deliveries.keep(told, NOON).id) == body


def test_overdue_is_what_waits_and_whose_time_came_oldest_first(
    deliveries: Deliveries, engine: Engine
) -> None:
    late, later, ahead, done = (
        deliveries.keep(event(key=f"k{n}"), NOON + timedelta(minutes=n)).id for n in range(4)
    )
    deliveries.postpone([ahead], NOON + timedelta(hours=1))
    settled(engine, done, State.APPLIED)
    at = NOON + timedelta(minutes=10)
    assert deliveries.overdue(at) == [late, later]
    assert deliveries.overdue(at, limit=1) == [late]
    assert deliveries.overdue(NOON) == [late]


def test_postponing_with_a_reason_is_a_try_and_without_is_none(deliveries: Deliveries) -> None:
    id_ = deliveries.keep(event(), NOON).id
    at = NOON + timedelta(hours=1)
    deliveries.postpone([id_], at)
    found = deliveries.find(id_)
    assert found is not None
    assert (found.attempts, found.reason, found.next_try_at) == (0, "", at)
    deliveries.postpone([id_], at, "ActiveCampaign is busy.")
    found = deliveries.find(id_)
    assert found is not None
    assert (found.attempts, found.reason) == (1, "ActiveCampaign is busy.")


def test_what_is_settled_is_not_postponed(deliveries: Deliveries, engine: Engine) -> None:
    id_ = deliveries.keep(event(), NOON).id
    settled(engine, id_, State.FAILED, "The tag 'Gold' does not exist.")
    deliveries.postpone([id_], NOON, "Something else.")
    found = deliveries.find(id_)
    assert found is not None
    assert (found.state, found.reason, found.next_try_at, found.settled_at) == (
        State.FAILED,
        "The tag 'Gold' does not exist.",
        None,
        NOON,
    )


def test_a_retry_makes_it_wait_from_now_on(deliveries: Deliveries, engine: Engine) -> None:
    ids = [deliveries.keep(event(key=f"k{n}"), NOON).id for n in range(3)]
    settled(engine, ids[0], State.FAILED, "The tag 'Gold' does not exist.")
    settled(engine, ids[1], State.APPLIED)
    at = NOON + timedelta(hours=2)
    assert deliveries.reopen_failed(at) == [ids[0]]
    found = deliveries.find(ids[0])
    assert found is not None
    assert (found.state, found.reason, found.next_try_at, found.settled_at, found.merged) == (
        State.WAITING,
        "",
        at,
        None,
        False,
    )
