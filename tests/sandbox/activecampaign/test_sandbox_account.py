"""The sandbox account's own pages, and what it knows of a call."""

import json

import pytest

from bridge.model import Sort
from tests.sandbox.client import BUYER, Asker


def test_merged_contacts_and_remade_tags_get_new_ids(ask: Asker) -> None:
    contact, tag = ask.account.add_contact(BUYER, ["Gold", "Silver"]), ask.tag_id("Silver")
    assert ask.account.renumber_contact(BUYER) != contact
    assert ask.account.tags_of(BUYER) == {"Gold", "Silver"}
    assert str(ask.account.remake(Sort.TAG, "Silver")) != tag
    assert ask.account.tags_of(BUYER) == {"Gold"}


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
    assert [[*rows] for rows in ask.account.account.held.values()] == [[], [], [], []]


@pytest.mark.parametrize(
    ("thing", "method", "path", "body"),
    [
        ({"email": BUYER}, "POST", "/contact/sync", {"contact": {"email": BUYER.upper()}}),
        ({"email": BUYER}, "PUT", "/contacts/{contact}", {"contact": {"firstName": "Ann"}}),
        ({"email": BUYER}, "GET", "/contacts?email=buyer%40example.com", None),
        ({"tag": "Gold"}, "GET", "/tags?filters[search][eq]=Gold", None),
        ({"tag": "Bronze"}, "POST", "/tags", {"tag": {"tag": "Bronze"}}),
        ({"tag": "Silver"}, "DELETE", "/contactTags/{row}", None),
        ({"list": "News"}, "POST", "/contactLists", {"contactList": {"list": "{News}"}}),
        (
            {"automation": "Welcome", "email": BUYER},
            "POST",
            "/contactAutomations",
            {"contactAutomation": {"automation": "{Welcome}", "contact": "{contact}"}},
        ),
        (
            {"field": "Course"},
            "PUT",
            "/contacts/{contact}",
            {"contact": {"fieldValues": [{"field": "{Course}", "value": "Knots"}]}},
        ),
    ],
)
def test_it_knows_what_a_call_is_about(
    ask: Asker, thing: dict[str, str], method: str, path: str, body: object
) -> None:
    ask.account.furnish(["News"], ["Course"], ["Welcome"])
    contact = ask.account.add_contact(BUYER, ["Silver"])
    account = ask.account.account
    numbers = {"contact": str(contact), "row": next(iter(account.held[Sort.TAG]))["id"]}
    for table in account.named.values():
        numbers |= {row[table.key]: row["id"] for row in table}
    text = json.dumps(body)
    for name, number in numbers.items():
        path, text = (each.replace(f"{{{name}}}", number) for each in (path, text))
    other = dict.fromkeys(thing, "Another")
    ask.account.faults.fail(500, method=method, **other)
    ask.account.faults.fail(403, method=method, **thing)
    assert ask.api(method, path, json.loads(text)).status_code == 403


def test_what_is_not_there_is_named(ask: Asker) -> None:
    ask.account.add_contact(BUYER)
    with pytest.raises(LookupError) as caught:
        ask.account.opt_out(BUYER, "News")
    assert str(caught.value) == "the sandbox account has no 'News'"
    with pytest.raises(LookupError) as caught:
        ask.account.tag("no@example.com", "Gold")
    assert str(caught.value) == "the sandbox account has no contact with this address"
