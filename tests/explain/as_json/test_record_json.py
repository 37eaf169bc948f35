"""Deliveries and buyers, as JSON says them."""

from datetime import UTC, datetime

from sqlalchemy import Engine

from bridge.explain.as_json.record_json import (
    buyer_json,
    delivery_json,
    happened_json,
    whole_delivery_json,
)
from bridge.explain.buyer import Buyers
from bridge.explain.whole_delivery import whole_delivery
from bridge.reconcile.library import Library
from bridge.rules import file as rulesfile
from bridge.store.delivery import Delivery, State
from tests.cli.shop import Shop
from tests.fakes import event

PAST = datetime(2026, 1, 31, tzinfo=UTC)
FAILED = Delivery(7, event(), PAST, State.FAILED, "No tag.", 0, 1, None, None)


def test_another_day_says_nothing_of_what_became_of_it() -> None:
    told = happened_json(FAILED)
    assert told["id"] == 7
    assert {"state", "reason", "attempts"} & told.keys() == set()
    became = delivery_json(FAILED)
    assert (became["state"], became["reason"], became["attempts"]) == ("failed", "No tag.", 1)


def test_a_delivery_is_told_with_all_that_belongs_to_it(engine: Engine) -> None:
    shop = Shop(engine)
    id_ = shop.comes("purchase")
    shop.work(id_)
    found = whole_delivery(engine, Library(rulesfile.parse), id_, lambda: None)
    assert found
    told = whole_delivery_json(found)
    assert told["state"] == "applied"
    assert "Welcome" in {each["tag"] for each in told["results"]}
    assert "Gold" in {each.tag for each in told["contact_tags"] if each.due}


def test_a_buyer_is_told_with_her_deliveries(engine: Engine) -> None:
    shop = Shop(engine)
    shop.work(shop.comes("purchase"))
    buyers = Buyers(engine, Library(rulesfile.parse))
    buyer = buyers.find("buyer@example.com")
    assert buyer
    told = buyer_json(buyer, ["She gets in."])
    assert told["email"] == "buyer@example.com"
    assert told["sentences"] == ["She gets in."]
    assert [each["state"] for each in told["deliveries"]] == ["applied"]
