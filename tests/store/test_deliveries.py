from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Engine, insert
from sqlalchemy.exc import DBAPIError

from bridge.entitlements.people import linking_keys
from bridge.model import Event, Kind, Money, Sort
from bridge.store import applied, decisions, households, places, settlement
from bridge.store import deliveries as deliveries_rows
from bridge.store.applied import Applied
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import Kept, State
from bridge.store.engine import engine_for, transaction
from bridge.store.schema.tables import calls
from bridge.store.settlement import Settlement, settle
from tests.destinations.fakes import Killed
from tests.fakes import NOON, event
from tests.store.clock import DatabaseClock
from tests.store.test_delivery import EVENTS


@pytest.fixture
def deliveries(engine: Engine) -> Deliveries:
    return Deliveries(engine)


def settled(engine: Engine, id_: int, state: State, reason: str = "") -> None:
    with engine.connect() as connection:
        settle(connection, [Settlement(id_, state, reason)], NOON)


def test_keeping_is_one_committed_row(deliveries: Deliveries, database_url: str) -> None:
    kept = deliveries.keep(event(), NOON)
    with psycopg.connect(database_url) as another:
        rows = another.execute("SELECT id, state, email, duplicates, household_id FROM deliveries")
        assert rows.fetchall() == [(kept.id, "waiting", "bea@example.com", 0, None)]
    assert kept.duplicate is False


def test_a_second_one_is_counted_and_what_the_first_said_stays(deliveries: Deliveries) -> None:
    first = deliveries.keep(event(key="k"), NOON)
    second = deliveries.keep(event(Kind.REFUND, key="k"), NOON + timedelta(hours=1))
    third = deliveries.keep(event(key="k"), NOON)
    assert (second.id, second.duplicate, third.duplicate) == (first.id, True, True)
    found = deliveries.find(first.id)
    assert found is not None
    assert (found.duplicates, found.event.kind, found.received_at) == (2, Kind.PURCHASE, NOON)


def given_back(amount: int | None, key: str) -> Event:
    return replace(event(Kind.REFUND, key=key), money=Money(amount, "USD"))


def test_two_parts_given_back_in_one_second_are_two_deliveries(deliveries: Deliveries) -> None:
    told = [given_back(1000, "k:amount-1000"), given_back(900, "k:amount-900")]
    first, second = (deliveries.keep(each, NOON) for each in told)
    again = [deliveries.keep(each, NOON) for each in told]
    assert (first.duplicate, second.duplicate) == (False, False)
    assert again == [Kept(first.id, duplicate=True), Kept(second.id, duplicate=True)]


@pytest.mark.parametrize("kept", [1000, None])
def test_a_refund_that_an_older_bridge_kept_is_not_kept_twice(
    deliveries: Deliveries, kept: int | None
) -> None:
    """Its key had no amount, and it may not have understood the amount."""
    old = deliveries.keep(given_back(kept, "k"), NOON)
    assert deliveries.keep(given_back(1000, "k:amount-1000"), NOON) == Kept(old.id, duplicate=True)
    assert len(deliveries.latest()) == 1
    found = deliveries.find(old.id)
    assert found is not None
    assert found.duplicates == 1


def test_another_part_of_that_second_is_kept_beside_what_an_older_bridge_kept(
    deliveries: Deliveries,
) -> None:
    deliveries.keep(given_back(900, "k"), NOON)
    fresh = deliveries.keep(given_back(1000, "k:amount-1000"), NOON)
    assert not fresh.duplicate
    assert len(deliveries.latest()) == 2


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
    at = datetime.now(UTC)
    kept = deliveries.keep(told, at)
    found = deliveries.find(kept.id)
    assert found is not None
    if not kept.duplicate:
        assert found.event == told.received(at)


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


