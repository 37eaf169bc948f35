"""Her contact gets her new address, where the destination allows that."""

from datetime import timedelta

import pytest

from bridge.model import Kind
from bridge.model.errors import AccountRefused, CrmUnavailable
from bridge.store import destinations, places
from tests.reconcile.stage import BEA, CRM, CY, Stage
from tests.store.clock import DatabaseClock

NEW = "bea.new@example.com"
RULES = """\
crm: activecampaign
memberships:
  Gold:
    items: product-12
  Silver:
    items: product-13
rules:
  - name: Welcome
    when: purchase
    trigger: Welcome
"""


@pytest.fixture(autouse=True)
def _published(stage: Stage) -> None:
    stage.publish(RULES)


def moves(stage: Stage, to: str = NEW, customer: str = "501") -> int:
    return stage.happens(Kind.EMAIL_CHANGED, email=to, customer=customer, order="")


def test_her_contact_is_renamed_and_told_nothing(stage: Stage, clock: DatabaseClock) -> None:
    """So nothing starts there that starts when a tag is put on."""
    stage.buys(customer="501")
    asked = len(stage.crm.plans)
    clock.forward(hours=1)
    id_ = moves(stage)
    assert [each.email for each in stage.crm.contacts.values()] == [NEW]
    assert stage.tags(NEW) == {"Gold", "Welcome"}
    assert len(stage.crm.plans) == asked
    stage.rest()
    assert (stage.tags(NEW), len(stage.crm.plans)) == ({"Gold", "Welcome"}, asked)
    assert stage.delivery(id_).reason == "Her access comes along to the new address."


def test_who_moves_while_her_first_contact_is_made_gets_no_second_one(
    stage: Stage, clock: DatabaseClock
) -> None:
    """One worker tells the old place for the first time, another comes to the new one."""
    stage.arrives(Kind.PURCHASE, "product-12", customer="501")
    clock.forward(seconds=1)
    moved = stage.arrives(Kind.EMAIL_CHANGED, email=NEW, customer="501", order="")
    for id_ in stage.deliveries.not_taken_in():
        stage.intake.take_in(id_)
    with stage.engine.connect() as connection:
        ids = [place.id for a in (BEA, NEW) if (place := places.find(connection, CRM, a))]
    old = places.take_lease(stage.engine, ids[0], 40, "another worker")
    assert old is not None
    stage.work.reconcile(ids[1])
    assert stage.crm.contacts == {}
    assert stage.delivery(moved).reason == "Her contact of before is being told something just now."


def test_it_is_her_contact_from_then_on(stage: Stage, clock: DatabaseClock) -> None:
    stage.buys(customer="501")
    moves(stage)
    clock.forward(days=1)
    stage.buys("product-13", order="1002", customer="501", email=NEW)
    clock.forward(days=1)
    stage.happens(Kind.REFUND, "product-12", customer="501", email=BEA)
    clock.forward(minutes=1)
    stage.rest()
    assert {each.email: each.tags for each in stage.crm.contacts.values()} == {
        NEW: {"Silver", "Welcome"}
    }


def test_there_and_back_again(stage: Stage, clock: DatabaseClock) -> None:
    stage.buys(customer="501")
    for to in (NEW, BEA, NEW, BEA):
        clock.forward(hours=1)
        moves(stage, to)
        stage.rest()
        assert {each.email: each.tags for each in stage.crm.contacts.values()} == {
            to: {"Gold", "Welcome"}
        }
    assert len(stage.crm.fired) == 1


def test_where_it_may_not_be_renamed_her_access_goes_to_another_contact(
    stage: Stage, clock: DatabaseClock
) -> None:
    stage.crm.renames = False
    stage.buys(customer="501")
    clock.forward(hours=1)
    moves(stage)
    stage.rest()
    assert (stage.tags(NEW), stage.tags(BEA)) == ({"Gold", "Welcome"}, set())
    assert len(stage.crm.fired) == 1  # a move fires nothing


