"""Odd answers of ActiveCampaign about lists, custom fields and automations."""

import json

import pytest

from bridge.model import Done, FieldValue, Firing, ListWish, Outcome, Plan, Refusal, Sort
from bridge.model.errors import CrmRefused, CrmUnavailable
from tests.destinations.activecampaign.test_answers import THEIRS, Scripted, scripted
from tests.destinations.contract import ANN, GOLD
from tests.destinations.contract_besides import COURSE, NEWS, ORDER, WELCOME

__all__ = ["scripted"]  # a fixture

FIELDS = (FieldValue(ORDER, "1001"), FieldValue(COURSE, "Knots"))
ROWS = {"fields": [{"id": 1, "title": ORDER}, {"id": 2, "title": COURSE}]}
ODD_VALUE = {"errors": [{"title": "The value is odd", "code": "field_invalid"}]}


def filling(scripted: Scripted) -> Scripted:
    known = {"field:last order": "1", "field:course": "2", "list:newsletter": "3"}
    scripted.account_memory.values |= known
    return scripted


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
    outcome = scripted.apply(Plan(ANN, add=(GOLD,), fields=FIELDS))
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
    outcome = scripted.apply(Plan(ANN, fields=FIELDS))
    assert {(done.tag, done.what) for done in outcome.done} == {(ORDER, "set"), (COURSE, "set")}
    assert sorted(row["field"] for row in sent(scripted)[1]) == ["11", "2"]


def test_an_answer_that_leaves_a_value_out_is_believed_when_the_id_was_right(
    scripted: Scripted,
) -> None:
    told = {"contact": {"id": 5}, "fieldValues": [{"field": "1", "value": "1001"}]}
    filling(scripted).on("POST", "/contact/sync", 200, json=told)
    scripted.on("GET", "/fields", json=ROWS)
    outcome = scripted.apply(Plan(ANN, fields=FIELDS))
    assert {(done.tag, done.what) for done in outcome.done} == {(ORDER, "set"), (COURSE, "set")}
    assert len(sent(scripted)) == 1


def test_an_address_it_does_not_take_is_not_put_down_to_the_fields(scripted: Scripted) -> None:
    body = {"errors": [{"title": "Not valid.", "code": "email_invalid"}]}
    filling(scripted).on("POST", "/contact/sync", 422, json=body)
    told = scripted.told(Plan(ANN, fields=FIELDS))
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


@pytest.mark.parametrize(
    ("row", "starts"),
    [
        ({"automation": 9, "adddate": "2099-01-01T00:00:00-06:00"}, 0),
        ({"seriesid": "9", "adddate": "2099-01-01T00:00:00"}, 0),
        ({"automation": "8", "adddate": "2099-01-01T00:00:00-06:00"}, 1),
        ({"automation": "9", "adddate": "2018-01-01T00:00:00-06:00"}, 1),
        ({"automation": "9", "adddate": None}, 1),
    ],
)
def test_an_entry_is_known_by_its_automation_and_its_date(
    scripted: Scripted, row: dict[str, object], starts: int
) -> None:
    scripted.account_memory.values["automation:welcome series"] = "9"
    scripted.memory.values["start:1"] = "starting 2026-05-04T12:00:00+00:00"
    scripted.synced()
    rows = {"contactAutomations": [{"id": 31, "contact": 5, **row}]}
    scripted.on("GET", "/contacts/5/contactAutomations", json=rows)
    if starts:
        scripted.on("POST", "/contactAutomations", 201, json={"contactAutomation": {"id": 32}})
    outcome = scripted.apply(Plan(ANN, start=(Firing(WELCOME, "1"),)))
    assert outcome.done == (Done(WELCOME, "started", True, "1", Sort.AUTOMATION),)
    assert scripted.memory.values["entry:9"] == ("32" if starts else "31")
