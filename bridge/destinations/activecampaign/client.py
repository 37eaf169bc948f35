"""One account of ActiveCampaign: its lists to their end, and its refusals in words for the people
who can mend them.

Where permissions are found: https://help.activecampaign.com/hc/en-us/articles/115000090164
"""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bridge.destinations.account import AccountSettings
from bridge.destinations.answers import CrmAnswer
from bridge.destinations.base import Pace
from bridge.destinations.http import Connection
from bridge.destinations.steps import refusal_of, refusal_of_one
from bridge.destinations.verdicts import VendorNames, with_their_words
from bridge.model import Sort
from bridge.model.errors import CrmRefused

REFUSED = (400, 404, 422)  # the statuses of a refusal that is about what was sent
PAGE = 100  # the most that a list gives at once; 20 unless asked
# What hangs on one contact is listed without a total, and clients disagree on whether it is paged:
# a page that could be a full one (20 is the API's default) is followed by a look at the next.
FULL_PAGE = 20
URL, KEY = "ACTIVECAMPAIGN_URL", "ACTIVECAMPAIGN_KEY"
NAMED = VendorNames("ActiveCampaign", URL, KEY)
_GROUPS = "Settings > Users and Groups > Groups"
_MENUS = {
    Sort.LIST: f"{_GROUPS}, where the lists of that user's group are ticked",
    Sort.AUTOMATION: f"{_GROUPS} > Permissions > Automations",
}
_OF_CONTACTS = f"{_GROUPS} > Permissions > Contacts"


def connection_to(
    account: AccountSettings,
    pace: Pace,
    timeout: float,
    sleep: Callable[[float], None] = time.sleep,
) -> Connection:
    """Its address as ActiveCampaign shows it, with or without `/api/3`."""
    named = VendorNames(account.called, account.variable(URL), account.variable(KEY))
    base = account.values[URL].strip().rstrip("/").removesuffix("/api/3").rstrip("/") + "/api/3"
    headers = {"Api-Token": account.values[KEY].strip(), "Accept": "application/json"}
    return Connection(named, base, headers, pace, timeout, sleep, "/users/me")


def every_row(
    ask: Callable[[Mapping[str, str]], CrmAnswer], name: str
) -> Iterator[Mapping[str, Any]]:
    """The rows under `name` that have an id, of as many pages as there are, each once.

    `ask` makes one call with the given `limit` and `offset`. A list that never turns its page is
    given up.
    """
    seen: set[str] = set()
    while True:
        offset = {"offset": str(len(seen))} if seen else {}
        answer = ask({"limit": str(PAGE), **offset})
        rows = [row for row in answer.rows(name) if row.get("id")]
        new = [row for row in rows if str(row["id"]) not in seen]
        yield from new
        seen |= {str(row["id"]) for row in new}
        total = str(answer.part("meta").get("total", ""))
        last = len(seen) >= int(total) if total.isdecimal() else len(rows) % FULL_PAGE > 0
        if not new or last:
            return


def sentence(did: str, answer: CrmAnswer, what_next: str = "") -> str:
    """`ActiveCampaign refused the tag 'Gold' (422).`, then theirs."""
    ours = f"ActiveCampaign {did} ({answer.status}).{what_next}"
    return with_their_words(ours, "ActiveCampaign", answer)


def of_one(sort: Sort, name: str, refused: CrmRefused) -> str:
    """Our sentence about one tag, list, field or automation, then theirs."""
    return refusal_of_one(NAMED, sort, name, refused, _MENUS.get(sort, _OF_CONTACTS))


def of_contact(refused: CrmRefused) -> str:
    """The same about the contact as a whole."""
    return refusal_of(NAMED, "to write this contact", refused, _OF_CONTACTS)