def test_a_contact_that_is_there_already_becomes_hers(stage: Stage, clock: DatabaseClock) -> None:
    stage.buys("product-13", email=NEW, order="1002", customer="777")
    clock.forward(hours=1)
    stage.buys(customer="501")
    clock.forward(hours=1)
    moves(stage)
    stage.rest()
    assert (stage.tags(NEW), stage.tags(BEA)) == ({"Gold", "Silver", "Welcome"}, set())


def test_two_people_swap_addresses(stage: Stage, clock: DatabaseClock) -> None:
    stage.buys(customer="501", email=BEA, order="1")
    stage.buys("product-13", customer="502", email=CY, order="2")
    clock.forward(hours=1)
    moves(stage, CY, "501")
    clock.forward(hours=1)
    moves(stage, BEA, "502")
    stage.rest()
    assert (stage.tags(CY) - {"Welcome"}, stage.tags(BEA) - {"Welcome"}) == ({"Gold"}, {"Silver"})


def test_her_old_address_may_be_somebody_elses_at_once(stage: Stage, clock: DatabaseClock) -> None:
    stage.buys(customer="501")
    clock.forward(hours=1)
    told = [
        stage.arrives(Kind.EMAIL_CHANGED, email=NEW, customer="501", order=""),
        stage.arrives(Kind.PURCHASE, "product-13", email=BEA, customer="502", order="1002"),
    ]
    for id_ in told:
        stage.intake.take_in(id_)
    stage.rest()
    assert (stage.tags(NEW) - {"Welcome"}, stage.tags(BEA) - {"Welcome"}) == ({"Gold"}, {"Silver"})


def test_a_crm_that_is_away_while_it_is_renamed_is_asked_again(
    stage: Stage, clock: DatabaseClock
) -> None:
    stage.buys(customer="501")
    clock.forward(hours=1)
    stage.crm.answers = [CrmUnavailable("ActiveCampaign answered 502.")] * 2
    moves(stage)
    assert [each.email for each in stage.crm.contacts.values()] == [BEA]
    for _ in range(3):
        clock.forward(seconds=60)
        stage.rest()
    assert {each.email: each.tags for each in stage.crm.contacts.values()} == {
        NEW: {"Gold", "Welcome"}
    }


def test_a_key_that_is_refused_meanwhile_pauses_the_account(
    stage: Stage, clock: DatabaseClock
) -> None:
    stage.buys(customer="501")
    clock.forward(hours=1)
    stage.crm.answers = [AccountRefused("ActiveCampaign refused the key (401).")]
    moves(stage)
    with stage.engine.connect() as connection:
        assert destinations.read(connection, CRM).paused
        destinations.resume(connection, CRM)
    stage.rest()
    assert {each.email: each.tags for each in stage.crm.contacts.values()} == {
        NEW: {"Gold", "Welcome"}
    }


def test_a_contact_that_another_worker_holds_is_waited_for(
    stage: Stage, clock: DatabaseClock
) -> None:
    stage.buys(customer="501")
    with stage.engine.connect() as connection:
        old = places.find(connection, CRM, BEA)
    assert old is not None
    assert places.take_lease(stage.engine, old.id, 40, "another")
    clock.forward(seconds=1)
    moves(stage)
    assert stage.tags(NEW) == set()
    for _ in range(5):
        clock.forward(seconds=30)
        stage.rest()
    assert {each.email: each.tags for each in stage.crm.contacts.values()} == {
        NEW: {"Gold", "Welcome"}
    }


def test_a_late_event_under_her_old_address_is_hers(stage: Stage, clock: DatabaseClock) -> None:
    stage.buys(customer="501")
    clock.forward(days=1)
    moves(stage)
    clock.forward(days=1)
    stage.happens(
        Kind.PAYMENT_FAILED, "product-12", customer="501", email=BEA, ago=timedelta(days=1.5)
    )
    assert stage.tags(NEW) == {"Gold", "GoldPAYF", "Welcome"}
