"""What every vendor's stand-in has in common: real HTTP on this machine, and trouble when told.

A stand-in is a small account that answers as the vendor does. Adapters are tested against it,
`make demo` and the benchmarks run on it, and whoever tries a set-up by hand has no account to lose.

**How to add one.** A package in `bridge/sandbox/` holds no more than the vendor's own:

1. `state.py`: what stands in the account, without HTTP. Rows best stand there as the API tells
   them, so that an answer is a row. Views run one at a time.
2. `routes.py`: a Flask blueprint with the API's prefix. A view takes the account from
   `current_app.extensions`, and gives a body and a status. Where the vendor's documentation is
   silent, say what was seen in real traffic; where that is silent too, say that it is a guess.
3. `sandbox_account.py`: a subclass of `CrmStandIn` (`crm_stand_in.py`), or without tags of
   `StandIn`, made with `(tags, rate, key=, port=)` and imported by `__init__.py`. It must say
   - `vendor`: its name in rules.yaml; `environment`: what a deployment would set for it;
   - `api`: the blueprint; `refusals`: the bodies for a wrong key (403), an account that has not
     paid (402) and a call too many (429), each with the status that this vendor answers;
   - `admits()`: whether the present request carries the key; `subjects()`: which contact, tag,
     list, field or automation it is about, so that a `Fault` can meet one of them alone;
   - `furnish()`: what the account has besides; without tags also `people()`, who is there;
   and may say
   - `window` and `rate_headers`: how it counts calls, and what its answers say of that;
   - `learning`: its calls that list names;
   - `by_hand`: the methods that change something as a person on the vendor's own pages would.
     Tests call them, `/sandbox/<method>` does them over HTTP. Several steps need `lock`;
   - conditions of its own: a dataclass on top of `Conditions`, for its known oddities.

**What it then has.** `start`, `close` and `with`: a server on the loopback, keeping connections.
`conditions` and `faults` (see `faults.py`): a limit of calls, slowness, a refused key, any status
with any body and `Retry-After`, lost answers to calls that were done, connections that hang or
break. `calls` and `totals`: what it was asked. `/sandbox/…` (see `control.py`): all of that from
another process.
"""

import re
import threading
from abc import ABC, abstractmethod
from collections import Counter, deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from flask import Blueprint, Flask, Response, g, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from bridge.sandbox import control
from bridge.sandbox.faults import Conditions, Fault, Faults, RateWindow
from bridge.sandbox.loopback import CONNECTION, LoopbackServer, hang_up

_PAGE = "<html><body><h1>{}</h1></body></html>"
_WRONG_PATH = _PAGE.format("404 Not Found"), 404


@dataclass(frozen=True)
class SandboxCall:
    """One request it was sent. `path` has `{id}` for numbers; status 0: it gave no answer."""

    method: str
    path: str
    status: int

    @property
    def name(self) -> str:
        """`POST /contactTags`."""
        return f"{self.method} {self.path}"


