"""How the stand-in writes and reads Keap's bodies."""

from flask import Flask

from bridge.sandbox.keap.state import KeapContact
from bridge.sandbox.keap.wire_format import (
    error,
    fault,
    items_of,
    paged,
    shown,
    shown_by_v1,
    slips_in,
)

ANN = KeapContact("7", {"given_name": "Ann"}, tags=["3"])


def test_v2_tells_ids_as_text_and_only_what_is_asked_for() -> None:
    with Flask("test").test_request_context("/?fields=id,tag_ids"):
        assert shown(ANN, (), with_tags=True) == {"id": "7", "tag_ids": ["3"]}


def test_v2_tells_of_each_address_whether_marketing_mail_goes_there() -> None:
    emails = [{"email": "Ann@example.com", "field": "EMAIL1", "opt_in_reason": "Yes"}]
    contact = KeapContact(
        "8", arrays={"email_addresses": emails, "phone_numbers": [], "custom_fields": []}
    )
    told = []
    for unsubscribed in ((), ("ann@example.com",)):
        with Flask("test").test_request_context("/"):
            (row,) = shown(contact, unsubscribed, with_tags=False)["email_addresses"]
            told.append((row["is_opt_in"], row["email_opt_status"]))
    assert told == [(True, "SINGLE_OPT_IN"), (False, "LIST_UNSUBSCRIBE")]


def test_v1_tells_ids_as_numbers_and_tags_only_where_it_does() -> None:
    told = shown_by_v1(ANN, with_tags=True)
    assert (told["id"], told["tag_ids"], told["email_opted_in"]) == (7, [3], False)
    assert "tag_ids" not in shown_by_v1(ANN, with_tags=False)


def test_unknown_keys_and_long_names_are_slips() -> None:
    told = {
        "given_name": "x" * 41,
        "nickname": "Ann",
        "phone_numbers": [{"number": "1", "slot": "PHONE1"}],
        "family_name": "y" * 40,
    }
    known = ["given_name", "family_name", "phone_numbers"]
    assert slips_in(told, known) == ["given_name", "nickname", "phone_numbers"]
    assert items_of(told, "email_addresses") == []


def test_pages_end_with_an_empty_token() -> None:
    rows = [{"id": str(number)} for number in range(5)]
    tokens = []
    for query in ("?page_size=3", "?page_size=3&page_token=3"):
        with Flask("test").test_request_context(f"/{query}"):
            tokens.append(paged("tags", rows)["next_page_token"])
    assert tokens == ["3", ""]


def test_the_gateway_says_no_in_another_shape_than_the_api() -> None:
    assert error(404, "Contact not found") == (
        {"code": 404, "message": "Contact not found", "status": "ERROR", "details": []},
        404,
    )
    assert fault(401, "oauth.v2.InvalidAccessToken", "No")[0] == {
        "fault": {"faultstring": "No", "detail": {"errorcode": "oauth.v2.InvalidAccessToken"}}
    }
