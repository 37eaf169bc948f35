"""The Drip stand-in's API: it behaves as the documentation and clients in production say."""

from typing import Any

import pytest

from bridge.model import Sort
from tests.sandbox.drip.asker import BUYER, DripAsker

NOT_FOUND = (404, "not_found_error", "The resource you requested was not found")


def test_one_call_makes_somebody_puts_tags_on_and_takes_them_off(ask: DripAsker) -> None:
    first = ask.write(email=BUYER, first_name="Ann", tags=["Gold", "New one"])
    assert first.status_code == 200
    row = first.json()["subscribers"][0]
    assert (row["tags"], row["first_name"], row["status"]) == (["Gold", "New one"], "Ann", "active")
    again = ask.person(email=BUYER.upper(), tags=["Silver"], remove_tags=["Gold", "Never there"])
    assert (again["id"], again["tags"]) == (row["id"], ["New one", "Silver"])
    assert ask.api("GET", "/tags").json() == {"tags": ["Gold", "Silver", "New one"]}


def test_fields_are_made_by_being_written_and_must_be_identifiers(ask: DripAsker) -> None:
    ask.write(email=BUYER, custom_fields={"last_order": "1001"})
    told = ask.api("GET", "/custom_field_identifiers").json()
    assert told == {"custom_field_identifiers": ["last_order"]}
    refused = ask.write(email=BUYER, custom_fields={"Last order": "1"})
    words = "Custom field identifier Last order is not valid"
    assert ask.code(refused) == (422, "format_error", words)
    assert ask.account.fields_of(BUYER) == {"last_order": "1001"}


def test_an_upsert_needs_an_address_or_an_id(ask: DripAsker) -> None:
    assert ask.code(ask.write()) == (422, "presence_error", "Email is required")
    assert ask.code(ask.write(email="nobody")) == (422, "email_error", "Email is invalid")


@pytest.mark.parametrize(("status", "code"), [(404, NOT_FOUND[1]), (422, "presence_error")])
def test_an_id_that_nobody_has_makes_nobody(ask: DripAsker, status: int, code: str) -> None:
    ask.account.conditions.unknown_id = status
    assert ask.code(ask.write(id="z404", tags=["Gold"]))[:2] == (status, code)
    assert ask.account.contacts() == {}


def test_it_renames_and_an_unknown_old_address_makes_somebody(ask: DripAsker) -> None:
    known = ask.person(email=BUYER)
    assert ask.person(id=known["id"], new_email="new@example.com")["email"] == "new@example.com"
    assert ask.person(email=BUYER, new_email="third@example.com")["id"] != known["id"]
    assert sorted(ask.account.contacts()) == ["new@example.com", "third@example.com"]
    ask.account.conditions.unknown_id = 200
    assert ask.person(id="z404", new_email="fourth@example.com")["email"] == "fourth@example.com"


def test_an_address_that_another_has_is_refused_in_either_way(ask: DripAsker) -> None:
    known = ask.person(email=BUYER)
    ask.person(email="taken@example.com")
    refused = ask.write(id=known["id"], new_email="Taken@example.com")
    assert ask.code(refused)[2] == "New email is already subscribed"
    ask.account.conditions.bare_refusals = True
    refused = ask.write(id=known["id"], new_email="taken@example.com")
    assert (refused.status_code, refused.json()) == (422, {"message": "Unprocessable Entity"})


def test_who_gets_no_mails_is_not_found_and_can_be_written(ask: DripAsker) -> None:
    known = ask.person(email=BUYER, tags=["Gold"])
    ask.account.unsubscribe(BUYER)
    for who in (BUYER, known["id"]):
        assert ask.code(ask.api("GET", f"/subscribers/{who}")) == NOT_FOUND
        assert ask.code(ask.api("DELETE", f"/subscribers/{who}/tags/Gold")) == NOT_FOUND
    row = ask.person(id=known["id"], tags=["Silver"])
    assert (row["status"], row["tags"]) == ("unsubscribed", ["Gold", "Silver"])
    ask.account.conditions.refuses_unsubscribed = True
    assert ask.write(email=BUYER, tags=["Gold"]).status_code == 422


def test_people_are_listed_by_status_and_tags_in_pages(ask: DripAsker) -> None:
    for number in range(3):
        ask.person(email=f"buyer{number}@example.com", tags=["Gold"] if number else ["Silver"])
    ask.account.unsubscribe("buyer2@example.com")
    asked = [{}, {"status": "all"}, {"status": "unsubscribed", "tags": "silver,gold"}]
    told = [ask.api("GET", "/subscribers", params=each).json() for each in asked]
    assert [len(each["subscribers"]) for each in told] == [2, 3, 1]
    page = {"status": "all", "per_page": "2", "page": "2"}
    second = ask.api("GET", "/subscribers", params=page).json()
    meta = {"page": 2, "count": 1, "total_count": 3, "total_pages": 2}
    assert (len(second["subscribers"]), second["meta"]) == (1, meta)


