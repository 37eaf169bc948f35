"""A refusal is one target's alone."""

from bridge.model import ListWish, Plan, Refusal
from tests.destinations.activecampaign.destination import (
    SandboxDestination,
)
from tests.destinations.activecampaign.scripted import THEIRS
from tests.destinations.contract import ANN, GOLD
from tests.destinations.contract_other_targets import NEWS
from tests.destinations.fakes import DictMemory

NO = {"message": "You do not have permission to do that"}


GROUPS = "Settings > Users and Groups > Groups"


def not_this_one(what: str, menu: str, status: int = 403) -> str:
    return (
        f"ActiveCampaign refused {what} ({status}). The user of ACTIVECAMPAIGN_KEY may do other"
        f" things, and not this one: see there {menu}. {THEIRS} '{NO['message']}'"
    )


def test_tags_that_may_not_be_listed_are_refused_by_name(
    destination: SandboxDestination, memory: DictMemory
) -> None:
    destination.account.faults.fail(403, times=None, path="/tags", body=NO)
    reason = not_this_one(f"the tag '{GOLD}'", f"{GROUPS} > Permissions > Contacts")
    plan = Plan(ANN, add=(GOLD,), subscribe=(ListWish(NEWS),))
    outcome = destination.crm.apply(plan, memory)
    assert outcome.refused == (Refusal(GOLD, reason),)
    assert [done.what for done in outcome.done] == ["subscribed"]
