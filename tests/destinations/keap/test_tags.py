"""One contact's tags in Keap: what is told inside a 200, what is there or is not, who is gone."""

from typing import Any

import pytest

from bridge.model import Done, Firing, Outcome, Plan, Refusal, Sort
from bridge.model.errors import CrmUnavailable
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.fakes import DictMemory
from tests.destinations.keap.destination import ADD, ASK, FIND, REMOVE, UPSERT, KeapDestination
from tests.destinations.stand_in_destination import CANC, PAYF

PATH = "/v1/contacts/{id}/tags"


def test_a_failure_inside_a_200_is_that_tags_alone(
    known: KeapDestination, memory: DictMemory
) -> None:
    """Each of the others is tried alone where the first answer spoiled all."""
    gold, payf = known.account.tag_id(GOLD), known.account.tag_id(PAYF)
    known.account.faults.fail(200, path=PATH, body={gold: "FAILURE", payf: "FAILURE"})
    known.account.faults.fail(200, times=None, path=PATH, tag=GOLD, body={gold: "FAILURE"})
    outcome = known.crm.apply(Plan(ANN, add=(GOLD, PAYF)), memory)
    reason = f"Keap did not put the tag '{GOLD}' on. Keap says: 'FAILURE'"
    assert outcome == Outcome((Done(PAYF, "added"),), (Refusal(GOLD, reason),))
    assert known.contacts() == {ANN.key: {PAYF, SILVER}}


@pytest.mark.parametrize("body", [{}, {"7": 1}, {"results": None}])
def test_an_answer_that_says_nothing_is_decided_by_what_she_carries(
    known: KeapDestination, memory: DictMemory, body: dict[str, Any]
) -> None:
    known.account.faults.fail(200, path=PATH, body=body, done=True)
    assert known.crm.apply(Plan(ANN, add=(GOLD,)), memory).done == (Done(GOLD, "added"),)
    assert known.calls() == [ADD, ASK]


@pytest.mark.parametrize("status", [200, 400, 404, 409, 422])
def test_a_tag_that_is_there_already_is_done_whatever_keap_answers(
    known: KeapDestination, memory: DictMemory, status: int
) -> None:
    known.account.conditions.present_tag = status
    known.account.conditions.already_word = "DUPLICATE"
    outcome = known.crm.apply(Plan(ANN, add=(SILVER, GOLD)), memory)
    assert outcome.refused == ()
    assert Done(SILVER, "already there", False) in outcome.done
    assert known.contacts() == {ANN.key: {GOLD, SILVER}}


@pytest.mark.parametrize("status", [204, 404, 400])
def test_a_tag_that_went_between_the_look_and_the_removal_is_done_whatever_keap_answers(
    known: KeapDestination, memory: DictMemory, status: int
) -> None:
    known.account.conditions.absent_tag = status
    number = known.account.contact(ANN.email).id
    shown = {"id": number, "tag_ids": [known.account.tag_id(tag) for tag in (SILVER, GOLD)]}
    known.account.faults.fail(200, path="/v2/contacts/{id}", method="GET", body=shown)
    outcome = known.crm.apply(Plan(ANN, remove=(GOLD, SILVER)), memory)
    assert outcome.done == (Done(GOLD, "removed"), Done(SILVER, "removed"))
    assert known.contacts() == {ANN.key: set()}


def test_a_tag_that_is_not_there_is_never_asked_to_be_removed(
    known: KeapDestination, memory: DictMemory
) -> None:
    outcome = known.crm.apply(Plan(ANN, remove=(PAYF, SILVER, CANC)), memory)
    assert {(done.tag, done.what) for done in outcome.done} == {
        (SILVER, "removed"),
        (PAYF, "was not there"),
        (CANC, "was not there"),
    }
    assert known.calls() == [ASK, REMOVE]


def test_removals_that_are_refused_together_are_tried_alone(
    known: KeapDestination, memory: DictMemory
) -> None:
    known.account.tag(ANN.email, GOLD)
    known.account.faults.fail(403, times=None, method="DELETE", tag=GOLD, body={"message": "No"})
    outcome = known.crm.apply(Plan(ANN, remove=(GOLD, SILVER)), memory)
    assert [refusal.tag for refusal in outcome.refused] == [GOLD]
    assert outcome.done == (Done(SILVER, "removed"),)
    assert known.contacts() == {ANN.key: {GOLD}}


def test_a_removal_that_keap_does_not_take_is_refused_by_name(
    known: KeapDestination, memory: DictMemory
) -> None:
    known.account.faults.fail(400, times=None, method="DELETE", body={"message": "Not so"})
    (refusal,) = known.crm.apply(Plan(ANN, remove=(SILVER,)), memory).refused
    assert refusal.reason == f"Keap refused the tag '{SILVER}' (400). Keap says: 'Not so'"


def test_who_may_not_be_looked_at_keeps_her_tags_and_gets_the_others(
    known: KeapDestination, memory: DictMemory
) -> None:
    known.account.faults.fail(403, times=None, method="GET", path="/v2/contacts/{id}",
                              body={"message": "No"})  # fmt: skip
    outcome = known.crm.apply(Plan(ANN, add=(GOLD,), remove=(SILVER,)), memory)
    assert [refusal.tag for refusal in outcome.refused] == [SILVER]
    assert outcome.done == (Done(GOLD, "added"),)


