"""The stand-in's API: it behaves as Keap's pages say, and as was seen of it."""

from typing import Any

import pytest

from tests.sandbox.keap.conftest import BUYER, KeapAsker


def test_create_or_update_creates_with_201_and_then_updates_with_200(ask: KeapAsker) -> None:
    made = ask.upsert("Buyer@Example.com", given_name="Ann", opt_in_reason="She ticked the box")
    again = ask.upsert(BUYER, given_name="Anna", family_name="Example")
    assert (made.status_code, again.status_code) == (201, 200)
    assert made.json()["id"] == again.json()["id"]
    contact = ask.account.contact(BUYER)
    assert contact.names == {"given_name": "Anna", "family_name": "Example"}
    assert (again.json()["email_opted_in"], contact.opt_in_reason) == (True, "She ticked the box")


@pytest.mark.parametrize(("replaces", "left"), [(False, 2), (True, 1)])
def test_create_or_update_adds_to_a_list_or_replaces_it(
    ask: KeapAsker, replaces: bool, left: int
) -> None:
    ask.account.conditions.upsert_replaces = replaces
    ask.upsert(phone_numbers=[{"field": "PHONE2", "number": "2"}])
    ask.upsert(phone_numbers=[{"field": "PHONE1", "number": "1"}])
    assert len(ask.account.contact(BUYER).arrays["phone_numbers"]) == left


@pytest.mark.parametrize("told", [{"given_name": "x" * 41}, {"nickname": "Ann"}])
def test_what_it_does_not_take_is_refused_and_nobody_is_made(
    ask: KeapAsker, told: dict[str, Any]
) -> None:
    answer = ask.upsert(**told)
    assert (answer.status_code, answer.json()["message"]) == (400, f"Invalid: {next(iter(told))}")
    assert ask.upsert("nobody").status_code == 400
    assert ask.account.contacts() == {}


def test_only_a_filter_finds_somebody_and_a_parameter_that_is_unknown_finds_all(
    ask: KeapAsker,
) -> None:
    ask.account.add_contact(BUYER)
    ask.account.add_contact("other@example.com")
    assert [row["email_addresses"][0]["email"] for row in ask.find(BUYER)] == [BUYER]
    assert ask.find("nobody@example.com") == []
    everybody = ask("GET", "/v2/contacts", params={"email": BUYER}).json()["contacts"]
    assert len(everybody) == 2


def test_a_patch_replaces_a_list_and_without_a_mask_empties_the_others(ask: KeapAsker) -> None:
    number = ask.account.add_contact(BUYER, given_name="Ann")
    ask.account.furnish(fields=["Course", "Size"])
    fields = [{"id": each, "content": "x"} for each in ask.account.account.fields]
    path, mask = f"/v2/contacts/{number}", {"update_mask": ["custom_fields", "given_name"]}
    told = {"custom_fields": fields, "given_name": "Anna"}
    assert ask("PATCH", path, told, params=mask).json()["given_name"] == "Anna"
    ask("PATCH", path, {"custom_fields": fields[:1]}, params={"update_mask": "custom_fields"})
    assert ask("GET", path).json()["custom_fields"] == fields[:1]
    ask("PATCH", path, {"given_name": "Ann"})
    assert ask("GET", path).json()["email_addresses"] == []


@pytest.mark.parametrize(("passes", "status"), [(False, 400), (True, 200)])
def test_a_field_that_is_none_is_refused_or_passed_over(
    ask: KeapAsker, passes: bool, status: int
) -> None:
    ask.account.conditions.passes_over_fields = passes
    number = ask.account.add_contact(BUYER)
    told = {"custom_fields": [{"id": "999", "content": "x"}]}
    mask = {"update_mask": "custom_fields"}
    assert ask("PATCH", f"/v2/contacts/{number}", told, params=mask).status_code == status
    assert ask.account.fields_of(BUYER) == {}


def test_a_mask_that_is_joined_with_commas_is_refused(ask: KeapAsker) -> None:
    number = ask.account.add_contact(BUYER)
    mask = {"update_mask": "given_name,family_name"}
    answer = ask("PATCH", f"/v2/contacts/{number}", {"given_name": "Ann"}, params=mask)
    assert answer.status_code == 400


@pytest.mark.parametrize(("refuses", "status"), [(False, 200), (True, 409)])
def test_an_address_that_another_has_makes_a_second_holder_or_is_refused(
    ask: KeapAsker, refuses: bool, status: int
) -> None:
    ask.account.conditions.refuse_taken = refuses
    number = ask.account.add_contact(BUYER)
    ask.account.add_contact("taken@example.com")
    emails = {"email_addresses": [{"email": "taken@example.com", "field": "EMAIL1"}]}
    mask = {"update_mask": "email_addresses"}
    answer = ask("PATCH", f"/v2/contacts/{number}", emails, params=mask)
    assert answer.status_code == status
    assert len(ask.find("taken@example.com")) == (1 if refuses else 2)


