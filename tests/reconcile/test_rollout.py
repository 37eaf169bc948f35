"""Other rules for what was: planned, applied, taken back, taken up."""

import random
import threading
from collections.abc import Callable
from datetime import timedelta
from itertools import permutations

import pytest

from bridge.model import Kind
from bridge.reconcile import redecision, rollout
from bridge.reconcile.household import decide
from bridge.reconcile.planning import Summary
from bridge.store import households, rollouts, rulebooks
from bridge.store.delivery import State
from bridge.store.engine import transaction
from tests.destinations.fakes import Killed
from tests.reconcile.stage import BEA, CY, Stage, published
from tests.store.clock import DatabaseClock

DI = "di@example.com"


def file_of(**tags: str) -> str:
    """Rules that give each of these tags for an item: `product_12="Gold"`."""
    memberships = "".join(
        f"  {tag}:\n    items: {item.replace('_', '-')}\n" for item, tag in tags.items()
    )
    return f"crm: activecampaign\nmemberships:\n{memberships}"


GOLD = file_of(product_12="Gold")
PLATINUM = file_of(product_12="Platinum")
BOTH = file_of(product_12="Gold", product_13="Silver")


@pytest.fixture
def shop(stage: Stage, clock: DatabaseClock) -> Stage:
    """Bea bought product-12, Cy product-13, Di both and gave product-12 back."""
    stage.publish(GOLD)
    stage.buys("product-12", email=BEA, order="1")
    stage.buys("product-13", email=CY, order="2")
    stage.buys("product-12", email=DI, order="3")
    stage.buys("product-13", email=DI, order="4")
    clock.forward(hours=1)
    stage.happens(Kind.REFUND, "product-12", email=DI, order="3")
    clock.forward(hours=1)
    stage.rest()
    return stage


def begun(shop: Stage) -> list[rollouts.Rollout]:
    with shop.engine.connect() as connection:
        return rollouts.all_of(connection)


def books(shop: Stage) -> list[rulebooks.Rulebook]:
    with shop.engine.connect() as connection:
        return rulebooks.all_of(connection)


def everybody(stage: Stage) -> dict[str, set[str]]:
    return {email: stage.tags(email) for email in (BEA, CY, DI)}


def test_a_plan_of_the_rules_that_stand_changes_nobody(shop: Stage) -> None:
    assert shop.changes(GOLD) == {}


def test_a_plan_names_exactly_who_changes_and_how_and_writes_nothing(shop: Stage) -> None:
    before = shop.applied(), everybody(shop), len(shop.crm.plans)
    assert shop.changes(PLATINUM) == {BEA: ["-Gold", "+Platinum"]}
    assert shop.changes(BOTH) == {CY: ["+Silver"], DI: ["+Silver"]}
    assert (shop.applied(), everybody(shop), len(shop.crm.plans)) == before


def test_a_plan_tells_which_memberships_open_and_close_and_why(shop: Stage) -> None:
    [planned] = shop.plan(PLATINUM)
    assert (planned.opens, planned.closes) == (("Platinum",), ("Gold",))
    [_, gains] = planned.changes
    assert (gains.because.membership, gains.because.event) == ("Platinum", "key 1")


def test_a_plans_digest_is_the_same_for_the_same_plan_only(shop: Stage) -> None:
    digests = []
    for written in (PLATINUM, PLATINUM, BOTH):
        summary = Summary()
        shop.plan(written, summary)
        digests.append(summary.digest)
    assert digests[0] == digests[1] != digests[2]
    assert (summary.people, summary.looked_at, summary.losing) == (2, 3, 0)


def test_a_plans_digest_is_of_the_text_of_the_rules_too(shop: Stage) -> None:
    """Whom it changes today may be the same where what comes later is not."""
    digests = set()
    for written in (GOLD, GOLD + "    lasts: 12 months\n"):
        summary = Summary()
        assert shop.plan(written, summary) == []
        digests.add(summary.digest)
    assert len(digests) == 2


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


def test_what_happens_to_her_anyway_is_no_part_of_a_plan(shop: Stage) -> None:
    shop.intake.take_in(shop.arrives(Kind.PAYMENT_FAILED, "product-12", email=BEA, order="1"))
    assert shop.changes(GOLD) == {}
    assert shop.changes(BOTH) == {CY: ["+Silver"], DI: ["+Silver"]}


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