@pytest.mark.parametrize("inside", [False, True], ids=["404", "inside a 200"])
def test_a_tag_that_was_made_anew_is_found_under_its_new_id(
    known: KeapDestination, memory: DictMemory, inside: bool
) -> None:
    known.account.conditions.missing_inside = inside
    known.account.remake_tag(GOLD)
    outcome = known.crm.apply(Plan(ANN, add=(GOLD, PAYF)), memory)
    assert {(done.tag, done.what) for done in outcome.done} == {(GOLD, "added"), (PAYF, "added")}
    assert known.contacts() == {ANN.key: {GOLD, PAYF, SILVER}}


def test_a_tag_that_is_gone_is_refused_and_the_others_go_on(
    known: KeapDestination, memory: DictMemory
) -> None:
    known.account.account.drop_tag(known.account.tag_id(GOLD))
    outcome = known.crm.apply(Plan(ANN, add=(GOLD, PAYF)), memory)
    assert outcome.done == (Done(PAYF, "added"),)
    (refusal,) = outcome.refused
    assert refusal.reason.startswith(f"The tag '{GOLD}' does not exist in Keap. Nearest there: ")


@pytest.mark.parametrize("inside", [False, True], ids=["404", "inside a 200"])
def test_one_who_is_gone_is_not_made_anew_for_a_tag_that_makes_nobody(
    known: KeapDestination, memory: DictMemory, inside: bool
) -> None:
    known.account.conditions.missing_inside = inside
    known.delete_by_hand(ANN)
    outcome = known.crm.apply(Plan(ANN, add_if_there=(GOLD,)), memory)
    assert outcome.done == (Done(GOLD, "no such contact", False),)
    assert (known.contacts(), known.calls()) == ({}, [ADD, ASK, FIND])


@pytest.mark.parametrize("inside", [False, True], ids=["404", "inside a 200"])
def test_one_who_is_gone_is_made_anew_for_a_gift(
    known: KeapDestination, memory: DictMemory, inside: bool
) -> None:
    known.account.conditions.missing_inside = inside
    known.delete_by_hand(ANN)
    assert known.crm.apply(Plan(ANN, add=(GOLD, PAYF)), memory).created
    assert (known.contacts(), known.calls()) == (
        {ANN.key: {GOLD, PAYF}},
        [ADD, ASK, UPSERT, ADD],
    )


def test_a_tag_for_whoever_is_there_finds_her_under_another_id(
    known: KeapDestination, memory: DictMemory
) -> None:
    known.delete_by_hand(ANN)
    known.account.add_contact(ANN.email)
    known.crm.apply(Plan(ANN, add_if_there=(GOLD,)), memory)
    assert known.contacts() == {ANN.key: {GOLD}}


def test_one_who_is_gone_again_and_again_is_left_to_a_later_try(
    known: KeapDestination, memory: DictMemory
) -> None:
    told = {"message": "Contact not found"}
    known.account.faults.fail(404, times=None, path=PATH, body=told)
    known.account.faults.fail(404, times=None, path="/v2/contacts/{id}", body=told)
    with pytest.raises(CrmUnavailable, match="was deleted in Keap just now"):
        known.crm.apply(Plan(ANN, add=(GOLD,)), memory)


def test_a_tag_that_was_made_anew_is_taken_off_under_its_new_id(
    known: KeapDestination, memory: DictMemory
) -> None:
    """No answer tells that the remembered id is that of a tag which is gone."""
    known.account.tag(ANN.email, PAYF)
    known.account.remake_tag(SILVER)
    known.account.tag(ANN.email, SILVER)
    known.start_over()
    assert known.crm.look(ANN, [(Sort.TAG, SILVER), (Sort.TAG, GOLD)], memory) == {"silver"}
    known.account_memory.put("tag:silver", "999")
    outcome = known.crm.apply(Plan(ANN, remove=(SILVER,)), memory)
    assert outcome.done == (Done(SILVER, "removed"),)
    assert known.contacts() == {ANN.key: {PAYF}}


@pytest.mark.parametrize("absent", [204, 404, 409])
def test_where_keap_does_not_show_her_tags_they_are_taken_off_all_the_same(
    known: KeapDestination, memory: DictMemory, absent: int
) -> None:
    known.account.conditions.shows_tags = False
    known.account.conditions.absent_tag = absent
    plan = Plan(ANN, remove=(SILVER,), fire=(Firing(GOLD, "1"),))
    known.account.tag(ANN.email, GOLD)
    known.account.reset()
    outcome = known.crm.apply(plan, memory)
    assert outcome.done == (Done(SILVER, "taken off"), Done(GOLD, "fired", True, "1"))
    assert known.account.fired(ANN.email, GOLD) == 1
    assert known.contacts() == {ANN.key: {GOLD}}


@pytest.mark.parametrize(("status", "refused"), [(404, []), (400, [SILVER])])
def test_where_her_tags_are_not_shown_a_refused_removal_is_told_as_such(
    known: KeapDestination, memory: DictMemory, status: int, refused: list[str]
) -> None:
    known.account.conditions.shows_tags = False
    known.account.faults.fail(status, times=None, method="DELETE", body={"message": "No"})
    outcome = known.crm.apply(Plan(ANN, remove=(SILVER,)), memory)
    assert [refusal.tag for refusal in outcome.refused] == refused
