"""Drip's REST API v2 as the bridge uses it, over a `DripAccount`.

From https://developer.drip.com (source: github.com/DripEmail/api-docs): the paths, the bodies, 200
for an upsert, 204 for what is taken away, `errors[]` of code, attribute and message, 404 for who is
not found, a workflow that is not active passing over who is started on it, and the texts for too
many calls. Seen in clients in production: 404 at the own path of who gets no mails while writes
work, and that a name with a period is not taken off by its path.

Guessed, for nothing was found that says it: the code and words of most refusals, that a slash in a
path leads nowhere, that a series refuses who is on it, and what `DripOddities` lets you choose.
"""

import re
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any, cast

from flask import Blueprint, abort, current_app, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.local import LocalProxy

from bridge.model import Sort
from bridge.sandbox.drip.state import ACCOUNT, ACTIVE, DripAccount, Row

Answer = tuple[Any, int]

api = Blueprint("drip", __name__, url_prefix=f"/v2/{ACCOUNT}")
account = cast(DripAccount, LocalProxy(lambda: current_app.extensions["account"]))

CROWDED = "Too many concurrent requests for the same subscriber"
_PLURALS = {Sort.LIST: "campaigns", Sort.AUTOMATION: "workflows"}


def told() -> Mapping[str, Any]:
    """The one person in the body; empty where there is none."""
    body = request.get_json(force=True, silent=True)
    rows = body.get("subscribers") if isinstance(body, dict) else None
    return rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else {}


@api.before_request
def turn_away_a_crowd() -> ResponseReturnValue | None:
    """Another call about the same person is under way."""
    oddities = account.oddities
    if request.method == "GET" or oddities.crowded <= 0:
        return None
    oddities.crowded -= 1
    if oddities.crowded_in_errors:
        return {"errors": [{"code": "rate_limit_error", "message": CROWDED}]}, 429
    return {"message": CROWDED}, 429


@api.post("/subscribers")
def write_subscriber() -> Answer:
    """An upsert, by id where there is one, else by address."""
    asked = told()
    _refuse_odd_fields(asked)
    person, created = _by_id(asked) if asked.get("id") else _by_address(asked)
    _refuse_inactive(person)
    _rename(person, asked.get("new_email"))
    account.write(person, asked)
    return _shown(person), account.oddities.created_status if created else 200


@api.get("/subscribers")
def list_subscribers() -> Answer:
    status, tags = request.args.get("status", ACTIVE), request.args.get("tags")
    wanted = {tag.casefold() for tag in tags.split(",")} if tags is not None else None
    found = [
        row
        for row in account.subscribers.values()
        if status in ("all", row["status"])
        and (wanted is None or wanted & {tag.casefold() for tag in row["tags"]})
    ]
    return _paged("subscribers", found)


@api.get("/subscribers/<who>")
def show_subscriber(who: str) -> Answer:
    return _shown(_visible(who)), 200


@api.delete("/subscribers/<who>/tags/<path:tag>")
def untag_subscriber(who: str, tag: str) -> Answer:
    """What stands behind a period counts as a format, and is not part of the name."""
    person = _visible(who)
    if "/" in tag:
        abort(_not_found())
    had = account.untag(person, re.sub(r"\.[^.]*$", "", tag))
    status = 204 if had or "." in tag else account.oddities.absent_tag
    return ("" if status == 204 else _NOT_FOUND), status


@api.get("/subscribers/<who>/<path>")
def list_series_of(who: str, path: str) -> Answer:
    if path != account.oddities.subscriptions_path:
        abort(_not_found())
    return _paged("campaign_subscriptions", [*account.series_of(_visible(who))])


@api.post("/subscribers/<who>/remove")
def take_off_series(who: str) -> Answer:
    person = _visible(who)
    only = request.args.get("campaign_id")
    for row in account.series_of(person):
        if only in (None, row["campaign_id"]):
            row["status"] = "removed"
    return _shown(person), 200


@api.post("/campaigns/<series>/subscribers")
def put_on_series(series: str) -> Answer:
    _existing(Sort.LIST, series)
    asked = told()
    if not asked.get("email"):
        return _refused("presence_error", "email", "Email is required")
    person, _ = _by_address(asked)
    status = (account.standing(person, series) or {}).get("status")
    if status == ACTIVE:
        return _refused("uniqueness_error", "email", "Email is already subscribed")
    if status == "removed" and asked.get("reactivate_if_removed") is False:
        return _refused("unavailable_error", "email", "Email was removed")
    account.sent |= set(asked)
    account.put_on(person, series, ACTIVE)
    if account.oddities.series_wakes:
        person["status"] = ACTIVE
    return _shown(person), 200


