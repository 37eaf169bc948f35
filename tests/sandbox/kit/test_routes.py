"""The sandbox account's API: it behaves as Kit's reference says."""

from typing import Any

import pytest

from bridge.model import Sort
from tests.sandbox.kit.conftest import BUYER, KitAsker

NOT_FOUND = (404, {"errors": ["Not Found"]})


def test_an_upsert_creates_with_201_and_then_updates_with_200(ask: KitAsker) -> None:
    ask.account.furnish(fields=["Last name"])
    created = ask.upsert("Buyer@Example.com", first_name="Ann")
    updated = ask.upsert(first_name="Anna", fields={"last_name": "Example"})
    assert (created.status_code, updated.status_code) == (201, 200)
    row = updated.json()["subscriber"]
    assert row["id"] == created.json()["subscriber"]["id"]
    assert (row["first_name"], row["state"]) == ("Anna", "active")
    assert row["fields"] == {"last_name": "Example"}


def test_an_upsert_can_leave_the_fields_of_somebody_known_alone(ask: KitAsker) -> None:
    ask.account.conditions.upsert_fields = False
    ask.account.furnish(fields=["Course"])
    ask.upsert(fields={"course": "Knots"})
    row = ask.upsert(fields={"course": "Sails"}).json()["subscriber"]
    assert row["fields"] == {"course": "Knots"}


def test_an_upsert_wakes_nobody_who_unsubscribed(ask: KitAsker) -> None:
    ask.account.add_contact(BUYER)
    ask.account.opt_out(BUYER)
    assert ask.upsert(state="active").json()["subscriber"]["state"] == "cancelled"


def test_more_than_ten_fields_are_written_afterwards(ask: KitAsker) -> None:
    labels = [f"Field {number}" for number in range(11)]
    ask.account.furnish(fields=labels)
    answer = ask.upsert(fields={f"field_{number}": "x" for number in range(11)})
    assert answer.status_code == 202
    assert {*answer.json()["subscriber"]["fields"].values()} == {None}
    assert ask.account.fields_of(BUYER) == dict.fromkeys(labels, "x")


@pytest.mark.parametrize(("email", "text"), [("nobody", "is invalid"), ("", "can't be blank")])
def test_an_impossible_address_is_refused(ask: KitAsker, email: str, text: str) -> None:
    answer = ask.upsert(email)
    assert (answer.status_code, answer.json()) == (422, {"errors": [f"Email address {text}"]})


def test_an_unknown_field_is_refused_or_passed_over_with_a_warning(ask: KitAsker) -> None:
    refused = ask.upsert(fields={"no_such": "1"})
    assert refused.status_code == 422
    assert ask.account.contacts() == {}
    ask.account.conditions.unknown_fields = "warn"
    warned = ask.upsert(fields={"no_such": "1"})
    assert warned.status_code == 201
    assert warned.json()["warnings"] == ["Custom field 'no_such' does not exist and was ignored"]


def test_only_who_is_active_is_found_unless_every_status_is_asked_for(ask: KitAsker) -> None:
    ask.account.add_contact(BUYER, ["Gold"])
    ask.account.opt_out(BUYER)
    assert ask.found(email_address=BUYER) == []
    (row,) = ask.found(email_address=BUYER.upper(), status="all", include="tags")
    assert [tag["name"] for tag in row["tags"]] == ["Gold"]
    assert ask("GET", "/subscribers", params={"status": "asleep"}).status_code == 422


def test_lists_and_filters_can_lag_and_a_look_by_id_does_not(ask: KitAsker) -> None:
    ask.account.conditions.lag = 1
    number = ask.upsert().json()["subscriber"]["id"]
    assert ask("GET", f"/subscribers/{number}").status_code == 200
    assert ask.found(email_address=BUYER, status="all") == []
    assert len(ask.found(email_address=BUYER, status="all")) == 1


@pytest.mark.parametrize(("lags", "first"), [(True, []), (False, ["Gold"])])
def test_the_tags_of_one_person_can_lag_too(ask: KitAsker, lags: bool, first: list[str]) -> None:
    number = ask.account.add_contact(BUYER)
    ask.account.conditions.lag, ask.account.conditions.lag_tags = 1, lags
    ask.account.tag(BUYER, "Gold")
    for names in (first, ["Gold"]):
        rows = ask("GET", f"/subscribers/{number}/tags").json()["tags"]
        assert [row["name"] for row in rows] == names