def test_several_tags_are_put_on_and_taken_off_in_one_call_each(ask: KeapAsker) -> None:
    number = ask.account.add_contact(BUYER)
    ids = [ask.account.tag_id(name) for name in ("Gold", "Silver")]
    answer = ask("POST", f"/v1/contacts/{number}/tags", {"tagIds": [int(each) for each in ids]})
    assert (answer.status_code, answer.json()) == (200, dict.fromkeys(ids, "SUCCESS"))
    assert ask.account.tags_of(BUYER) == {"Gold", "Silver"}
    query = {"ids": ",".join(ids)}
    assert ask("DELETE", f"/v1/contacts/{number}/tags", params=query).status_code == 204
    assert ask.account.tags_of(BUYER) == set()


@pytest.mark.parametrize("status", [204, 404])
def test_a_tag_that_is_not_there_is_removed_or_not_found(ask: KeapAsker, status: int) -> None:
    ask.account.conditions.absent_tag = status
    number = ask.account.add_contact(BUYER)
    query = {"ids": ask.account.tag_id("Gold")}
    assert ask("DELETE", f"/v1/contacts/{number}/tags", params=query).status_code == status


def test_the_words_about_tags_can_be_any(ask: KeapAsker) -> None:
    number, gold = ask.account.add_contact(BUYER), int(ask.account.tag_id("Gold"))
    path, conditions = f"/v1/contacts/{number}/tags", ask.account.conditions
    conditions.already_word, conditions.tags_as_rows = "DUPLICATE", True
    told = [ask("POST", path, {"tagIds": [gold]}).json() for _ in range(2)]
    assert told == [[{"key": str(gold), "value": word}] for word in ("SUCCESS", "DUPLICATE")]
    conditions.present_tag = 409
    assert ask("POST", path, {"tagIds": [gold]}).status_code == 409


def test_what_is_not_there_is_told_by_404_or_inside_a_200(ask: KeapAsker) -> None:
    number = ask.account.add_contact(BUYER)
    paths = (f"/v1/contacts/{number}/tags", "/v1/contacts/999/tags")
    told = {"tagIds": [998]}
    assert [ask("POST", path, told).status_code for path in paths] == [404, 404]
    ask.account.conditions.missing_inside = True
    assert [ask("POST", path, told).json() for path in paths] == [{"998": "FAILURE"}] * 2


def test_tags_are_paged_and_a_name_exists_once(ask: KeapAsker) -> None:
    first = ask("GET", "/v2/tags", params={"page_size": 2}).json()
    rest = ask("GET", "/v2/tags", params={"page_token": first["next_page_token"]}).json()
    names = [row["name"] for page in (first, rest) for row in page["tags"]]
    assert names == ["Gold", "Gold Plus", "Silver"]
    found = ask("GET", "/v2/tags", params={"filter": "name==gold"}).json()["tags"]
    assert [row["name"] for row in found] == ["Gold"]
    assert ask("POST", "/v2/tags", {"name": "Bronze"}).status_code == 201
    assert ask("POST", "/v2/tags", {"name": "gold"}).status_code == 409
    assert ask("POST", "/v2/tags", {"name": "Tin", "category_id": "1"}).status_code == 400


def test_a_contact_enters_a_sequence_of_a_campaign(ask: KeapAsker) -> None:
    number = ask.account.add_contact(BUYER)
    ask.account.furnish(automations=["Welcome"])
    (campaign,) = ask("GET", "/v2/campaigns").json()["campaigns"]
    path = f"/v2/campaigns/{campaign['id']}/sequences"
    (sequence,) = ask("GET", path).json()["sequences"]
    ask.account.conditions.stays_in_sequence = True
    told = {"contact_ids": [number, "999"]}
    entering = f"{path}/{sequence['id']}:addContacts"
    words = [ask("POST", entering, told).json()["add_to_sequence_results"] for _ in range(2)]
    assert [word[number] for word in words] == ["SUCCESS", "ALREADY_IN_SEQUENCE"]
    assert words[0]["999"] == "CONTACT_DOES_NOT_EXIST"
    assert ask.account.started(BUYER) == ["Welcome"]
    assert ask("POST", f"{path}/999:addContacts", told).status_code == 404


@pytest.mark.parametrize("path", ["/v2/tags/", "/v2/nowhere"])
def test_a_slash_at_the_end_is_not_found(ask: KeapAsker, path: str) -> None:
    assert ask("GET", path).status_code == 404
