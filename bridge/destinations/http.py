"""The half that CRM adapters share: one request at the account's pace, and what came of it.

Tries twice more, within seconds, what is likely over in seconds. Everything longer is the
worker's, which tries again over minutes to days. No message holds a query, a body or the key.
"""

import logging
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import requests
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random

from bridge.destinations.answers import CrmAnswer
from bridge.destinations.base import Memory, Pace
from bridge.destinations.verdicts import (
    KeyRefused,
    Passing,
    Request,
    Signs,
    VendorNames,
    busy,
    judged,
)
from bridge.model import Call
from bridge.model.errors import AccountRefused, CrmUnavailable

TRIES = 3
ALONE_KEPT = 60.0  # seconds for which what was refused alone is not asked about again
# Its DEBUG lines, and its warnings of odd headers, hold whole addresses with their query.
logging.getLogger("urllib3").setLevel(logging.ERROR)
_BAD_ADDRESS_OR_KEY = (
    requests.exceptions.InvalidHeader,
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
)


class Connection:
    """One account of a CRM that speaks JSON. `timeout` is in seconds, for each answer."""

    def __init__(
        self,
        named: VendorNames,
        base: str,
        headers: Mapping[str, str],
        pace: Pace,
        timeout: float = 15.0,
        sleep: Callable[[float], None] = time.sleep,
        asks: str = "",
        signs: Signs | None = None,
        secret: str = "",
    ) -> None:
        """`asks` is the path of a call that any good key may make; `signs` is how the CRM says
        things, `secret` what is masked wherever it repeats it."""
        self.named = named
        self._base = base
        # As bytes, a key with an odd character is refused by the CRM instead of raising here.
        self._headers = {name: value.encode() for name, value in headers.items()}
        self._pace = pace
        self._timeout = timeout
        self._asks = asks
        self._signs = signs or Signs()
        self._secret = (secret,) if secret else ()
        self._alone_until: dict[str, float] = {}
        self._process = 0
        self._try_again = Retrying(
            retry=retry_if_exception_type(Passing),
            stop=stop_after_attempt(TRIES),
            wait=wait_random(0.2, 0.8),
            sleep=sleep,
            reraise=True,
        )

    def call(self, notes: Memory, method: str, path: str, **more: Any) -> CrmAnswer:
        """The answer to one request, of which `more` is as in Request; each try is noted in
        `notes`. Raises CrmUnavailable, CallRefused (this call alone) or AccountRefused."""
        request = Request(method, path, **more)
        request = replace(request, private=(*request.private, *self._secret))
        try:
            return self._try_again(self._once, request, notes)
        except KeyRefused as refused:
            if self._asks in ("", request.path):
                raise
            return self._alone(request, notes, refused)

    def _alone(self, request: Request, notes: Memory, refused: KeyRefused) -> CrmAnswer:
        """What came of a call whose refusal is its own. That is asked by a call that needs nothing
        else, once in a while for each thing: a key that is revoked meanwhile is refused elsewhere.

        Raises AccountRefused when the key is refused there, too.
        """
        if time.monotonic() > self._alone_until.get(request.thing, 0.0):
            self._try_again(self._once, Request("GET", self._asks), notes)
            self._alone_until[request.thing] = time.monotonic() + ALONE_KEPT
        if isinstance(refused.alone, CrmAnswer):
            return refused.alone
        raise refused.alone from None

    def _once(self, request: Request, notes: Memory) -> CrmAnswer:
        self._wait(notes)
        started = time.monotonic()
        status, problem = 0, ""
        try:
            response = self._send(request)
            status = response.status_code
        except CrmUnavailable as unavailable:
            problem = str(unavailable)
            raise
        finally:
            spent = round((time.monotonic() - started) * 1000)
            notes.note(Call(request.method, request.place, status, spent, problem))
        if rest := self._signs.rest_after(response):
            self._pace.hold(rest)
        if self._signs.turned_away(response):
            trouble, quiet = busy(self.named, request, response, self._signs)
            if quiet:
                self._pace.hold(quiet)
            raise trouble
        return judged(self.named, request, response, self._signs)

    def _wait(self, notes: Memory) -> None:
        """Return when the call may leave."""
        try:
            self._pace.wait()
            notes.before_call()
        except CrmUnavailable as unavailable:
            unavailable.untouched = True
            raise

    def _send(self, request: Request) -> requests.Response:
        crm = self.named.crm
        try:
            return self._session().request(
                request.method,
                self._base + request.path,
                params=request.query,
                json=request.body,
                timeout=(min(5.0, self._timeout), self._timeout),
                allow_redirects=False,  # the key must not follow to another host
            )
        except _BAD_ADDRESS_OR_KEY:
            named = f"{self.named.url_setting} and {self.named.key_setting}"
            raise AccountRefused(f"{crm} cannot be called with these {named}.") from None
        except requests.exceptions.SSLError:
            address = self.named.url_setting
            text = f"The certificate behind {address} was not accepted. Check {address}."
            raise CrmUnavailable(text) from None
        except requests.exceptions.Timeout:
            within = f"within {self._timeout:g} s"
            raise CrmUnavailable(f"{crm} gave no answer {within} to {request}.") from None
        except requests.RequestException:
            kind = Passing if request.repeat else CrmUnavailable
            raise kind(f"{crm} could not be reached for {request}.") from None

    def _session(self) -> requests.Session:
        """This process's own: a connection shared with a forked process mixes up answers."""
        if self._process != os.getpid():
            self._kept = requests.Session()
            self._kept.headers.update(self._headers)
            self._read_environment_once()
            self._process = os.getpid()
        return self._kept

    def _read_environment_once(self) -> None:
        """Requests would look up proxies, certificates and .netrc anew for every call."""
        found = self._kept.merge_environment_settings(self._base, {}, None, None, None)
        self._kept.proxies, self._kept.verify = found["proxies"], found["verify"]
        self._kept.trust_env = False
