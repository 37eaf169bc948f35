"""One delivery with all that belongs to it."""

from dataclasses import replace

from sqlalchemy import Engine

from bridge.explain.whole_delivery import whole_delivery, without_calls
from bridge.reconcile.library import Library
from bridge.rules import file as rulesfile
from tests.cli.shop import RULES, Shop

LIBRARY = Library(rulesfile.parse)


def test_one_that_there_is_not_is_none(engine: Engine) -> None:
    assert whole_delivery(engine, LIBRARY, 1, lambda: None) is None


def test_what_came_nearest_is_by_the_rules_that_are_given(engine: Engine) -> None:
    shop = Shop(engine)
    id_ = shop.comes("purchase", "product-99")
    shop.work(id_)
    rules = rulesfile.parse(RULES)
    found = whole_delivery(engine, LIBRARY, id_, lambda: rules)
    assert found
    assert found.near.unnamed
    without = whole_delivery(engine, LIBRARY, id_, lambda: None)
    assert without
    assert not without.near.unnamed


def test_nobody_said_what_the_cart_did(engine: Engine) -> None:
    shop = Shop(engine)
    shop.work(shop.comes("purchase"))
    found = whole_delivery(engine, LIBRARY, 1, lambda: None)
    assert found
    assert found.operator == ""
    assert [call.method for _, call in found.calls] == [
        call.method for _, call in shop.deliveries.calls(1)
    ]


def test_why_there_are_no_calls_is_said(engine: Engine) -> None:
    shop = Shop(engine)
    id_ = shop.comes("purchase")
    (waits,) = shop.deliveries.latest()
    assert without_calls(waits, is_kept=True) == "None yet."
    shop.work(id_)
    (done,) = shop.deliveries.latest()
    assert without_calls(done, is_kept=True) == (
        "None of its own: it went along with another delivery of this buyer."
    )
    assert without_calls(done, is_kept=False) == "They are kept no longer (KEEP_DAYS)."
    unchanged = replace(done, results=[])
    assert without_calls(unchanged, is_kept=False) == "None."
