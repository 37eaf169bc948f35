"""One household as the store has it."""

from bridge.entitlements.fold import state_of
from bridge.reconcile.household import decide, now_of
from bridge.store import households
from bridge.store.engine import transaction
from tests.reconcile.stage import BEA, BOTH, GOLD, PLATINUM, Stage, published


def test_what_was_decided_stays_decided_by_the_rules_of_then(stage: Stage) -> None:
    stage.publish(GOLD)
    stage.buys()
    stage.publish(PLATINUM)
    with transaction(stage.engine) as connection:
        household_id = households.hold_of(connection, f"address:{BEA}")
        assert household_id is not None
        household = decide(connection, household_id, stage.library)
        now = now_of(connection)
    assert set(household.publications.values()) == {1}
    assert household.number == 2
    assert list(state_of(household.fold(now), BEA).held) == ["Gold"]
    assert list(state_of(household.by(published(BOTH)).fold(now), BEA).held) == ["Gold"]
    assert list(state_of(household.by(published(PLATINUM)).fold(now), BEA).held) == ["Platinum"]
