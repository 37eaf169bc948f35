"""Telling a stand-in what to do, over HTTP: for tests, demos and people in another process.

No key, no limit, no count; the server listens on the loopback only. Bodies and answers are JSON.

    GET   /sandbox/contacts    {"contacts": [{"email": …, "tags": […], "lists": {name: standing},
                               "fields": {title: value}, "automations": [those it entered]}]}
    GET   /sandbox/calls       {"total": 7, "limited": 0, "calls": [{"method", "path", "status",
                               "times"}], "fired": [{"email", "tag", "times"}]}
    POST  /sandbox/conditions  any of rate, slow, refuse_key, payment_required, and what the vendor
                               adds (ignore_include, ignore_filters, tell_tags)
    POST  /sandbox/faults      status, body, done, lost, hang, retry_after, times, after; method,
                               path, email, tag, list, field, automation
    POST  /sandbox/recover     no more of all that
    POST  /sandbox/reset       counters to zero

and what a person on the vendor's own pages does:

    POST  /sandbox/tag, /sandbox/untag             {"email", "tag"}
    POST  /sandbox/delete-contact                  {"email"}
    POST  /sandbox/change-email                    {"email", "new_email"}
    POST  /sandbox/put-on-list, /sandbox/opt-out   {"email", "name"}: of the list
    POST  /sandbox/furnish                         {"lists": […], "fields": […], "automations": […]}
"""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from flask import Blueprint, abort, current_app, request
from flask.typing import ResponseReturnValue

from bridge.sandbox.faults import Conditions, Fault

ROOT = "/sandbox/"
pages = Blueprint("sandbox", __name__, url_prefix=ROOT)


def _stand_in() -> Any:  # a `StandIn`, whose file imports this one
    return current_app.extensions["stand_in"]


@pages.errorhandler(LookupError)
@pages.errorhandler(TypeError)  # a method's own words, where it was told too little or too much
def refuse(problem: Exception) -> ResponseReturnValue:
    return {"message": str(problem)}, 400


@pages.get("contacts")
def contacts() -> ResponseReturnValue:
    return {"contacts": _stand_in().people()}


@pages.get("calls")
def calls() -> ResponseReturnValue:
    return {**_stand_in().counts()}


@pages.post("conditions")
def set_conditions() -> ResponseReturnValue:
    conditions = _stand_in().conditions
    for name, value in _known(conditions).items():
        setattr(conditions, name, value)
    return asdict(conditions)


@pages.post("faults")
def add_fault() -> ResponseReturnValue:
    _stand_in().faults.append(Fault(**_known(Fault)))
    return {}


@pages.post("<word>")
def act(word: str) -> ResponseReturnValue:
    method = word.replace("-", "_")
    if method not in _stand_in().by_hand:
        abort(404)
    getattr(_stand_in(), method)(**_body())
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
