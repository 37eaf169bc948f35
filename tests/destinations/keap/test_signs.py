"""How Keap's answers are read: the gateway's faults, and its headers with two windows in one."""

import json

import pytest
import requests

from bridge.destinations.keap.signs import NO_KEY, KeapSigns, windows

THROTTLE, TENANT, QUOTA = (
    f"x-keap-{each}" for each in ("product-throttle", "tenant-throttle", "product-quota")
)
TWO_WINDOWS = {f"{TENANT}-available": "9999|249999", f"{TENANT}-time-unit": "minute|day"}
# Of an answer to a request without a key: every name, and no number.
BLANK = {f"{TENANT}-available": "|", f"{TENANT}-time-unit": "minute|day", f"{QUOTA}-available": ""}


def answered(status: int, body: object = None, **headers: str) -> requests.Response:
    response = requests.Response()
    response.status_code = status
    response._content = json.dumps(body if body is not None else {}).encode()
    response.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return response


def faulty(status: int, code: str) -> requests.Response:
    return answered(status, {"fault": {"faultstring": " No ", "detail": {"errorcode": code}}})


def test_one_value_may_tell_of_two_windows() -> None:
    assert [*windows(TWO_WINDOWS)] == [("minute", 9999), ("day", 249_999)]
    assert [*windows(BLANK)] == []
    one = {f"{THROTTLE}-available": "239", f"{THROTTLE}-time-unit": "minute"}
    assert [*windows(one | TWO_WINDOWS)] == [("minute", 239), ("minute", 9999), ("day", 249_999)]


@pytest.mark.parametrize(
    ("headers", "least", "most"),
    [
        (TWO_WINDOWS, 0, 0),
        (BLANK, 0, 0),
        (TWO_WINDOWS | {f"{TENANT}-available": "0|249999"}, 15, 15),
        (TWO_WINDOWS | {f"{TENANT}-available": "5|0"}, 1, 900),
        ({f"{THROTTLE}-available": "0", f"{THROTTLE}-time-unit": "minute"}, 15, 15),
    ],
)
def test_nobody_calls_for_a_while_once_a_window_is_used_up(
    headers: dict[str, str], least: float, most: float
) -> None:
    assert least <= (KeapSigns().rest_after(answered(200, **headers)) or 0) <= most
    assert least <= (KeapSigns().quiet_for(answered(429, **headers)) or 0) <= most


def test_a_call_too_many_is_known_by_its_status_or_by_the_gateways_code() -> None:
    signs = KeapSigns()
    assert signs.is_over_limit(answered(429))
    for status in (403, 500):
        assert signs.is_over_limit(faulty(status, "policies.ratelimit.SpikeArrestViolation"))
        assert signs.turned_away(faulty(status, "policies.ratelimit.QuotaViolation"))
    assert not signs.is_over_limit(faulty(401, NO_KEY))
    assert not signs.turned_away(answered(404))


def test_503_asks_for_quiet_and_is_not_taken_for_a_call_that_did_nothing() -> None:
    signs, busy = KeapSigns(), answered(503)
    assert (signs.quiet_for(busy), signs.is_over_limit(busy)) == (1.0, False)
    assert signs.quiet_for(answered(503, **{"Retry-After": "7"})) == 7
    assert signs.quiet_for(answered(500)) is None


def test_the_gateways_words_and_code_are_read_beside_the_apis_own() -> None:
    signs = KeapSigns()
    answer = signs.answer(faulty(401, NO_KEY))
    assert answer is not None
    assert (answer.says, signs.fault) == ("No", NO_KEY)
    answer = signs.answer(answered(400, {"message": "Bad for ann@example.com", "details": []}))
    assert answer is not None
    assert (answer.says, signs.fault) == ("Bad for …", "")
    page = requests.Response()
    page.status_code, page._content = 502, b"<html>"
    assert signs.answer(page) is None
    assert signs.fault == ""


def test_a_list_at_the_top_is_read() -> None:
    answer = KeapSigns().answer(answered(200, [{"key": "1", "value": "SUCCESS"}]))
    assert answer is not None
    assert answer.rows("") == [{"key": "1", "value": "SUCCESS"}]
