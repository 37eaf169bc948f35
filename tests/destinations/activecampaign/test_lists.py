"""One contact's lists: each status is met as it deserves."""

import json

import pytest

from bridge.model import Done, ListWish, Outcome, Plan, Refusal, Sort
from bridge.model.errors import CrmUnavailable
from tests.destinations.activecampaign.destination import (
    PUT,
    SUBSCRIBE,
    SandboxDestination,
)
from tests.destinations.activecampaign.scripted import THEIRS, Scripted, filling
from tests.destinations.contract import ANN
from tests.destinations.contract_other_targets import NEWS, told
from tests.destinations.fakes import DictMemory


def test_a_list_it_will_not_have_her_on_is_refused_in_their_words(scripted: Scripted) -> None:
    filling(scripted).on("POST", "/contact/sync", 201, json={"contact": {"id": 5}})
    scripted.on("POST", "/contactLists", 422, json={"errors": [{"title": "Not this one"}]})
    scripted.on("GET", "/lists", json={"lists": [{"id": 3, "name": NEWS}]})
    outcome = scripted.apply(Plan(ANN, subscribe=(ListWish(NEWS),)))
    reason = f"ActiveCampaign refused the list '{NEWS}' (422). {THEIRS} 'Not this one'"
    assert outcome == Outcome((), (Refusal(NEWS, reason, sort=Sort.LIST),), created=True)


def test_a_list_remade_between_look_and_write_is_left_all_the_same(scripted: Scripted) -> None:
    on_both = [{"id": str(n), "list": str(n), "contact": "5", "status": "1"} for n in (3, 4)]
    mine = {"contacts": [{"id": "5", "email": ANN.email}], "contactLists": on_both}
    filling(scripted).on("GET", "/contacts", json=mine)
    scripted.on("POST", "/contactLists", 422, json={"message": "No such list"})
    scripted.on("POST", "/contactLists", 200, json={"contactList": {"id": 31}})
    scripted.on("GET", "/lists", json={"lists": [{"id": 4, "name": NEWS}]})
    outcome = scripted.apply(Plan(ANN, unsubscribe=(NEWS,)))
    assert outcome == Outcome((Done(NEWS, "unsubscribed", sort=Sort.LIST),))
    left = {"contactList": {"list": "4", "contact": "5", "status": 2}}
    assert json.loads(scripted.mocked.calls[-1].request.body or "") == left


def test_a_contact_deleted_between_look_and_list_is_tried_again(scripted: Scripted) -> None:
    filling(scripted).on("POST", "/contact/sync", 201, json={"contact": {"id": 5}})
    scripted.on("POST", "/contactLists", 404, json={"errors": [{"title": "Not Found"}]})
    scripted.on("GET", "/lists", json={"lists": [{"id": 3, "name": NEWS}]})
    scripted.on("GET", "/contacts/5", 404, json={"message": "No Result found"})
    told = scripted.told(Plan(ANN, subscribe=(ListWish(NEWS),)))
    assert str(told) == "The contact was deleted in ActiveCampaign just now."
    assert isinstance(told, CrmUnavailable)
    assert "contact" not in scripted.memory.values


def test_a_remade_list_is_found_again(full: SandboxDestination, memory: DictMemory) -> None:
    number = full.account.remake(Sort.LIST, NEWS)
    assert told(full.crm.apply(Plan(ANN, subscribe=SUBSCRIBE), memory)) == [
        (NEWS, "subscribed", True)
    ]
    assert full.lists() == {NEWS: "subscribed"}
    assert full.account_memory.values["list:newsletter"] == str(number)
    assert full.calls()[-3:] == [PUT, "GET /lists", PUT]


def test_who_opted_out_of_the_remade_list_stays_out(
    full: SandboxDestination, memory: DictMemory
) -> None:
    full.account.remake(Sort.LIST, NEWS)
    full.put_on_list(NEWS, "opted out")
    outcome = full.crm.apply(Plan(ANN, subscribe=SUBSCRIBE), memory)
    assert told(outcome) == [(NEWS, "opted out", False)]
    assert full.lists() == {NEWS: "opted out"}


def test_one_whose_address_was_corrected_there_is_subscribed_herself(
    full: SandboxDestination, memory: DictMemory
) -> None:
    full.account.change_email(ANN.email, "someone@example.com")
    full.crm.apply(Plan(ANN, subscribe=SUBSCRIBE), memory)
    assert full.account.lists_of("someone@example.com") == {NEWS: "subscribed"}
    assert ANN.key not in full.contacts()


@pytest.mark.parametrize(
    ("status", "wish", "what", "source"),
    [
        ("91", ListWish(NEWS), "subscribed", "0"),
        ("0", ListWish(NEWS, True), "subscribed", "0"),
        ("2", ListWish(NEWS, True), "subscribed", "4"),
        ("7", ListWish(NEWS), "opted out", "0"),
    ],
)
def test_each_status_of_a_list_is_met_as_it_deserves(
    full: SandboxDestination,
    memory: DictMemory,
    status: str,
    wish: ListWish,
    what: str,
    source: str,
) -> None:
    full.account.put_on_list(ANN.email, NEWS, status)
    outcome = full.crm.apply(Plan(ANN, subscribe=(wish,)), memory)
    assert [done.what for done in outcome.done] == [what]
    (row,) = full.account.account.held[Sort.LIST]
    assert (row["status"], row["sourceid"]) == ("1" if what == "subscribed" else status, source)
