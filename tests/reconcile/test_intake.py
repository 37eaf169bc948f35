"""What is taken in where there are several destinations, and what is looked at again when something
unforeseen happens in the bridge itself."""

import logging

import pytest

from bridge.model import Hand, Kind
from bridge.model.errors import AccountRefused
from bridge.store import places
from tests.reconcile.branches import CLUB, GOLD, SCHOOL, SHOP, THREE, Branches
from tests.reconcile.stage import BEA, CRM, CY, RULES, Stage
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


def test_one_that_is_down_keeps_nobody_else_waiting(branches: Branches) -> None:
    """Each destination has its own signal, and whoever is free takes any of them."""
    signalled: list[tuple[int, str]] = []
    branches.be_started()
    branches.work._signal = lambda place_id, name: signalled.append((place_id, name))
    id_ = branches.arrives(Kind.PURCHASE, "product-12")
    branches.work.take_in(id_)
    assert [name for _, name in signalled] == [*THREE]
    assert branches.tags_at(BEA) == {name: set() for name in THREE}
    for place_id, _ in signalled[1:]:
        branches.work.reconcile(place_id)
    assert branches.tags_at(BEA) == {SHOP: set(), CLUB: {"Gold"}, SCHOOL: {"Gold"}}


WELCOMED = GOLD + "rules:\n  - name: Hello\n    when: purchase\n    start automation: Welcome\n"


def test_at_a_new_destination_nobody_is_due_until_an_event_of_hers(branches: Branches) -> None:
    branches.restarted_with(SHOP, then=WELCOMED)
    branches.buys(order="1")
    branches.buys(order="2", email=CY)
    branches.restarted_with(SHOP, CLUB, then=WELCOMED)
    branches.rest()
    assert branches.tags_at(BEA)[CLUB] == set()
    branches.happens(Kind.REBILL, "product-12", order="1")
    assert branches.tags_at(BEA)[CLUB] == {"Gold"}
    assert branches.tags_at(CY)[CLUB] == set()


def test_what_was_done_once_before_a_destination_came_is_not_done_there(
    branches: Branches,
) -> None:
    branches.restarted_with(SHOP, then=WELCOMED)
    branches.buys(order="1")
    branches.restarted_with(SHOP, CLUB, then=WELCOMED)
    branches.happens(Kind.REBILL, "product-12", order="1")
    assert branches.crms[CLUB].started == []
    branches.buys(order="2")
    assert [len(branches.crms[name].started) for name in (SHOP, CLUB)] == [2, 1]


def test_one_that_left_the_file_is_not_touched_and_goes_on_when_it_comes_back(
    branches: Branches,
) -> None:
    branches.buys()
    branches.restarted_with(SHOP, SCHOOL)
    branches.happens(Kind.BANNED_BY_HAND, hand=Hand(why="chargeback"))
    branches.rest()
    assert branches.tags_at(BEA) == {SHOP: set(), CLUB: {"Gold"}, SCHOOL: set()}
    branches.restarted_with(*THREE)
    branches.rest()
    assert branches.tags_at(BEA)[CLUB] == {"Gold"}  # nothing of hers happened since
    branches.buys("product-99")
    assert branches.tags_at(BEA) == {name: set() for name in THREE}


def test_one_that_is_called_otherwise_in_the_file_goes_on_under_its_new_name(
    branches: Branches,
) -> None:
    """Also what rules of before had for it alone."""
    only = "memberships:\n  Gold:\n    items: product-12\n    to: {}\n"
    branches.restarted_with(*THREE, then=only.format(CLUB))
    branches.buys()
    crm = branches.crms.pop(CLUB)
    crm.name, branches.crms["academy"] = "academy", crm
    branches.restarted_with(SHOP, "academy", SCHOOL, then=only.format("academy"))
    told = len(crm.plans)
    branches.happens(Kind.PAYMENT_FAILED, "product-12")
    assert branches.tags_at(BEA) == {SHOP: set(), "academy": {"Gold", "GoldPAYF"}, SCHOOL: set()}
    assert len(crm.plans) == told + 1