@api.post("/workflows/<workflow>/subscribers")
def start_on_workflow(workflow: str) -> Answer:
    row, asked = _existing(Sort.AUTOMATION, workflow), told()
    person, _ = _by_id(asked) if asked.get("id") else _by_address(asked)
    account.sent |= set(asked)
    account.entries += [(person["id"], workflow)] if row["status"] == ACTIVE else []
    return _shown(person), 200


@api.get("/workflows/<workflow>")
def show_workflow(workflow: str) -> Answer:
    return {"links": {}, "workflows": [_existing(Sort.AUTOMATION, workflow)]}, 200


@api.get("/campaigns", defaults={"sort": Sort.LIST})
@api.get("/workflows", defaults={"sort": Sort.AUTOMATION})
def list_named(sort: Sort) -> Answer:
    return _paged(_PLURALS[sort], [*account.named[sort].values()])


@api.get("/tags")
def list_tags() -> Answer:
    return {"tags": account.listed_tags()}, 200


@api.get("/custom_field_identifiers")
def list_fields() -> Answer:
    return {"custom_field_identifiers": account.fields}, 200


def _by_id(asked: Mapping[str, Any]) -> tuple[Row, bool]:
    """Who has the id, and whether she was made: as an unknown address may be, under `new_email`."""
    person = account.subscribers.get(asked["id"])
    if person is None and account.oddities.unknown_id == 200 and asked.get("new_email"):
        return account.create(asked["new_email"]), True
    return person or abort(_unknown_id()), False


def _by_address(asked: Mapping[str, Any]) -> tuple[Row, bool]:
    """Who has the address, and whether she was made for it. An address that nobody has makes
    somebody, under `new_email` where that is told."""
    email = str(asked.get("email") or "").strip()
    if person := account.find(email):
        return person, False
    email = str(asked.get("new_email") or email)
    if not email:
        abort(make_response(_refused("presence_error", "email", "Email is required")))
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", email):
        abort(make_response(_refused("email_error", "email", "Email is invalid")))
    return account.create(email), True


def _rename(person: Row, email: object) -> None:
    holder = account.find(email) if email else None
    if holder is not None and holder is not person:
        if account.oddities.bare_refusals:
            abort(make_response({"message": "Unprocessable Entity"}, 422))
        refusal = _refused("uniqueness_error", "email", "New email is already subscribed")
        abort(make_response(refusal))
    if email:
        person["email"] = str(email)


def _visible(who: str) -> Row:
    """Who has this id or address; else the call ends."""
    person = account.find(who)
    hides = account.oddities.hides_unsubscribed
    if person is None or (hides and person["status"] == "unsubscribed"):
        abort(_not_found())
    return person


def _existing(sort: Sort, number: str) -> Row:
    return account.named[sort].get(number) or abort(_not_found())


def _refuse_odd_fields(asked: Mapping[str, Any]) -> None:
    """An identifier holds letters, digits and underscores."""
    for name in asked.get("custom_fields") or {}:
        if not re.fullmatch(r"[A-Za-z]\w*", name, re.ASCII):
            words = f"Custom field identifier {name} is not valid"
            abort(make_response(_refused("format_error", "custom_fields", words)))


def _refuse_inactive(person: Row) -> None:
    if account.oddities.refuses_unsubscribed and person["status"] != ACTIVE:
        words = "The person is not active"
        abort(make_response(_refused("unavailable_error", "status", words)))


def _shown(person: Row) -> dict[str, Any]:
    return {"links": {}, "subscribers": [{**person, "links": {"account": ACCOUNT}}]}


def _paged(name: str, rows: Sequence[Row]) -> Answer:
    """A hundred unless `per_page` asks for up to a thousand."""
    size = max(1, min(request.args.get("per_page", 100, int), 1000))
    page = request.args.get("page", 1, int)
    shown = rows[(page - 1) * size : page * size]
    meta = {"page": page, "count": len(shown), "total_count": len(rows)}
    meta["total_pages"] = max(1, ceil(len(rows) / size))
    return {"links": {}, "meta": meta, name: shown}, 200


def _refused(code: str, attribute: str, message: str) -> Answer:
    return {"errors": [{"code": code, "attribute": attribute, "message": message}]}, 422


_NOT_FOUND = {
    "errors": [{"code": "not_found_error", "message": "The resource you requested was not found"}]
}


def _not_found() -> Any:  # a response, as `abort` wants it
    return make_response(_NOT_FOUND, 404)


def _unknown_id() -> Any:  # as above
    missing = make_response(_refused("presence_error", "email", "Email is required"))
    return missing if account.oddities.unknown_id == 422 else _not_found()
