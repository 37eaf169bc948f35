"""One site's MemberPress API (the add-on Developer Tools), and its refusals in words.

The add-on gives its errors no status, so that WordPress answers 500 to what it refuses for good;
its code begins with `mp_` then. A 500 without one is an error of PHP or of the host: likely over
soon, but not when the site is well and answers so to this one thing again and again.
"""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar

import requests

from bridge.destinations.account import AccountSettings
from bridge.destinations.answers import CrmAnswer, words_of
from bridge.destinations.base import Memory, Pace
from bridge.destinations.http import Connection
from bridge.destinations.memberpress.address import path_on, site_address
from bridge.destinations.steps import refusal_of_one
from bridge.destinations.verdicts import CallRefused, Signs, TargetRefused, VendorNames
from bridge.model import Call, Sort
from bridge.model.errors import AccountRefused, CrmRefused, CrmUnavailable

URL, KEY = "MEMBERPRESS_URL", "MEMBERPRESS_KEY"
REFUSED = 500  # the status of a refusal; see `MemberPressSigns`
PAGE = 100  # ten unless asked
# Errors of the site in a row, at one thing; the tenth comes after half an hour or so.
SAID_AFTER, GIVEN_UP_AFTER = 3, 10
_KEY_HINT = (
    "Where it is right, a password in front of the whole site (staging) hides it, or a firewall of "
    "the host turns callers away: let /wp-json/mp/v1 through."
)
_NUMBER = re.compile(r"/\d+")


class MemberPressSigns(Signs):
    takes_lists: ClassVar[bool] = True

    def is_final(self, response: requests.Response) -> bool:
        answer = self.answer(response)
        return answer is not None and str(answer.body.get("code", "")).startswith("mp_")

    def words(self, body: Mapping[str, Any]) -> str:
        """Without the stack trace that follows, and without the tags of a page."""
        said = re.split(r"\s*(?:\n\s*\n|#0 )", words_of(body), maxsplit=1)[0]
        return re.sub(r"<[^>]*>", "", said)


