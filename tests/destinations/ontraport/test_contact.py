"""One contact: found, made, remembered, renamed."""

from typing import Any

import pytest

from bridge.model import Contact, Done, Outcome, Plan
from bridge.model.errors import CrmRefused, CrmUnavailable
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.fakes import DictMemory
from tests.destinations.ontraport.bodies import UNDER_WAY, RecordedOntraport
from tests.destinations.ontraport.destination import (
    ADD,
    FIND,
    NEW,
    REMOVE,
    SAVE,
    SHOW,
    WRITE,
    OntraportDestination,
)

SAVED = "/Contacts/saveorupdate"
MADE = {"use_utm_names": "false", "email": ANN.email, "id": "5", "owner": "1"}
WROTE = {"attrs": {"firstname": "Ann", "dlm": "1538154601", "id": "5"}}
PLAN = Plan(ANN, add=(GOLD,), remove=(SILVER,))


@pytest.mark.parametrize(
    ("told", "created"),
    [
        (MADE, True),
        (MADE | {"contact_cat": "*/*"}, True),
        (WROTE, False),
        (MADE | {"contact_cat": "*/*8*/*"}, False),  # whoever has tags is not new
    ],
)
def test_of_the_two_shapes_one_says_that_the_contact_is_new(
    recorded: RecordedOntraport, told: dict[str, Any], created: bool
) -> None:
    recorded.on("POST", SAVED, json={"code": 0, "data": told})
    recorded.on("PUT", "/objects/tag", json=UNDER_WAY)
    if not created:
        recorded.on("DELETE", "/objects/tag", json=UNDER_WAY)
    outcome = recorded.apply(PLAN)
    assert (outcome.created, recorded.memory.get("contact")) == (created, "5")
    assert {body["ids"] for call, body in recorded.sent() if call == ADD} == {"5"}


def test_a_shape_without_an_id_is_tried_again(recorded: RecordedOntraport) -> None:
    recorded.on("POST", SAVED, json={"code": 0, "data": []})
    with pytest.raises(CrmUnavailable) as caught:
        recorded.apply(PLAN)
    assert str(caught.value) == "Ontraport answered POST /Contacts/saveorupdate without the id."


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize("nobody", [200, 404, 400])
def test_nobody_is_made_for_a_removal_however_it_says_that_there_is_none(
    ontraport: OntraportDestination, memory: DictMemory, nobody: int, plain: bool
) -> None:
    ontraport.account.conditions.nobody = nobody
    ontraport.account.conditions.plain_errors = plain
    outcome = ontraport.crm.apply(Plan(ANN, remove=(GOLD,), add_if_there=(SILVER,)), memory)
    assert outcome == Outcome(
        (Done(GOLD, "no such contact", False), Done(SILVER, "no such contact", False))
    )
    assert ontraport.contacts() == {}


@pytest.mark.parametrize("plain", [True, False])
def test_an_impossible_address_is_refused_in_plain_words(
    known: OntraportDestination, plain: bool
) -> None:
    known.account.conditions.plain_errors = plain
    with pytest.raises(CrmRefused) as caught:
        known.crm.apply(Plan(Contact("nobody at home"), add=(GOLD,)), DictMemory())
    assert str(caught.value) == (
        "Ontraport does not take the buyer's e-mail address (422). Correct it in ThriveCart and tag"
        " the contact by hand. Ontraport says: 'Invalid email address'"
    )
    outcome = known.crm.apply(Plan(Contact("nobody at home"), remove=(GOLD,)), DictMemory())
    assert outcome.done == (Done(GOLD, "no such contact", False),)


@pytest.mark.parametrize("plain", [True, False])
def test_a_contact_that_was_deleted_is_made_anew_with_all_that_was_told_of_her(
    known: OntraportDestination, memory: DictMemory, plain: bool
) -> None:
    known.account.conditions.plain_errors = plain
    known.delete_by_hand(ANN)
    assert known.crm.apply(PLAN, memory).created
    assert known.calls() == [SHOW, SAVE, ADD]
    assert known.contacts() == {ANN.key: {GOLD}}
    assert known.account.profile_of(ANN.email)["firstname"] == ANN.first_name


def test_and_where_a_write_finds_it_gone(known: OntraportDestination, memory: DictMemory) -> None:
    known.delete_by_hand(ANN)
    known.crm.apply(Plan(Contact(ANN.email, "Anna"), add=(GOLD,)), memory)
    assert known.calls() == [WRITE, SAVE, ADD]


def test_one_that_was_merged_is_found_by_her_address(
    known: OntraportDestination, memory: DictMemory
) -> None:
    known.account.renumber_contact(ANN.email)
    known.crm.apply(Plan(ANN, remove=(SILVER,)), memory)
    assert known.calls() == [SHOW, FIND, SHOW, REMOVE]
    assert known.contacts() == {ANN.key: set()}


def test_she_is_renamed_by_her_id_after_a_look_at_the_new_address(
    known: OntraportDestination, memory: DictMemory
) -> None:
    assert known.crm.rename(NEW, memory)
    assert known.calls() == [FIND, WRITE]
    assert known.contacts() == {NEW.key: {SILVER}}


def test_a_rename_sends_the_address_and_nothing_else(recorded: RecordedOntraport) -> None:
    recorded.memory.values["contact"] = "5"
    recorded.on("GET", "/object/getByEmail", json={"code": 0, "data": []})
    recorded.on("PUT", "/objects", json={"code": 0, "data": WROTE})
    assert recorded.crm.rename(NEW, recorded.memory)
    assert [*recorded.sent()][-1] == (
        "PUT /objects",
        {"objectID": 0, "id": "5", "email": NEW.email},
    )


def test_an_address_that_is_not_taken_at_a_rename_is_refused(
    known: OntraportDestination, memory: DictMemory
) -> None:
    with pytest.raises(CrmRefused) as caught:
        known.crm.rename(Contact("nobody at home"), memory)
    assert "does not take the buyer's e-mail address (422)" in str(caught.value)
    assert [*known.contacts()] == [ANN.key]


def test_a_contact_that_may_not_be_seen_is_refused_and_not_taken_for_gone(
    known: OntraportDestination, memory: DictMemory
) -> None:
    known.account.faults.fail(422, path="/object", body={"code": 422, "data": "Not now"})
    with pytest.raises(CrmRefused) as caught:
        known.crm.apply(PLAN, memory)
    assert str(caught.value) == (
        "Ontraport did not show this contact (422). Ontraport says: 'Not now'"
    )
    assert memory.get("contact")


@pytest.mark.parametrize("path", ["/object/getByEmail", "/object", "/Tags"])
def test_an_answer_that_shows_nothing_is_not_taken_for_nobody(
    ontraport: OntraportDestination, path: str
) -> None:
    ontraport.tag_by_hand(ANN, GOLD)
    ontraport.account.faults.fail(200, path=path, body={})
    memory = DictMemory()
    with pytest.raises(CrmUnavailable, match="without the JSON that was due"):
        ontraport.crm.apply(Plan(ANN, remove=(GOLD,)), memory)
    ontraport.crm.apply(Plan(ANN, remove=(GOLD,)), memory)
    assert ontraport.contacts() == {ANN.key: set()}
