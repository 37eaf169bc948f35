"""Rules that were published or taken back, among what came of a person."""

from datetime import timedelta

from bridge.explain.people.person_timeline import TimelineEntry
from bridge.explain.people.rollout_entries import RolloutEntry, in_order, rollout_entries
from bridge.store import households
from bridge.store.delivery import State
from tests.fakes import NOON
from tests.reconcile.conftest import clock as clock
from tests.reconcile.conftest import shop as shop
from tests.reconcile.conftest import stage as stage
from tests.reconcile.stage import BEA, BOTH, CY, PLATINUM, Stage
from tests.store.clock import DatabaseClock

HOUR = timedelta(hours=1)


def told(shop: Stage, email: str) -> list[tuple[int, str, str]]:
    with shop.engine.connect() as connection:
        household = households.household_of(connection, f"address:{email}")
    assert household is not None
    found = rollout_entries(shop.engine, household)
    return [(each.version, each.says, each.became) for each in found]


def test_what_changed_what_she_should_have_is_told_the_newest_first(
    shop: Stage, clock: DatabaseClock
) -> None:
    number = shop.apply(PLATINUM)
    clock.forward(hours=1)
    shop.undo(number)
    assert told(shop, BEA) == [
        (3, "Version 2 of the rules was taken back.",
         "By that she was to get Gold, and to lose Platinum."),
        (2, "Version 2 of the rules was brought to everybody.",
         "By that she was to get Platinum, and to lose Gold."),
    ]  # fmt: skip
    assert told(shop, CY) == []
    clock.forward(hours=1)
    shop.publish(BOTH)
    shop.roll_out()
    assert told(shop, CY) == [
        (4, "Version 4 of the rules spoke of what no rule had spoken of before.",
         "By that she was to get Silver."),
    ]  # fmt: skip


def test_each_stands_among_what_came_before_and_after_it() -> None:
    came = [(NOON - n * HOUR, TimelineEntry(9 - n, NOON, "", State.APPLIED, "")) for n in range(2)]
    newest, between, oldest = (
        RolloutEntry(number, at, "", "")
        for number, at in ((4, NOON + HOUR), (3, NOON - HOUR / 2), (2, NOON - 9 * HOUR))
    )
    rolled = [newest, between, oldest]
    entries = [newest, came[0][1], between, came[1][1], oldest]
    assert [*in_order(came, rolled, is_last=True)] == entries
    assert [*in_order(came, rolled, is_last=False)] == entries[:-1]
