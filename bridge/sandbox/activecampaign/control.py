"""Telling the sandbox account what to do, over HTTP: for tests and demos in another process.

No key, no limit, no count; the server listens on the loopback only. Bodies and answers are JSON.

    GET    /sandbox/contacts    {"contacts": [{"email": …, "tags": […], "lists": {name: standing},
                                "fields": {title: value}, "automations": [those it entered]}]}
    GET    /sandbox/calls       {"total": 7, "limited": 0, "calls": [{"method", "path", "status",
                                "times"}], "fired": [{"email", "tag", "times"}]}
    POST   /sandbox/conditions  any of rate, slow, refuse_key, payment_required, ignore_include,
                                ignore_filters, tell_tags (entities, nfd)
    POST   /sandbox/faults      a fault: status, body, done, lost, hang, retry_after, times, after,
                                share; method, path, email, tag, list, field, automation
    POST   /sandbox/recover     no more faults
    POST   /sandbox/reset       counters to zero
    POST   /sandbox/tag, /sandbox/untag                {"email", "tag"}: by hand
    POST   /sandbox/delete-contact, /sandbox/renumber-contact   {"email"}
    POST   /sandbox/change-email                       {"email", "new_email"}
    POST   /sandbox/renumber-tag                       {"tag"}
    POST   /sandbox/put-on-list, /sandbox/opt-out      {"email", "list"}: as the person would
    POST   /sandbox/new-list, /sandbox/new-field, /sandbox/new-automation       {"name"}
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from typing import Any

from bridge.sandbox.activecampaign.faults import Conditions, Fault, Faults
from bridge.sandbox.activecampaign.hands import Hands
from bridge.sandbox.activecampaign.service import Service
from bridge.sandbox.activecampaign.shapes import WRONG_PATH, Answer, Request

ROOT = "/sandbox/"
_BY_HAND: dict[str, tuple[str, ...]] = {
    "tag": ("email", "tag"),
    "untag": ("email", "tag"),
    "delete-contact": ("email",),
    "renumber-contact": ("email",),
    "change-email": ("email", "new_email"),
    "renumber-tag": ("tag",),
    "put-on-list": ("email", "list"),
    "opt-out": ("email", "list"),
    "new-list": ("name",),
    "new-field": ("name",),
    "new-automation": ("name",),
}


def answer(request: Request, hands: Hands, faults: Faults, service: Service) -> Answer:
    """Do what a path under `/sandbox/` says."""
    word = request.path.removeprefix(ROOT)
    try:
        if request.method == "GET":
            return _shown(word, hands, service)
        if request.method == "POST":
            return _told(word, request, hands, faults, service)
    except LookupError as problem:
        return Answer(400, {"message": str(problem)})
    return WRONG_PATH


def _shown(word: str, hands: Hands, service: Service) -> Answer:
    if word == "contacts":
        return Answer(
            200, {"contacts": [_person(email, hands) for email in sorted(hands.contacts())]}
        )
    if word == "calls":
        return Answer(200, _counted(hands, service))
    return WRONG_PATH


def _person(email: str, hands: Hands) -> dict[str, object]:
    return {
        "email": email,
        "tags": sorted(hands.tags_of(email)),
        "lists": hands.lists_of(email),
        "fields": hands.fields_of(email),
        "automations": hands.started(email),
    }


def _counted(hands: Hands, service: Service) -> dict[str, object]:
    totals = sorted(service.totals.items())
    with hands.account.lock:
        fired = sorted(hands.account.fired.items())
    return {
        "total": sum(times for _, times in totals),
        "limited": sum(times for (_, _, status), times in totals if status == 429),
        "calls": [
            {"method": method, "path": path, "status": status, "times": times}
            for (method, path, status), times in totals
        ],
        "fired": [{"email": email, "tag": tag, "times": times} for (email, tag), times in fired],
    }


def _told(word: str, request: Request, hands: Hands, faults: Faults, service: Service) -> Answer:
    plain: dict[str, Callable[[], None]] = {"recover": faults.recover, "reset": service.reset}
    if word == "faults":
        faults.add(Fault(**_known(request.body, Fault)))
    elif word == "conditions":
        for name, value in _known(request.body, Conditions).items():
            setattr(faults.conditions, name, value)
        return Answer(200, asdict(faults.conditions))
    elif word in plain:
        plain[word]()
    elif word in _BY_HAND:
        names = [str(request.body.get(name, "")) for name in _BY_HAND[word]]
        getattr(hands, word.replace("-", "_"))(*names)
    else:
        return WRONG_PATH
    return Answer(200, {})


def _known(words: Mapping[str, object], shape: type[Conditions] | type[Fault]) -> Mapping[str, Any]:
    """The words again; raises LookupError naming those that `shape` has not."""
    unknown = sorted(set(words) - {field.name for field in fields(shape)})
    if unknown:
        raise LookupError(f"not known: {', '.join(unknown)}")
    return words
