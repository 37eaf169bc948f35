"""Rollouts carried out: household by household, cut off and gone on with, taken up."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bridge.model import Kind
from bridge.reconcile import redecision, rollout
from bridge.store import households, rollouts
from bridge.store.delivery import State
from bridge.store.publishing import changed_people
from tests.destinations.fakes import Killed
from tests.reconcile.stage import BEA, BOTH, CY, DI, GOLD, PLATINUM, Stage, begun, everybody
from tests.store.clock import DatabaseClock


def killed_at(household: int) -> Callable[..., bool]:
    done = rollout.Rollouts._do

    def do(self: rollout.Rollouts, which: object, household_id: int) -> bool:
        if household_id == household:
            raise Killed
        return done(self, which, household_id)  # type: ignore[arg-type] # as it is called

    return do


def test_a_rollout_that_was_cut_off_goes_on_where_it_was(
    shop: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = shop.publish_applied(BOTH)
    with monkeypatch.context() as patched:
        patched.setattr(rollout.Rollouts, "_do", killed_at(3))
        with pytest.raises(Killed):
            shop.rollouts.finish()
    [left] = rollouts.unfinished(shop.engine)
    assert (left.kind, left.publication, left.cursor, left.people) == ("apply", number, 2, 2)
    shop.rest()
    assert everybody(shop) == {BEA: {"Gold"}, CY: {"Silver"}, DI: set()}
    shop.be_started()
    shop.roll_out()
    assert rollouts.unfinished(shop.engine) == []
    assert everybody(shop) == {BEA: {"Gold"}, CY: {"Silver"}, DI: {"Silver"}}


def test_rules_applied_fire_nothing_for_what_was(shop: Stage, clock: DatabaseClock) -> None:
    firing = BOTH + (
        "rules:\n"
        "  - name: Hello\n    when: purchase\n    trigger: Hello\n"
        "  - name: Starts\n    when: access starts\n    memberships: Silver\n"
        "    start automation: Starts\n"
    )
    shop.apply(firing)
    assert (shop.crm.fired, shop.crm.started) == ([], [])
    clock.forward(hours=1)
    shop.buys("product-13", email="ed@example.com", order="9")
    assert (len(shop.crm.fired), len(shop.crm.started)) == (1, 1)


def test_a_rule_that_comes_to_speak_of_a_sale_gives_what_was_paid(shop: Stage) -> None:
    [cys] = [each for each in shop.deliveries.latest() if each.event.contact.email == CY]
    assert cys.state is State.NO_RULE
    shop.publish(BOTH)
    assert shop.tags(CY) == set()
    shop.roll_out()
    assert everybody(shop) == {BEA: {"Gold"}, CY: {"Silver"}, DI: {"Silver"}}
    assert shop.delivery(cys.id).state is State.APPLIED
    [done] = begun(shop)
    assert (done.kind, done.people) == ("take up", 2)


def test_what_an_older_version_gave_is_left_as_it_is_by_a_new_file(shop: Stage) -> None:
    shop.publish(PLATINUM)
    shop.roll_out()
    assert everybody(shop) == {BEA: {"Gold"}, CY: set(), DI: set()}
    shop.buys("product-12", email=BEA, order="10")
    assert shop.tags(BEA) == {"Gold", "Platinum"}


def test_a_new_file_is_looked_at_once(shop: Stage) -> None:
    shop.publish(BOTH)
    shop.roll_out()
    asked = len(shop.crm.plans)
    for _ in range(3):
        shop.be_started()
        shop.publish(BOTH)
        shop.roll_out()
    assert len(begun(shop)) == 1
    assert len(shop.crm.plans) == asked


def test_taking_up_fires_what_is_young_and_of_what_is_old_only_what_opens_a_door(
    stage: Stage, clock: DatabaseClock
) -> None:
    stage.publish(GOLD)
    stage.buys("product-20", email=BEA, order="1")
    clock.forward(days=8)
    stage.buys("product-20", email=CY, order="2")
    clock.forward(days=1)
    stage.publish(
        "crm: activecampaign\nstyle: accessally\nmemberships:\n  Course:\n    items: product-20\n"
        "    trigger tag: Course_purchase\n    revoke tag: Course_revoke\n"
        "rules:\n  - name: Hello\n    when: purchase\n    start automation: Hello\n"
    )
    stage.roll_out()
    assert sorted(stage.crm.fired) == [
        "live purchase 1 product-20 course_purchase",
        "live purchase 2 product-20 course_purchase",
    ]
    assert [each.split()[2] for each in stage.crm.started] == ["2"]


def test_more_than_a_hundred_wait_for_somebody_to_look_at_the_plan(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(redecision, "MOST_TAKEN_UP", 3)
    stage.publish(GOLD)
    for number in range(5):
        stage.buys("product-13", email=f"{number}@example.com", order=f"{number}")
    stage.publish(BOTH)
    stage.roll_out()
    assert [stage.tags(f"{number}@example.com") for number in range(5)] == [{"Silver"}] * 3 + [
        set()
    ] * 2
    assert {record.getMessage() for record in caplog.records if "bought" in record.msg} == {
        "more than 3 people bought what only the new rules speak of; look at bridge plan, and "
        "apply it"
    }
    assert set(stage.changes(BOTH)) == {"3@example.com", "4@example.com"}


def test_taking_up_goes_on_where_it_was_cut_off(
    shop: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.publish(BOTH)
    with monkeypatch.context() as patched:
        patched.setattr(rollout.Rollouts, "_do", killed_at(3))
        with pytest.raises(Killed):
            shop.rollouts.finish()
    shop.be_started()
    shop.roll_out()
    assert everybody(shop) == {BEA: {"Gold"}, CY: {"Silver"}, DI: {"Silver"}}
    [done] = begun(shop)
    assert done.people == 2


def test_batches_follow_each_other_until_nobody_is_left(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redecision, "_BATCH", 2)
    stage.publish(GOLD)
    for number in range(5):
        stage.buys("product-13", email=f"{number}@example.com", order=f"{number}")
    stage.publish_applied(BOTH)
    assert [stage.rollouts.go_on() for _ in range(4)] == [True, True, True, False]
    stage.rest()
    assert all(stage.tags(f"{number}@example.com") == {"Silver"} for number in range(5))


def test_a_backlog_of_before_is_decided_whole_by_what_is_applied(
    shop: Stage, clock: DatabaseClock
) -> None:
    """A late event of the time before comes after rules were applied."""
    shop.apply(PLATINUM)
    clock.forward(hours=1)
    shop.happens(Kind.PAYMENT_FAILED, "product-12", email=BEA, order="1", ago=timedelta(minutes=90))
    assert shop.tags(BEA) == {"Platinum", "PlatinumPAYF"}


def test_whom_a_publication_changed_and_how_is_noted_with_her(shop: Stage) -> None:
    """Also where the same is taken back, and where it was taken up; of nobody else."""

    def noted(email: str) -> list[tuple[str, list[str], list[str]]]:
        with shop.engine.connect() as connection:
            household = households.household_of(connection, f"address:{email}")
            assert household is not None
            told = changed_people.of_household(connection, household)
        return [(each.kind, [*each.gains], [*each.loses]) for each in told]

    number = shop.apply(PLATINUM)
    shop.undo(number)
    assert noted(BEA) == [("undo", ["Gold"], ["Platinum"]), ("apply", ["Platinum"], ["Gold"])]
    assert noted(CY) == []
    shop.publish(BOTH)
    shop.roll_out()
    assert noted(CY) == [("take up", ["Silver"], [])]
    assert len(noted(BEA)) == 2
