"""One request at the account's pace, and what comes of it. Over real HTTP."""

import logging
import socket
import traceback

import pytest

from bridge.destinations.account import settings_of_account
from bridge.destinations.activecampaign.client import connection_to
from bridge.model import Contact, Destination, Done, Plan, Sort
from bridge.model.errors import AccountRefused, CrmUnavailable
from tests.destinations.activecampaign.destination import ADD, LOOK, SYNC, SandboxDestination
from tests.destinations.activecampaign.scripted import NO, TAGGED, Scripted, crm_at
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.fakes import ClosedPace, DictMemory, FreePace
from tests.destinations.stand_in_destination import PAYF

ME = "GET /users/me"


def test_a_short_429_is_waited_for_on_the_spot(known: SandboxDestination) -> None:
    known.account.faults.fail(429, times=2)
    outcome = known.crm.apply(TAGGED, DictMemory())
    assert outcome.done == (Done(GOLD, "added"),)
    assert known.pace.held == [1, 1]


def test_a_time_out_is_left_to_a_later_try(known: SandboxDestination) -> None:
    known.account.conditions.slow = 30
    impatient = crm_at(known.account.url, known.key, known.pace, known.account_memory, timeout=0.1)
    memory = DictMemory()
    with pytest.raises(CrmUnavailable) as caught:
        impatient.apply(TAGGED, memory)
    text = "ActiveCampaign gave no answer within 0.1 s to POST /contact/sync."
    assert str(caught.value) == text
    assert not caught.value.untouched
    assert [(call.status, call.note) for call in memory.calls] == [(0, text)]


def test_a_crm_that_is_not_there_is_unavailable_and_its_address_stays_unsaid() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        url, pace = f"http://127.0.0.1:{nobody.getsockname()[1]}", FreePace()
        crm = crm_at(url, "key", pace, DictMemory())
        with pytest.raises(CrmUnavailable) as caught:
            crm.apply(Plan(ANN, remove=(GOLD,)), DictMemory())
    assert str(caught.value) == "ActiveCampaign could not be reached for GET /contacts."
    assert "ann.secret" not in "".join(traceback.format_exception(caught.value)).lower()
    assert pace.asked == 3


def test_a_certificate_that_does_not_fit_says_where_to_look(known: SandboxDestination) -> None:
    url = known.account.url.replace("http:", "https:")
    with pytest.raises(CrmUnavailable) as caught:
        crm_at(url, "key", FreePace(), DictMemory()).check()
    sentence = "The certificate behind ACTIVECAMPAIGN_URL was not accepted."
    assert str(caught.value) == f"{sentence} Check ACTIVECAMPAIGN_URL."


@pytest.mark.parametrize(
    ("url", "key"), [("shop.example.com", "k"), ("https://a.example.com", "k\nk")]
)
def test_settings_that_cannot_be_used_are_named(url: str, key: str) -> None:
    with pytest.raises(AccountRefused) as caught:
        crm_at(url, key, FreePace(), DictMemory()).check()
    named = "ACTIVECAMPAIGN_URL and ACTIVECAMPAIGN_KEY"
    assert str(caught.value) == f"ActiveCampaign cannot be called with these {named}."


def test_a_key_with_a_typographic_quote_is_refused_by_the_crm(known: SandboxDestination) -> None:
    with pytest.raises(AccountRefused) as caught:
        crm_at(known.account.url, "“key”", FreePace(), DictMemory()).check()
    sentence = "ActiveCampaign refused the key (403). Check ACTIVECAMPAIGN_KEY."
    assert str(caught.value) == sentence


def test_a_pace_that_has_no_room_stops_before_the_call(known: SandboxDestination) -> None:
    crm = crm_at(known.account.url, known.key, ClosedPace(), known.account_memory)
    with pytest.raises(CrmUnavailable) as caught:
        crm.apply(TAGGED, DictMemory())
    assert (str(caught.value), caught.value.retry_after) == ("No call is allowed for a while.", 60)
    assert caught.value.untouched
    assert known.count() == 0


