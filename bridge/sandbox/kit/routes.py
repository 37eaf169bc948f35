"""Kit's API v4 as the bridge uses it, over a `KitAccount`.

The answers follow the vendor's published reference (https://developers.kit.com/api-reference) and
its own OpenAPI file; what the two leave open is switched in `KitOddities`. Guessed, for nothing was
found that says it: the words for an unknown field and for an address that is missing in a PUT, that
tags are put on and sequences entered by whoever has unsubscribed, too, and that what a PUT leaves
out keeps its value.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from typing import Any, cast

from flask import Blueprint, abort, current_app, make_response, request
from werkzeug.local import LocalProxy

from bridge.sandbox.kit.state import MANY_FIELDS, KitAccount, KitOddities, Row

Answer = tuple[dict[str, Any], int]
STATES = ("active", "inactive", "bounced", "complained", "cancelled")
NO_TOKEN = {"errors": ["The access token is invalid"]}, 401
api = Blueprint("kit", __name__, url_prefix="/v4")
account = cast(KitAccount, LocalProxy(lambda: current_app.extensions["account"]))
oddities = cast(KitOddities, LocalProxy(lambda: current_app.extensions["conditions"]))


def told() -> Mapping[str, Any]:
    """The body; empty when that is no object."""
    body = request.get_json(force=True, silent=True)
    return body if isinstance(body, dict) else {}


def told_fields() -> dict[str, str]:
    """The values of custom fields in the body, by their keys."""
    fields = told().get("fields")
    return (
        {key: str(value or "") for key, value in fields.items()} if isinstance(fields, dict) else {}
    )


@api.get("/account")
def show_account() -> Answer:
    of_account = {"id": 27, "name": "Sandbox", "plan_type": "creator"}
    mail = {"primary_email_address": "owner@example.com", "created_at": "2023-02-17T11:43:55Z"}
    zone = {"name": "Etc/UTC", "friendly_name": "UTC", "utc_offset": "+00:00"}
    shown = {**of_account, **mail, "timezone": zone}
    return {"user": {"email": "owner@example.com", "id": 27}, "account": shown}, 200


@api.post("/subscribers")
def upsert_subscriber() -> Answer:
    """An upsert by address. The state counts only for somebody new."""
    email = _email()
    warnings = _refuse_or_pass_over()
    row, values = account.content.find(email), _known_values()
    status = 200 if row else 201
    if row is None:
        row = account.create(email, None, str(told().get("state") or "active"))
    elif not oddities.upsert_fields:
        values = {}
    account.write(row, told(), values)
    return _written(row, status, warnings)


@api.put("/subscribers/<int:subscriber>")
def update_subscriber(subscriber: int) -> Answer:
    row = _subscriber(subscriber)
    email = _email()
    if account.content.find(email) not in (None, row):
        return _errors(422, "Email address has already been taken")
    warnings = _refuse_or_pass_over()
    if email != row["email_address"]:
        account.readdress(row, email)
    account.write(row, told(), _known_values())
    return _written(row, 200, warnings)


@api.get("/subscribers")
def list_subscribers() -> Answer:
    """Without `status` only those who are active, whoever is asked for."""
    status, content = request.args.get("status", "active"), account.listed()
    if status not in (*STATES, "all"):
        return _errors(422, "Status is not included in the list")
    rows = [*content.subscribers.values()]
    if wanted := request.args.get("email_address", ""):
        rows = [row for each in wanted.split(",") if (row := content.find(each))]
    rows = [row for row in rows if status in ("all", row["state"])]
    page, more = _page_of(rows)
    shown = [content.shown(row) for row in page]
    if "tags" in request.args.get("include", ""):
        shown = [row | {"tags": _tags_of(content.taggings[row["id"]])} for row in shown]
    return {"subscribers": shown, **more}, 200


@api.get("/subscribers/<int:subscriber>")
def show_subscriber(subscriber: int) -> Answer:
    """By id, so that it always tells what is there."""
    return {"subscriber": account.content.shown(_subscriber(subscriber))}, 200


@api.get("/subscribers/<int:subscriber>/tags")
def list_tags_of_subscriber(subscriber: int) -> Answer:
    row = _subscriber(subscriber)
    content = account.listed() if oddities.lag_tags else account.content
    held = content.taggings.get(row["id"], {})
    page, more = _page_of([row | {"tagged_at": held[row["id"]]} for row in _tags_of(held)])
    return {"tags": page, **more}, 200


@api.get("/tags")
def list_tags() -> Answer:
    page, more = _page_of(account.listed().tags.values())
    return {"tags": page, **more}, 200


@api.post("/tags")
def create_tag() -> Answer:
    name = str(told().get("name") or "")
    if not name.strip():
        return _errors(422, "Name can't be blank")
    tag, new = account.add_tag(name)
    return {"tag": tag}, 201 if new else 200


@api.post("/tags/<int:tag>/subscribers/<int:subscriber>")
def tag_subscriber(tag: int, subscriber: int) -> Answer:
    row = _subscriber(subscriber)
    since, new = account.tag(row, _of(account.content.tags, tag))
    return {"subscriber": account.content.shown(row) | {"tagged_at": since}}, 201 if new else 200


@api.delete("/tags/<int:tag>/subscribers/<int:subscriber>")
def untag_subscriber(tag: int, subscriber: int) -> Answer | tuple[str, int]:
    was_on = account.untag(_subscriber(subscriber), _of(account.content.tags, tag))
    return ("", 204) if was_on or oddities.absent_tag == 204 else _errors(404, "Not Found")


@api.get("/custom_fields")
def list_fields() -> Answer:
    rows = account.listed().fields.values()
    page, more = _page_of([{**row, "name": f"ck_field_{row['id']}_{row['key']}"} for row in rows])
    return {"custom_fields": page, **more}, 200


@api.get("/sequences")
def list_sequences() -> Answer:
    page, more = _page_of(account.listed().sequences.values())
    return {"sequences": page, **more}, 200


@api.get("/sequences/<int:sequence>")
def show_sequence(sequence: int) -> Answer:
    return {"sequence": _of(account.content.sequences, sequence)}, 200


@api.post("/sequences/<int:sequence>/subscribers/<int:subscriber>")
def enter_sequence(sequence: int, subscriber: int) -> Answer:
    row = _subscriber(subscriber)
    new = account.enter(row, _of(account.content.sequences, sequence))
    shown = account.content.shown(row) | {"added_at": row["created_at"]}
    return {"subscriber": shown}, 201 if new else 200


@api.route("/bulk/<path:rest>", methods=["POST", "DELETE"])
def refuse_bulk(rest: str) -> Answer:  # noqa: ARG001 - any of them
    """Bulk calls want an OAuth token, not a key."""
    return NO_TOKEN


def _email() -> str:
    """The address in the body; the call ends where it is none."""
    email = str(told().get("email_address") or "").strip()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", email):
        text = "Email address is invalid" if email else "Email address can't be blank"
        abort(make_response(_errors(422, text)))
    return email


def _keys() -> set[str]:
    return {row["key"] for row in account.content.fields.values()}


def _known_values() -> dict[str, str]:
    keys = _keys()
    return {key: value for key, value in told_fields().items() if key in keys}


def _refuse_or_pass_over() -> list[str]:
    """The warnings about unknown fields; where these are refused, the call ends."""
    unknown = [key for key in told_fields() if key not in _keys()]
    if unknown and oddities.unknown_fields == "refuse":
        abort(
            make_response(_errors(422, *(f"Custom field {key} does not exist" for key in unknown)))
        )
    return [f"Custom field '{key}' does not exist and was ignored" for key in unknown]


def _written(row: Row, status: int, warnings: list[str]) -> Answer:
    shown = account.content.shown(row)
    if len(told_fields()) > MANY_FIELDS:
        status, shown["fields"] = 202, dict.fromkeys(told_fields())
    return {"subscriber": shown} | ({"warnings": warnings} if warnings else {}), status


def _subscriber(number: int) -> Row:
    return _of(account.content.subscribers, number)


def _of(table: Mapping[int, Row], number: int) -> Row:
    """The row; else the call ends."""
    return table.get(number) or abort(make_response(_errors(404, "Not Found")))


def _tags_of(held: Iterable[int]) -> list[Row]:
    tags = (account.content.tags.get(number) for number in held)
    return [{"id": tag["id"], "name": tag["name"]} for tag in tags if tag]


def _page_of(rows: Iterable[Row]) -> tuple[list[Row], dict[str, Any]]:
    """The newest first, from the cursor `after` on, and how the list goes on."""
    last = _number_in(request.args.get("after", ""))
    left = [
        row for row in sorted(rows, key=lambda row: -row["id"]) if last is None or row["id"] < last
    ]
    size = min(request.args.get("per_page", 500, int) or 500, oddities.page)
    page = left[:size]
    ends = [_cursor(row["id"]) for row in (page[:1] + page[-1:])] or [""]
    return page, {
        "pagination": {
            "has_previous_page": last is not None,
            "has_next_page": len(left) > size,
            "start_cursor": ends[0],
            "end_cursor": ends[-1],
            "per_page": size,
        }
    }


def _cursor(number: int) -> str:
    return b64encode(f"[{number}]".encode()).decode()


def _number_in(cursor: str) -> int | None:
    return int(b64decode(cursor).decode().strip("[]")) if cursor else None


def _errors(status: int, *texts: str) -> Answer:
    return {"errors": [*texts]}, status
