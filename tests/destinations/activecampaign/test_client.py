"""One account: its address, its lists to their end, and its refusals in words."""

import pytest

from bridge.model import FieldValue, ListWish, Outcome, Plan, Refusal, Sort
from tests.destinations.activecampaign.destination import SandboxDestination
from tests.destinations.activecampaign.scripted import GROUPS, Scripted, crm_at, not_this_one
from tests.destinations.contract import ANN, GOLD
from tests.destinations.contract_other_targets import COURSE, NEWS
from tests.destinations.fakes import DictMemory, FreePace


@pytest.mark.parametrize("end", ["", "/", "/api/3", "/api/3/", " "])
def test_the_address_may_be_written_in_any_usual_way(known: SandboxDestination, end: str) -> None:
    crm = crm_at(known.account.url + end, known.key, FreePace(), DictMemory())
    crm.check()
    assert known.calls() == ["GET /tags"]


@pytest.mark.parametrize(
    "second", [[{"id": "31", "contact": "5", "tag": "7"}], []], ids=["paged", "not paged"]
)
def test_a_long_list_of_tags_is_read_to_its_end(
    scripted: Scripted, second: list[dict[str, str]]
) -> None:
    rows = [{"id": str(n), "contact": "5", "tag": str(n)} for n in range(100, 200)]
    scripted.synced()
    scripted.on("GET", "/contacts/5/contactTags", json={"contactTags": rows})
    scripted.on("GET", "/contacts/5/contactTags", json={"contactTags": second or rows})
    if second:
        scripted.on("DELETE", "/contactTags/31", json={})
    scripted.on("POST", "/contactTags", 201, json={"contactTag": {"id": "32"}})
    scripted.account_memory.values["tag:silver"] = "8"
    outcome = scripted.apply(Plan(ANN, add=("Silver",), remove=(GOLD,)))
    assert outcome.done[0].what == ("removed" if second else "was not there")


def test_a_list_of_tags_that_never_turns_its_page_is_given_up(scripted: Scripted) -> None:
    rows = [{"id": str(n), "tag": f"Course {n}", "tagType": "contact"} for n in range(100)]
    scripted.on("GET", "/tags", json={"tags": rows, "meta": {"total": "500"}})
    reason = (
        "The tag 'Course 100' does not exist in ActiveCampaign. Nearest there: 'Course 10'."
        " Create the tag or correct rules.yaml."
    )
    outcome = scripted.apply(Plan(ANN, add=("Course 100",)))
    assert outcome == Outcome((), (Refusal("Course 100", reason),))


@pytest.mark.parametrize(
    ("sort", "name", "plan", "menu"),
    [
        (Sort.TAG, GOLD, Plan(ANN, add=(GOLD,)), f"{GROUPS} > Permissions > Contacts"),
        (
            Sort.LIST,
            NEWS,
            Plan(ANN, subscribe=(ListWish(NEWS),)),
            f"{GROUPS}, where the lists of that user's group are ticked",
        ),
        (
            Sort.FIELD,
            COURSE,
            Plan(ANN, fields=(FieldValue(COURSE, "Knots"),)),
            f"{GROUPS} > Permissions > Contacts",
        ),
    ],
    ids=["tag", "list", "field"],
)
def test_what_may_not_be_changed_is_named_with_the_menu_of_permissions(
    known: SandboxDestination, memory: DictMemory, sort: Sort, name: str, plan: Plan, menu: str
) -> None:
    known.forbid(sort, name)
    reason = not_this_one(f"the {sort} '{name}'", menu)
    assert known.crm.apply(plan, memory).refused == (Refusal(name, reason, sort=sort),)
