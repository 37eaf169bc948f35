from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bridge.model import Call
from bridge.model.errors import CrmUnavailable
from bridge.store import destinations, memory, places
from bridge.store.engine import engine_for, transaction
from bridge.store.memory import PlaceMemory
from bridge.store.places import Place
from bridge.store.schema import tables
from tests.fakes import NOON
from tests.store.clock import DatabaseClock

CRM, BEA, CY = "activecampaign", "bea@example.com", "cy@example.com"


@pytest.fixture
def clock(database_url: str) -> DatabaseClock:
    return DatabaseClock(database_url)


@pytest.fixture
def engine(clock: DatabaseClock) -> Iterator[Engine]:
    made = engine_for(clock.url)
    destinations.ensure(made, CRM)
    yield made
    made.dispose()


def place_of(engine: Engine, address: str = BEA, *, due: bool = True) -> int:
    with engine.connect() as connection:
        id_ = places.ids_of(connection, CRM, [address])[address]
        places.mark_due(connection, [id_] if due else [])
    return id_


def taken(engine: Engine, id_: int, who: str = "mine") -> Place:
    found = places.take_lease(engine, id_, 40, who)
    assert found is not None
    return found


def released(engine: Engine, place: Place, **more: object) -> bool:
    told = {"done": place.due, "wake_at": None, **more}
    with engine.connect() as connection:
        return places.release(connection, place, **told)  # type: ignore[arg-type] # as `release` has them


def test_an_address_has_one_place_at_a_destination(engine: Engine) -> None:
    with engine.connect() as connection:
        first = places.ids_of(connection, CRM, [BEA, CY])
        again = places.ids_of(connection, CRM, [CY, BEA, "di@example.com"])
        other = places.ids_of(connection, "another", [BEA])
        assert places.ids_of(connection, CRM, []) == {}
    assert {**again, **first} == again
    assert other[BEA] not in again.values()


def test_a_place_is_held_by_one_and_taken_over_when_its_lease_is_over(
    engine: Engine, clock: DatabaseClock
) -> None:
    id_ = place_of(engine)
    mine = taken(engine, id_)
    assert places.take_lease(engine, id_, 40, "theirs") is None
    clock.forward(seconds=40)
    assert places.take_lease(engine, id_, 40, "theirs") is None  # its last call may land just now
    clock.forward(seconds=1)
    theirs = taken(engine, id_, "theirs")
    assert not released(engine, mine, done=7, reason="late")
    assert not memory.renew(engine, mine, 40)
    assert released(engine, theirs)
    with engine.connect() as connection:
        found = places.find(connection, CRM, BEA)
    assert found is not None
    assert (found.done, found.reason, found.lease) == (1, "", "")


def test_of_many_who_want_it_one_gets_it(engine: Engine) -> None:
    id_ = place_of(engine)
    with ThreadPoolExecutor(8) as together:
        got = list(
            together.map(lambda n: places.take_lease(engine, id_, 40, f"worker {n}"), range(8))
        )
    assert len([each for each in got if each]) == 1


def test_a_lease_that_is_renewed_lasts(engine: Engine, clock: DatabaseClock) -> None:
    mine = taken(engine, place_of(engine))
    clock.forward(seconds=39)
    assert memory.renew(engine, mine, 40)
    clock.forward(seconds=39)
    assert places.take_lease(engine, mine.id, 40, "theirs") is None


def test_who_marks_a_place_while_it_is_looked_at_has_it_looked_at_once_more(
    engine: Engine,
) -> None:
    id_ = place_of(engine)
    mine = taken(engine, id_)
    place_of(engine)
    assert released(engine, mine)
    with engine.connect() as connection:
        assert places.is_due(connection, id_)
    again = taken(engine, id_)
    assert (again.due, again.done) == (2, 1)
    assert released(engine, again)
    assert not taken(engine, id_).is_due


def test_a_place_wakes_at_its_time_and_no_sooner(engine: Engine, clock: DatabaseClock) -> None:
    mine = taken(engine, place_of(engine))
    assert released(engine, mine, wake_at=clock() + timedelta(days=7))
    assert places.due_places(engine, 10) == []
    clock.forward(days=7)
    assert places.due_places(engine, 10) == [mine.id]
    assert taken(engine, mine.id).wakes


def test_due_places_come_oldest_first_and_those_of_paused_accounts_not_at_all(
    engine: Engine, clock: DatabaseClock
) -> None:
    destinations.ensure(engine, "another")
    first, second, third = (place_of(engine, f"{name}@example.com") for name in "abc")
    with engine.connect() as connection:
        theirs = places.ids_of(connection, "another", [BEA])[BEA]
        places.mark_due(connection, [theirs])
    assert places.due_places(engine, 10) == [first, second, third, theirs]
    assert places.due_places(engine, 2) == [first, second]

    with engine.connect() as connection:
        destinations.pause(connection, CRM, "The key is refused.", clock())
    assert places.due_places(engine, 10) == [theirs]


