"""One request to the sandbox account: through the gate, past the faults, counted."""

import hmac
import threading
import time
from collections import Counter, deque
from dataclasses import dataclass, replace
from functools import partial

from bridge.sandbox.activecampaign.about import is_about
from bridge.sandbox.activecampaign.account import Account
from bridge.sandbox.activecampaign.api import Api
from bridge.sandbox.activecampaign.faults import Fault, Faults, RateWindow
from bridge.sandbox.activecampaign.shapes import WRONG_PATH, Answer, Request

API = "/api/3"
CALLS_KEPT = 50_000
PAGE = "<html><body><h1>We will be back soon</h1></body></html>"


@dataclass(frozen=True)
class SandboxCall:
    """One request it was sent. `path` has `{id}` for numbers; status 0: it gave no answer."""

    method: str
    path: str
    status: int
    at: float  # time.monotonic() at its arrival

    @property
    def name(self) -> str:
        """`POST /contactTags`."""
        return f"{self.method} {self.path}"


class Service:
    """Answers requests and counts them: `calls` in order, `totals` by (method, path, status)."""

    def __init__(self, account: Account, key: str, faults: Faults) -> None:
        self.calls: deque[SandboxCall] = deque(maxlen=CALLS_KEPT)
        self.totals: Counter[tuple[str, str, int]] = Counter()
        self.closing = threading.Event()
        self._account = account
        self._key = key
        self._faults = faults
        self._conditions = faults.conditions
        self._api = Api(account, faults.conditions)
        self._window = RateWindow()
        self._counting = threading.Lock()

    def respond(self, request: Request, key: str) -> Answer | None:
        """None means: close the connection without an answer."""
        arrived = time.monotonic()
        path = request.path.removeprefix(API)
        template = self._api.template(request.method, path)
        answer: Answer | None = WRONG_PATH
        if path != request.path:
            answer = self._gated(replace(request, path=path), template, key)
        self._count(SandboxCall(request.method, template, answer.status if answer else 0, arrived))
        return answer

    def reset(self) -> None:
        """Forget the counted calls and firings; contacts and tags stay."""
        with self._account.lock, self._counting:
            self.calls.clear()
            self.totals.clear()
            self._account.fired.clear()

    def _count(self, call: SandboxCall) -> None:
        with self._counting:
            self.calls.append(call)
            self.totals[call.method, call.path, call.status] += 1

    def _gated(self, request: Request, template: str, key: str) -> Answer | None:
        rightful = hmac.compare_digest(key.encode(), self._key.encode())
        if self._conditions.refuse_key or not rightful:
            return Answer(403)  # no body, as seen in the field
        if self._conditions.payment_required:
            return Answer(402, {"message": "Payment required"})
        allowed, headers = self._window.passes(self._conditions.rate)
        if not allowed:
            return Answer(429, {"message": "Too many requests"}, headers)
        self.closing.wait(self._conditions.slow)
        about = partial(is_about, request, self._account)
        fault = self._faults.next_for(request.method, template, about)
        answer = self._api.answer(request) if fault is None else self._faulty(fault, request)
        return answer and replace(answer, headers={**headers, **answer.headers})

    def _faulty(self, fault: Fault, request: Request) -> Answer | None:
        if fault.lost:
            self._api.answer(request)
            self.closing.wait(fault.hang)
            return None
        if fault.done:
            self._api.answer(request)
        named = fault.retry_after if fault.status != 429 else fault.retry_after or 1
        headers = {} if named is None else {"Retry-After": str(named)}
        if fault.body is not None:
            return Answer(fault.status, fault.body, headers)
        if fault.status == 200:
            return Answer(200)
        if fault.status in (502, 511):
            return Answer(fault.status, PAGE, headers)
        return Answer(fault.status, {"message": "The sandbox was told to fail"}, headers)