def test_what_bodies_say_under_a_name_is_read_in_one_go(deliveries: Deliveries) -> None:
    keep = [
        Event("bridge", f"k{n}", Kind.PURCHASE, "word", body=body)
        for n, body in enumerate([{"operator": "Anna"}, {"other": "x"}, {"operator": "Ben"}])
    ]
    anna, other, ben = (deliveries.keep(each, NOON).id for each in keep)
    assert deliveries.told_in_bodies([anna, other], "operator") == {anna: "Anna"}
    assert deliveries.told_in_bodies([anna, ben], "operator") == {anna: "Anna", ben: "Ben"}
    assert deliveries.told_in_bodies([], "operator") == {}


def test_what_nobody_took_in_is_found_oldest_first_once_it_lay_for_long_enough(
    database_url: str,
) -> None:
    clock = DatabaseClock(database_url)
    engine = engine_for(clock.url)
    deliveries = Deliveries(engine)
    late, later, ahead, done, taken = (
        deliveries.keep(event(key=f"k{n}"), NOON + timedelta(minutes=n)).id for n in range(5)
    )
    deliveries.postpone(ahead, NOON + timedelta(hours=1), "Something unforeseen.")
    settled(engine, done, State.APPLIED)
    with transaction(engine) as connection:
        households.take_in(connection, taken, ["address:bea@example.com"])
    clock.forward(minutes=10)
    assert deliveries.not_taken_in() == [late, later]
    assert deliveries.not_taken_in(1) == [late]
    assert deliveries.not_taken_in(slack=timedelta(minutes=10)) == [late]
    clock.forward(hours=1)
    assert deliveries.not_taken_in() == [late, later, ahead]
    engine.dispose()


def test_what_is_put_off_says_why_and_counts_the_try(deliveries: Deliveries) -> None:
    id_ = deliveries.keep(event(), NOON).id
    at = NOON + timedelta(hours=1)
    deliveries.postpone(id_, at, "Something unforeseen.")
    found = deliveries.find(id_)
    assert found is not None
    assert (found.attempts, found.reason, found.next_try_at) == (1, "Something unforeseen.", at)


def test_what_is_settled_is_not_postponed(deliveries: Deliveries, engine: Engine) -> None:
    id_ = deliveries.keep(event(), NOON).id
    settled(engine, id_, State.FAILED, "The tag 'Gold' does not exist.")
    deliveries.postpone(id_, NOON, "Something else.")
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
    assert (found.state, found.reason, found.next_try_at, found.settled_at) == (
        State.WAITING,
        "",
        at,
        None,
    )