def test_a_tag_is_taken_off_by_its_path(ask: DripAsker) -> None:
    ask.person(email=BUYER, tags=["Gold Plus & more"])
    path = "/subscribers/buyer%40example.com/tags/Gold%20Plus%20%26%20more"
    assert ask.api("DELETE", path).status_code == 204
    assert ask.account.tags_of(BUYER) == set()
    assert ask.api("DELETE", path).status_code == 204
    ask.account.conditions.absent_tag = 404
    assert ask.code(ask.api("DELETE", path)) == NOT_FOUND
    nobody = ask.api("DELETE", "/subscribers/no%40example.com/tags/Gold")
    assert ask.code(nobody) == NOT_FOUND


def test_periods_and_slashes_do_not_work_in_a_path(ask: DripAsker) -> None:
    ask.person(email=BUYER, tags=["v1.0", "Yes/No"])
    told = [
        ask.api("DELETE", f"/subscribers/{BUYER}/tags/{tag}").status_code
        for tag in ("v1.0", "Yes%2FNo")
    ]
    assert told == [204, 404]
    assert ask.account.tags_of(BUYER) == {"v1.0", "Yes/No"}


def test_a_crowd_about_one_person_is_told_in_either_way_and_passes(ask: DripAsker) -> None:
    words = "Too many concurrent requests for the same subscriber"
    ask.account.conditions.crowded = 1
    crowded = ask.write(email=BUYER)
    assert (crowded.status_code, crowded.json()) == (429, {"message": words})
    ask.account.conditions.crowded, ask.account.conditions.crowded_in_errors = 1, True
    assert ask.api("GET", "/tags").status_code == 200
    assert ask.code(ask.write(email=BUYER)) == (429, "rate_limit_error", words)
    assert ask.write(email=BUYER).status_code == 200


@pytest.mark.parametrize("path", ["campaign_subscription", "campaign_subscriptions"])
def test_a_series_is_joined_left_and_told(ask: DripAsker, path: str) -> None:
    ask.account.conditions.subscriptions_path = path
    ask.account.furnish(lists=["News"])
    series = ask.account.number(Sort.LIST, "News")
    known = ask.person(email=BUYER)
    body: dict[str, Any] = {"subscribers": [{"email": BUYER}]}
    assert ask.api("POST", f"/campaigns/{series}/subscribers", body).status_code == 200
    again = ask.api("POST", f"/campaigns/{series}/subscribers", body)
    assert ask.code(again)[2] == "Email is already subscribed"
    listed = ask.api("GET", f"/subscribers/{known['id']}/{path}").json()
    told = [(row["campaign_id"], row["status"]) for row in listed["campaign_subscriptions"]]
    assert told == [(series, "active")]
    assert ask.api("GET", f"/subscribers/{known['id']}/other").status_code == 404
    gone = ask.api("POST", f"/subscribers/{known['id']}/remove", params={"campaign_id": series})
    assert (gone.status_code, ask.account.lists_of(BUYER)) == (200, {"News": "opted out"})
    body["subscribers"][0]["reactivate_if_removed"] = False
    assert ask.api("POST", f"/campaigns/{series}/subscribers", body).status_code == 422


def test_a_series_needs_the_address_and_may_wake_who_gets_no_mails(ask: DripAsker) -> None:
    ask.account.furnish(lists=["News"])
    path = f"/campaigns/{ask.account.number(Sort.LIST, 'News')}/subscribers"
    known = ask.person(email=BUYER)
    ask.account.unsubscribe(BUYER)
    refused = ask.api("POST", path, {"subscribers": [{"id": known["id"]}]})
    assert ask.code(refused) == (422, "presence_error", "Email is required")
    ask.account.conditions.series_wakes = True
    answer = ask.api("POST", path, {"subscribers": [{"email": BUYER}]}).json()
    assert answer["subscribers"][0]["status"] == "active"


def test_a_workflow_that_is_not_active_passes_over_who_is_started(ask: DripAsker) -> None:
    ask.account.furnish(automations=["Welcome"])
    number = ask.account.number(Sort.AUTOMATION, "Welcome")
    path, body = f"/workflows/{number}/subscribers", {"subscribers": [{"email": BUYER}]}
    assert ask.api("POST", path, body).status_code == 200
    ask.account.pause("Welcome")
    assert ask.api("POST", path, body).status_code == 200
    assert ask.account.started(BUYER) == ["Welcome"]
    shown = ask.api("GET", f"/workflows/{number}").json()["workflows"]
    listed = ask.api("GET", "/workflows").json()["workflows"]
    assert shown == listed == [{"id": number, "name": "Welcome", "status": "paused"}]
    assert ask.code(ask.api("GET", "/workflows/1")) == NOT_FOUND
