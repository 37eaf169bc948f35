"""What every vendor's stand-in has in common: real HTTP on this machine, and trouble when told.

A stand-in is a small account that answers as the vendor does. Adapters are tested against it,
`make demo` and the benchmarks run on it, and whoever tries a set-up by hand has no account to lose.

**How to add one.** A package in `bridge/sandbox/` holds no more than the vendor's own:

1. `state.py`: what stands in the account, without HTTP. Rows best stand there as the API tells
   them, so that an answer is a row. It has a `lock`, which is held while a view runs.
2. `routes.py`: a Flask blueprint with the API's prefix. A view takes the account from
   `current_app.extensions`, and gives a body and a status. Where the vendor's documentation is
   silent, say what was seen in real traffic; where that is silent too, say that it is a guess.
3. A subclass of `StandIn`. It must say
   - `api`: the blueprint; `refusals`: the bodies for a wrong key (403), an account that has not
     paid (402) and a call too many (429);
   - `admits()`: whether the present request carries the key;
   - `subjects()`: which contact, tag, list, field or automation the request is about, so that a
     `Fault` can meet one of them alone;
   - `people()`: what `/sandbox/contacts` shows;
   and may say
   - `by_hand`: the methods that change something as a person on the vendor's own pages would,
     with the words they take. `/sandbox/<method>` does them over HTTP; tests call them.
   - conditions of its own: a dataclass on top of `Conditions`, for its known oddities.

**What it then has.** `start`, `close` and `with`: a server in threads on the loopback, on any free
port or a given one, that keeps its connections. `conditions` and `faults` (see `faults.py`): a
limit of calls with its 429, slowness, a refused key, any status with any body and `Retry-After`, an
answer that is lost although the call was done, and connections that hang or break. `calls` and
`totals`: what it was asked. `/sandbox/…` (see `control.py`): all of that for another process.
"""

import re
import threading
import time
from abc import ABC, abstractmethod
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import ClassVar, Protocol, Self

from flask import Blueprint, Flask, Response, g, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from bridge.model import tag_key
from bridge.sandbox import control
from bridge.sandbox.faults import Conditions, Fault, Faults, RateWindow
from bridge.sandbox.loopback import LoopbackServer, hang_up

CALLS_KEPT = 50_000
_PAGE = "<html><body><h1>{}</h1></body></html>"


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


class State(Protocol):
    """What stands in an account. Whoever uses it holds `lock` meanwhile."""

    lock: threading.RLock


class StandIn(ABC):
    """The account's server: each request goes through the gate and past the faults, counted.

    `conditions` may be changed and `faults` added at any time.
    """

    api: ClassVar[Blueprint]
    refusals: ClassVar[Mapping[int, ResponseReturnValue]]
    by_hand: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    def __init__(self, account: State, conditions: Conditions, key: str, port: int = 0) -> None:
        self.key = key
        self.faults = Faults(conditions)
        self.calls: deque[SandboxCall] = deque(maxlen=CALLS_KEPT)  # oldest first
        self.totals: Counter[tuple[str, str, int]] = Counter()  # by (method, path, status)
        self._counting = threading.Lock()
        self._closing = threading.Event()
        self._window = RateWindow()
        self._port = port
        self._app = _App(account, self)
        self._app.extensions |= {"account": account, "conditions": conditions, "stand_in": self}
        self._app.register_error_handler(HTTPException, _wrong_path)
        self._app.register_blueprint(self.api)
        self._app.register_blueprint(control.pages)

    @abstractmethod
    def admits(self) -> bool:
        """Whether the present request carries the key."""

    @abstractmethod
    def subjects(self) -> Iterator[tuple[str, str]]:
        """What the present request is about: (one of `THINGS`, its name)."""

    @abstractmethod
    def people(self) -> list[dict[str, object]]:
        """Every contact, with all that it has by its name."""

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

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
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
        with self._counting:
            totals = sorted(self.totals.items())
        return {
            "total": sum(times for _, times in totals),
            "limited": self.limited,
            "calls": [
                {"method": method, "path": path, "status": status, "times": times}
                for (method, path, status), times in totals
            ],
        }

    def reset(self) -> None:
        """Forget the counted calls; what stands in the account stays."""
        with self._counting:
            self.calls.clear()
            self.totals.clear()

    def before(self) -> ResponseReturnValue | None:
        """The answer that the present request gets instead of what it asks for, if there is one."""
        conditions = self.faults.conditions
        if conditions.refuse_key or not self.admits():
            return self.refusals[403]
        if conditions.payment_required:
            return self.refusals[402]
        allowed, g.headers = self._window.passes(conditions.rate)
        if not allowed:
            return self.refusals[429]
        self._closing.wait(conditions.slow)
        g.fault = fault = self.faults.next_for(request.method, self._path(), self._is_about)
        return None if fault is None or fault.done or fault.lost else _answer_of(fault)

    def after(self, response: Response) -> Response:
        """What is sent in the end; counted before it is."""
        fault = g.fault
        if fault and fault.lost:
            self._closing.wait(fault.hang)
            self._count(0)
            hang_up(request.environ)
            return response
        if fault and fault.done:
            response = _answer_of(fault)
        response.headers.extend(g.headers)
        self._count(response.status_code)
        return response

    def _count(self, status: int) -> None:
        call = SandboxCall(request.method, self._path(), status, g.arrived)
        with self._counting:
            self.calls.append(call)
            self.totals[call.method, call.path, status] += 1

    def _path(self) -> str:
        """Without the API's prefix, and with `{id}` for what stands there for a number."""
        path = re.sub("<.*?>", "{id}", request.url_rule.rule) if request.url_rule else request.path
        return path.removeprefix(self.api.url_prefix or "")

    def _is_about(self, wanted: Mapping[str, str]) -> bool:
        """In any case and spelling."""
        with self._app.account.lock:
            named = {(thing, tag_key(name)) for thing, name in self.subjects()}
        return all((thing, tag_key(name)) in named for thing, name in wanted.items())


class _App(Flask):
    """Its views run one at a time; what is below `/sandbox` is neither refused nor counted."""

    def __init__(self, account: State, stand_in: StandIn) -> None:
        super().__init__("bridge.sandbox", static_folder=None)
        self.json.sort_keys = False  # type: ignore[attr-defined] # the default provider has it
        self.account = account
        self._stand_in = stand_in

    def preprocess_request(self) -> ResponseReturnValue | None:
        g.arrived, g.fault, g.headers = time.monotonic(), None, {}
        request.get_data()  # all of it, or the rest would be taken for the next request
        return None if control.is_meant() else self._stand_in.before()

    def dispatch_request(self) -> ResponseReturnValue:
        with self.account.lock:
            return super().dispatch_request()

    def process_response(self, response: Response) -> Response:
        return response if control.is_meant() else self._stand_in.after(response)


def _answer_of(fault: Fault) -> Response:
    named = fault.retry_after if fault.status != 429 else fault.retry_after or 1
    if fault.body is not None:
        response = jsonify(fault.body)
    elif fault.status in (502, 511):
        response = Response(_PAGE.format("We will be back soon"))
    elif fault.status == 200:
        response = Response()
    else:
        response = jsonify(message="The sandbox was told to fail")
    response.status_code = fault.status
    if named is not None:
        response.headers["Retry-After"] = str(named)
    return response


def _wrong_path(_: HTTPException) -> ResponseReturnValue:
    return _PAGE.format("404 Not Found"), 404
