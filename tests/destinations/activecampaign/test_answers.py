"""Every odd answer of ActiveCampaign has a sentence that says what to do, and the right effect."""

import logging
import socket
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
import responses

from bridge.destinations.activecampaign.adapter import ActiveCampaign
from bridge.model import Contact, Done, Outcome, Plan, Refusal
from bridge.model.errors import AccountRefused, BridgeError, CrmRefused, CrmUnavailable
from tests.destinations.activecampaign.destination import LOOK, SandboxDestination
from tests.destinations.contract import ANN, GOLD
from tests.destinations.fakes import ClosedPace, DictMemory, FreePace

BASE = "https://shop.example.com/api/3"
TAGGED = Plan(ANN, add=(GOLD,))
THEIRS = "ActiveCampaign says:"


class Scripted:
    """The adapter before a CRM that answers as the test writes it down."""

    def __init__(self, mocked: responses.RequestsMock) -> None:
        self.mocked = mocked
        self.pace = FreePace()
        self.memory = DictMemory()
        self.account_memory = DictMemory()
        self.account_memory.values = {"tag:gold membership": "7"}
        self.crm = ActiveCampaign(
            "https://shop.example.com",
            "key",
            self.pace,
            self.account_memory,
            sleep=lambda _: None,
        )

    def on(self, method: str, path: str, status: int = 200, **answer: Any) -> None:
        self.mocked.add(method, BASE + path, status=status, **answer)

    def synced(self) -> None:
        self.on("POST", "/contact/sync", 200, json={"contact": {"id": 5}})

    def apply(self, plan: Plan = TAGGED) -> Outcome:
        return self.crm.apply(plan, self.memory)

    def told(self, plan: Plan = TAGGED) -> BridgeError:
        with pytest.raises(BridgeError) as caught:
            self.crm.apply(plan, self.memory)
        return caught.value


@pytest.fixture
def scripted() -> Iterator[Scripted]:
    with responses.RequestsMock() as mocked:
        yield Scripted(mocked)


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


def test_a_refused_look_is_told_of_what_needed_it_and_the_rest_goes_on(scripted: Scripted) -> None:
    scripted.memory.values["contact"] = "5"
    scripted.account_memory.values["tag:silver"] = "8"
    scripted.on("GET", "/contacts", 400, json={"message": "Bad"})
    scripted.on("POST", "/contactTags", 201, json={"contactTag": {"id": "31"}})
    outcome = scripted.apply(Plan(Contact(ANN.email), add=("Silver",), remove=(GOLD,)))
    reason = f"ActiveCampaign refused the tag '{GOLD}' (400). {THEIRS} 'Bad'"
    assert outcome == Outcome((Done("Silver", "added"),), (Refusal(GOLD, reason),))


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


def test_a_short_429_is_waited_for_on_the_spot(known: SandboxDestination) -> None:
    known.account.faults.fail(429, times=2)
    outcome = known.crm.apply(TAGGED, DictMemory())
    assert outcome.done == (Done(GOLD, "added"),)
    assert known.pace.held == [1, 1]


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("30", 30), ("99999", 900), ("-7", 1), ("soon", 1), ("", 1), ("nan", 1), ("inf", 900)],
)
def test_retry_after_is_obeyed_within_bounds(
    scripted: Scripted, written: str, seconds: float
) -> None:
    scripted.on("POST", "/contact/sync", 429, headers={"Retry-After": written})
    told = scripted.told()
    assert str(told) == "ActiveCampaign asks for fewer requests (429)."
    assert isinstance(told, CrmUnavailable)
    assert told.retry_after == seconds
    assert set(scripted.pace.held) == {seconds}


def test_retry_after_may_be_a_date_and_may_come_with_503(scripted: Scripted) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    scripted.on("POST", "/contact/sync", 503, headers={"Retry-After": date})
    told = scripted.told()
    assert isinstance(told, CrmUnavailable)
    assert told.retry_after is not None
    assert 50 < told.retry_after <= 60
    assert scripted.pace.held == [told.retry_after]


def test_a_time_out_is_left_to_a_later_try(known: SandboxDestination) -> None:
    known.account.conditions.slow = 30
    impatient = ActiveCampaign(
        known.account.url, known.key, known.pace, known.account_memory, timeout=0.1
    )
    memory = DictMemory()
    with pytest.raises(CrmUnavailable) as caught:
        impatient.apply(TAGGED, memory)
    text = "ActiveCampaign gave no answer within 0.1 s to POST /contact/sync."
    assert str(caught.value) == text
    assert [(call.status, call.note) for call in memory.calls] == [(0, text)]


