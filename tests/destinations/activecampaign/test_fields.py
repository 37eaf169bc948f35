"""Custom fields: what is news is sent, and what is not taken is refused alone."""

import json

import pytest

from bridge.model import Contact, Done, FieldValue, Outcome, Plan, Refusal, Sort
from bridge.model.errors import CrmRefused
from tests.destinations.activecampaign.destination import WRITE, SandboxDestination
from tests.destinations.activecampaign.scripted import THEIRS, Scripted, filling
from tests.destinations.contract import ANN, GOLD
from tests.destinations.contract_other_targets import COURSE, ORDER, told
from tests.destinations.fakes import DictMemory
from tests.destinations.stand_in_destination import PAYF, TWO_FIELDS

ROWS = {"fields": [{"id": 1, "title": ORDER}, {"id": 2, "title": COURSE}]}


ODD_VALUE = {"errors": [{"title": "The value is odd", "code": "field_invalid"}]}


def sent(scripted: Scripted) -> list[list[dict[str, str]]]:
    """The fieldValues of each sync."""
    bodies = [json.loads(call.request.body or "{}") for call in scripted.mocked.calls]
    contacts = [body["contact"] for body in bodies if "contact" in body]
    return [contact.get("fieldValues", []) for contact in contacts]


@pytest.mark.parametrize("status", [400, 404, 422])
def test_values_it_does_not_take_are_refused_and_the_rest_goes_on(
    scripted: Scripted, status: int
) -> None:
    filling(scripted).on("POST", "/contact/sync", status, json=ODD_VALUE)
    scripted.synced()
    scripted.on("GET", "/fields", json=ROWS)
    scripted.on("PUT", "/contacts/5", status, json=ODD_VALUE)
    scripted.on("PUT", "/contacts/5", 200, json={"contact": {"id": 5}})
    scripted.on("POST", "/contactTags", 201, json={"contactTag": {"id": "31"}})
    outcome = scripted.apply(Plan(ANN, add=(GOLD,), fields=TWO_FIELDS))
    reason = (
        f"ActiveCampaign did not take the value of the field '{ORDER}' ({status})."
        f" Set it by hand. {THEIRS} 'The value is odd'"
    )
    assert outcome == Outcome(
        (Done(GOLD, "added"), Done(COURSE, "set", sort=Sort.FIELD)),
        (Refusal(ORDER, reason, sort=Sort.FIELD),),
    )
    order, course = {"field": "1", "value": "1001"}, {"field": "2", "value": "Knots"}
    assert sent(scripted) == [[order, course], [], [order], [course]]


def test_an_id_that_is_refused_is_looked_up_again(scripted: Scripted) -> None:
    filling(scripted).on("POST", "/contact/sync", 422, json=ODD_VALUE)
    scripted.synced()
    rows = [{"id": 11, "title": ORDER}, {"id": 2, "title": COURSE}]
    scripted.on("GET", "/fields", json={"fields": rows})
    outcome = scripted.apply(Plan(ANN, fields=TWO_FIELDS))
    assert {(done.tag, done.what) for done in outcome.done} == {(ORDER, "set"), (COURSE, "set")}
    assert sorted(row["field"] for row in sent(scripted)[1]) == ["11", "2"]


def test_an_answer_that_leaves_a_value_out_is_believed_when_the_id_was_right(
    scripted: Scripted,
) -> None:
    told = {"contact": {"id": 5}, "fieldValues": [{"field": "1", "value": "1001"}]}
    filling(scripted).on("POST", "/contact/sync", 200, json=told)
    scripted.on("GET", "/fields", json=ROWS)
    outcome = scripted.apply(Plan(ANN, fields=TWO_FIELDS))
    assert {(done.tag, done.what) for done in outcome.done} == {(ORDER, "set"), (COURSE, "set")}
    assert len(sent(scripted)) == 1


