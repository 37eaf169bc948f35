"""Deliveries that need somebody, by what is the matter."""

import pytest
from sqlalchemy import Engine, update

from bridge.explain.troubles.delivery_needs import delivery_needs, refusal_need
from bridge.explain.troubles.need import Remedy
from bridge.store.delivery import State
from bridge.store.schema.tables import deliveries
from bridge.store.troubles.failed_deliveries import Refusals
from tests.cli.shop import NOON, Shop


@pytest.fixture
def shop(engine: Engine) -> Shop:
    return Shop(engine)


def test_people_who_wait_for_one_tag_are_one_need_with_one_button(
    engine: Engine, shop: Shop
) -> None:
    shop.crm.refuses = {"Gold"}
    for name in ("ann", "bea"):
        shop.work(shop.comes("purchase", email=f"{name}@example.com"))
    (need,) = delivery_needs(engine, NOON, moves=True)
    assert (need.words, need.people_words, need.since) == (
        "ActiveCampaign will not have the tag 'Gold'.",
        "2 people",
        NOON,
    )
    assert need.quote == "The tag 'Gold' does not exist in ActiveCampaign."
    assert need.action is not None
    assert (need.action.remedy, need.action.target) == (
        Remedy.RETRY,
        {"outcome": "failed", "refused": "tag:Gold"},
    )


def test_access_is_called_a_membership_and_the_place_is_named() -> None:
    need = refusal_need(Refusals("site", "access", "Gold", 3, 3, NOON, "Gone."), "letters")
    assert need.words == "site will not have the membership 'Gold'."
    assert need.action is not None
    assert need.action.target == {"outcome": "failed", "refused": "access:Gold", "at": "site"}


@pytest.mark.parametrize(("state", "key"), [(State.FAILED, "refund"), (State.UNUSABLE, "unread")])
def test_what_nobody_can_tell_or_read_is_shown(
    engine: Engine, shop: Shop, state: State, key: str
) -> None:
    id_ = shop.comes("refund")
    told = {"state": state, "reason": "Look at it.", "next_try_at": None}
    with engine.begin() as connection:
        connection.execute(update(deliveries).where(deliveries.c.id == id_).values(told))
    (need,) = delivery_needs(engine, NOON, moves=True)
    assert need.key == key
    assert need.action is not None
    assert need.action.remedy == Remedy.SHOW_DELIVERIES


def test_what_was_unforeseen_is_said_once(engine: Engine, shop: Shop) -> None:
    shop.worker.surprised("delivery", shop.comes("purchase"), "KeyError")
    assert [each.key for each in delivery_needs(engine, NOON, moves=False)] == ["unforeseen"]
