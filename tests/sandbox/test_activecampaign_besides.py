"""The sandbox account's lists, fields and automations: as ActiveCampaign tells of them."""

from datetime import datetime
from typing import Any

from bridge.model import Sort
from tests.sandbox.test_activecampaign import BUYER, Asker, account, ask

__all__ = ["account", "ask"]  # fixtures


def ids(rows: Any, name: str = "name") -> dict[str, str]:
    return {row[name]: row["id"] for row in rows}


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


def test_merged_contacts_keep_their_lists_fields_and_automations(ask: Asker) -> None:
    ask.account.furnish(["News"], ["Course"], ["Welcome"])
    ask.account.add_contact(BUYER, ["Gold"])
    ask.account.opt_out(BUYER, "News")
    ask.account.set_field(BUYER, "Course", "Knots")
    ask.account.start_automation(BUYER, "Welcome")
    ask.account.renumber_contact(BUYER)
    assert ask("GET", "/sandbox/contacts").json()["contacts"] == [
        {
            "email": BUYER,
            "tags": ["Gold"],
            "lists": {"News": "opted out"},
            "fields": {"Course": "Knots"},
            "automations": ["Welcome"],
        }
    ]
    ask.account.delete_contact(BUYER)
    assert [len(table) for table in ask.account.account.held.values()] == [0, 0, 0, 0]


def test_a_list_can_be_made_and_left_over_http(ask: Asker) -> None:
    ask.account.add_contact(BUYER)
    told = [
        ("/sandbox/furnish", {"lists": ["News"]}),
        ("/sandbox/put-on-list", {"email": BUYER, "list": "News"}),
        ("/sandbox/opt-out", {"email": BUYER, "list": "News"}),
        ("/sandbox/opt-out", {"email": BUYER, "list": "Olds"}),
    ]
    answers = [ask("POST", path, body) for path, body in told]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 400]
    assert answers[-1].json() == {"message": "the sandbox account has no 'Olds'"}
    assert ask.account.lists_of(BUYER) == {"News": "opted out"}
