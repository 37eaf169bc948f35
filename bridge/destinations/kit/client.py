"""One account of Kit: its lists to their end, its signs of "slow down", and its refusals in words.

https://developers.kit.com/api-reference/overview
"""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import requests

from bridge.destinations.account import AccountSettings
from bridge.destinations.answers import CrmAnswer
from bridge.destinations.base import Pace
from bridge.destinations.http import Connection
from bridge.destinations.steps import refusal_of
from bridge.destinations.verdicts import Signs, VendorNames, with_their_words
from bridge.model.errors import CrmRefused

REFUSED = (400, 404, 422)  # the statuses of a refusal that is about what was sent
PAGE = 1000  # the most that a list gives at once; 500 unless asked
LAG = 300.0  # seconds by which lists and filters may be behind (eventual-consistency page)
URL, KEY = "KIT_URL", "KIT_KEY"
_ADDRESS = "https://api.kit.com"
_PLAN = "Kit says so, too, when the account's plan has lapsed."
_FIRST_QUIET, _LONGEST_QUIET = 10.0, 60.0  # seconds


class KitSigns(Signs):
    """A call too many is answered 429 with the plain text `Retry later` and no header at all. To
    wait up to 60 s resets the limit; who meets it again waits longer (rate-limits page)."""

    def __init__(self) -> None:
        self._in_a_row = 0

    def quiet_for(self, response: requests.Response) -> float | None:
        named = super().quiet_for(response)
        if named is not None or response.status_code != 429:
            return named
        self._in_a_row += 1
        return float(min(_FIRST_QUIET * 2 ** (self._in_a_row - 1), _LONGEST_QUIET))

    def rest_after(self, response: requests.Response) -> float | None:
        if response.status_code != 429:
            self._in_a_row = 0
        return None

    def words(self, body: Mapping[str, Any]) -> str:
        return words_in(body)


def connection_to(
    account: AccountSettings,
    pace: Pace,
    timeout: float,
    sleep: Callable[[float], None] = time.sleep,
) -> Connection:
    """Its address is scheme and host; Kit's own where it is empty."""
    named = VendorNames(account.called, account.variable(URL), account.variable(KEY), _PLAN)
    base = (account.values.get(URL, "").strip() or _ADDRESS).rstrip("/") + "/v4"
    key = account.values[KEY].strip()
    headers = {"X-Kit-Api-Key": key, "Accept": "application/json"}
    return Connection(named, base, headers, pace, timeout, sleep, "/account", KitSigns(), key)


def every_row(
    ask: Callable[[Mapping[str, str]], CrmAnswer], name: str
) -> Iterator[Mapping[str, Any]]:
    """The rows under `name` that have an id, of as many pages as there are, each once.

    `ask` makes one call with the given part of a query. A list that never turns its page is given
    up. https://developers.kit.com/api-reference/pagination
    """
    seen: set[str] = set()
    after: dict[str, str] = {}
    while True:
        answer = ask({"per_page": str(PAGE), **after})
        new = [row for row in answer.rows(name) if row.get("id") and str(row["id"]) not in seen]
        yield from new
        seen |= {str(row["id"]) for row in new}
        pages = answer.part("pagination")
        if not new or not pages.get("has_next_page") or not pages.get("end_cursor"):
            return
        after = {"after": str(pages["end_cursor"])}


def sentence(crm: VendorNames, did: str, answer: CrmAnswer, what_next: str = "") -> str:
    """`Kit refused the tag 'Gold' (422).`, then theirs."""
    return with_their_words(f"{crm.crm} {did} ({answer.status}).{what_next}", crm.crm, answer)


def words_in(body: Mapping[str, Any]) -> str:
    """Refusals are `{"errors": ["text", …]}`, without codes (response-codes page)."""
    errors = body.get("errors")
    texts = [text for text in errors if isinstance(text, str)] if isinstance(errors, list) else []
    return " ".join(texts)


def is_taken(answer: CrmAnswer) -> bool:
    """`Email address has already been taken`; the same 422 is for an unknown field."""
    return "already been taken" in words_in(answer.body).lower()


def is_about_address(answer: CrmAnswer) -> bool:
    """`Email address is invalid`"""
    return words_in(answer.body).lower().startswith("email address")


def refused_contact(crm: VendorNames, answer: CrmAnswer | CrmRefused) -> CrmRefused:
    """Why a subscriber could not be written, for people."""
    if isinstance(answer, CrmRefused):
        return CrmRefused(refusal_of(crm, "to write this contact", answer))
    if is_about_address(answer):
        did = "does not take the buyer's e-mail address"
        what_next = " Correct it in ThriveCart and tag the contact by hand."
        return CrmRefused(sentence(crm, did, answer, what_next))
    return CrmRefused(sentence(crm, "does not take this contact", answer))