def test_all_that_failed_is_retried_batch_by_batch(
    deliveries: Deliveries, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is cut off in between has done the batches before, and asks for the rest."""
    monkeypatch.setattr(deliveries_rows, "_BATCH", 2)
    ids = [deliveries.keep(event(key=f"k{n}"), NOON).id for n in range(5)]
    for id_ in ids:
        settled(engine, id_, State.FAILED, "The tag 'Gold' does not exist.")
    open_again = settlement.reopen
    seen: list[int] = []

    def cut_off(*of: Any) -> list[int]:
        if len(seen) == 4:
            raise Killed
        seen.extend(opened := open_again(*of))
        return opened

    with monkeypatch.context() as patched:
        patched.setattr(settlement, "reopen", cut_off)
        with pytest.raises(Killed):
            deliveries.reopen_failed(NOON)
    assert deliveries.counts() == {State.WAITING: 4, State.FAILED: 1}
    assert deliveries.reopen_failed(NOON) == [ids[4]]
    assert deliveries.reopen_failed(NOON) == []


def test_a_retry_marks_her_places_and_doubts_what_the_delivery_told(
    deliveries: Deliveries, engine: Engine
) -> None:
    told = event(key="k")
    id_ = deliveries.keep(told, NOON).id
    row = {"tag": "Gold", "action": "add", "what": "added", "changed": True}
    with transaction(engine) as connection:
        households.take_in(connection, id_, linking_keys(told))
        place = places.ids_of(connection, "activecampaign", ["bea@example.com"])["bea@example.com"]
        other = places.ids_of(connection, "activecampaign", ["cy@example.com"])["cy@example.com"]
        known = [Applied(name.lower(), Sort.TAG, name, "wanted") for name in ("Gold", "Silver")]
        for each in (place, other):
            applied.write(connection, each, known)
        settle(connection, [Settlement(id_, State.APPLIED, "", [row])], NOON)
    assert deliveries.reopen([id_], NOON) == [id_]
    with engine.connect() as connection:
        assert (places.is_due(connection, place), places.is_due(connection, other)) == (True, False)
        values = {key: row.value for key, row in applied.applied_of(connection, place).items()}
        assert values == {"gold": "", "silver": "wanted"}
        assert applied.applied_of(connection, other)["gold"].value == "wanted"


def test_what_no_rule_spoke_about_is_decided_anew_by_a_retry_and_what_one_did_is_not(
    deliveries: Deliveries, engine: Engine
) -> None:
    told = event(key="k")
    id_ = deliveries.keep(told, NOON).id
    for state, left in ((State.APPLIED, 1), (State.NO_RULE, None)):
        with transaction(engine) as connection:
            household = households.take_in(connection, id_, linking_keys(told))
            decisions.decide_event(connection, id_, 1, [], "v1")
            decisions.decide_entitlements(connection, household, ["live:1001:product-1"], 1)
        settled(engine, id_, state)
        deliveries.reopen([id_], NOON)
        with engine.connect() as connection:
            [fact] = households.facts_of(connection, household)
            publications = households.publications_of(connection, household)
        assert fact.publication == left
        assert publications == ({"live:1001:product-1": 1} if left else {})


def test_a_buyer_is_found_with_all_that_came_under_her_other_addresses(
    deliveries: Deliveries, engine: Engine
) -> None:
    told = [event(key="a"), event(key="b", email="new@example.com"),
            event(key="c", email="cy@example.com", order="1002")]  # fmt: skip
    ids = [deliveries.keep(each, NOON).id for each in told]
    for id_, each in zip(ids, told, strict=True):
        with transaction(engine) as connection:
            households.take_in(connection, id_, linking_keys(each))
    waiting = deliveries.keep(event(key="d"), NOON).id
    assert [each.id for each in deliveries.of_buyer(" Bea@Example.com")] == [waiting, *ids[1::-1]]
    assert [each.id for each in deliveries.of_buyer("new@example.com")] == ids[1::-1]
    assert [each.id for each in deliveries.of_buyer("cy@example.com")] == [ids[2]]
    assert deliveries.of_buyer("di@example.com") == []


def test_what_the_cart_sent_is_forgotten_in_time_and_what_happened_is_not(
    deliveries: Deliveries, engine: Engine
) -> None:
    day = timedelta(days=1)
    old, hand, young = (
        deliveries.keep(
            replace(event(kind, "product-12", key=key), body={"said": "word for word"}), came
        ).id
        for key, kind, came in (
            ("1", Kind.PURCHASE, NOON - 2 * day),
            ("2", Kind.BANNED_BY_HAND, NOON - 2 * day),
            ("3", Kind.PURCHASE, NOON),
        )
    )
    with engine.connect() as connection:
        for at in (NOON - 2 * day, NOON):
            told = {"delivery_id": old, "at": at, "method": "POST", "path": "/tags"}
            connection.execute(insert(calls).values(told))
    before = deliveries.find(old)
    assert deliveries.forget(NOON - day) == 2
    assert [deliveries.body(each) for each in (old, hand, young)] == [
        {},
        {"said": "word for word"},
        {"said": "word for word"},
    ]
    assert [at for at, _ in deliveries.calls(old)] == [NOON]
    assert deliveries.find(old) == before
    assert deliveries.forget(NOON - day) == 0


def test_so_much_is_forgotten_in_one_go_and_no_more(deliveries: Deliveries) -> None:
    for number in range(5):
        deliveries.keep(replace(event(key=str(number)), body={"a": "b"}), NOON)
    late = NOON + timedelta(days=1)
    assert [deliveries.forget(late, most=2) for _ in range(4)] == [2, 2, 1, 0]