def test_a_crm_that_is_not_there_is_unavailable_and_its_address_stays_unsaid() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        url, pace = f"http://127.0.0.1:{nobody.getsockname()[1]}", FreePace()
        crm = ActiveCampaign(url, "key", pace, DictMemory(), sleep=lambda _: None)
        with pytest.raises(CrmUnavailable) as caught:
            crm.apply(Plan(ANN, remove=(GOLD,)), DictMemory())
    assert str(caught.value) == "ActiveCampaign could not be reached for GET /contacts."
    assert "ann.secret" not in "".join(traceback.format_exception(caught.value)).lower()
    assert pace.asked == 3


def test_a_certificate_that_does_not_fit_says_where_to_look(known: SandboxDestination) -> None:
    url = known.account.url.replace("http:", "https:")
    with pytest.raises(CrmUnavailable) as caught:
        ActiveCampaign(url, "key", FreePace(), DictMemory()).check()
    sentence = "The certificate behind ACTIVECAMPAIGN_URL was not accepted."
    assert str(caught.value) == f"{sentence} Check ACTIVECAMPAIGN_URL."


@pytest.mark.parametrize(
    ("url", "key"), [("shop.example.com", "k"), ("https://a.example.com", "k\nk")]
)
def test_settings_that_cannot_be_used_are_named(url: str, key: str) -> None:
    with pytest.raises(AccountRefused) as caught:
        ActiveCampaign(url, key, FreePace(), DictMemory()).check()
    named = "ACTIVECAMPAIGN_URL and ACTIVECAMPAIGN_KEY"
    assert str(caught.value) == f"ActiveCampaign cannot be called with these {named}."


def test_a_key_with_a_typographic_quote_is_refused_by_the_crm(known: SandboxDestination) -> None:
    with pytest.raises(AccountRefused) as caught:
        ActiveCampaign(known.account.url, "“key”", FreePace(), DictMemory()).check()
    sentence = "ActiveCampaign refused the key (403). Check ACTIVECAMPAIGN_KEY."
    assert str(caught.value) == sentence


@pytest.mark.parametrize("end", ["", "/", "/api/3", "/api/3/", " "])
def test_the_address_may_be_written_in_any_usual_way(known: SandboxDestination, end: str) -> None:
    crm = ActiveCampaign(known.account.url + end, known.key, FreePace(), DictMemory())
    crm.check()
    assert known.calls() == ["GET /tags"]


def test_a_pace_that_has_no_room_stops_before_the_call(known: SandboxDestination) -> None:
    crm = ActiveCampaign(known.account.url, known.key, ClosedPace(), known.account_memory)
    with pytest.raises(CrmUnavailable) as caught:
        crm.apply(TAGGED, DictMemory())
    assert (str(caught.value), caught.value.retry_after) == ("No call is allowed for a while.", 60)
    assert known.count() == 0


def test_an_impossible_address_is_refused_in_plain_words(known: SandboxDestination) -> None:
    with pytest.raises(CrmRefused) as caught:
        known.crm.apply(Plan(Contact("nobody at home"), add=(GOLD,)), DictMemory())
    assert str(caught.value) == (
        "ActiveCampaign does not take the buyer's e-mail address (422). Correct it in ThriveCart"
        " and tag the contact by hand. ActiveCampaign says: 'Contact Email Address is not valid.'"
    )


def test_a_contact_created_by_somebody_else_meanwhile_is_tried_again(scripted: Scripted) -> None:
    body = {"errors": [{"title": "Email address already exists", "code": "duplicate"}]}
    scripted.on("POST", "/contact/sync", 422, json=body)
    told = scripted.told()
    assert str(told) == "Somebody else created this contact in ActiveCampaign just now."
    assert isinstance(told, CrmUnavailable)


def test_a_sync_that_names_no_contact_is_tried_again(scripted: Scripted) -> None:
    scripted.on("POST", "/contact/sync", 200, json={"contact": {}})
    assert str(scripted.told()) == "ActiveCampaign answered POST /contact/sync without the id."


def test_ids_may_be_numbers_and_the_answer_to_a_removal_may_be_204(scripted: Scripted) -> None:
    row = {"id": 31, "contact": 5, "tag": 7}
    scripted.on(
        "GET",
        "/contacts",
        json={"contacts": [{"id": 5, "email": ANN.email}], "contactTags": [row]},
    )
    scripted.on("DELETE", "/contactTags/31", 204)
    outcome = scripted.apply(Plan(ANN, remove=(GOLD,)))
    assert outcome.done == (Done(GOLD, "removed"),)
    assert scripted.memory.values["contact"] == "5"


