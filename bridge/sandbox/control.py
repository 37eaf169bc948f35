"""Telling a stand-in what to do, over HTTP: for tests, demos and people in another process.

No key, no limit, no count; the server listens on the loopback only. Bodies and answers are JSON.

    GET    /sandbox/contacts    {"contacts": [{"email": …, "tags": […], "lists": {name: standing},
                                "fields": {title: value}, "automations": [those it entered]}]}
    GET    /sandbox/calls       {"total": 7, "limited": 0, "calls": [{"method", "path", "status",
                                "times"}], "fired": [{"email", "tag", "times"}]}
    POST   /sandbox/conditions  any of rate, slow, refuse_key, payment_required, and what the
                                vendor adds (ignore_include, ignore_filters, tell_tags)
    POST   /sandbox/faults      a fault: status, body, done, lost, hang, retry_after, times, after,
                                share; method, path, email, tag, list, field, automation
    POST   /sandbox/recover     no more faults
    POST   /sandbox/reset       counters to zero

and what a person on the vendor's own pages would do; of ActiveCampaign:

    POST   /sandbox/tag, /sandbox/untag             {"email", "tag"}
    POST   /sandbox/delete-contact                  {"email"}
    POST   /sandbox/change-email                    {"email", "new_email"}
    POST   /sandbox/put-on-list, /sandbox/opt-out   {"email", "list"}
    POST   /sandbox/furnish                         {"lists": […], "fields": […],
                                                     "automations": […]}
"""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, Protocol

from flask import Blueprint, abort, current_app, request
from flask.typing import ResponseReturnValue

from bridge.sandbox.faults import Conditions, Fault, Faults

pages = Blueprint("sandbox", __name__, url_prefix="/sandbox")


class Controlled(Protocol):
    """What these pages need of a `StandIn`."""

    @property
    def faults(self) -> Faults: ...
    @property
    def by_hand(self) -> Mapping[str, tuple[str, ...]]: ...
    def people(self) -> list[dict[str, object]]: ...
    def counts(self) -> dict[str, object]: ...
    def reset(self) -> None: ...


def is_meant() -> bool:
    """Whether the present request is for the stand-in itself."""
    return request.path.startswith("/sandbox/")


def _stand_in() -> Controlled:
    stand_in: Controlled = current_app.extensions["stand_in"]
    return stand_in


@pages.errorhandler(LookupError)
def refuse(problem: LookupError) -> ResponseReturnValue:
    return {"message": str(problem)}, 400


@pages.get("/contacts")
def contacts() -> ResponseReturnValue:
    return {"contacts": _stand_in().people()}


@pages.get("/calls")
def calls() -> ResponseReturnValue:
    return _stand_in().counts()


@pages.post("/conditions")
def set_conditions() -> ResponseReturnValue:
    conditions = _stand_in().faults.conditions
    for name, value in _known(conditions).items():
        setattr(conditions, name, value)
    return asdict(conditions)


@pages.post("/faults")
def add_fault() -> ResponseReturnValue:
    _stand_in().faults.add(Fault(**_known(Fault)))
    return {}


@pages.post("/recover")
def recover() -> ResponseReturnValue:
    _stand_in().faults.recover()
    return {}


@pages.post("/reset")
def reset() -> ResponseReturnValue:
    _stand_in().reset()
    return {}


@pages.post("/<word>")
def act(word: str) -> ResponseReturnValue:
    """By hand."""
    method = word.replace("-", "_")
    names = _stand_in().by_hand.get(method) or abort(404)
    getattr(_stand_in(), method)(*(_body().get(name, "") for name in names))
    return {}


def _body() -> Mapping[str, Any]:
    body = request.get_json(force=True, silent=True)
    return body if isinstance(body, dict) else {}


def _known(shape: Conditions | type[Fault]) -> Mapping[str, Any]:
    """The request's words; raises LookupError naming those that `shape` has not."""
    unknown = sorted(set(_body()) - {field.name for field in fields(shape)})
    if unknown:
        raise LookupError(f"not known: {', '.join(unknown)}")
    return _body()
