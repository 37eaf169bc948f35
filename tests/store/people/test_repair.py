"""A contact is told again what it should have."""

import pytest
from sqlalchemy import Engine

from bridge.store import applied, places
from bridge.store.people.repair import tell_again
from tests.cli.shop import RULES, Shop


@pytest.fixture
def shop(engine: Engine) -> Shop:
    shop = Shop(engine)
    shop.work(shop.comes("purchase"), rules=RULES)
    return shop


def test_what_is_doubted_is_told_once_more_and_nothing_else(shop: Shop) -> None:
    with shop.engine.connect() as connection:
        place = places.find(connection, "activecampaign", "buyer@example.com")
        assert place
        before = applied.applied_of(connection, place.id)
    shop.crm.plans.clear()
    tell_again(shop.engine, place, ["gold"])
    shop.worker.reconcile(place.id)
    (plan,) = shop.crm.plans
    assert plan.add == ("Gold",)
    assert plan.remove == ()
    with shop.engine.connect() as connection:
        assert applied.applied_of(connection, place.id).keys() == before.keys()


def test_what_was_never_told_leaves_the_place_due_alone(shop: Shop) -> None:
    with shop.engine.connect() as connection:
        place = places.find(connection, "activecampaign", "buyer@example.com")
        assert place
    shop.crm.plans.clear()
    tell_again(shop.engine, place, ["nothing of hers"])
    with shop.engine.connect() as connection:
        assert places.is_due(connection, place.id)
    shop.worker.reconcile(place.id)
    assert shop.crm.plans == []
