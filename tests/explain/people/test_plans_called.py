"""What the pricing options are called that a person bought."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bridge.explain.people.plans_called import plans_called
from bridge.explain.snapshot import snapshot_of
from bridge.reconcile.library import Library
from bridge.rules import file as rulesfile
from tests.cli.shop import NOON, Shop

CALLED = {("product-12", "912"): "One-time payment"}


@pytest.fixture
def shop(engine: Engine) -> Shop:
    return Shop(engine)


def called(shop: Shop) -> dict[tuple[str, str], str]:
    known = snapshot_of(shop.engine, Library(rulesfile.parse), "buyer@example.com")
    assert known
    return dict(plans_called(shop.engine, known))


def test_her_purchase_names_it(shop: Shop) -> None:
    shop.work(shop.comes("purchase"), shop.comes("cancelled"))
    assert called(shop) == CALLED


def test_where_her_own_body_is_gone_another_ones_names_it(shop: Shop) -> None:
    shop.work(shop.comes("purchase"))
    shop.deliveries.forget(NOON + timedelta(minutes=1))
    assert called(shop) == {}
    shop.work(shop.comes("purchase", email="ben@example.com"))
    assert called(shop) == CALLED


def test_of_who_bought_nothing_none_is_named(shop: Shop) -> None:
    shop.work(shop.comes("cart_abandoned"))
    assert called(shop) == {}
