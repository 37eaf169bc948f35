"""What waited for a destination that left the rules."""

from bridge.model.errors import CrmUnavailable
from bridge.store.delivery import State
from tests.reconcile.branches import CLUB, SCHOOL, SHOP, THREE, Branches
from tests.reconcile.record.test_shares import AWAY, rows
from tests.reconcile.stage import BEA
from tests.store.clock import DatabaseClock


def test_a_delivery_waits_for_no_destination_that_left_or_came(
    branches: Branches, clock: DatabaseClock
) -> None:
    branches.crms[CLUB].answers = [CrmUnavailable(AWAY)]
    waits = branches.buys()
    branches.restarted_with(SHOP, SCHOOL, "new")
    assert branches.delivery(waits).state is State.APPLIED
    clock.forward(seconds=11)
    branches.restarted_with(*THREE)
    branches.rest()
    assert branches.tags_at(BEA)[CLUB] == {"Gold"}
    assert rows(branches, waits) == [(name, "Gold", "added") for name in THREE]
