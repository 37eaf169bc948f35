"""A look at one contact: what it shows, and what it cannot prove."""

from contextlib import suppress

import pytest

from bridge.model import Contact, Done, Outcome, Plan, Refusal
from bridge.model.errors import CrmUnavailable
from tests.destinations.activecampaign.destination import SandboxDestination
from tests.destinations.activecampaign.scripted import THEIRS, Scripted
from tests.destinations.contract import ANN, GOLD
from tests.destinations.fakes import DictMemory


def test_a_refused_look_is_told_of_what_needed_it_and_the_rest_goes_on(scripted: Scripted) -> None:
    scripted.memory.values["contact"] = "5"
    scripted.account_memory.values["tag:silver"] = "8"
    scripted.on("GET", "/contacts", 400, json={"message": "Bad"})
    scripted.on("POST", "/contactTags", 201, json={"contactTag": {"id": "31"}})
    outcome = scripted.apply(Plan(Contact(ANN.email), add=("Silver",), remove=(GOLD,)))
    reason = f"ActiveCampaign refused the tag '{GOLD}' (400). {THEIRS} 'Bad'"
    assert outcome == Outcome((Done("Silver", "added"),), (Refusal(GOLD, reason),))


def test_a_search_that_lags_does_not_hide_a_remembered_contact(scripted: Scripted) -> None:
    scripted.memory.values["contact"] = "5"
    scripted.on("GET", "/contacts", json={"contacts": []})
    scripted.on("GET", "/contacts/5", json={"contact": {"id": "5", "email": ANN.email}})
    rows = [{"id": "31", "contact": "5", "tag": "7"}]
    scripted.on("GET", "/contacts/5/contactTags", json={"contactTags": rows})
    scripted.on("DELETE", "/contactTags/31", json={})
    outcome = scripted.apply(Plan(ANN, remove=(GOLD,)))
    assert outcome.done == (Done(GOLD, "removed"),)


def test_a_list_of_others_proves_nothing(scripted: Scripted) -> None:
    others = [{"id": str(n), "email": f"other{n}@example.com"} for n in range(20)]
    scripted.on("GET", "/contacts", json={"contacts": others, "contactTags": []})
    told = scripted.told(Plan(ANN, remove=(GOLD,)))
    assert str(told) == "ActiveCampaign listed other contacts than the one asked for."
    assert isinstance(told, CrmUnavailable)


def test_a_contact_deleted_under_our_hands_is_tried_again(scripted: Scripted) -> None:
    scripted.synced()
    gone = {"message": "No Result found for Subscriber with id 5"}
    scripted.on("GET", "/contacts/5/contactTags", 404, json=gone)
    told = scripted.told(Plan(ANN, add=(GOLD,), remove=("Silver",)))
    assert str(told) == "The contact was deleted in ActiveCampaign just now."
    assert "contact" not in scripted.memory.values


@pytest.mark.parametrize("path", ["/contacts", "/contacts/{id}/contactTags"])
def test_an_answer_without_the_list_that_was_due_is_no_empty_one(
    destination: SandboxDestination, memory: DictMemory, path: str
) -> None:
    """Else a tag that is there would be told as removed."""
    destination.crm.apply(Plan(ANN, add=(GOLD,)), memory)
    destination.account.faults.fail(200, path=path, body={})
    with suppress(CrmUnavailable):
        destination.crm.apply(Plan(ANN, remove=(GOLD,)), memory)
    destination.account.recover()
    destination.crm.apply(Plan(ANN, remove=(GOLD,)), memory)
    assert destination.contacts() == {ANN.key: set()}
