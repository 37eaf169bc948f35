"""What is looked at again when something unforeseen happens in the bridge itself."""

import logging

import pytest

from bridge.model import Kind
from bridge.model.errors import AccountRefused
from bridge.store import places
from tests.reconcile.stage import BEA, CRM, RULES, Stage
from tests.store.clock import DatabaseClock

REASON = "Something unforeseen happened in the bridge (KeyError); its log says where."


@pytest.fixture
def place(stage: Stage) -> int:
    """Bea's, which is due."""
    stage.publish()
    id_ = stage.arrives(Kind.PURCHASE, "product-12", email=BEA)
    [place] = stage.intake.take_in(id_)[CRM]
    return place


def test_a_contact_that_fails_unforeseen_is_tried_again_later_each_time(
    stage: Stage, clock: DatabaseClock, place: int
) -> None:
    """5 to 10 s here, the patience of these tests."""
    for _ in range(3):
        assert places.due_places(stage.engine, 9) == [place]
        stage.work.surprised("place", place, "KeyError")
        assert places.due_places(stage.engine, 9) == []
        clock.forward(seconds=11)
    with stage.engine.connect() as connection:
        found = places.find(connection, "activecampaign", BEA)
    assert found is not None
    assert (found.attempts, found.reason) == (3, REASON)
    stage.rest()
    assert stage.tags() == {"Gold"}


def test_it_waits_ever_longer_up_to_ten_minutes(
    stage: Stage, clock: DatabaseClock, place: int
) -> None:
    stage.patience = stage.work._patience = type(stage.patience)()
    for _ in range(20):
        stage.work.surprised("place", place, "KeyError")
    clock.forward(minutes=4)
    assert places.due_places(stage.engine, 9) == []
    clock.forward(minutes=6, seconds=1)
    assert places.due_places(stage.engine, 9) == [place]


def test_a_delivery_that_cannot_be_taken_in_says_why_it_waits(
    stage: Stage, clock: DatabaseClock
) -> None:
    stage.publish()
    id_ = stage.arrives(Kind.PURCHASE, "product-12", email=BEA)
    stage.work.surprised("delivery", id_, "KeyError")
    assert (stage.delivery(id_).reason, stage.delivery(id_).attempts) == (REASON, 1)
    assert stage.deliveries.not_taken_in(9) == []
    clock.forward(seconds=11)
    assert stage.deliveries.not_taken_in(9) == [id_]
    stage.rest()
    assert stage.tags() == {"Gold"}


def test_of_what_is_gone_nothing_is_said(stage: Stage) -> None:
    stage.work.surprised("delivery", 999, "KeyError")
    stage.work.surprised("place", 999, "KeyError")
    assert places.due_places(stage.engine, 9) == []


def test_also_what_is_kept_or_waits_for_a_paused_account_has_its_line_in_the_log(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    stage.publish(RULES)
    stage.crm.answers = [AccountRefused("ActiveCampaign refused the key (401).")]
    stage.buys(order="1001")
    stage.buys(order="1002")
    stage.happens(Kind.AFFILIATE_JOINED)
    assert [each.getMessage() for each in caplog.records] == [
        "the account is paused: ActiveCampaign refused the key (401).",
        "delivery 1 waiting: ActiveCampaign refused the key (401).",
        "delivery 2 waiting: activecampaign is paused, or does not answer",
        "delivery 3 kept: Stored for you to see; 'affiliate joined' changes no tags.",
    ]
