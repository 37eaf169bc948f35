"""One account of Drip: how it is called, its lists to their end, and its refusals in words.

Its signs: https://developer.drip.com/#rate-limiting and #errors.
"""

import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import requests

from bridge.destinations.account import AccountSettings
from bridge.destinations.answers import CrmAnswer, words_of
from bridge.destinations.base import Pace
from bridge.destinations.http import Connection
from bridge.destinations.steps import refusal_of, refusal_of_one
from bridge.destinations.verdicts import CallRefused, Signs, VendorNames
from bridge.model import Sort
from bridge.model.errors import CrmRefused

CRM = "Drip"
ACCOUNT, TOKEN, URL = "DRIP_ACCOUNT", "DRIP_TOKEN", "DRIP_URL"
REFUSED = (404, 422)  # the statuses of a refusal that is about what was sent
# The account's limit is told without a time, but for "in an hour": it is asked again after this.
_QUIET_AFTER_LIMIT = 5 * 60.0
_SAME_PERSON = "concurrent requests for the same subscriber"


def account_names(account: AccountSettings) -> VendorNames:
    """A token serves every account of its user: both settings may be what is wrong."""
    number, token, url = (account.variable(name) for name in (ACCOUNT, TOKEN, URL))
    hint = f"It must be of a user of the account {number}."
    return VendorNames(account.called, f"{url} and {number}", token, hint)


def connection_to(
    account: AccountSettings,
    pace: Pace,
    timeout: float,
    sleep: Callable[[float], None] = time.sleep,
) -> Connection:
    """The token is the user's name, without a password; the User-Agent names the app, as Drip
    asks for."""
    token = account.values[TOKEN].strip()
    base = account.values[URL].strip().rstrip("/").removesuffix("/v2")
    headers = {
        "Authorization": f"Basic {b64encode(f'{token}:'.encode()).decode()}",
        "User-Agent": "ThriveCart bridge",
        "Accept": "application/json",
    }
    named, address = account_names(account), f"{base}/v2/{account.values[ACCOUNT]}"
    return Connection(
        named, address, headers, pace, timeout, sleep, "/tags", DripSigns(), secret=token
    )


class DripSigns(Signs):
    """Drip has three kinds of 429: the account's limit (`message`, `documentation`, no time), two
    calls about one person (their words; it costs nothing of the limit), and `errors[]` with
    Retry-After."""

    def holds_account(self, response: requests.Response) -> bool:
        return _SAME_PERSON not in response.text.lower()

    def quiet_for(self, response: requests.Response) -> float | None:
        told = super().quiet_for(response)
        if told is None and response.status_code == 429 and self.holds_account(response):
            return _QUIET_AFTER_LIMIT
        return told

    def words(self, body: Mapping[str, Any]) -> str:
        """Some errors come with a code and no message."""
        errors = body.get("errors")
        rows = [row for row in errors if isinstance(row, dict)] if isinstance(errors, list) else []
        codes = (str(row.get("code", "")).replace("_", " ") for row in rows)
        return words_of(body) or " ".join(codes)


def every_row(
    ask: Callable[[Mapping[str, str]], CrmAnswer], name: str
) -> Iterator[Mapping[str, Any]]:
    """The rows under `name` of as many pages as there are; `ask` makes one call."""
    page = 1
    while True:
        answer = ask({"page": str(page)} if page > 1 else {})
        yield from answer.rows(name)
        pages = answer.part("meta").get("total_pages")
        if not isinstance(pages, int) or page >= pages:
            return
        page += 1


def refusal(crm: VendorNames, answer: CrmAnswer) -> CallRefused:
    """What to raise for an answer that was awaited and is not good."""
    ours = f"{crm.crm} refused it ({answer.status})."
    return CallRefused(ours, answer.status, answer.says)


def of_one(crm: VendorNames) -> Callable[[Sort, str, CrmRefused], str]:
    """How the refusal of one thing is told."""
    return lambda sort, name, refused: refusal_of_one(crm, sort, name, refused)


def of_contact(crm: VendorNames, refused: CallRefused, *, is_address: bool) -> CrmRefused:
    """Of a person that is not taken at all."""
    if not is_address:
        return CrmRefused(refusal_of(crm, "this contact", refused))
    ours = f"{crm.crm} does not take the buyer's e-mail address ({refused.status})."
    what_next = "Correct it in ThriveCart and tag the contact by hand."
    theirs = f" {crm.crm} says: '{refused.says}'" if refused.says else ""
    return CrmRefused(f"{ours} {what_next}{theirs}")
