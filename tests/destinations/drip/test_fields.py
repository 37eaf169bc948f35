"""Name, phone and custom fields, in the call that writes her. Over real HTTP."""

import pytest

from bridge.model import Contact, Done, FieldValue, Outcome, Plan, Sort
from tests.destinations.contract import ANN, GOLD
from tests.destinations.contract_other_targets import COURSE, ORDER
from tests.destinations.drip.destination import EVE, WRITE, DripDestination
from tests.destinations.fakes import DictMemory
from tests.destinations.stand_in_destination import TWO_FIELDS


def test_a_value_is_sent_again_only_when_it_is_another(
    known: DripDestination, memory: DictMemory
) -> None:
    known.crm.apply(Plan(ANN, fields=TWO_FIELDS), memory)
    known.account.contact(ANN.email)["custom_fields"]["course"] = "by hand"
    outcome = known.crm.apply(Plan(ANN, add=(GOLD,), fields=TWO_FIELDS), memory)
    assert Done(COURSE, "already so", False, sort=Sort.FIELD) in outcome.done
    assert known.fields() == {ORDER: "1001", COURSE: "by hand"}
    known.crm.apply(Plan(ANN, fields=(FieldValue(COURSE, "Ropes"),)), memory)
    assert known.fields() == {ORDER: "1001", COURSE: "Ropes"}


def test_fields_that_are_so_already_take_no_call(
    known: DripDestination, memory: DictMemory
) -> None:
    known.crm.apply(Plan(ANN, fields=TWO_FIELDS), memory)
    known.account.reset()
    outcome = known.crm.apply(Plan(ANN, fields=TWO_FIELDS), memory)
    assert [done.what for done in outcome.done] == ["already so", "already so"]
    assert known.calls() == []


@pytest.mark.parametrize("known_before", [True, False])
def test_one_that_is_not_taken_is_refused_alone(
    known: DripDestination, memory: DictMemory, known_before: bool
) -> None:
    contact, its = (ANN, memory) if known_before else (EVE, DictMemory())
    known.forbid(Sort.FIELD, ORDER)
    outcome = known.crm.apply(Plan(contact, fields=TWO_FIELDS), its)
    assert outcome.done == (Done(COURSE, "set", sort=Sort.FIELD),)
    (refusal,) = outcome.refused
    assert refusal.reason == (
        "Drip refused the field 'Last order' (403). The user of DRIP_TOKEN may do other things,"
        " and not this one. Drip says: 'You are not authorized to do that'"
    )
    assert known.account.fields_of(contact.email) == {"course": "Knots"}
    assert known.account.profile_of(contact.email)["first_name"] == contact.first_name


def test_a_name_that_is_not_taken_stays_and_everything_else_goes_on(
    known: DripDestination, memory: DictMemory
) -> None:
    error = {"code": "length_error", "attribute": "first_name", "message": "is too long"}
    known.account.faults.fail(422, times=1, method="POST", body={"errors": [error]})
    known.account.faults.fail(422, times=1, after=3, method="POST", body={"errors": [error]})
    renamed = Contact(ANN.email, "Anna")
    outcome = known.crm.apply(Plan(renamed, add=(GOLD,), fields=TWO_FIELDS), memory)
    assert (outcome.refused, len(outcome.done)) == ((), 3)
    assert known.account.profile_of(ANN.email)["first_name"] == ANN.first_name
    known.crm.apply(Plan(renamed, add=(GOLD,)), memory)
    assert known.account.profile_of(ANN.email)["first_name"] == "Anna"


def test_what_she_is_told_stands_in_no_refusal(known: DripDestination) -> None:
    words = "Course cannot be Knots for Secretname"
    error = {"code": "format_error", "attribute": "custom_fields", "message": words}
    known.account.faults.fail(422, times=None, method="POST", body={"errors": [error]})
    plan = Plan(ANN, fields=(FieldValue(COURSE, "Knots for Secretname"),))
    (refusal,) = known.crm.apply(plan, DictMemory()).refused
    theirs = "Drip says: 'Course cannot be …'"
    assert refusal.reason == f"Drip refused the field 'Course' (422). {theirs}"


def test_two_names_of_one_field_are_both_told_of(
    known: DripDestination, memory: DictMemory
) -> None:
    plan = Plan(ANN, fields=(FieldValue("Last order", "1"), FieldValue("last_order", "2")))
    outcome = known.crm.apply(plan, memory)
    assert outcome == Outcome(
        tuple(Done(name, "set", sort=Sort.FIELD) for name in ("Last order", "last_order"))
    )
    assert (known.fields(), known.calls().count(WRITE)) == ({ORDER: "2"}, 1)
