"""What was sold and no rule speaks of."""

from datetime import timedelta

from sqlalchemy import Engine

from bridge.explain.troubles.product_needs import product_needs
from bridge.rules import file as rulesfile
from tests.cli.shop import NOON, RULES, Shop


def test_each_product_says_how_many_wait_and_since_when(engine: Engine) -> None:
    shop = Shop(engine)
    shop.work(shop.comes("purchase"), shop.comes("purchase", "product-99"))
    shop.work(shop.comes("purchase", "product-99", email="ann@example.com"))
    shop.work(shop.comes("purchase", "product-98", email="ann@example.com", mode="test"))
    (need,) = product_needs(engine, rulesfile.parse(RULES, "rules.yaml"))
    since = NOON + timedelta(hours=1)
    assert (need.key, need.people, need.since) == ("unmapped:product-99", 2, since)
    assert need.action is not None
    assert need.action.target == {"item": "product-99", "plan": ""}
