"""One account of Ontraport: how it says things, its lists to their end, and its refusals in words.

Statuses and headers: https://api.ontraport.com/doc/#error-and-response-codes and #rate-limiting.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import requests

from bridge.destinations.account import AccountSettings
from bridge.destinations.answers import LONGEST_QUIET, CrmAnswer, masked
from bridge.destinations.base import Pace
from bridge.destinations.http import Connection
from bridge.destinations.steps import refusal_of, refusal_of_one
from bridge.destinations.verdicts import Signs, VendorNames, with_their_words
from bridge.model import Sort
from bridge.model.errors import CrmRefused

APP_ID, KEY, URL = "ONTRAPORT_APP_ID", "ONTRAPORT_KEY", "ONTRAPORT_URL"
REFUSED = (400, 404, 422)  # the statuses of a refusal that is about what was sent
PAGE = 50  # the most that a list gives; it does not say when it stops short
CONTACTS = 0  # the number of the object type
_ASKS = "/Contacts/meta"  # which fields contacts have: whoever works with contacts may ask that
_MENU = "Administration, the role of the user who made the key"
# What a plugin in wide use (wp-fusion-lite) looks for as the whole body; under which status is not
# verified.
_GONE = ("object not found", "invalid contact id")


class OntraportSigns(Signs):
    """`X-Rate-Limit-*` come with every answer, a 401 too, and Retry-After with none.

    A refusal is JSON with the words in `data`, by the documentation, and plain text or a web page
    in fact: a 401 was seen so.
    """

    def quiet_for(self, response: requests.Response) -> float | None:
        if self.is_over_limit(response):
            return _seconds(response.headers.get("X-Rate-Limit-Reset"))
        return super().quiet_for(response)

    def rest_after(self, response: requests.Response) -> float | None:
        """The last call that the limit allowed. A call too many asks for quiet by itself."""
        if self.is_over_limit(response) or response.headers.get("X-Rate-Limit-Remaining") != "0":
            return None
        return _seconds(response.headers.get("X-Rate-Limit-Reset"))

    def answer(self, response: requests.Response, private: Iterable[str] = ()) -> CrmAnswer | None:
        found = super().answer(response, private)
        if found is None and 400 <= response.status_code < 500:
            text = response.text.strip()
            if text and "<" not in text:
                return CrmAnswer(response.status_code, says=masked(text, private))
        return found

    def words(self, body: Mapping[str, Any]) -> str:
        told = body.get("data")
        return told if isinstance(told, str) else super().words(body)


def connection_to(
    account: AccountSettings,
    pace: Pace,
    timeout: float,
    sleep: Callable[[float], None] = time.sleep,
) -> Connection:
    """Its address with or without the version `/1`."""
    keys = f"{account.variable(APP_ID)} and {account.variable(KEY)}"
    named = VendorNames(account.called, account.variable(URL), keys)
    url, app_id, key = (str(account.values.get(name, "")).strip() for name in (URL, APP_ID, KEY))
    base = url.rstrip("/").removesuffix("/1").rstrip("/") + "/1"
    headers = {"Api-Appid": app_id, "Api-Key": key, "Accept": "application/json"}
    return Connection(named, base, headers, pace, timeout, sleep, _ASKS, OntraportSigns(), key)


def every_row(
    ask: Callable[[Mapping[str, str]], CrmAnswer], number: str
) -> Iterator[Mapping[str, Any]]:
    """The rows under `data` that have an id (`number` is where), of as many pages as there are,
    each once.

    `ask` makes one call with the given `start` and `range`. A list that never turns its page is
    given up.
    """
    seen: set[str] = set()
    while True:
        rows = ask({"start": str(len(seen)), "range": str(PAGE)}).rows("data")
        new = [row for row in rows if row.get(number) and str(row[number]) not in seen]
        yield from new
        seen |= {str(row[number]) for row in new}
        if not new or len(rows) < PAGE:
            return


def is_gone(answer: CrmAnswer) -> bool:
    """Whether a refusal says that what was named by its id is not there."""
    return answer.status == 404 or answer.says.strip(" .").lower() in _GONE


def sentence(named: VendorNames, did: str, answer: CrmAnswer, what_next: str = "") -> str:
    """`Ontraport refused the tag 'Gold' (422).`, then theirs."""
    return with_their_words(f"{named.crm} {did} ({answer.status}).{what_next}", named.crm, answer)


def of_one(named: VendorNames, sort: Sort, name: str, refused: CrmRefused) -> str:
    """Our sentence about one tag, field or automation, then theirs."""
    return refusal_of_one(named, sort, name, refused, _MENU)


def of_contact(named: VendorNames, refused: CrmRefused) -> str:
    """The same about the contact as a whole."""
    return refusal_of(named, "to write this contact", refused, _MENU)


def _seconds(written: str | None) -> float | None:
    try:
        seconds = float(written or "")
    except ValueError:
        return None
    return min(max(seconds, 0.0), LONGEST_QUIET) if seconds == seconds else None
