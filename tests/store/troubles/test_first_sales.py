"""Since when what no rule speaks of was sold."""

from datetime import timedelta

from sqlalchemy import Engine

from bridge.store.delivery import subject_of
from bridge.store.troubles.first_sales import first_sales
from tests.cli.shop import NOON, Shop


def test_it_is_the_oldest_decided_one_of_all_subjects_asked_for(engine: Engine) -> None:
    shop = Shop(engine)
    ids = [shop.comes("purchase", item) for item in ("product-9", "product-12", "product-8")]
    shop.work(*ids)
    waits = shop.comes("purchase", "product-7")
    kept = [shop.deliveries.find(id_) for id_ in (*ids, waits)]
    of = [subject_of(each.event) for each in kept if each]
    asked = {"a": [of[2], of[1]], "b": [of[0]], "waits": [of[3]], "none": []}
    hour = timedelta(hours=1)
    assert first_sales(engine, asked) == {"a": NOON + hour, "b": NOON}
    assert first_sales(engine, {}) == {}