def test_a_tag_that_an_automation_removed_first_is_no_failure(scripted: Scripted) -> None:
    row = {"id": "31", "contact": "5", "tag": "7"}
    scripted.on(
        "GET",
        "/contacts",
        json={"contacts": [{"id": "5", "email": ANN.email}], "contactTags": [row]},
    )
    gone = {"message": "No Result found for SubscriberTag with id 31"}
    scripted.on("DELETE", "/contactTags/31", 404, json=gone)
    outcome = scripted.apply(Plan(ANN, remove=(GOLD,)))
    assert outcome.done == (Done(GOLD, "was not there", False),)


def test_a_tag_they_will_not_put_on_is_refused_and_the_others_go_on(scripted: Scripted) -> None:
    scripted.account_memory.values["tag:silver"] = "8"
    scripted.synced()
    scripted.on("POST", "/contactTags", 422, json={"errors": [{"title": "Not this one"}]})
    scripted.on("POST", "/contactTags", 201, json={"contactTag": {"id": "31"}})
    outcome = scripted.apply(Plan(ANN, add=(GOLD, "Silver")))
    reason = f"ActiveCampaign refused the tag '{GOLD}' (422). {THEIRS} 'Not this one'"
    assert outcome == Outcome((Done("Silver", "added"),), (Refusal(GOLD, reason),))


def test_a_search_that_lags_does_not_hide_a_remembered_contact(scripted: Scripted) -> None:
    scripted.memory.values["contact"] = "5"
    scripted.on("GET", "/contacts", json={"contacts": []})
    scripted.on("GET", "/contacts/5", json={"contact": {"id": "5", "email": ANN.email}})
    rows = [{"id": "31", "contact": "5", "tag": "7"}]
    scripted.on("GET", "/contacts/5/contactTags", json={"contactTags": rows})
    scripted.on("DELETE", "/contactTags/31", json={})
    outcome = scripted.apply(Plan(ANN, remove=(GOLD,)))
    assert outcome.done == (Done(GOLD, "removed"),)


def test_a_list_of_others_proves_nothing(scripted: Scripted) -> None:
    others = [{"id": str(n), "email": f"other{n}@example.com"} for n in range(20)]
    scripted.on("GET", "/contacts", json={"contacts": others, "contactTags": []})
    told = scripted.told(Plan(ANN, remove=(GOLD,)))
    assert str(told) == "ActiveCampaign listed other contacts than the one asked for."
    assert isinstance(told, CrmUnavailable)


@pytest.mark.parametrize(
    "second", [[{"id": "31", "contact": "5", "tag": "7"}], []], ids=["paged", "not paged"]
)
def test_a_long_list_of_tags_is_read_to_its_end(
    scripted: Scripted, second: list[dict[str, str]]
) -> None:
    rows = [{"id": str(n), "contact": "5", "tag": str(n)} for n in range(100, 200)]
    scripted.synced()
    scripted.on("GET", "/contacts/5/contactTags", json={"contactTags": rows})
    scripted.on("GET", "/contacts/5/contactTags", json={"contactTags": second or rows})
    if second:
        scripted.on("DELETE", "/contactTags/31", json={})
    scripted.on("POST", "/contactTags", 201, json={"contactTag": {"id": "32"}})
    scripted.account_memory.values["tag:silver"] = "8"
    outcome = scripted.apply(Plan(ANN, add=("Silver",), remove=(GOLD,)))
    assert outcome.done[0].what == ("removed" if second else "was not there")


def test_a_list_of_tags_that_never_turns_its_page_is_given_up(scripted: Scripted) -> None:
    rows = [{"id": str(n), "tag": f"Course {n}", "tagType": "contact"} for n in range(100)]
    scripted.on("GET", "/tags", json={"tags": rows, "meta": {"total": "500"}})
    reason = (
        "The tag 'Course 100' does not exist in ActiveCampaign. Nearest there: 'Course 10'."
        " Create the tag or correct rules.yaml, then retry."
    )
    outcome = scripted.apply(Plan(ANN, add=("Course 100",)))
    assert outcome == Outcome((), (Refusal("Course 100", reason),))


def test_a_contact_deleted_under_our_hands_is_tried_again(scripted: Scripted) -> None:
    scripted.synced()
    gone = {"message": "No Result found for Subscriber with id 5"}
    scripted.on("GET", "/contacts/5/contactTags", 404, json=gone)
    told = scripted.told(Plan(ANN, add=(GOLD,), remove=("Silver",)))
    assert str(told) == "The contact was deleted in ActiveCampaign just now."
    assert "contact" not in scripted.memory.values


def test_the_http_library_logs_nobodys_address(
    known: SandboxDestination, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        known.crm.apply(Plan(ANN, remove=(GOLD,)), DictMemory())
    assert LOOK in known.calls()
    assert "example.com" not in caplog.text.lower()
