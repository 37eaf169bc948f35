"""Whom each rollout changed, and who of them is not told yet."""

from datetime import timedelta

from sqlalchemy import Engine

from bridge.model import Sort
from bridge.store import applied, households, places, rollouts
from bridge.store.applied import Applied
from bridge.store.engine import transaction
from bridge.store.households import ADDRESS
from bridge.store.publishing import changed_people
from bridge.store.publishing.changed_people import RolledOut, Untold
from tests.cli.shop import Shop
from tests.fakes import NOON

CRM = "activecampaign"
BEA, CY, DI = "bea@example.com", "cy@example.com", "di@example.com"


def household_of(engine: Engine, address: str) -> int:
    with engine.connect() as connection:
        found = households.household_of(connection, f"{ADDRESS}{address}")
    assert found is not None
    return found


def sold(engine: Engine) -> int:
    """To three, for whom there is a rollout; gives its number."""
    shop = Shop(engine)
    shop.work(*(shop.comes("purchase", email=each) for each in (BEA, CY, DI)))
    shop.sweep()
    with transaction(engine) as connection:
        rollout = rollouts.begin(connection, rollouts.APPLY, 2, NOON, people=2)
    for each in (BEA, CY):
        with transaction(engine) as connection:
            household = household_of(engine, each)
            changed_people.note(connection, rollout, household, NOON, gains=["VIP"])
    return rollout


def test_who_was_refused_needs_somebody_and_who_is_due_waits(engine: Engine) -> None:
    rollout = sold(engine)
    with transaction(engine) as connection:
        assert changed_people.untold_of(connection, [rollout]) == {rollout: Untold()}
        ids = places.ids_of(connection, CRM, [BEA, CY, DI])
        refused = Applied("tag:vip", Sort.TAG, "VIP", "wanted", refused="It does not exist.")
        for each in (BEA, DI):
            applied.write(connection, ids[each], [refused])
        places.mark_due(connection, ids.values())
        found = changed_people.untold_of(connection, [rollout])
    assert found == {rollout: Untold(needs=(BEA,), waits=(CY,))}


def test_what_was_changed_for_a_person_is_told_the_newest_first(engine: Engine) -> None:
    first = sold(engine)
    bea, later = household_of(engine, BEA), NOON + timedelta(hours=1)
    with transaction(engine) as connection:
        undo = rollouts.begin(connection, rollouts.UNDO, 3, later, takes_back=2)
        changed_people.note(connection, undo, bea, later, loses=["VIP"])
        changed_people.note(connection, first, bea, later)  # once more: the first word stays
        told = changed_people.of_household(connection, bea)
        of_di = changed_people.of_household(connection, household_of(engine, DI))
    assert told == [
        RolledOut(3, rollouts.UNDO, 2, later, loses=["VIP"], gains=[]),
        RolledOut(2, rollouts.APPLY, None, NOON, gains=["VIP"], loses=[]),
    ]
    assert of_di == []


def test_where_two_turn_out_to_be_one_what_was_changed_comes_along(engine: Engine) -> None:
    sold(engine)
    both = [f"{ADDRESS}{BEA}", f"{ADDRESS}{DI}"]
    with transaction(engine) as connection:
        households.lock_keys(connection, both)
        mine = households.take_in(connection, 1, both)
        assert [each.gains for each in changed_people.of_household(connection, mine)] == [["VIP"]]
