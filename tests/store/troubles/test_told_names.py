"""Names that a destination was told with success since some time."""

from datetime import UTC, datetime

from sqlalchemy import Engine

from bridge.model import Sort, target_key
from bridge.store.troubles.told_names import told_names
from tests.cli.shop import NOON, Shop

HOME = "activecampaign"
GOLD, WELCOME = (target_key(Sort.TAG, each) for each in ("Gold", "Welcome"))


def test_what_was_told_since_is_there_and_what_was_refused_is_not(engine: Engine) -> None:
    shop = Shop(engine)
    shop.crm.refuses = {"Gold"}
    shop.work(shop.comes("purchase"))
    told = told_names(engine, HOME, NOON)
    assert WELCOME in told
    assert GOLD not in told
    assert told_names(engine, "school", NOON) == set()
    shop.crm.refuses = set()
    shop.deliveries.reopen_failed(NOON)
    shop.sweep()
    assert GOLD in told_names(engine, HOME, NOON)
    assert told_names(engine, HOME, datetime.now(UTC)) == set()