@pytest.mark.parametrize(("status", "untouched"), [(429, True), (500, False)])
def test_only_a_call_that_was_turned_away_did_certainly_nothing(
    known: SandboxDestination, status: int, untouched: bool
) -> None:
    known.account.faults.fail(status, retry_after=30)
    with pytest.raises(CrmUnavailable) as caught:
        known.crm.apply(TAGGED, DictMemory())
    assert caught.value.untouched is untouched


def test_the_http_library_logs_nobodys_address(
    known: SandboxDestination, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        known.crm.apply(Plan(ANN, remove=(GOLD,)), DictMemory())
    assert LOOK in known.calls()
    assert "example.com" not in caplog.text.lower()


def test_the_key_is_asked_about_once_for_each_thing_that_is_refused(
    known: SandboxDestination,
) -> None:
    known.forbid(Sort.TAG, GOLD)
    for number in range(10):
        new = Contact(f"new{number}@example.com", "New")
        known.crm.apply(Plan(new, add=(GOLD, SILVER)), DictMemory())
    assert known.calls() == [SYNC, ADD, ME, ADD, *([SYNC, ADD, ADD] * 9)]
    known.forbid(Sort.TAG, SILVER)
    known.account.reset()
    known.crm.apply(Plan(Contact("new@example.com", "New"), add=(GOLD, SILVER)), DictMemory())
    assert known.calls() == [SYNC, ADD, ADD, ME]


def test_a_key_that_is_revoked_after_a_refusal_of_one_thing_pauses_the_account(
    known: SandboxDestination, memory: DictMemory
) -> None:
    known.forbid(Sort.TAG, GOLD)
    known.crm.apply(Plan(ANN, add=(GOLD,)), memory)
    known.refuse_key()
    with pytest.raises(AccountRefused):
        known.crm.apply(Plan(ANN, add=(PAYF,)), memory)


def test_trouble_while_the_key_is_asked_about_is_left_to_a_later_try(scripted: Scripted) -> None:
    scripted.on("POST", "/contact/sync", 403, json=NO)
    scripted.on("GET", "/users/me", 500)
    assert str(scripted.told()) == "ActiveCampaign answered 500 to GET /users/me."


def test_a_404_that_is_no_json_is_believed_where_the_account_answers_elsewhere(
    scripted: Scripted,
) -> None:
    scripted.memory.values["contact"] = "5"
    scripted.on("POST", "/contactTags", 404, body="")
    scripted.on("GET", "/users/me", json={"user": {}})
    scripted.on("GET", "/contacts/5", 404, body="<html>Not found</html>")
    scripted.on("GET", "/contacts", json={"contacts": []})
    outcome = scripted.apply(Plan(ANN, add_if_there=(GOLD,)))
    assert outcome.done == (Done(GOLD, "no such contact", False),)


def test_a_404_that_is_no_json_everywhere_is_a_matter_of_the_address(scripted: Scripted) -> None:
    scripted.memory.values["contact"] = "5"
    scripted.on("POST", "/contactTags", 404, body="<html>Not found</html>")
    scripted.on("GET", "/users/me", 404, body="<html>Not found</html>")
    told = scripted.told(Plan(ANN, add_if_there=(GOLD,)))
    sentence = "No ActiveCampaign API answers behind ACTIVECAMPAIGN_URL (404)."
    assert str(told) == f"{sentence} Check ACTIVECAMPAIGN_URL."
    assert isinstance(told, AccountRefused)


def test_a_refusal_of_the_call_that_any_good_key_may_make_is_not_asked_about_again(
    known: SandboxDestination,
) -> None:
    known.refuse_key()
    account = settings_of_account(Destination("ac", "activecampaign"), known.account.environment)
    connection = connection_to(account, FreePace(), 2)
    with pytest.raises(AccountRefused):
        connection.call(DictMemory(), "GET", "/users/me")
    assert known.calls() == [ME]
