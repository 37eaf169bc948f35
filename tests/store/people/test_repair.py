"""A contact is told again what it should have."""

import pytest
from sqlalchemy import Engine, delete

from bridge.model import Sort
from bridge.store import applied, places
from bridge.store.applied import Applied
from bridge.store.engine import transaction
from bridge.store.people.repair import tell_again
from bridge.store.places import Place
from bridge.store.schema import tables
from tests.cli.shop import RULES, Shop


@pytest.fixture
def shop(engine: Engine) -> Shop:
    shop = Shop(engine)
    shop.work(shop.comes("purchase"), rules=RULES)
    return shop


def hers(shop: Shop) -> Place:
    with shop.engine.connect() as connection:
        place = places.find(connection, "activecampaign", "buyer@example.com")
    assert place
    return place


def test_what_is_doubted_is_told_once_more_and_nothing_else(shop: Shop) -> None:
    place = hers(shop)
    with shop.engine.connect() as connection:
        before = applied.applied_of(connection, place.id)
    shop.crm.plans.clear()
    assert tell_again(shop.engine, place, {"gold": None})
    shop.worker.reconcile(place.id)
    (plan,) = shop.crm.plans
    assert plan.add == ("Gold",)
    assert plan.remove == ()
    with shop.engine.connect() as connection:
        assert applied.applied_of(connection, place.id).keys() == before.keys()


def test_what_was_never_told_leaves_the_place_due_alone(shop: Shop) -> None:
    place = hers(shop)
    shop.crm.plans.clear()
    assert tell_again(shop.engine, place, {"nothing of hers": None})
    with shop.engine.connect() as connection:
        assert places.is_due(connection, place.id)
    shop.worker.reconcile(place.id)
    assert shop.crm.plans == []


def test_what_was_never_told_and_is_there_is_taken_off(shop: Shop) -> None:
    place = hers(shop)
    shop.crm.plans.clear()
    never = Applied("goldpayf", Sort.TAG, "GoldPAYF").attempting("unwanted")
    assert tell_again(shop.engine, place, {"goldpayf": never})
    shop.worker.reconcile(place.id)
    (plan,) = shop.crm.plans
    assert (plan.add, plan.remove) == ((), ("GoldPAYF",))
    tell_again(shop.engine, place, {"goldpayf": never})
    shop.worker.reconcile(place.id)
    assert [each.remove for each in shop.crm.plans] == [("GoldPAYF",)] * 2
    with shop.engine.connect() as connection:
        assert applied.applied_of(connection, place.id)["goldpayf"].found


def test_whoever_was_forgotten_meanwhile_is_told_nothing(shop: Shop) -> None:
    place = hers(shop)
    with transaction(shop.engine) as connection:
        connection.execute(delete(tables.places))
    never = Applied("goldpayf", Sort.TAG, "GoldPAYF")
    assert not tell_again(shop.engine, place, {"goldpayf": never})


def test_access_is_meant_whatever_holds_it(shop: Shop) -> None:
    place = hers(shop)
    held = Applied("access,live:1:product-12,gold", Sort.ACCESS, "Gold", value="wanted")
    with transaction(shop.engine) as connection:
        applied.write(connection, place.id, [held])
    tell_again(shop.engine, place, {"access,gold": None})
    with shop.engine.connect() as connection:
        known = applied.applied_of(connection, place.id)
    assert (known[held.target].value, known[held.target].attempted) == ("", "wanted")
    assert known["gold"].value == "wanted"
