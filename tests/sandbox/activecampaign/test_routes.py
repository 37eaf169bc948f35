"""The sandbox account's API: it behaves as the real one."""

from datetime import datetime
from typing import Any

import pytest

from bridge.model import Sort
from tests.sandbox.client import BUYER, Asker


def ids(rows: Any, name: str = "name") -> dict[str, str]:
    return {row[name]: row["id"] for row in rows}


def test_sync_creates_with_201_and_then_updates_with_200_whatever_the_case(ask: Asker) -> None:
    created = ask.sync("Buyer@Example.com", firstName="Ann", phone="1")
    updated = ask.sync("buyer@example.COM", firstName="Anna")
    assert (created.status_code, updated.status_code) == (201, 200)
    assert created.json()["contact"]["id"] == updated.json()["contact"]["id"]
    assert ask.account.profile_of(BUYER) == {
        "firstName": "Anna",
        "lastName": "",
        "phone": "1",
    }


def test_an_impossible_address_is_refused_in_the_vendors_shape(ask: Asker) -> None:
    answer = ask.sync("nobody")
    assert (answer.status_code, answer.json()) == (
        422,
        {
            "errors": [
                {
                    "title": "Contact Email Address is not valid.",
                    "detail": "",
                    "code": "email_invalid",
                    "error": "must_be_valid_email_address",
                    "source": {"pointer": "/data/attributes/email"},
                }
            ]
        },
    )


def test_contacts_sync_is_a_plain_create_and_refuses_a_known_address(ask: Asker) -> None:
    body = {"contact": {"email": BUYER}}
    first = ask.api("POST", "/contacts/sync", body)
    again = ask.api("POST", "/contacts/sync", body)
    assert (first.status_code, again.status_code) == (201, 422)
    assert again.json()["errors"][0]["code"] == "duplicate"


def test_a_contact_is_written_and_renamed_by_its_id(ask: Asker) -> None:
    contact = ask.account.add_contact(BUYER, lastName="Example")
    ask.account.add_contact("taken@example.com")
    path = f"/contacts/{contact}"
    written = ask.api("PUT", path, {"contact": {"email": "new@example.com", "firstName": "Ann"}})
    assert (written.status_code, written.json()["contact"]["email"]) == (200, "new@example.com")
    profile = {"firstName": "Ann", "lastName": "Example", "phone": ""}
    assert ask.account.profile_of("new@example.com") == profile
    taken = ask.api("PUT", path, {"contact": {"email": "Taken@example.com"}})
    assert (taken.status_code, taken.json()["errors"][0]["code"]) == (422, "duplicate")
    gone = ask.api("PUT", "/contacts/999", {"contact": {}})
    message = {"message": "No Result found for Subscriber with id 999"}
    assert (gone.status_code, gone.json()) == (404, message)


def test_one_look_tells_the_contact_and_its_tags(ask: Asker) -> None:
    ask.account.add_contact(BUYER, ["Gold"])
    ask.account.add_contact("other@example.com", ["Silver"])
    found = ask.api("GET", "/contacts", params={"email": BUYER, "include": "contactTags"}).json()
    assert [contact["email"] for contact in found["contacts"]] == [BUYER]
    assert [row["tag"] for row in found["contactTags"]] == [ask.tag_id("Gold")]
    listed = ask.api("GET", f"/contacts/{found['contacts'][0]['id']}/contactTags").json()
    assert listed == {"contactTags": found["contactTags"]}


def test_an_account_can_ignore_include(ask: Asker) -> None:
    ask.account.conditions.ignore_include = True
    ask.account.add_contact(BUYER, ["Gold"])
    found = ask.api("GET", "/contacts", params={"email": BUYER, "include": "contactTags"}).json()
    assert sorted(found) == ["contacts", "meta"]


def test_unknown_query_parameters_are_ignored_and_twenty_are_listed(ask: Asker) -> None:
    for number in range(25):
        ask.account.add_contact(f"buyer{number}@example.com")
    found = ask.api("GET", "/contacts", params={"e_mail": BUYER}).json()
    assert (len(found["contacts"]), found["meta"]) == (20, {"total": "25"})


def test_a_deleted_contact_is_gone_by_address_and_answers_by_id(ask: Asker) -> None:
    contact = ask.account.add_contact(BUYER, ["Gold"])
    ask.account.delete_contact(BUYER)
    assert ask.api("GET", "/contacts", params={"email": BUYER}).json()["contacts"] == []
    still = ask.api("GET", f"/contacts/{contact}").json()["contact"]["email"]
    assert still == f"deleted+{contact}@example.com"
    assert ask.tag(contact, ask.tag_id("Gold")).status_code == 404