def test_a_contact_takes_its_place_along_to_another_address(engine: Engine) -> None:
    hers, theirs = place_of(engine, BEA), place_of(engine, CY)
    with transaction(engine) as connection:
        places.give_address(connection, hers, CY)
    with engine.connect() as connection:
        found = {each: places.find(connection, CRM, each) for each in (BEA, CY)}
    assert {address: place.id for address, place in found.items() if place} == {
        BEA: theirs,
        CY: hers,
    }


def test_an_address_that_nobody_had_is_just_given(engine: Engine) -> None:
    hers = place_of(engine, BEA)
    with transaction(engine) as connection:
        places.give_address(connection, hers, CY)
    with engine.connect() as connection:
        assert places.find(connection, CRM, BEA) is None
        found = places.find(connection, CRM, CY)
    assert found is not None
    assert found.id == hers


def memory_of(engine: Engine, place: Place, lease: float = 40, call: float = 16) -> PlaceMemory:
    return PlaceMemory(engine, place, lease, call)


def test_what_is_put_is_there_at_once_and_what_is_jotted_goes_along_with_the_release(
    engine: Engine,
) -> None:
    mine = taken(engine, place_of(engine))
    memory = memory_of(engine, mine)
    memory.put("fire:token", "cleared")
    memory.jot("contact", "501")
    memory.jot("profile", "old")
    memory.jot("profile", None)
    assert (memory.get("fire:token"), memory.get("contact"), memory.get("profile")) == (
        "cleared",
        "501",
        None,
    )
    with engine.connect() as connection:
        found = places.find(connection, CRM, BEA)
    assert found is not None
    assert found.memory == {"fire:token": "cleared"}
    assert released(engine, mine, kept=memory.jotted)
    assert taken(engine, mine.id).memory == {"fire:token": "cleared", "contact": "501"}


def test_what_is_forgotten_is_gone(engine: Engine) -> None:
    mine = taken(engine, place_of(engine))
    memory = memory_of(engine, mine)
    memory.put("contact", "501")
    memory.put("profile", "old")
    memory.put("profile", None)
    memory.jot("contact", None)
    assert released(engine, mine, kept=memory.jotted)
    assert taken(engine, mine.id).memory == {}


def test_what_is_put_after_it_was_jotted_stays(engine: Engine) -> None:
    mine = taken(engine, place_of(engine))
    memory = memory_of(engine, mine)
    memory.jot("contact", None)
    memory.put("contact", "502")
    assert released(engine, mine, kept=memory.jotted)
    assert taken(engine, mine.id).memory == {"contact": "502"}


def test_calls_are_collected_in_order(engine: Engine) -> None:
    memory = memory_of(engine, taken(engine, place_of(engine)))
    told = [Call("POST", "contact/sync", 200, 12), Call("POST", "contactTags", 0, 15000)]
    for call in told:
        memory.note(call)
    assert memory.calls == told


def test_a_call_that_might_land_after_the_leases_end_waits_for_a_new_one(
    engine: Engine, clock: DatabaseClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = 0.0
    monkeypatch.setattr("bridge.store.memory.time.monotonic", lambda: seconds)
    mine = taken(engine, place_of(engine))
    memory = memory_of(engine, mine)
    seconds = 9.0
    clock.forward(seconds=9)
    memory.before_call()  # 31 seconds are left, and it may take 16
    seconds = 20.0
    clock.forward(seconds=11)
    memory.before_call()
    clock.forward(seconds=35)
    assert places.take_lease(engine, mine.id, 40, "theirs") is None


def test_no_call_is_made_when_another_worker_took_over(
    engine: Engine, clock: DatabaseClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = 0.0
    monkeypatch.setattr("bridge.store.memory.time.monotonic", lambda: seconds)
    mine = taken(engine, place_of(engine))
    memory = memory_of(engine, mine)
    seconds = 60.0
    clock.forward(seconds=60)
    taken(engine, mine.id, "theirs")
    with pytest.raises(CrmUnavailable, match="Another worker took this contact up meanwhile"):
        memory.before_call()


def wakes(engine: Engine, address: str, hours: int, attempts: int = 0) -> None:
    with engine.connect() as connection:
        id_ = places.ids_of(connection, CRM, [address])[address]
        which = tables.places.update().where(tables.places.c.id == id_)
        connection.execute(
            which.values(wake_at=NOON + hours * timedelta(hours=1), attempts=attempts)
        )


@pytest.mark.parametrize("batch", [1, 2, 3, 500])
def test_the_next_one_first_and_before_it_what_is_tried_again(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(places, "_BATCH", batch)
    for number, hours in enumerate((3, 1, 2, 1)):
        wakes(engine, f"{number}@example.com", hours)
    wakes(engine, "again@example.com", 9, attempts=2)
    with engine.connect() as connection:
        places.ids_of(connection, CRM, ["nothing@example.com"])
    assert list(places.that_wake(engine)) == [
        ("again@example.com", None),
        ("1@example.com", NOON + timedelta(hours=1)),
        ("3@example.com", NOON + timedelta(hours=1)),
        ("2@example.com", NOON + 2 * timedelta(hours=1)),
        ("0@example.com", NOON + 3 * timedelta(hours=1)),
    ]
