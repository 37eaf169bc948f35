"""People whose events share an order, a customer id or an address are kept together."""

import random
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine, event, select

from bridge.entitlements.people import linking_keys
from bridge.model import Action, Effect, Event
from bridge.store import decisions, households
from bridge.store.deliveries import Deliveries
from bridge.store.engine import engine_for, transaction
from bridge.store.schema import tables
from tests.fakes import NOON
from tests.fakes import event as happened


def kept(engine: Engine, key: str) -> int:
    return Deliveries(engine).keep(happened(key=key), NOON).id


def taken_in(engine: Engine, id_: int, *keys: str) -> int:
    with transaction(engine) as connection:
        households.lock_keys(connection, keys)
        return households.take_in(connection, id_, keys)


def grouped(engine: Engine) -> set[frozenset[int]]:
    """The deliveries of each household."""
    d = tables.deliveries.c
    found: dict[int, set[int]] = {}
    with engine.connect() as connection:
        for id_, household in connection.execute(select(d.id, d.household_id)):
            found.setdefault(household, set()).add(id_)
    return {frozenset(ids) for ids in found.values()}


def test_events_with_a_key_in_common_are_one_household(engine: Engine) -> None:
    a, b, c = (kept(engine, name) for name in "abc")
    first = taken_in(engine, a, "address:bea@example.com", "order:live:1001")
    assert taken_in(engine, b, "address:new@example.com", "order:live:1001") == first
    assert taken_in(engine, c, "address:cy@example.com") != first
    with engine.connect() as connection:
        assert households.addresses_of(connection, first) == ["bea@example.com", "new@example.com"]
        assert households.household_of(connection, "address:new@example.com") == first
        assert households.household_of(connection, "address:di@example.com") is None


def test_an_event_that_joins_two_households_merges_them_with_all_they_have(
    engine: Engine,
) -> None:
    a, b, c = (kept(engine, name) for name in "abc")
    first, second = taken_in(engine, a, "k1"), taken_in(engine, b, "k2")
    with transaction(engine) as connection:
        decisions.decide_entitlements(connection, second, ["live:2:product-1"], 7)
    assert taken_in(engine, c, "k2", "k1", "k3") == first
    assert grouped(engine) == {frozenset({a, b, c})}
    with engine.connect() as connection:
        assert {households.household_of(connection, f"k{n}") for n in (1, 2, 3)} == {first}
        assert households.publications_of(connection, first) == {"live:2:product-1": 7}
        assert not households.lock(connection, second)
    assert households.after(engine, 0, 10) == [first]
    assert households.count(engine) == 1


def test_taking_in_twice_changes_nothing(engine: Engine) -> None:
    a = kept(engine, "a")
    assert taken_in(engine, a, "k1", "k2") == taken_in(engine, a, "k2", "k1")
    assert households.count(engine) == 1


def together(keys: Sequence[Sequence[str]]) -> set[frozenset[int]]:
    """Which of these belong together, by their places in the list, found the slow way."""
    groups: list[tuple[set[int], set[str]]] = []
    for number, each in enumerate(keys):
        mine = ({number}, set(each))
        rest = []
        for group in groups:
            if group[1] & mine[1]:
                mine = (mine[0] | group[0], mine[1] | group[1])
            else:
                rest.append(group)
        groups = [*rest, mine]
    return {frozenset(numbers) for numbers, _ in groups}


def test_many_at_once_come_to_the_households_that_one_after_the_other_would(
    database_url: str, engine: Engine
) -> None:
    wide = engine_for(database_url, connections=8)
    chance = random.Random(11)
    keys = [
        [f"address:{chance.randrange(18)}", f"order:{chance.randrange(40)}",
         f"customer:{chance.randrange(25)}"]
        for _ in range(60)
    ]  # fmt: skip
    ids = [kept(engine, f"key {number}") for number in range(len(keys))]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: taken_in(wide, ids[n], *keys[n]), range(len(keys))))
    expected = {frozenset(ids[n] for n in group) for group in together(keys)}
    wide.dispose()
    assert grouped(engine) == expected
    assert households.count(engine) == len(expected)


def test_a_household_that_is_merged_away_while_it_is_waited_for_is_looked_for_anew(
    database_url: str, engine: Engine
) -> None:
    """Somebody holds a household's row; two take deliveries in that it is merged by, and joins."""
    a, b, c, d = (kept(engine, name) for name in "abcd")
    first, second = taken_in(engine, a, "k1"), taken_in(engine, b, "k2")
    wide = engine_for(database_url, connections=4)
    waits = threading.Event()

    def notice(_: object, __: object, statement: str, *___: object) -> None:
        if "FOR UPDATE" in statement and threading.current_thread() is late:
            waits.set()

    event.listen(wide, "before_cursor_execute", notice)
    found: list[int] = []
    late = threading.Thread(target=lambda: found.append(taken_in(wide, d, "k2", "k4")))
    with transaction(engine) as connection:
        assert households.lock(connection, second)
        late.start()  # knows the second one, and waits for its row
        assert waits.wait(10)
        assert households.take_in(connection, c, ["k1", "k3"]) == first
        households._merge(connection, second, first)
    late.join(10)
    wide.dispose()
    assert found == [first]
    assert grouped(engine) == {frozenset({a, b, c, d})}


def test_who_takes_in_waits_for_whoever_brings_the_same_key(
    database_url: str, engine: Engine
) -> None:
    """Else both would make a household of their own for it."""
    a, b = kept(engine, "a"), kept(engine, "b")
    wide = engine_for(database_url, connections=4)
    found: list[int] = []
    late = threading.Thread(target=lambda: found.append(taken_in(wide, b, "k1", "k9")))
    with transaction(engine) as connection:
        households.lock_keys(connection, ["k1"])
        first = households.take_in(connection, a, ["k1"])
        late.start()
        late.join(0.3)
        assert found == []
    late.join(10)
    wide.dispose()
    assert found == [first]


def test_facts_come_as_the_highest_publication_decided_each(engine: Engine) -> None:
    told = [happened(key="a"), happened(key="b")]
    ids = [Deliveries(engine).keep(each, NOON).id for each in told]
    for id_, each in zip(ids, told, strict=True):
        household = taken_in(engine, id_, *linking_keys(each))
    low, high = Effect(Action.ADD, "Low", line=1), Effect(Action.ADD, "High", line=2)
    with transaction(engine) as connection:
        decisions.decide_event(connection, ids[0], 2, [high], "v2")
        decisions.decide_event(connection, ids[0], 1, [low], "v1")
        decisions.decide_event(connection, ids[0], 2, [low], "again")
    with engine.connect() as connection:
        facts = households.facts_of(connection, household)
    assert [(fact.delivery.id, fact.effects, fact.publication) for fact in facts] == [
        (ids[0], (high,), 2),
        (ids[1], None, None),
    ]
    assert isinstance(facts[0].delivery.event, Event)