class WatchedCalls:
    """A memory that also knows the status of the last call noted in it."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.get, self.put, self.jot = memory.get, memory.put, memory.jot
        self.before_call = memory.before_call
        self.status = 0

    def note(self, call: Call) -> None:
        self.status = call.status
        self._memory.note(call)


class MemberPressClient:
    """Calls by the path below the API. Whether a site needs `?rest_route=` is found out once and
    kept in the account's memory as `route`."""

    def __init__(
        self,
        account: AccountSettings,
        pace: Pace,
        account_memory: Memory,
        timeout: float = 15.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        url, key = (account.variable(name) for name in (URL, KEY))
        self.named = named = VendorNames(account.called, url, key, _KEY_HINT)
        self._address = address = site_address(account.values[URL])
        self._account_memory = account_memory
        key = account.values[KEY].strip()
        headers = {"MEMBERPRESS-API-KEY": key, "Accept": "application/json"}
        headers["User-Agent"] = "bridge"  # some hosts turn away the one that requests gives itself
        given, signs, root = (headers, pace, timeout, sleep), MemberPressSigns(), address.root
        me = {plain: path_on(replace(address, plain=plain), "/me") for plain in (False, True)}
        self._connections = {
            plain: Connection(named, root, *given, asks, signs, key) for plain, asks in me.items()
        }

    def call(self, memory: Memory, method: str, path: str, **more: Any) -> CrmAnswer:
        """As `Connection.call`. What the API refused for good is CallRefused, or its answer where
        `accept` holds REFUSED."""
        watch = WatchedCalls(memory)
        try:
            return self._counted(watch, method, path, more)
        except AccountRefused:
            if 300 <= watch.status < 400:
                raise AccountRefused(self._moved(watch.status)) from None
            if watch.status != 404:
                raise
        if self._is_plain() or not self._answers(memory, plain=True):
            raise AccountRefused(self._nothing_there())
        self._account_memory.put("route", "plain")
        return self._counted(watch, method, path, more)

    def every_row(
        self, memory: Memory, path: str, query: Mapping[str, str] | None = None, **more: Any
    ) -> Iterator[Mapping[str, Any]]:
        """The rows of as many pages as there are, each once."""
        seen: set[str] = set()
        for page in range(1, 1000):
            asked = {**(query or {}), "per_page": str(PAGE)}
            asked |= {"page": str(page)} if page > 1 else {}
            answer = self.call(memory, "GET", path, query=asked, **more)
            if not isinstance(answer.body.get(""), list):  # an empty one would say: nobody
                raise CrmUnavailable(f"{self.named.crm} answered GET {path} without a list.")
            rows = answer.rows("")
            new = [row for row in rows if str(row.get("id")) not in seen]
            yield from new
            seen |= {str(row.get("id")) for row in new}
            if len(rows) < PAGE or not new:
                return

    def search(
        self, memory: Memory, path: str, text: str, **more: Any
    ) -> Iterator[Mapping[str, Any]]:
        """The rows in which this text stands somewhere, newest first. Flat `search=`: the README's
        `search[email]=` is an array to the code and finds nothing.

        Raises CrmUnavailable where the site did not hear it and would list everything.
        """
        wanted, page = text.strip().casefold(), list[Mapping[str, Any]]()
        for row in self.every_row(memory, path, {"search": text.strip()}, **more):
            page.append(row)
            if len(page) == PAGE and not any(wanted in str(each).casefold() for each in page):
                raise CrmUnavailable(f"{self.named.crm} listed others than GET {path} asked for.")
            yield row

    def of_one(self, sort: Sort, name: str, refused: CrmRefused) -> str:
        """Our sentence about one membership, then theirs."""
        if isinstance(refused, CallRefused) and refused.status in (401, 403):
            turned = f"The site turned away access to '{name}' ({refused.status})"
            return (
                f"{turned}, and not other calls: a firewall of its host, most likely. "
                "Have it let /wp-json/mp/v1 through."
            )
        return refusal_of_one(self.named, sort, name, refused)

    def _counted(
        self, watch: WatchedCalls, method: str, path: str, more: Mapping[str, Any]
    ) -> CrmAnswer:
        """Errors of the site are counted in the contact's memory, by what was asked."""
        thing = f"crash:{method} {_NUMBER.sub('/{id}', path)} {more.get('about', '')}".strip()
        plain = self._is_plain()
        where = path_on(replace(self._address, plain=plain), path)
        try:
            answer = self._connections[plain].call(watch, method, where, shown=path, **more)
        except CrmUnavailable as trouble:
            if watch.status == REFUSED:
                self._raise_crash(watch, thing, f"{method} {path}", trouble)
            raise
        if watch.get(thing):
            watch.jot(thing, None)
        return answer

    def _raise_crash(self, memory: Memory, thing: str, asked: str, trouble: CrmUnavailable) -> None:
        times = int(memory.get(thing) or 0) + 1
        memory.jot(thing, str(times))
        if times < SAID_AFTER:
            raise trouble
        said = (
            f"{self.named.crm} answered 500 to {asked} {times} times in a row, without saying why: "
            "an error of the site itself. Its PHP error log tells which plugin's."
        )
        if times >= GIVEN_UP_AFTER and self._answers(memory, plain=self._is_plain()):
            memory.jot(thing, None)
            raise TargetRefused(said)
        raise CrmUnavailable(said, trouble.retry_after)

    def _is_plain(self) -> bool:
        return self._address.plain or self._account_memory.get("route") == "plain"

    def _answers(self, memory: Memory, *, plain: bool) -> bool:
        path = path_on(replace(self._address, plain=plain), "/me")
        try:
            self._connections[plain].call(memory, "GET", path, shown="/me")
        except (CrmUnavailable, CrmRefused):
            return False
        return True

    def _moved(self, status: int) -> str:
        where = f"The site behind {self.named.url_setting} sends callers to another address"
        return (
            f"{where} ({status}). Write it there just as a browser shows it, with or without www."
        )

    def _nothing_there(self) -> str:
        return (
            f"No {self.named.crm} API answers behind {self.named.url_setting} (404). Check that it "
            "is the address of the WordPress site, with its folder if it has one, and that the "
            "add-on Developer Tools is active there (MemberPress > Add-ons)."
        )
