"""Killed between any two statements or requests, where several destinations are told."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event

from bridge.model import Kind
from bridge.store.engine import engine_for
from tests.destinations.fakes import Killed
from tests.fakes import NOON, FakeCrm
from tests.journeys.test_killed import Fate, emptied
from tests.reconcile.branches import CLUB, SHOP, Branches, rules_for
from tests.reconcile.stage import BEA
from tests.store.clock import DatabaseClock

TWO = (SHOP, CLUB)
THEN = """\
memberships:
  Gold:
    items: product-12
rules:
  - name: Welcome
    when: purchase
    start automation: Onboarding
  - name: Only there
    when: purchase
    add: Buyer
    to: club
"""


@pytest.fixture
def fate() -> Fate:
    return Fate()


@pytest.fixture
def engine(clock: DatabaseClock, fate: Fate) -> Iterator[Engine]:
    made = engine_for(clock.url)
    event.listen(made, "before_cursor_execute", fate.step)
    event.listen(made, "commit", fate.step)
    yield made
    made.dispose()


class Doomed(Branches):
    """Whose accounts are killed at, too."""

    fate: Fate

    def made(self, name: str) -> FakeCrm:
        crm = FakeCrm(self.fate.step)
        crm.name = name
        return crm


def act(branches: Branches) -> None:
    branches.happens(Kind.PURCHASE, "product-12", key="bought", customer="501", at=NOON)
    branches.happens(
        Kind.EMAIL_CHANGED, key="moved", customer="501", order="", email="new@example.com", at=NOON
    )


def lived(engine: Engine, clock: DatabaseClock, fate: Fate, kill_at: int) -> dict[str, Any]:
    """What somebody finds afterwards; what was found there first is not known where an answer was
    lost, nor is then which try it was that changed something."""
    emptied(engine)
    clock.set(NOON)
    Doomed.fate = fate
    branches = Doomed(engine, TWO)
    branches.publish(rules_for(*TWO, then=THEN))
    fate.begin(kill_at)
    try:
        act(branches)
    except Killed:
        fate.end()
        branches.be_started()
        clock.forward(seconds=branches.patience.lease + 1)
        act(branches)
    finally:
        fate.end()
    clock.set(NOON.replace(hour=14))
    branches.rest()
    found: dict[str, Any] = {
        name: ({**crm.tags}, sorted(crm.started)) for name, crm in branches.crms.items()
    }
    for delivery in branches.deliveries.latest():
        rows = [(row.get("destination"), row["tag"], row["action"]) for row in delivery.results]
        states = {name: share.state for name, share in delivery.shares.items()}
        found[delivery.event.key] = delivery.state, delivery.reason, states, sorted(rows)
    return found


@pytest.mark.parametrize("every", [9, pytest.param(1, marks=pytest.mark.soak)])
def test_whoever_is_killed_anywhere_leaves_every_destination_and_the_record_right(
    engine: Engine, clock: DatabaseClock, fate: Fate, every: int
) -> None:
    calm = lived(engine, clock, fate, 0)
    assert calm[SHOP][0] == {"new@example.com": {"Gold"}}
    assert calm[CLUB][0] == {"new@example.com": {"Gold", "Buyer"}}
    assert [len(calm[name][1]) for name in TWO] == [1, 1]
    steps = fate.steps
    assert BEA not in calm[SHOP][0]
    for kill_at in range(1, steps + 1, every):
        assert lived(engine, clock, fate, kill_at) == calm, f"killed at {kill_at} of {steps}"
