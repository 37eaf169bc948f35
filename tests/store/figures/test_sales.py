"""What was sold: how often, when last, and to how many who were given nothing for it."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from bridge.model import Kind
from bridge.store.figures import sales as figures
from bridge.store.figures.sales import BuyersWithout, buyers_without, sales
from tests.cli.shop import NOON, RULES, Shop

# As a release fills them from what came before it; the intake writes those of what comes.
_SUBJECTS = text("""
    INSERT INTO subjects (subject, kind, mode, items)
    SELECT DISTINCT ON (subject) subject, kind, mode, event->'items'
    FROM deliveries ORDER BY subject, id DESC
    ON CONFLICT DO NOTHING
""")


@pytest.fixture
def shop(engine: Engine) -> Shop:
    return Shop(engine)


def known(engine: Engine) -> Engine:
    with engine.begin() as connection:
        connection.execute(_SUBJECTS)
    return engine


def test_payments_are_counted_by_what_they_name_the_last_one_first(
    engine: Engine, shop: Shop
) -> None:
    shop.comes("purchase", "product-12", "bump-7")
    shop.comes("purchase", "product-34", email="b@example.com")
    shop.comes("purchase", "product-34", email="c@example.com", mode="test")
    shop.comes("rebill", "product-34", email="b@example.com")
    shop.comes("purchase", "product-34", email="d@example.com")
    shop.comes("refund", "product-12")
    told = sales(known(engine))
    assert [
        (each.kind, each.mode, [item.key for item in each.items], each.number, each.last)
        for each in told
    ] == [
        (Kind.PURCHASE, "live", ["product-34"], 2, NOON + timedelta(hours=4)),
        (Kind.REBILL, "live", ["product-34"], 1, NOON + timedelta(hours=3)),
        (Kind.PURCHASE, "test", ["product-34"], 1, NOON + timedelta(hours=2)),
        (Kind.PURCHASE, "live", ["product-12", "bump-7"], 1, NOON),
    ]
    assert told[0].items[0].name == "Product 34 & more"


def test_many_are_counted_no_further_than_is_told(
    engine: Engine, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "MOST", 2)
    for number in range(5):
        shop.comes("purchase", email=f"{number}@example.com")
    assert [each.number for each in sales(known(engine))] == [3]


def test_people_are_counted_once_and_those_who_were_given_something_are_not(
    engine: Engine, shop: Shop
) -> None:
    came = [
        shop.comes("purchase", "product-34", order_id="1"),
        shop.comes("purchase", "product-34", order_id="2"),
        shop.comes("purchase", "product-34", email="b@example.com"),
        shop.comes("purchase", "product-12", email="c@example.com"),
        shop.comes("purchase", "product-12", "bump-7", email="d@example.com"),
    ]
    shop.work(*came, rules=RULES.replace("when: purchase", "when: rebill"))
    by = {each.items[-1].key: [each.subject] for each in sales(known(engine))}
    told = buyers_without(engine, by)
    assert told == {"product-34": BuyersWithout(2), "bump-7": BuyersWithout(1)}
    assert buyers_without(engine, {}) == {}


def test_of_many_buyers_it_is_said_that_there_may_be_more(
    engine: Engine, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "_MOST_BUYERS_OF", 3)
    came = [shop.comes("purchase", "product-77", email="a@example.com") for _ in range(3)]
    shop.work(*came, shop.comes("purchase", "product-77", email="b@example.com"))
    (only,) = sales(known(engine))
    told = buyers_without(engine, {"product-77": [only.subject]})
    assert told == {"product-77": BuyersWithout(2, many=True)}


def test_what_is_not_decided_yet_waits_for_the_workers_alone(engine: Engine, shop: Shop) -> None:
    shop.comes("purchase", "product-34")
    (only,) = sales(known(engine))
    assert buyers_without(engine, {"product-34": [only.subject]}) == {}
