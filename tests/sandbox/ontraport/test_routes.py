"""The sandbox account answers as Ontraport does, over real HTTP."""

import pytest

from tests.sandbox.ontraport.asker import BUYER, OntraportAsker

FIND = "/object/getByEmail"


def test_a_contact_is_told_in_two_shapes_as_it_is_made_and_as_it_is_written(
    ontraport: OntraportAsker,
) -> None:
    made = ontraport.save(firstname="Ann")
    again = ontraport.save(BUYER.upper(), lastname="Lee", nonsense="x")
    assert (made["firstname"], made["email"]) == ("Ann", BUYER)
    assert again == {"attrs": {"lastname": "Lee", "dlm": "1538154601", "id": made["id"]}}
    assert ontraport.account.profile_of(BUYER) == {
        "firstname": "Ann",
        "lastname": "Lee",
        "office_phone": "",
    }


def test_a_contact_is_found_by_address_and_shown_by_id(ontraport: OntraportAsker) -> None:
    number = ontraport.account.add_contact(BUYER, ["Gold"])
    query = {"objectID": "0", "email": BUYER.upper()}
    assert ontraport.data("GET", FIND, params=query) == {"id": number}
    assert ontraport.shown(number) == f"*/*{ontraport.account.tag_id('Gold')}*/*"


@pytest.mark.parametrize("nobody", [200, 404, 400])
def test_nobody_is_told_with_empty_data_or_with_a_status(
    ontraport: OntraportAsker, nobody: int
) -> None:
    ontraport.account.conditions.nobody = nobody
    answer = ontraport("GET", FIND, params={"objectID": "0", "email": BUYER})
    assert answer.status_code == nobody
    assert nobody != 200 or answer.json()["data"] == []


def test_an_address_that_can_be_none_is_refused_with_404_and_422(
    ontraport: OntraportAsker,
) -> None:
    number = ontraport.account.add_contact(BUYER)
    wrong = {"email": "nobody at home"}
    statuses = [
        ontraport("GET", FIND, params=wrong).status_code,
        ontraport("POST", "/Contacts/saveorupdate", wrong).status_code,
        ontraport("PUT", "/objects", {"objectID": 0, "id": number, **wrong}).status_code,
    ]
    assert statuses == [404, 422, 422]


def test_an_address_is_changed_by_id_also_to_one_that_another_has(
    ontraport: OntraportAsker,
) -> None:
    number = ontraport.account.add_contact(BUYER)
    ontraport.account.add_contact("new@example.com")
    written = ontraport.data("PUT", "/objects", {"id": number, "email": "new@example.com"})
    assert written["attrs"]["email"] == "new@example.com"
    assert ontraport.account.account.contacts[number]["email"] == "new@example.com"


@pytest.mark.parametrize("plain", [True, False])
def test_a_contact_that_is_gone_is_told_in_plain_text_or_in_json(
    ontraport: OntraportAsker, plain: bool
) -> None:
    ontraport.account.conditions.plain_errors = plain
    answer = ontraport("PUT", "/objects", {"objectID": 0, "id": "99", "firstname": "Ann"})
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == ("text/html" if plain else "application/json")
    assert (answer.text if plain else answer.json()["data"]) == "Object not found"


def test_tags_are_put_on_and_taken_off_several_at_once_and_again_without_harm(
    ontraport: OntraportAsker,
) -> None:
    number = ontraport.account.add_contact(BUYER)
    for _ in range(2):
        answer = ontraport.tag(number, "Gold", "Silver")
        assert answer.json()["data"] == "The tag is now being processed."
    assert ontraport.account.tags_of(BUYER) == {"Gold", "Silver"}
    assert ontraport.account.fired(BUYER, "Gold") == 1
    for _ in range(2):
        ontraport.tag(number, "Gold", method="DELETE")
    assert ontraport.account.tags_of(BUYER) == {"Silver"}


def test_a_read_straight_after_does_not_show_a_tag_that_is_still_processed(
    ontraport: OntraportAsker,
) -> None:
    ontraport.account.conditions.tag_reads = 2
    number = ontraport.account.add_contact(BUYER)
    ontraport.tag(number, "Gold")
    gold = ontraport.account.tag_id("Gold")
    assert [ontraport.shown(number) for _ in range(3)] == ["*/*", "*/*", f"*/*{gold}*/*"]


def test_tag_calls_about_nobody_are_ignored_or_refused(ontraport: OntraportAsker) -> None:
    assert ontraport.tag("99", "Gold").status_code == 200
    ontraport.account.conditions.unknown_ids = "refused"
    refused = ontraport.tag("99", "Gold")
    assert (refused.status_code, refused.text) == (404, "Invalid Contact ID")


def test_lists_stop_at_fifty_rows_and_do_not_say_so(ontraport: OntraportAsker) -> None:
    for number in range(60):
        ontraport.account.account.add_tag(f"Tag {number}")
    first = ontraport.data("GET", "/Tags", params={"range": "500"})
    rest = ontraport.data("GET", "/Tags", params={"start": "50", "range": "50"})
    assert [len(first), len(rest)] == [50, 13]
    assert {row["object_type_id"] for row in first} == {"0", "149"}


def test_a_tag_is_made_and_told_with_its_id(ontraport: OntraportAsker) -> None:
    made = ontraport.data("POST", "/Tags", {"tag_name": "Bronze"})
    assert made["tag_id"] == ontraport.account.tag_id("Bronze")


def test_fields_are_told_by_key_with_their_kind_and_options(ontraport: OntraportAsker) -> None:
    key = ontraport.account.account.add_field("Level", "drop", ["Low", "High"])
    fields = ontraport.data("GET", "/objects/meta", params={"format": "byId"})["0"]["fields"]
    assert fields["firstname"]["alias"] == "First Name"
    assert (fields[key]["type"], fields[key]["options"]) == ("drop", {"1": "Low", "2": "High"})
    ontraport.save(**{key: "2"})
    assert ontraport.account.fields_of(BUYER) == {"Level": "2"}


def test_every_start_lets_the_contact_in_once_more(ontraport: OntraportAsker) -> None:
    number = ontraport.account.add_contact(BUYER)
    (row,) = ontraport.data("GET", "/CampaignBuilderItems")
    body = {"objectID": 0, "ids": number, "add_list": row["id"], "sub_type": "Campaign"}
    for _ in range(2):
        said = ontraport.data("PUT", "/objects/subscribe", body)
        assert said == "The subscription is now being processed."
    ontraport("PUT", "/objects/subscribe", body | {"sub_type": "Sequence"})
    assert ontraport.account.started(BUYER) == ["Welcome", "Welcome"]


def test_a_wrong_key_or_app_id_is_a_page_of_text_that_tells_of_the_limit(
    ontraport: OntraportAsker,
) -> None:
    for header in ("Api-Key", "Api-Appid"):
        answer = ontraport("GET", "/Tags", headers={header: "wrong"})
        assert answer.status_code == 401
        assert answer.text == "Your App ID and API Key do not authenticate."
        assert answer.headers["Content-Type"] == "text/html"
        assert answer.headers["X-Rate-Limit-Limit"] == "180"
