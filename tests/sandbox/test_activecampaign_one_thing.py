"""The sandbox account's faults of one thing alone, its spelling of tags, contacts by their id."""

import json

import pytest

from bridge.model import Sort
from tests.sandbox.test_activecampaign import BUYER, Asker, account, ask

__all__ = ["account", "ask"]  # fixtures


def test_it_refuses_one_thing_alone_in_words_of_ones_own(ask: Asker) -> None:
    contact, other = ask.account.add_contact(BUYER), ask.account.add_contact("b@example.com")
    body = {"message": "You do not have permission to do that"}
    ask.account.faults.fail(
        403, times=None, path="/contactTags", tag="gold", email=BUYER, body=body
    )
    refused = ask.tag(contact, ask.tag_id("Gold"))
    assert (refused.status_code, refused.json()) == (403, body)
    assert ask.tag(contact, ask.tag_id("Silver")).status_code == 201
    assert ask.tag(other, ask.tag_id("Gold")).status_code == 201
    assert ask.account.contacts() == {BUYER: {"Silver"}, "b@example.com": {"Gold"}}


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


def test_it_can_do_what_is_asked_and_answer_otherwise(ask: Asker) -> None:
    contact = ask.account.add_contact(BUYER)
    body = {"errors": [{"title": "The contact tag already exists", "code": "duplicate"}]}
    ask.account.faults.fail(422, tag="Gold", body=body, done=True)
    answer = ask.tag(contact, ask.tag_id("Gold"))
    assert (answer.status_code, answer.json()) == (422, body)
    assert ask.account.tags_of(BUYER) == {"Gold"}


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


def test_whoever_has_a_key_may_ask_who_she_is(ask: Asker) -> None:
    assert ask.api("GET", "/users/me").status_code == 200
    ask.account.conditions.refuse_key = True
    assert ask.api("GET", "/users/me").status_code == 403
