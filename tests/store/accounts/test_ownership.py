"""What was told belongs to an account, whatever the rules file calls it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bridge.model import Sort
from bridge.store import applied, destinations, occurrences, places, rulebooks
from bridge.store.accounts.ownership import meet, names_at
from bridge.store.applied import Applied
from bridge.store.engine import engine_for, transaction
from bridge.store.memory import AccountMemory
from tests.fakes import NOON
from tests.store.clock import DatabaseClock

CRM, BEA = "activecampaign", "bea@example.com"
SHOP, OTHER = "activecampaign shop.api-us1.com", "activecampaign other.api-us1.com"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = engine_for(DatabaseClock(database_url).url)
    destinations.ensure(made, CRM)
    yield made
    made.dispose()


def told_something(engine: Engine, destination: str = CRM) -> int:
    """A place that was told of a tag, and that something is to come for."""
    with transaction(engine) as connection:
        id_ = places.ids_of(connection, destination, [BEA])[BEA]
        places.mark_due(connection, [id_])
        applied.write(connection, id_, [Applied("gold", Sort.TAG, "Gold", "wanted")])
    held = places.take_lease(engine, id_, 40, "mine")
    assert held is not None
    with engine.connect() as connection:
        wakes = NOON + timedelta(days=1)
        places.release(connection, held, done=0, wake_at=wakes, kept={"contact": "501"})
    return id_


def found(engine: Engine, destination: str = CRM) -> tuple[bool, object, object, list[str]]:
    """Whether its place is due, when it wakes, its contact's id, and what it was told of."""
    with engine.connect() as connection:
        place = places.find(connection, destination, BEA)
        assert place is not None
        told = applied.applied_of(connection, place.id)
    return place.is_due, place.wake_at, place.contact, list(told)


def test_the_first_account_that_is_told_changes_nothing(engine: Engine) -> None:
    """As after an update: whose account it is was not remembered before."""
    told_something(engine)
    AccountMemory(engine, CRM).put("tag:gold", "17")
    meet(engine, {CRM: SHOP})
    assert found(engine) == (True, NOON + timedelta(days=1), "501", ["gold"])
    assert AccountMemory(engine, CRM).get("tag:gold") == "17"


def test_the_same_account_changes_nothing(engine: Engine) -> None:
    meet(engine, {CRM: SHOP})
    told_something(engine)
    AccountMemory(engine, CRM).put("tag:gold", "17")
    meet(engine, {CRM: SHOP})
    assert found(engine) == (True, NOON + timedelta(days=1), "501", ["gold"])
    assert AccountMemory(engine, CRM).get("tag:gold") == "17"


def test_at_another_account_nothing_is_known_and_nobody_is_due_by_itself(engine: Engine) -> None:
    meet(engine, {CRM: SHOP})
    told_something(engine)
    AccountMemory(engine, CRM).put("tag:gold", "17")
    meet(engine, {CRM: OTHER})
    assert found(engine) == (False, None, "", [])
    assert AccountMemory(engine, CRM).get("tag:gold") is None
    assert AccountMemory(engine, CRM).get(destinations.ACCOUNT) == OTHER


def test_other_destinations_are_not_touched_by_that(engine: Engine) -> None:
    destinations.ensure(engine, "another")
    told_something(engine, "another")
    for account in (SHOP, OTHER):
        meet(engine, {CRM: account})
    assert found(engine, "another") == (True, NOON + timedelta(days=1), "501", ["gold"])


def test_the_same_account_under_another_name_goes_on(engine: Engine) -> None:
    meet(engine, {CRM: SHOP})
    told_something(engine)
    AccountMemory(engine, CRM).put("tag:gold", "17")
    with engine.connect() as connection:
        occurrences.begin(connection, CRM, ["welcome"], NOON)
    meet(engine, {"shop": SHOP})
    assert found(engine, "shop") == (True, NOON + timedelta(days=1), "501", ["gold"])
    assert AccountMemory(engine, "shop").get("tag:gold") == "17"
    with engine.connect() as connection:
        assert occurrences.states_of(connection, "shop", ["welcome"]) == {"welcome": "begun"}
        assert destinations.home(connection) == "shop"
    assert [each.name for each in destinations.all_of(engine)] == ["shop"]


def test_two_accounts_may_swap_their_names(engine: Engine) -> None:
    meet(engine, {"one": SHOP, "two": OTHER})
    told_something(engine, "one")
    meet(engine, {"one": OTHER, "two": SHOP})
    assert found(engine, "two") == (True, NOON + timedelta(days=1), "501", ["gold"])
    with engine.connect() as connection:
        assert places.find(connection, "one", BEA) is None


def test_who_takes_over_the_name_of_an_account_that_is_gone_keeps_what_is_hers(
    engine: Engine,
) -> None:
    meet(engine, {"one": SHOP, "two": OTHER})
    told_something(engine, "two")
    told_something(engine, "one")
    meet(engine, {"two": SHOP})
    assert found(engine, "two") == (True, NOON + timedelta(days=1), "501", ["gold"])
    assert [each.name for each in destinations.all_of(engine)] == [CRM, "two"]


def test_one_that_left_the_file_and_came_back_goes_on(engine: Engine) -> None:
    meet(engine, {"one": SHOP, "two": OTHER})
    told_something(engine, "two")
    meet(engine, {"one": SHOP})
    meet(engine, {"one": SHOP, "two": OTHER})
    assert found(engine, "two") == (True, NOON + timedelta(days=1), "501", ["gold"])


@pytest.mark.parametrize(
    ("before", "now", "is_known"),
    [
        ("kit", "kit", True),
        ("kit", "drip", False),  # another vendor under the same name
        ("kit", "kit 4711", True),  # it can be told by now
        ("kit 4711", "kit", True),
        ("kit 4711", "kit 4712", False),
    ],
)
def test_where_no_setting_tells_the_account_its_name_does(
    engine: Engine, before: str, now: str, is_known: bool
) -> None:
    meet(engine, {"letters": before})
    told_something(engine, "letters")
    meet(engine, {"letters": now})
    assert bool(found(engine, "letters")[3]) is is_known
    meet(engine, {"renamed": now})
    with engine.connect() as connection:
        there = places.find(connection, "renamed", BEA)
    assert (there is not None) is (" " in now)


def test_rules_of_before_mean_the_account_by_the_name_that_it_had(engine: Engine) -> None:
    def published() -> int:
        with engine.connect() as connection:
            return rulebooks.publish(connection, ("", "", "rules.yaml"), "file", NOON)

    meet(engine, {"one": SHOP, "two": OTHER})
    first = published()
    meet(engine, {"club": SHOP, "two": OTHER})
    second = published()
    meet(engine, {"two": SHOP, "club": OTHER})
    third = published()
    with engine.connect() as connection:
        assert names_at(connection, first) == {"one": "two", "two": "club"}
        assert names_at(connection, second) == {"club": "two", "two": "club"}
        assert names_at(connection, third) == {}