def test_a_repeated_tag_makes_no_duplicate_and_starts_no_automation(ask: Asker) -> None:
    contact = ask.account.add_contact(BUYER)
    first, again = ask.tag(contact, ask.tag_id("Gold")), ask.tag(contact, ask.tag_id("Gold"))
    assert first.status_code == 201
    assert again.json()["contactTag"] == first.json()["contactTag"]
    assert first.json()["contacts"][0]["email"] == BUYER
    assert ask.account.fired(BUYER, "Gold") == 1


def test_a_tag_that_went_and_came_back_starts_its_automation_again(ask: Asker) -> None:
    contact = ask.account.add_contact(BUYER, ["Gold"])
    ask.account.untag(BUYER, "Gold")
    ask.tag(contact, ask.tag_id("Gold"))
    assert ask.account.fired(BUYER, "Gold") == 2


def test_a_removal_answers_200_and_the_second_time_404(ask: Asker) -> None:
    contact = ask.account.add_contact(BUYER)
    row = ask.tag(contact, ask.tag_id("Gold")).json()["contactTag"]["id"]
    first, again = (ask.api("DELETE", f"/contactTags/{row}") for _ in range(2))
    assert (first.status_code, first.json()) == (200, {})
    message = {"message": f"No Result found for SubscriberTag with id {row}"}
    assert (again.status_code, again.json()) == (404, message)
    assert ask.account.tags_of(BUYER) == set()


def test_unknown_ids_are_told_in_the_vendors_shapes(ask: Asker) -> None:
    contact = ask.account.add_contact(BUYER)
    missing = {"title": "Not Found", "status": 404, "detail": "Contact not found"}
    assert ask.tag(999, ask.tag_id("Gold")).json() == {"errors": [missing]}
    assert ask.tag(contact, 999).json()["errors"][0]["code"] == "related_missing"
    assert ask.tag(contact, "").json()["errors"][0]["title"] == "Missing attribute"
    unknown = {"message": "No Result found for Subscriber with id 999"}
    assert ask.api("GET", "/contacts/999").json() == unknown


def test_tags_are_paged_searched_and_mixed_with_template_tags(ask: Asker) -> None:
    for number in range(120):
        ask.account.account.add_tag(f"Tag {number}")
    pages = [ask.api("GET", "/tags", params=p).json() for p in ({}, {"limit": 500, "offset": 100})]
    assert [len(page["tags"]) for page in pages] == [20, 24]
    assert pages[0]["meta"] == {"total": "124"}
    assert {row["tagType"] for row in pages[0]["tags"]} == {"contact", "template"}
    contains = ask.api("GET", "/tags", params={"search": "gold"}).json()["tags"]
    exact = ask.api("GET", "/tags", params={"filters[search][eq]": "gold"}).json()["tags"]
    assert [row["tag"] for row in contains] == ["Gold", "Gold Plus"]
    assert [row["tag"] for row in exact] == ["Gold"]


def test_a_duplicate_tag_is_refused_with_the_databases_own_words(ask: Asker) -> None:
    body = {"tag": {"tag": "gold", "tagType": "contact", "description": ""}}
    answer = ask.api("POST", "/tags", body)
    text = "Duplicate entry 'contact-gold' for key 'em_tag.typetag'"
    assert (answer.status_code, answer.json()) == (
        422,
        {"message": "Could not process request", "error": text},
    )
    assert ask.api("POST", "/tags", {"tag": {"tag": "New"}}).status_code == 201


@pytest.mark.parametrize(
    ("how", "name", "spelt"),
    [
        ("entities", "Tea & <3", "Tea &amp; &lt;3"),
        ("nfd", "Café", "Cafe\u0301"),
        ("", "Café", "Café"),
    ],
)
def test_it_spells_tags_in_its_answers_as_it_is_told(
    ask: Asker, how: str, name: str, spelt: str
) -> None:
    assert ask("POST", "/sandbox/conditions", {"tell_tags": how}).json()["tell_tags"] == how
    made = ask.api("POST", "/tags", {"tag": {"tag": name}}).json()["tag"]["tag"]
    listed = ask.api("GET", "/tags", params={"filters[search][eq]": name}).json()["tags"]
    assert (made, [row["tag"] for row in listed]) == (spelt, [spelt])
    ask.account.add_contact(BUYER, [name])
    assert ask.account.tags_of(BUYER) == {name}


def test_lists_fields_and_automations_are_listed_in_pages_with_a_total(ask: Asker) -> None:
    for path, name in (("lists", "name"), ("fields", "title"), ("automations", "name")):
        ask.account.furnish(**{path: [f"Number {number}" for number in range(25)]})
        first = ask.api("GET", f"/{path}").json()
        rest = ask.api("GET", f"/{path}", params={"limit": "100", "offset": "20"}).json()
        assert [len(page[path]) for page in (first, rest)] == [20, 5]
        assert first["meta"]["total"] == "25"
        assert first[path][0][name] == "Number 0"