class StandIn(ABC):
    """The account's server; `conditions` may be changed and `faults` added at any time."""

    vendor: ClassVar[str]
    api: ClassVar[Blueprint]
    refusals: ClassVar[Mapping[int, ResponseReturnValue]]
    by_hand: ClassVar[tuple[str, ...]] = ("recover", "reset")
    window: ClassVar[float] = 1.0  # seconds over which the vendor counts calls
    learning: ClassVar[Collection[str]] = ()  # calls by which a name's number is learnt

    def __init__(self, account: object, conditions: Conditions, key: str, port: int = 0) -> None:
        self.key = key
        self.conditions = conditions
        self.faults = Faults()
        self.lock = threading.RLock()
        self.calls: deque[SandboxCall] = deque(maxlen=50_000)  # oldest first
        self.totals: Counter[tuple[str, str, int]] = Counter()  # by (method, path, status)
        self._closing = threading.Event()
        self._window = RateWindow(seconds=self.window)
        self._port = port
        self._app = _App("bridge.sandbox", static_folder=None)
        self._app.json.sort_keys = False  # type: ignore[attr-defined] # the default provider's
        self._app.extensions |= {"account": account, "conditions": conditions, "stand_in": self}
        self._app.before_request(self._before)
        self._app.after_request(self._after)
        self._app.register_error_handler(HTTPException, lambda _: _WRONG_PATH)
        self._app.register_blueprint(self.api)
        self._app.register_blueprint(control.pages)

    @abstractmethod
    def admits(self) -> bool:
        """Whether the present request carries the key."""

    @abstractmethod
    def subjects(self) -> Iterator[tuple[str, str]]:
        """What the present request is about: (one of `THINGS`, its name)."""

    @property
    @abstractmethod
    def environment(self) -> Mapping[str, str]:
        """What a deployment of the bridge would set for this account."""

    @abstractmethod
    def furnish(
        self,
        lists: Iterable[str] = (),
        fields: Iterable[str] = (),
        automations: Iterable[str] = (),
    ) -> None:
        """Have these besides. Raises LookupError for what the vendor does not know."""

    @abstractmethod
    def people(self) -> list[dict[str, Any]]:
        """Every contact, with all that it has by its name."""

    def rate_headers(self, rate: float, left: int, *, allowed: bool) -> dict[str, str]:
        """What every answer says of the limit, of calls a second; `left` may come at once."""
        headers = {"RateLimit-Limit": f"{rate:g}", "RateLimit-Remaining": str(left)}
        return headers if allowed else headers | {"Retry-After": "1"}

    def start(self) -> None:
        """Serve from now on; with port 0 on any that is free, and later on that one again."""
        self._server = LoopbackServer(self._port, self._app)
        self._port = self._server.server_port
        self._closing.clear()
        self._server.start()

    def close(self) -> None:
        """Stop serving and hang up. What stands in the account stays; `start` serves it again."""
        self._closing.set()
        self._server.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def limited(self) -> int:
        """How many calls were answered 429."""
        return sum(n for (_, _, status), n in list(self.totals.items()) if status == 429)

    def counts(self) -> dict[str, object]:
        """What `/sandbox/calls` shows."""
        with self.lock:
            totals = sorted(self.totals.items())
        return {
            "total": sum(times for _, times in totals),
            "limited": self.limited,
            "calls": [
                {"method": call[0], "path": call[1], "status": call[2], "times": times}
                for call, times in totals
            ],
        }

    def recover(self) -> None:
        """No more faults; answers at once, accepts the key and wants no payment."""
        self.faults.clear()
        self.conditions.slow = 0.0
        self.conditions.refuse_key = self.conditions.payment_required = False

    def reset(self) -> None:
        """Forget the counted calls; what stands in the account stays."""
        with self.lock:
            self.calls.clear()
            self.totals.clear()

    def _before(self) -> ResponseReturnValue | None:
        """The answer that the present request gets instead of what it asks for, if there is one."""
        g.fault, g.headers = None, {}
        request.get_data()  # all of it, or the rest would be taken for the next request
        if request.path.startswith(control.ROOT):
            return None
        if self.conditions.refuse_key or not self.admits():
            return self.refusals[403]
        if self.conditions.payment_required:
            return self.refusals[402]
        rate = self.conditions.rate
        with self.lock:
            allowed, left = self._window.passes(rate)
        if rate is not None:
            g.headers = self.rate_headers(rate, left, allowed=allowed)
        if not allowed:
            return self.refusals[429]
        self._closing.wait(self.conditions.slow)
        with self.lock:
            g.fault = fault = self.faults.take(request.method, self._path(), self.subjects)
        return None if fault is None or fault.done or fault.lost else self._answer_of(fault)

    def _after(self, response: Response) -> Response:
        """What is sent in the end; counted before it is."""
        fault = g.fault
        if request.path.startswith(control.ROOT):
            return response
        if fault and fault.lost:
            self._closing.wait(fault.hang)
            self._count(0)
            hang_up(request.environ[CONNECTION])
            return response
        if fault and fault.done:
            response = self._answer_of(fault)
        for name, value in g.headers.items():
            response.headers.setdefault(name, value)
        self._count(response.status_code)
        return response

    def _count(self, status: int) -> None:
        call = SandboxCall(request.method, self._path(), status)
        with self.lock:
            self.calls.append(call)
            self.totals[call.method, call.path, status] += 1

    def _answer_of(self, fault: Fault) -> Response:
        page = _PAGE.format("We will be back soon")
        usual = {200: "", 502: page, 511: page}
        body: Any = usual.get(fault.status, {"message": "The sandbox was told to fail"})
        body = body if fault.body is None else fault.body
        response = make_response(body if isinstance(body, str) else {**body}, fault.status)
        if fault.status == 429:
            response.headers.update(self.rate_headers(0, 0, allowed=False))
        if fault.retry_after:
            response.headers["Retry-After"] = str(fault.retry_after)
        return response

    def _path(self) -> str:
        """Without the API's prefix, and with `{id}` for what stands there for a number."""
        path = re.sub("<.*?>", "{id}", request.url_rule.rule) if request.url_rule else request.path
        return path.removeprefix(self.api.url_prefix or "")


class _App(Flask):
    """Its views run one at a time."""

    def dispatch_request(self) -> ResponseReturnValue:
        with self.extensions["stand_in"].lock:
            return super().dispatch_request()
