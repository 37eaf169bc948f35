"""What reopening a delivery promises: the CRM is told once more what it asked for, no more."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bridge.store.deliveries import Deliveries
from bridge.store.delivery import State
from tests.commands.shop import NOON, Shop


@pytest.fixture
def shop(engine: Engine) -> Shop:
    return Shop(engine)


def again(shop: Shop, *ids: int) -> None:
    """Reopen the deliveries and do the work; what the CRM was told before is forgotten."""
    shop.crm.plans.clear()
    assert shop.deliveries.reopen(ids, NOON) == sorted(ids)
    shop.work(*ids)


def test_a_tag_that_was_taken_away_by_hand_is_put_back(shop: Shop) -> None:
    id_ = shop.comes("purchase")
    shop.work(id_)
    again(shop, id_)
    (plan,) = shop.crm.plans
    assert plan.add == ("Gold",)
    assert plan.remove == ("GoldCANC", "GoldPAYF", "GoldSUSP")


def test_what_was_triggered_is_not_triggered_twice(shop: Shop) -> None:
    id_ = shop.comes("purchase")
    shop.work(id_)
    assert [firing.tag for firing in shop.crm.plans[0].fire] == ["Welcome"]
    again(shop, id_)
    assert shop.crm.plans[0].fire == ()


def test_what_newer_deliveries_decided_stays(shop: Shop) -> None:
    purchase, failure = shop.comes("purchase"), shop.comes("payment failed")
    shop.work(purchase, failure)
    again(shop, purchase)
    (plan,) = shop.crm.plans
    assert (plan.add, plan.remove) == (("Gold",), ("GoldCANC", "GoldSUSP"))


def test_other_contacts_are_told_nothing(shop: Shop) -> None:
    ann, bob = (shop.comes("purchase", email=f"{name}@example.com") for name in ("ann", "bob"))
    shop.work(ann, bob)
    again(shop, ann)
    assert [plan.contact.email for plan in shop.crm.plans] == ["ann@example.com"]


def test_a_reopened_delivery_is_settled_again(shop: Shop) -> None:
    id_ = shop.comes("purchase")
    shop.work(id_)
    shop.deliveries.reopen([id_], NOON + timedelta(days=2))
    waiting = shop.deliveries.find(id_)
    assert waiting is not None
    assert (waiting.state, waiting.settled_at, waiting.merged) == (State.WAITING, None, False)
    assert waiting.next_try_at == NOON + timedelta(days=2)
    shop.work(id_)
    applied = shop.deliveries.find(id_)
    assert applied is not None
    assert applied.state is State.APPLIED


def test_unknown_ids_are_left_out(engine: Engine) -> None:
    assert Deliveries(engine).reopen([7], NOON) == []