def test_a_contact_is_put_on_a_list_opts_out_and_has_one_row_there(ask: Asker) -> None:
    ask.account.furnish(lists=["News"])
    contact = str(ask.account.add_contact(BUYER))
    number = ids(ask.api("GET", "/lists").json()["lists"])["News"]
    body = {"contactList": {"list": number, "contact": contact, "status": 1}}
    told = ask.api("POST", "/contactLists", body)
    assert (told.status_code, told.json()["contactList"]["status"]) == (201, "1")
    assert ask.account.lists_of(BUYER) == {"News": "subscribed"}
    ask.account.opt_out(BUYER, "News")
    query = {"email": BUYER, "include": "contactTags,contactLists"}
    looked = ask.api("GET", "/contacts", params=query).json()
    listed = ask.api("GET", f"/contacts/{contact}/contactLists").json()
    assert (looked["contactTags"], looked["contactLists"]) == ([], listed["contactLists"])
    assert [row["status"] for row in listed["contactLists"]] == ["2"]


def test_values_are_written_with_the_contact_and_an_empty_one_clears(ask: Asker) -> None:
    ask.account.furnish(fields=["Last order", "Course"])
    numbers = ids(ask.api("GET", "/fields").json()["fields"], "title")
    for course in ("Knots", ""):
        rows = [("Last order", "1001"), ("Course", course)]
        values = [{"field": numbers[title], "value": value} for title, value in rows]
        body = {"contact": {"email": BUYER, "fieldValues": [*values, {"field": "9", "value": "x"}]}}
        answer = ask.api("POST", "/contact/sync", body).json()
        written = [(row["field"], row["value"]) for row in answer["fieldValues"]]
        assert written == [(numbers["Last order"], "1001"), (numbers["Course"], course)]
    assert ask.account.fields_of(BUYER) == {"Last order": "1001"}


def test_an_automation_is_entered_again_by_every_call_unless_it_is_open_once(ask: Asker) -> None:
    ask.account.furnish(automations=["Welcome"])
    once = ask.account.account.add(Sort.AUTOMATION, "Only once")
    ask.account.account.once.add(once["id"])
    contact = str(ask.account.add_contact(BUYER))
    number = ids(ask.api("GET", "/automations").json()["automations"])["Welcome"]
    answers = [
        ask.api("POST", "/contactAutomations", {"contactAutomation": {"contact": contact, **asked}})
        for asked in ({"automation": which} for which in (number, number, *[once["id"]] * 2, 999))
    ]
    assert [answer.status_code for answer in answers] == [201, 201, 201, 403, 403]
    assert answers[-1].json() == {"message": "Could not create SubscriberSeries"}
    assert ask.account.started(BUYER) == ["Welcome", "Welcome", "Only once"]
    rows = ask.api("GET", f"/contacts/{contact}/contactAutomations").json()["contactAutomations"]
    assert [row["automation"] for row in rows] == [number, number, once["id"]]
    assert all(datetime.fromisoformat(row["adddate"]).tzinfo for row in rows)


def test_unknown_lists_and_contacts_are_told_in_the_vendors_shapes(ask: Asker) -> None:
    contact = ask.account.add_contact(BUYER)
    missing = {"errors": [{"title": "Not Found", "status": 404, "detail": "Contact not found"}]}
    nobody = {"contact": 999, "list": 1, "automation": 1, "status": 1}
    for name in ("contactList", "contactAutomation"):
        answer = ask.api("POST", f"/{name}s", {name: nobody})
        assert (answer.status_code, answer.json()) == (404, missing)
    body = {"contactList": {"contact": contact, "list": 999, "status": 1}}
    assert ask.api("POST", "/contactLists", body).json()["errors"][0]["code"] == "related_missing"
    for what in ("contactLists", "contactAutomations"):
        unknown = {"message": "No Result found for Subscriber with id 999"}
        assert ask.api("GET", f"/contacts/999/{what}").json() == unknown


def test_whoever_has_a_key_may_ask_who_she_is(ask: Asker) -> None:
    assert ask.api("GET", "/users/me").status_code == 200
    ask.account.conditions.refuse_key = True
    assert ask.api("GET", "/users/me").status_code == 403


def test_a_wrong_path_is_404_and_a_wrong_key_403_without_a_body(ask: Asker) -> None:
    assert ask("GET", "/tags").status_code == 404
    assert ask.api("GET", "/nothing").status_code == 404
    refused = ask.api("GET", "/tags", headers={"Api-Token": "wrong"})
    assert (refused.status_code, refused.content) == (403, b"")
