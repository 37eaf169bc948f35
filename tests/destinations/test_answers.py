"""What a CRM answers besides its status: when it may be asked again, and what is there already."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bridge.destinations.answers import masked
from bridge.model import Done, Firing, ListWish, Outcome, Plan, Sort
from bridge.model.errors import CrmUnavailable
from tests.destinations.activecampaign.destination import SandboxDestination
from tests.destinations.activecampaign.scripted import Scripted
from tests.destinations.contract import ANN, GOLD
from tests.destinations.contract_other_targets import NEWS, WELCOME
from tests.destinations.fakes import DictMemory
from tests.destinations.stand_in_destination import PAYF

THERE = {"errors": [{"title": "It already exists in the system", "code": "duplicate"}]}


IN_THE_DATABASE = {"message": "Could not process request", "error": "Duplicate entry '5-7' for key"}


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("30", 30), ("99999", 900), ("-7", 1), ("soon", 1), ("", 1), ("nan", 1), ("inf", 900)],
)
def test_retry_after_is_obeyed_within_bounds(
    scripted: Scripted, written: str, seconds: float
) -> None:
    scripted.on("POST", "/contact/sync", 429, headers={"Retry-After": written})
    told = scripted.told()
    assert str(told) == "ActiveCampaign asks for fewer requests (429)."
    assert isinstance(told, CrmUnavailable)
    assert told.retry_after == seconds
    assert set(scripted.pace.held) == {seconds}


def test_retry_after_may_be_a_date_and_may_come_with_503(scripted: Scripted) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    scripted.on("POST", "/contact/sync", 503, headers={"Retry-After": date})
    told = scripted.told()
    assert isinstance(told, CrmUnavailable)
    assert told.retry_after is not None
    assert 50 < told.retry_after <= 60
    assert scripted.pace.held == [told.retry_after]


@pytest.mark.parametrize(("status", "body"), [(422, THERE), (400, IN_THE_DATABASE)])
def test_what_they_say_is_there_already_is_done(
    known: SandboxDestination, memory: DictMemory, status: int, body: dict[str, object]
) -> None:
    known.crm.apply(Plan(ANN, start=(Firing(WELCOME, "0"),)), memory)
    known.account.put_on_list(ANN.email, "Daily deals", "1")
    for path in ("/contactTags", "/contactLists", "/contactAutomations"):
        known.account.faults.fail(status, times=None, method="POST", path=path, body=body)
    plan = Plan(
        ANN,
        add=(GOLD,),
        add_if_there=(PAYF,),
        subscribe=(ListWish(NEWS),),
        unsubscribe=("Daily deals",),
        start=(Firing(WELCOME, "1"),),
    )
    assert known.crm.apply(plan, memory) == Outcome(
        (
            Done("Daily deals", "was not subscribed", False, sort=Sort.LIST),
            Done(GOLD, "already there", False),
            Done(PAYF, "already there", False),
            Done(NEWS, "already subscribed", False, sort=Sort.LIST),
            Done(WELCOME, "already started", False, "1", Sort.AUTOMATION),
        )
    )


def test_a_private_value_that_stands_within_another_leaves_no_rest() -> None:
    said = masked("Ann Lee-Smith was refused, and Ann, too", ["Ann", "Ann Lee-Smith"])
    assert said == "… was refused, and …, too"
