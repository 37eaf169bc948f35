"""One Keap account: its calls, in the header that its key counts in, and its lists to their end.

Paths, parameters and bodies: https://developer.keap.com/docs/restv2/ (contacts, custom fields,
campaigns) and https://developer.keap.com/docs/rest/ (tags of one contact, create or update).
"""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bridge.destinations.account import AccountSettings
from bridge.destinations.answers import CrmAnswer
from bridge.destinations.base import Memory, Pace
from bridge.destinations.http import Connection
from bridge.destinations.keap import HEADERS
from bridge.destinations.keap.signs import NO_KEY, KeapSigns
from bridge.destinations.verdicts import VendorNames, with_their_words
from bridge.model.errors import AccountRefused

URL, KEY = "KEAP_URL", "KEAP_KEY"
# The one call that no permission keeps from a key that is good.
ASKS = "/v2/oauth/connect/userinfo"
REFUSED = (400, 404, 409, 422)  # the statuses of a refusal that is about what was sent
PAGE = "1000"  # the most rows that a page holds
MENU = "Settings > Users, where what that user may see and change is ticked"


class KeapClient:
    """One setting says which header the key is sent in first. Keap's pages disagree on which it is,
    so where no key arrives the other one is tried; which worked stands in the account's memory.

    The address is scheme and host. A path that ends with a slash is not found, so none does.
    """

    def __init__(
        self,
        account: AccountSettings,
        pace: Pace,
        account_memory: Memory,
        timeout: float = 15.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.names = VendorNames(account.called, account.variable(URL), account.variable(KEY))
        self._base = str(account.values.get(URL, "")).strip().rstrip("/") + "/crm/rest"
        self._key = str(account.values.get(KEY, "")).strip()
        self._first = str(account.values.get("KEAP_HEADER", HEADERS[0]))
        self._memory = account_memory
        self._how = (pace, timeout, sleep)
        self._header = ""
        self._signs = KeapSigns()
        self._connection = self._connected(self._first)

    def call(self, notes: Memory, method: str, path: str, **more: Any) -> CrmAnswer:
        """As `Connection.call`."""
        self._use(self._header or self._memory.get(self._place) or self._first)
        try:
            return self._connection.call(notes, method, path, **more)
        except AccountRefused as refused:
            if self._signs.fault != NO_KEY:
                raise
            self._try_the_other(notes, refused)
        return self._connection.call(notes, method, path, **more)

    def every_row(
        self, notes: Memory, path: str, name: str, query: Mapping[str, str] | None = None
    ) -> Iterator[Mapping[str, Any]]:
        """The rows under `name` that have an id, of as many pages as there are."""
        token, seen = "", set[str]()
        while token not in seen:
            seen.add(token)
            asked = {**(query or {}), "page_size": PAGE, **({"page_token": token} if token else {})}
            answer = self.call(notes, "GET", path, query=asked, due=name)
            yield from (row for row in answer.rows(name) if row.get("id"))
            token = str(answer.body.get("next_page_token") or "")

    def sentence(self, did: str, answer: CrmAnswer, what_next: str = "") -> str:
        """`Keap refused the tag 'Gold' (400).`, then theirs."""
        ours = f"{self.names.crm} {did} ({answer.status}).{what_next}"
        return with_their_words(ours, self.names.crm, answer)

    @property
    def _place(self) -> str:
        """Where in the account's memory the header that worked stands; another setting starts
        anew."""
        return f"header after {self._first}"

    def _try_the_other(self, notes: Memory, refused: AccountRefused) -> None:
        """Raises AccountRefused where the key arrives in neither."""
        tried = self._header
        self._use(next(each for each in HEADERS if each != tried))
        try:
            self._connection.call(notes, "GET", ASKS)
        except AccountRefused:
            fault = self._signs.fault
            self._use(tried)
            raise (self._nowhere() if fault == NO_KEY else refused) from None
        self._memory.put(self._place, self._header)

    def _nowhere(self) -> AccountRefused:
        url, key = self.names.url_setting, self.names.key_setting
        return AccountRefused(
            f"{self.names.crm} found no key in the request (401), neither in {HEADERS[0]} nor in"
            f" {HEADERS[1]}. Check {key}, and that {url} is Keap's own address."
        )

    def _use(self, header: str) -> None:
        if header != self._header:
            self._header, self._connection = header, self._connected(header)

    def _connected(self, header: str) -> Connection:
        pace, timeout, sleep = self._how
        self._signs = KeapSigns()
        bearer = "Bearer " if header == "Authorization" else ""
        headers = {header: f"{bearer}{self._key}", "Accept": "application/json"}
        return Connection(
            self.names, self._base, headers, pace, timeout, sleep, ASKS, self._signs, self._key
        )
