"""A refusal of one thing is that thing's alone, and says who may mend it."""

import pytest

from bridge.destinations.steps import Progress, TargetStep, lacking, refusal_of_one
from bridge.destinations.verdicts import CallRefused, VendorNames
from bridge.model import (
    AccessWish,
    Contact,
    Done,
    FieldValue,
    Firing,
    ListWish,
    Plan,
    Refusal,
    Sort,
)
from bridge.model.errors import AccountRefused, CrmRefused

NAMED = VendorNames("YourCRM", "YOURCRM_URL", "YOURCRM_KEY")
MENU = "Settings > Permissions"


def of_one(sort: Sort, name: str, refused: CrmRefused) -> str:
    return refusal_of_one(NAMED, sort, name, refused, MENU)


def refusing(error: CrmRefused, name: str = "Gold") -> TargetStep:
    def write() -> Done:
        raise error

    return TargetStep(name, write)


def test_the_steps_after_a_refused_one_go_on() -> None:
    progress = Progress(of_one)
    progress.take(refusing(CallRefused("no", 422, "Not this one")))
    progress.take(TargetStep("Silver", lambda: Done("Silver", "added")))
    outcome = progress.outcome()
    said = "YourCRM refused the tag 'Gold' (422). YourCRM says: 'Not this one'"
    assert outcome.refused == (Refusal("Gold", said),)
    assert outcome.done == (Done("Silver", "added"),)


def test_what_concerns_the_whole_account_stops_everything() -> None:
    with pytest.raises(AccountRefused):
        Progress(of_one).take(refusing(AccountRefused("The key is refused.")))


@pytest.mark.parametrize(
    ("sort", "told"),
    [(Sort.LIST, "the list 'News'"), (Sort.ACCESS, "access to 'News'")],
)
def test_what_a_good_key_may_not_do_names_the_key_and_the_menu(sort: Sort, told: str) -> None:
    assert of_one(sort, "News", CallRefused("no", 403, "")) == (
        f"YourCRM refused {told} (403). The user of YOURCRM_KEY may do other things, and not this"
        " one: see there Settings > Permissions."
    )


def test_what_a_crm_has_not_is_refused_by_name_and_what_it_has_is_not() -> None:
    plan = Plan(
        Contact("ann@example.com"),
        add=("Gold",),
        subscribe=(ListWish("News"),),
        unsubscribe=("Deals",),
        fields=(FieldValue("Order", "1"),),
        start=(Firing("Welcome", "1"),),
        access=(AccessWish("Course", "live:1", None),),
    )
    refused = [*lacking(plan, "YourCRM", {Sort.TAG})]
    assert sorted(each.target for each in refused) == sorted({*plan.targets()} - {"gold"})
    assert {each.sort: each.reason for each in refused} == {
        Sort.LIST: "YourCRM has no lists. Use a tag instead.",
        Sort.FIELD: "YourCRM has no fields. Use a tag instead.",
        Sort.AUTOMATION: "YourCRM has no automations. Use a tag instead.",
        Sort.ACCESS: "YourCRM gives no access by itself. Use a tag instead.",
    }
    assert [*lacking(plan, "YourCRM", {*Sort})] == []
