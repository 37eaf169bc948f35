"""By which signs Keap, and the gateway in front of it, say what.

The gateway answers in a shape of its own: `{"fault": {"faultstring", "detail": {"errorcode"}}}`.
A 401 of it means that no key arrived (`oauth.v2.InvalidAccessToken`, said too of a path that is
none), or that one arrived and is rejected (`keymanagement.service.…`), as probed on 2026-08-11. A
401 in the API's own shape is about this one call.

Calls are counted in three families of headers, `x-keap-<family>-available` and `-time-unit`. One
value may hold two windows: `9999|249999` beside `minute|day`.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from bridge.destinations.answers import LONGEST_QUIET, CrmAnswer
from bridge.destinations.verdicts import QUIET_AFTER_429, Signs

NO_KEY = "oauth.v2.InvalidAccessToken"
_OVER_LIMIT = "policies.ratelimit."
_FAMILIES = ("product-quota", "product-throttle", "tenant-throttle")
# No header says when a minute that is used up ends; a quarter of it is worth waiting.
_OF_A_MINUTE = 15.0


class KeapSigns(Signs):
    """`fault` is the gateway's code in the answer that came last, "" where it was none of its."""

    takes_lists = True  # what became of tags, in an older form of the same answer

    def __init__(self) -> None:
        self.fault = ""

    def is_over_limit(self, response: requests.Response) -> bool:
        """Said by the gateway's code, whatever its status."""
        return response.status_code == 429 or _fault_in(response).startswith(_OVER_LIMIT)

    def turned_away(self, response: requests.Response) -> bool:
        return response.status_code >= 500 or self.is_over_limit(response)

    def quiet_for(self, response: requests.Response) -> float | None:
        """503 is throttling too, though such a call is not certain to have done nothing."""
        quiet = super().quiet_for(response) or _until_some_are_left(response)
        return quiet or QUIET_AFTER_429 if response.status_code == 503 else quiet

    def rest_after(self, response: requests.Response) -> float | None:
        """Until a window that this answer used up may have some left."""
        return None if self.turned_away(response) else _until_some_are_left(response)

    def answer(self, response: requests.Response, private: Any = ()) -> CrmAnswer | None:
        self.fault = _fault_in(response)
        return super().answer(response, private)

    def words(self, body: Mapping[str, Any]) -> str:
        """The gateway's own sentence, else the API's."""
        fault = body.get("fault")
        if isinstance(fault, dict) and isinstance(fault.get("faultstring"), str):
            return str(fault["faultstring"]).strip()
        return super().words(body)


def windows(headers: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """(unit, how many calls are left) of each window that an answer tells of; blank ones, as an
    answer without a key has them, tell nothing."""
    for family in _FAMILIES:
        left = headers.get(f"x-keap-{family}-available", "").split("|")
        units = headers.get(f"x-keap-{family}-time-unit", "").split("|")
        for unit, number in zip(units, left, strict=False):
            if number.strip().lstrip("-").isdecimal():
                yield unit.strip(), int(number)


def _until_some_are_left(response: requests.Response) -> float | None:
    units = [unit for unit, left in windows(response.headers) if left <= 0]
    if "day" in units:  # counted from midnight UTC on
        now = datetime.now(UTC)
        midnight = now.replace(hour=0, minute=0, second=0) + timedelta(days=1)
        return min(LONGEST_QUIET, (midnight - now).total_seconds())
    return _OF_A_MINUTE if units else None


def _fault_in(response: requests.Response) -> str:
    if response.status_code < 400:
        return ""
    try:
        body = response.json()
    except requests.JSONDecodeError:
        return ""
    fault = body.get("fault") if isinstance(body, dict) else None
    detail = fault.get("detail") if isinstance(fault, dict) else None
    return str(detail.get("errorcode", "")) if isinstance(detail, dict) else ""
