"""What Ontraport is told of a buyer besides tags, and what it is not told."""

import pytest

from bridge.model import Contact, Done, FieldValue, Plan, Refusal, Sort
from tests.destinations.contract import ANN, GOLD
from tests.destinations.contract_other_targets import COURSE, ORDER
from tests.destinations.fakes import DictMemory
from tests.destinations.ontraport.bodies import UNDER_WAY, RecordedOntraport
from tests.destinations.ontraport.destination import ADD, SAVE, WRITE, OntraportDestination
from tests.destinations.stand_in_destination import TWO_FIELDS

WROTE = {"code": 0, "data": {"attrs": {"id": "5", "dlm": "1538154601"}}, "account_id": 50}


def test_the_contact_is_written_in_one_body_and_her_consent_is_not_in_it(
    recorded: RecordedOntraport,
) -> None:
    recorded.on("POST", "/Contacts/saveorupdate", json=WROTE)
    recorded.on("PUT", "/objects/tag", json=UNDER_WAY)
    recorded.apply(Plan(ANN, add=(GOLD,), fields=TWO_FIELDS))
    assert [*recorded.sent()] == [
        (
            "POST /Contacts/saveorupdate",
            {
                "email": ANN.email,
                "firstname": ANN.first_name,
                "lastname": ANN.last_name,
                "office_phone": ANN.phone,
                "f1001": "1001",
                "f1002": "Knots",
            },
        ),
        ("PUT /objects/tag", {"objectID": 0, "ids": "5", "add_list": "7"}),
    ]


def test_only_what_is_news_is_sent_again_so_that_a_hands_correction_stays(
    known: OntraportDestination, memory: DictMemory
) -> None:
    known.account.contact(ANN.email)["firstname"] = "Corrected"
    told = Contact(ANN.email, ANN.first_name, "Newname")
    known.crm.apply(Plan(told, add=(GOLD,)), memory)
    assert known.account.profile_of(ANN.email) == {
        "firstname": "Corrected",
        "lastname": "Newname",
        "office_phone": ANN.phone,
    }


def test_an_empty_name_blanks_nothing(known: OntraportDestination) -> None:
    known.crm.apply(Plan(Contact(ANN.email, " ", ""), add=(GOLD,)), DictMemory())
    assert known.account.profile_of(ANN.email)["firstname"] == ANN.first_name


def test_a_value_that_a_field_cannot_hold_is_refused_alone(
    known: OntraportDestination, memory: DictMemory
) -> None:
    known.account.account.add_field("Renewal", "fulldate")
    known.account.account.add_field("Interests", "list", ["Knots", "Sails"])
    fields = (
        FieldValue(ORDER, "1001"),
        FieldValue("Renewal", "soon"),
        FieldValue("Interests", "Knots"),
    )
    outcome = known.crm.apply(Plan(ANN, fields=fields), memory)
    reasons = {refusal.tag: refusal.reason for refusal in outcome.refused}
    assert reasons == {
        "Renewal": "The field 'Renewal' holds a date. Give it one, such as 2026-12-31.",
        "Interests": "The field 'Interests' holds several choices, and setting one would wipe the"
        " others.",
    }
    assert outcome.done == (Done(ORDER, "set", sort=Sort.FIELD),)
    assert known.fields() == {ORDER: "1001"}


def test_choices_and_dates_are_set_by_their_numbers(
    known: OntraportDestination, memory: DictMemory
) -> None:
    known.account.account.add_field("Level", "drop", ["Low", "High"])
    known.account.account.add_field("Renewal", "fulldate")
    fields = (FieldValue("Level", "high"), FieldValue("Renewal", "2026-11-28"))
    assert known.crm.apply(Plan(ANN, fields=fields), memory).refused == ()
    assert known.fields() == {"Level": "2", "Renewal": "1795867200"}


@pytest.mark.parametrize("remembered", [False, True])
def test_of_several_fields_the_one_that_is_not_taken_is_named_and_the_others_are_set(
    known: OntraportDestination, memory: DictMemory, remembered: bool
) -> None:
    told = {"code": 422, "data": "Not a course"}
    known.account.faults.fail(422, times=None, field=COURSE, body=told)
    plan = Plan(ANN, add=(GOLD,), fields=TWO_FIELDS)
    outcome = known.crm.apply(plan, memory if remembered else DictMemory())
    assert outcome.refused == (
        Refusal(
            COURSE,
            f"Ontraport did not take the value of the field '{COURSE}' (422). Set it by hand."
            " Ontraport says: 'Not a course'",
            sort=Sort.FIELD,
        ),
    )
    assert known.fields() == {ORDER: "1001"}
    first = [WRITE] if remembered else [SAVE, SAVE]
    assert known.calls()[: len(first)] == first
    assert known.calls()[-1] == ADD
    assert known.contacts()[ANN.key] >= {GOLD}


def test_a_contact_whose_name_is_not_taken_gets_her_tags_all_the_same(
    known: OntraportDestination, memory: DictMemory
) -> None:
    known.account.faults.fail(400, method="PUT", path="/objects")
    known.crm.apply(Plan(Contact(ANN.email, "Anna"), add=(GOLD,)), memory)
    assert known.contacts()[ANN.key] >= {GOLD}