def test_a_person_is_renamed_by_her_id_unless_the_address_is_taken(ask: KitAsker) -> None:
    number = ask.account.add_contact(BUYER, first_name="Ann")
    ask.account.add_contact("taken@example.com")
    path = f"/subscribers/{number}"
    told: dict[str, Any] = {"email_address": "new@example.com"}
    assert ask("PUT", path, told).json()["subscriber"]["first_name"] == "Ann"
    assert [*ask.account.contacts()] == ["new@example.com", "taken@example.com"]
    taken = ask("PUT", path, {"email_address": "Taken@example.com"})
    words = {"errors": ["Email address has already been taken"]}
    assert (taken.status_code, taken.json()) == (422, words)
    assert ask("PUT", path, {"first_name": "Anna"}).status_code == 422


def test_a_tag_is_put_on_with_201_and_200_and_taken_off_with_204(ask: KitAsker) -> None:
    number, tag = ask.account.add_contact(BUYER), ask.account.named(Sort.TAG, "gold")["id"]
    path = f"/tags/{tag}/subscribers/{number}"
    assert [ask("POST", path, {}).status_code for _ in range(2)] == [201, 200]
    assert ask.account.fired(BUYER, "Gold") == 1
    assert [ask("DELETE", path).status_code for _ in range(2)] == [204, 404]
    ask.account.conditions.absent_tag = 204
    assert ask("DELETE", path).status_code == 204


def test_unknown_ids_are_not_found(ask: KitAsker) -> None:
    number, tag = ask.account.add_contact(BUYER), ask.account.named(Sort.TAG, "gold")["id"]
    for method, path in (
        ("GET", "/subscribers/9"),
        ("PUT", "/subscribers/9"),
        ("GET", "/subscribers/9/tags"),
        ("POST", f"/tags/{tag}/subscribers/9"),
        ("POST", f"/tags/9/subscribers/{number}"),
        ("DELETE", f"/tags/9/subscribers/{number}"),
        ("GET", "/sequences/9"),
        ("POST", f"/sequences/9/subscribers/{number}"),
    ):
        answer = ask(method, path, {})
        assert (answer.status_code, answer.json()) == NOT_FOUND


def test_a_tag_is_made_once_whatever_its_case(ask: KitAsker) -> None:
    made = [ask("POST", "/tags", {"name": name}) for name in ("Bronze", "bronze", " ")]
    assert [answer.status_code for answer in made] == [201, 200, 422]
    assert made[0].json() == made[1].json()


def test_lists_are_paged_by_cursor(ask: KitAsker) -> None:
    names: list[str] = []
    after: dict[str, str] = {}
    for has_next in (True, False):
        page = ask("GET", "/tags", params={"per_page": 2, **after}).json()
        names += [row["name"] for row in page["tags"]]
        assert page["pagination"]["has_next_page"] is has_next
        after = {"after": page["pagination"]["end_cursor"]}
    assert names == ["Silver", "Gold Plus", "Gold"]
    assert ask("GET", "/sequences").json()["sequences"] == []


def test_a_sequence_answers_201_and_then_200(ask: KitAsker) -> None:
    ask.account.furnish(automations=["Welcome"])
    number = ask.account.add_contact(BUYER)
    sequence = ask("GET", "/sequences").json()["sequences"][0]
    path = f"/sequences/{sequence['id']}/subscribers/{number}"
    assert [ask("POST", path, {}).status_code for _ in range(2)] == [201, 200]
    assert ask.account.started(BUYER) == ["Welcome"]
    ask.account.let_repeat("Welcome")
    assert ask("GET", f"/sequences/{sequence['id']}").json()["sequence"]["repeat"] is True
    assert ask("POST", path, {}).status_code == 200
    assert ask.account.started(BUYER) == ["Welcome", "Welcome"]


def test_bulk_calls_want_more_than_a_key(ask: KitAsker) -> None:
    assert ask("POST", "/bulk/tags/subscribers", {}).status_code == 401


def test_the_account_tells_which_it_is(ask: KitAsker) -> None:
    assert ask("GET", "/account").json()["account"]["id"] == 27
