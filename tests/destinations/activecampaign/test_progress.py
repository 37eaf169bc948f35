"""A refusal is one target's alone."""

from bridge.model import ListWish, Plan, Refusal
from tests.destinations.activecampaign.destination import (
    SandboxDestination,
)
from tests.destinations.activecampaign.scripted import GROUPS, NO, not_this_one
from tests.destinations.contract import ANN, GOLD
from tests.destinations.contract_other_targets import NEWS
from tests.destinations.fakes import DictMemory


def test_tags_that_may_not_be_listed_are_refused_by_name(
    destination: SandboxDestination, memory: DictMemory
) -> None:
    destination.account.faults.fail(403, times=None, path="/tags", body=NO)
    reason = not_this_one(f"the tag '{GOLD}'", f"{GROUPS} > Permissions > Contacts")
    plan = Plan(ANN, add=(GOLD,), subscribe=(ListWish(NEWS),))
    outcome = destination.crm.apply(plan, memory)
    assert outcome.refused == (Refusal(GOLD, reason),)
    assert [done.what for done in outcome.done] == ["subscribed"]
