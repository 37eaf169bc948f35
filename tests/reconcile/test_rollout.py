"""Other rules for what was: applied and taken back."""

import random
import threading
from itertools import permutations

import pytest

from bridge.model import Kind
from bridge.reconcile import rollout
from bridge.reconcile.household import decide
from bridge.reconcile.planning import Summary
from bridge.store import households, rulebooks
from bridge.store.engine import transaction
from tests.destinations.fakes import Killed
from tests.reconcile.stage import (
    BEA,
    BOTH,
    CY,
    DI,
    GOLD,
    PLATINUM,
    Stage,
    books,
    everybody,
    file_of,
    published,
)
from tests.store.clock import DatabaseClock


def agreed(shop: Stage, written: str) -> Summary:
    summary = Summary()
    shop.plan(written, summary)
    return summary


def test_a_plan_is_not_carried_out_once_somebody_came_who_changes_it(shop: Stage) -> None:
    summary = agreed(shop, PLATINUM)
    shop.buys("product-12", email="ed@example.com", order="9")
    with pytest.raises(rollout.PlanChanged):
        shop.rollouts.apply(published(PLATINUM), summary)
    assert [each.source for each in books(shop)] == ["file"]
    shop.rollouts.apply(published(PLATINUM), agreed(shop, PLATINUM))
    shop.roll_out()
    assert shop.tags("ed@example.com") == shop.tags(BEA) == {"Platinum"}


def test_a_plan_is_not_carried_out_once_somebody_left_it(shop: Stage, clock: DatabaseClock) -> None:
    summary = agreed(shop, PLATINUM)
    shop.happens(Kind.REFUND, "product-12", email=BEA, order="1")
    clock.forward(hours=1)
    shop.rest()
    with pytest.raises(rollout.PlanChanged):
        shop.rollouts.apply(published(PLATINUM), summary)


def test_what_came_meanwhile_and_changes_nothing_of_a_plan_does_not_stop_it(shop: Stage) -> None:
    summary = agreed(shop, PLATINUM)
    shop.happens(Kind.REBILL, "product-12", email=BEA, order="1")
    assert shop.rollouts.apply(published(PLATINUM), summary) == 2


def test_rules_that_change_nobody_today_decide_what_was_sold_once_they_are_applied(
    shop: Stage, clock: DatabaseClock
) -> None:
    lasting = GOLD + "    lasts: 2 days\n"
    assert shop.changes(lasting) == {}
    assert not shop.rollouts.has_applied(published(lasting))
    shop.apply(lasting)
    assert shop.rollouts.has_applied(published(lasting))
    clock.forward(days=3)
    shop.rest()
    assert everybody(shop) == {BEA: set(), CY: set(), DI: set()}


def test_what_a_file_was_published_for_is_not_applied_to_what_was_sold_before(shop: Stage) -> None:
    assert shop.rollouts.has_applied(published(GOLD))
    shop.publish(BOTH)
    assert not shop.rollouts.has_applied(published(BOTH))
    assert not shop.rollouts.has_applied(published(GOLD))


def test_applying_does_what_the_plan_said(shop: Stage) -> None:
    for written in (BOTH, PLATINUM, GOLD):
        before, planned = everybody(shop), shop.changes(written)
        shop.apply(written)
        for email, changes in planned.items():
            for each in changes:
                (before[email].add if each[0] == "+" else before[email].discard)(each[1:])
        assert everybody(shop) == before
        assert shop.changes(written) == {}


def test_an_undo_restores_how_it_was(shop: Stage) -> None:
    before = everybody(shop)
    number = shop.apply(file_of(product_12="Platinum", product_13="Silver"))
    assert everybody(shop) == {BEA: {"Platinum"}, CY: {"Silver"}, DI: {"Silver"}}
    shop.undo(number)
    assert everybody(shop) == before
    assert shop.changes(GOLD) == {}


def test_a_delivery_names_the_version_that_decided_it_before_and_after(shop: Stage) -> None:
    def versions() -> set[str]:
        return {each.rules_version for each in shop.deliveries.latest()}

    assert versions() == {published(GOLD).version}
    number = shop.apply(PLATINUM)
    assert versions() == {published(PLATINUM).version}
    shop.undo(number)
    assert versions() == {published(GOLD).version}


def test_who_publishes_waits_for_who_decides_by_the_rules_of_before(shop: Stage) -> None:
    """Else an event that is taken in just now would be left behind by the rollout."""
    number: list[int] = []
    publisher = threading.Thread(target=lambda: number.append(shop.publish_applied(PLATINUM)))
    id_ = shop.arrives(Kind.PURCHASE, "product-12", email="ed@example.com", order="9")
    with transaction(shop.engine) as connection:
        household = households.take_in(connection, id_, ["address:ed@example.com"])
        decide(connection, household, shop.library)
        publisher.start()
        publisher.join(0.3)
        assert number == []
    publisher.join(10)
    assert number == [2]
    shop.roll_out()
    with shop.engine.connect() as connection:
        [fact] = households.facts_of(connection, household)
    assert fact.publication == 2


