"""What somebody tries is made as the cart tells it, and read as the bridge reads it."""

from datetime import UTC, datetime

import pytest

from bridge.explain.trial.trial_sale import EVENTS, TrialSale, answer_to, of_her_order
from bridge.reconcile.library import Library
from bridge.rules.file import parse
from tests.cli.shop import RULES, Shop

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
BOUGHT = TrialSale("purchase", "product-12", "you@example.com", order="77")


@pytest.mark.parametrize("what", EVENTS)
def test_every_event_can_be_tried_of_an_item(what: str) -> None:
    event = TrialSale(what, "product-12", "you@example.com", "901", amount=2000).event(NOON)
    assert (event.kind, event.occurred_at) == (what, NOON)
    assert [item.key for item in event.items] == ["product-12"]
    assert event.contact.key == "you@example.com"


def test_what_is_sent_is_what_is_explained_in_test_mode() -> None:
    explained = TrialSale(**{**vars(BOUGHT), "mode": "test"}).event(NOON)
    assert BOUGHT.sent(NOON, "SECRET").received(NOON) == explained


def test_what_the_cart_does_not_have_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="'cake-3' is not known"):
        TrialSale("purchase", "cake-3", "you@example.com").event(NOON)


def test_a_later_event_is_of_her_newest_order_of_the_item(shop: Shop) -> None:
    shop.work(
        shop.comes("purchase", order_id="1"),
        shop.comes("purchase", order_id="2"),
        shop.comes("purchase", "product-34", order_id="3"),
        shop.comes("purchase", mode="test", order_id="4"),
    )
    library = Library(parse)

    def order(what: str, **more: str) -> str:
        tried = TrialSale(what, "product-12", "buyer@example.com", **more)  # type: ignore[arg-type] # only text is given
        return of_her_order(shop.engine, tried).order

    assert (order("refund"), order("refund", mode="test")) == ("2", "4")
    assert (order("purchase"), order("refund", order="1")) == ("", "1")
    tried = TrialSale("refund", "product-12", "buyer@example.com")
    told = answer_to(shop.engine, library, parse(RULES), tried, datetime.now(UTC))
    assert (told.event.order_id, told.known is not None) == ("2", True)
