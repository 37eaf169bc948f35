"""What an answer's status means, in sentences that say what to do."""

import pytest
import requests

from bridge.destinations.verdicts import Request, Signs, VendorNames, judged
from bridge.model import Firing, ListWish, Plan
from bridge.model.errors import AccountRefused, CrmRefused, CrmUnavailable
from tests.destinations.activecampaign.destination import (
    ADD,
    LOOK,
    PUT,
    START,
    SYNC,
    SandboxDestination,
)
from tests.destinations.activecampaign.scripted import TAGGED, THEIRS, Scripted
from tests.destinations.contract import ANN, GOLD
from tests.destinations.contract_other_targets import NEWS, WELCOME
from tests.destinations.fakes import DictMemory

TOO_FAST = {"success": 0, "message": "Rate limit exceeded."}


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (403, "", "ActiveCampaign refused the key (403). Check ACTIVECAMPAIGN_KEY."),
        (401, "", "ActiveCampaign refused the key (401). Check ACTIVECAMPAIGN_KEY."),
        (
            403,
            '{"message": "You have no permission here"}',
            "ActiveCampaign refused the key (403). Check ACTIVECAMPAIGN_KEY."
            " ActiveCampaign says: 'You have no permission here'",
        ),
        (
            402,
            '{"message": "Payment required"}',
            "ActiveCampaign wants payment (402). Check the account's plan and billing there."
            " ActiveCampaign says: 'Payment required'",
        ),
        (
            404,
            "<html>Not found</html>",
            "No ActiveCampaign API answers behind ACTIVECAMPAIGN_URL (404)."
            " Check ACTIVECAMPAIGN_URL.",
        ),
        (
            301,
            "",
            "No ActiveCampaign API answers behind ACTIVECAMPAIGN_URL (301)."
            " Check ACTIVECAMPAIGN_URL.",
        ),
    ],
)
def test_an_account_that_refuses_says_what_to_check(
    scripted: Scripted, status: int, body: str, sentence: str
) -> None:
    elsewhere = {"Location": "https://elsewhere.example.com"} if status == 301 else {}
    scripted.on("POST", "/contact/sync", status, body=body, headers=elsewhere)
    if status in (401, 403, 404):
        scripted.on("GET", "/users/me", status, body=body)
    told = scripted.told()
    assert isinstance(told, AccountRefused)
    assert str(told) == sentence


@pytest.mark.parametrize(
    ("body", "theirs"),
    [
        ({"errors": [{"title": "Wrong.", "detail": "At x"}]}, f" {THEIRS} 'Wrong. At x'"),
        ({"errors": [{"title": "A"}, {"title": "A", "detail": ""}]}, f" {THEIRS} 'A'"),
        ({"message": "No Result found"}, f" {THEIRS} 'No Result found'"),
        (
            {"message": "Could not", "error": "Duplicate entry 'contact-a@b.example.com'"},
            f" {THEIRS} 'Could not Duplicate entry '…''",
        ),
        ({"message": "Annabelle\nSECRETNAME is odd"}, f" {THEIRS} '… … is odd'"),
        ({"message": "long " * 99}, f" {THEIRS} '{'long ' * 40}…'"),
        ({"errors": ["odd", None], "message": 3}, ""),
        ({}, ""),
    ],
)
def test_a_refusal_quotes_what_they_say_without_anything_personal(
    scripted: Scripted, body: dict[str, object], theirs: str
) -> None:
    scripted.on("POST", "/contact/sync", 422, json=body)
    told = scripted.told()
    sentence = f"ActiveCampaign does not take this contact (422).{theirs}"
    assert (type(told), str(told)) == (CrmRefused, sentence)


@pytest.mark.parametrize("status", [200, 422])
@pytest.mark.parametrize("body", ["", "<html>Hello</html>", "[1]", "null", "{broken"])
def test_an_answer_without_the_json_that_was_due_is_asked_for_again_later(
    scripted: Scripted, status: int, body: str
) -> None:
    scripted.on("POST", "/contact/sync", status, body=body)
    told = scripted.told()
    due = "to POST /contact/sync without the JSON that was due"
    assert str(told) == f"ActiveCampaign answered {status} {due}."
    assert (type(told), scripted.pace.asked) == (CrmUnavailable, 1)


@pytest.mark.parametrize(("status", "asked"), [(500, 1), (502, 3), (503, 3), (504, 3), (511, 1)])
def test_a_crm_in_trouble_is_tried_again_at_once_only_where_that_may_help(
    scripted: Scripted, status: int, asked: int
) -> None:
    scripted.on("POST", "/contact/sync", status, body="<html>Down</html>")
    told = scripted.told()
    assert isinstance(told, CrmUnavailable)
    assert str(told) == f"ActiveCampaign answered {status} to POST /contact/sync."
    assert (scripted.pace.asked, scripted.pace.held, told.retry_after) == (asked, [], None)


@pytest.mark.parametrize(
    ("call", "plan"),
    [
        (SYNC, TAGGED),
        (ADD, TAGGED),
        (LOOK, Plan(ANN, remove=(GOLD,))),
        (PUT, Plan(ANN, subscribe=(ListWish(NEWS),))),
        (START, Plan(ANN, start=(Firing(WELCOME, "1"),))),
        ("GET /tags", Plan(ANN, add=("Bronze",), create_missing_tags=True)),
    ],
)
def test_a_limit_that_is_told_with_400_is_waited_for(
    known: SandboxDestination, call: str, plan: Plan
) -> None:
    method, path = call.split()
    known.account.faults.fail(400, times=2, method=method, path=path, body=TOO_FAST)
    outcome = known.crm.apply(plan, DictMemory())
    assert outcome.refused == ()
    assert known.pace.held == [1, 1]


def test_a_limit_that_is_told_with_400_again_and_again_is_left_to_a_later_try(
    scripted: Scripted,
) -> None:
    scripted.on("POST", "/contact/sync", 400, json=TOO_FAST)
    assert str(scripted.told()) == "ActiveCampaign asks for fewer requests (400)."


def answered(body: bytes) -> requests.Response:
    response = requests.Response()
    response.status_code, response._content = 200, body
    return response


def test_a_good_answer_without_the_list_that_was_due_is_none_and_an_empty_list_is_one() -> None:
    named, asked = VendorNames("YourCRM", "URL", "KEY"), Request("GET", "/tags", due="tags")
    assert judged(named, asked, answered(b'{"tags": []}'), Signs()).rows("tags") == []
    with pytest.raises(CrmUnavailable) as caught:
        judged(named, asked, answered(b'{"message": "Welcome to our shop"}'), Signs())
    assert str(caught.value) == ("YourCRM answered 200 to GET /tags without the JSON that was due.")