def test_what_a_killed_worker_may_have_told_is_taken_back_whoever_is_killed_after_him(
    shop: Stage, clock: DatabaseClock
) -> None:
    """He tagged her and died; so did who was to take that back, before he called."""
    number = shop.publish_applied(BOTH)
    shop.rollouts.finish()
    shop.crm.after_apply = [Killed(), Killed()]
    for _ in range(2):
        with pytest.raises(Killed):
            shop.sweep()
    assert (shop.tags(CY), shop.tags(DI)) == ({"Silver"}, {"Silver"})
    shop.rollouts.undo(number)
    shop.rollouts.finish()
    for _ in range(3):
        shop.crm.answers = [Killed()]
        clock.forward(seconds=shop.patience.lease + 1)
        with pytest.raises(Killed):
            shop.sweep()
    shop.crm.answers = []
    clock.forward(seconds=shop.patience.lease + 1)
    shop.rest()
    assert everybody(shop) == {BEA: {"Gold"}, CY: set(), DI: set()}


def test_what_was_told_anew_by_a_retry_goes_back_as_it_was_found(shop: Stage) -> None:
    number = shop.apply(PLATINUM)
    shop.deliveries.reopen([1], shop.now())
    shop.rest()
    shop.undo(number)
    assert shop.tags(BEA) == {"Gold"}


def test_what_comes_after_an_undo_goes_by_the_older_rules(shop: Stage) -> None:
    shop.undo(shop.apply(PLATINUM))
    shop.buys("product-12", email="ed@example.com", order="9")
    assert shop.tags("ed@example.com") == {"Gold"}


LEVELS = [
    file_of(product_12="One", product_13="Uno"),
    file_of(product_12="Two"),
    file_of(product_12="Three", product_13="Tre"),
]


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("purchases", [False, True])
def test_publications_are_taken_back_in_any_order_with_purchases_in_between(
    shop: Stage, clock: DatabaseClock, order: tuple[int, ...], purchases: bool
) -> None:
    """What stands in the end is what the rules that were not taken back say."""
    numbers, bought = [], 0

    def buys() -> None:
        nonlocal bought
        if purchases:
            clock.forward(hours=1)
            bought += 1
            shop.buys("product-12", email=f"{bought}@example.com", order=f"new {bought}")

    for written in LEVELS:
        numbers.append(shop.apply(written))
        buys()
    left = set(numbers)
    for which in order:
        shop.undo(numbers[which])
        left.discard(numbers[which])
        buys()
        highest = max(left, default=0)
        stands = LEVELS[numbers.index(highest)] if highest else GOLD
        assert shop.changes(stands) == {}, stands
        fresh = published(stands).offers[0].membership.tag
        if purchases:
            emails = [f"{number + 1}@example.com" for number in range(bought)]
            assert [shop.tags(email) for email in emails] == [{fresh}] * bought
        assert shop.tags(BEA) == {fresh}


def test_lives_that_are_told_meanwhile_come_out_as_if_nothing_had_been_applied(
    stage: Stage, clock: DatabaseClock
) -> None:
    """Random lives, with rules applied and taken back in between and without: one end."""
    kinds = [Kind.PURCHASE, Kind.PAYMENT_FAILED, Kind.REBILL, Kind.CANCELLED, Kind.REFUND]
    chance = random.Random(3)
    story = [
        (chance.choice(kinds), chance.choice([BEA, CY, DI]), chance.choice("12")) for _ in range(25)
    ]
    stage.publish(GOLD)
    applied: list[int] = []
    for number, (kind, email, order) in enumerate(story):
        clock.forward(hours=1)
        stage.happens(kind, "product-12", email=email, order=f"{email} {order}")
        if number % 4 == 1:
            applied.append(stage.apply(chance.choice([PLATINUM, BOTH, *LEVELS])))
        if number % 4 == 3:
            stage.undo(applied.pop(chance.randrange(len(applied))))
    while applied:
        stage.undo(applied.pop(chance.randrange(len(applied))))
    clock.forward(hours=1)
    stage.rest()
    with stage.engine.connect() as connection:
        assert [each.number for each in rulebooks.standing(connection)] == [1]
    assert stage.changes(GOLD) == {}
    assert all(tags <= {"Gold", "GoldPAYF", "GoldCANC"} for tags in stage.crm.tags.values())


def test_only_what_stands_can_be_taken_back(shop: Stage) -> None:
    assert shop.rollouts.undoable() == []
    first, second = shop.apply(PLATINUM), shop.apply(BOTH)
    assert [each.number for each in shop.rollouts.undoable()] == [second, first]
    shop.undo(first)
    assert [each.number for each in shop.rollouts.undoable()] == [second]
