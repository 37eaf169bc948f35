"""How Ontraport says things: limits, refusals in plain text, and lists that stop short."""

from collections.abc import Iterator, Mapping

import pytest
import requests
import responses

from bridge.destinations.answers import CrmAnswer
from bridge.destinations.ontraport.client import (
    OntraportSigns,
    connection_to,
    every_row,
    is_gone,
)
from bridge.destinations.verdicts import CallRefused
from bridge.model.errors import AccountRefused, CrmUnavailable
from tests.destinations.fakes import DictMemory, FreePace, account_of

BASE = "https://shop.example.com/1"
PLAIN = {"content_type": "text/html"}


@pytest.fixture
def mocked() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


def call(pace: FreePace, path: str = "/object") -> CrmAnswer:
    keys = {"ONTRAPORT_APP_ID": "2_1_app", "ONTRAPORT_KEY": "secret"}
    account = account_of("ontraport", ONTRAPORT_URL="https://shop.example.com/1/", **keys)
    connection = connection_to(account, pace, 2, lambda _: None)
    return connection.call(DictMemory(), "GET", path, private=("Ann",))


def answered(status: int, **limits: str) -> requests.Response:
    response = requests.Response()
    response.status_code = status
    response.headers.update({f"X-Rate-Limit-{name}": value for name, value in limits.items()})
    return response


def test_a_call_too_many_waits_for_the_seconds_that_its_own_header_names(
    mocked: responses.RequestsMock,
) -> None:
    limits = {"X-Rate-Limit-Remaining": "0", "X-Rate-Limit-Reset": "42"}
    mocked.get(f"{BASE}/object", status=429, body="Slow down", headers=limits)
    pace = FreePace()
    with pytest.raises(CrmUnavailable) as caught:
        call(pace)
    assert (caught.value.retry_after, pace.held) == (42, [42])


def test_the_last_call_that_is_allowed_holds_everybody_back(
    mocked: responses.RequestsMock,
) -> None:
    limits = {"X-Rate-Limit-Remaining": "0", "X-Rate-Limit-Reset": "7"}
    mocked.get(f"{BASE}/object", json={"code": 0, "data": []}, headers=limits)
    pace = FreePace()
    call(pace)
    assert pace.held == [7]


@pytest.mark.parametrize(
    ("left", "reset", "seconds"),
    [("0", "60", 60), ("1", "60", None), ("0", "soon", None), ("0", "86400", 900)],
)
def test_nobody_rests_longer_than_a_quarter_of_an_hour_or_for_no_number(
    left: str, reset: str, seconds: float | None
) -> None:
    response = answered(401, Remaining=left, Reset=reset)
    assert OntraportSigns().rest_after(response) == seconds


def test_its_headers_say_nothing_of_an_account_that_is_down() -> None:
    assert OntraportSigns().quiet_for(answered(500, Remaining="9", Reset="60")) is None


def test_a_page_of_text_is_quoted_where_the_key_is_refused(mocked: responses.RequestsMock) -> None:
    words = "Your App ID and API Key do not authenticate."
    mocked.get(f"{BASE}/object", status=401, body=words, **PLAIN)
    mocked.get(f"{BASE}/Contacts/meta", status=401, body=words, **PLAIN)
    with pytest.raises(AccountRefused) as caught:
        call(FreePace())
    assert str(caught.value) == (
        "Ontraport refused the key (401). Check ONTRAPORT_APP_ID and ONTRAPORT_KEY."
        f" Ontraport says: '{words}'"
    )


def test_what_is_refused_alone_is_told_in_their_words_without_hers(
    mocked: responses.RequestsMock,
) -> None:
    told = {"code": 403, "data": "Ann (ann@example.com) is not yours, secret"}
    mocked.get(f"{BASE}/object", status=403, json=told)
    mocked.get(f"{BASE}/Contacts/meta", json={"code": 0, "data": {}})
    with pytest.raises(CallRefused) as caught:
        call(FreePace())
    assert caught.value.says == "… … is not yours, …"


def test_a_web_page_is_not_taken_for_words(mocked: responses.RequestsMock) -> None:
    for path in ("/object", "/Contacts/meta"):
        mocked.get(f"{BASE}{path}", status=404, body="<h1>Not Found</h1>", **PLAIN)
    with pytest.raises(AccountRefused) as caught:
        call(FreePace())
    assert str(caught.value) == (
        "No Ontraport API answers behind ONTRAPORT_URL (404). Check ONTRAPORT_URL."
    )


@pytest.mark.parametrize("body", ["", "<html>", "Object not found"])
def test_a_good_status_without_json_is_tried_again(
    mocked: responses.RequestsMock, body: str
) -> None:
    mocked.get(f"{BASE}/object", status=200, body=body, **PLAIN)
    with pytest.raises(CrmUnavailable):
        call(FreePace())


@pytest.mark.parametrize(
    ("answer", "gone"),
    [
        (CrmAnswer(404), True),
        (CrmAnswer(400, says="Object not found"), True),
        (CrmAnswer(422, says="Invalid Contact ID."), True),
        (CrmAnswer(422, says="Invalid email address"), False),
    ],
)
def test_what_is_gone_is_told_by_status_or_by_its_words(answer: CrmAnswer, gone: bool) -> None:
    assert is_gone(answer) is gone


def test_a_list_is_read_to_its_end_and_given_up_where_it_never_turns_its_page() -> None:
    asked: list[str] = []

    def page(query: Mapping[str, str]) -> CrmAnswer:
        asked.append(query["start"])
        start = 0 if len(asked) > 2 else int(query["start"])
        return CrmAnswer(200, {"data": [{"id": str(n)} for n in range(start, start + 50)]})

    assert [row["id"] for row in every_row(page, "id")] == [str(n) for n in range(100)]
    assert asked == ["0", "50", "100"]