def test_an_address_it_does_not_take_is_not_put_down_to_the_fields(scripted: Scripted) -> None:
    body = {"errors": [{"title": "Not valid.", "code": "email_invalid"}]}
    filling(scripted).on("POST", "/contact/sync", 422, json=body)
    told = scripted.told(Plan(ANN, fields=TWO_FIELDS))
    assert isinstance(told, CrmRefused)
    assert len(scripted.mocked.calls) == 1


def test_what_was_wished_of_a_field_shows_in_no_refusal(scripted: Scripted) -> None:
    body = {"message": "Knots for beginners is odd"}
    filling(scripted).on("POST", "/contact/sync", 422, json=body)
    scripted.synced()
    scripted.on("GET", "/fields", json=ROWS)
    outcome = scripted.apply(Plan(ANN, fields=(FieldValue(COURSE, "Knots for beginners"),)))
    assert [refusal.reason.partition(f" {THEIRS}")[2] for refusal in outcome.refused] == [
        " '… is odd'"
    ]


def test_a_remade_field_is_found_again(full: SandboxDestination, memory: DictMemory) -> None:
    full.account.remake(Sort.FIELD, ORDER)
    changed = (FieldValue(ORDER, "1002"), FieldValue(COURSE, "Ropes"))
    outcome = full.crm.apply(Plan(ANN, fields=changed), memory)
    assert sorted(told(outcome)) == [(COURSE, "set", True), (ORDER, "set", True)]
    assert full.fields() == {ORDER: "1002", COURSE: "Ropes"}
    assert full.calls() == [WRITE, "GET /fields", WRITE]


def test_a_field_that_was_deleted_is_refused(full: SandboxDestination, memory: DictMemory) -> None:
    full.account.delete(Sort.FIELD, ORDER)
    changed = (FieldValue(ORDER, "1002"), FieldValue(COURSE, "Ropes"))
    outcome = full.crm.apply(Plan(ANN, fields=changed), memory)
    reason = (
        f"The field '{ORDER}' does not exist in ActiveCampaign."
        " Create the field or correct rules.yaml."
    )
    assert outcome.refused == (Refusal(ORDER, reason, sort=Sort.FIELD),)
    assert outcome.done == (Done(COURSE, "set", sort=Sort.FIELD),)
    assert full.fields() == {COURSE: "Ropes"}


def test_a_deleted_contact_gets_its_fields_anew(
    full: SandboxDestination, memory: DictMemory
) -> None:
    full.account.delete_contact(ANN.email)
    outcome = full.crm.apply(Plan(ANN, add=(GOLD,), fields=TWO_FIELDS), memory)
    assert set(told(outcome)) == {
        (GOLD, "added", True),
        (ORDER, "set", True),
        (COURSE, "set", True),
    }
    assert full.fields() == {ORDER: "1001", COURSE: "Knots"}


def test_a_value_that_somebody_set_by_hand_stays_until_another_is_wished(
    full: SandboxDestination, memory: DictMemory
) -> None:
    full.account.set_field(ANN.email, COURSE, "by hand")
    fields = (FieldValue(ORDER, "1002"), FieldValue(COURSE, "Knots"))
    full.crm.apply(Plan(ANN, fields=fields), memory)
    assert full.fields() == {ORDER: "1002", COURSE: "by hand"}
    assert full.calls() == [WRITE]


@pytest.mark.parametrize("made", ["anew", "by hand"])
def test_a_field_left_out_when_the_contact_was_made_anew_is_sent_when_it_comes(
    known: SandboxDestination, memory: DictMemory, made: str
) -> None:
    known.account.delete_contact(ANN.email)
    if made == "by hand":
        known.account.add_contact(ANN.email)
    known.crm.apply(Plan(Contact(ANN.email), add=(GOLD,)), memory)
    known.crm.apply(Plan(ANN, add=(PAYF,)), memory)
    assert known.account.profile_of(ANN.email)["lastName"] == ANN.last_name
