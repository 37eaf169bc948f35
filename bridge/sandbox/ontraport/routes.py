"""Ontraport's API as the bridge uses it, over an `OntraportState`.

The paths, the bodies and the replies' shapes follow the vendor's PHP library and its example
answers (github.com/Ontraport/SDK-PHP), and https://api.ontraport.com/doc. A 401 is a page of text
(seen), and so are `Object not found` and `Invalid Contact ID` (a plugin in wide use looks for just
these words).

Guessed, for nothing was found that says it: the status of those two (404), that addresses are
compared in any case, what else a refusal says, that an address may be given to two contacts, that
`POST /Tags` makes a second tag of a name that is there, and that every `PUT /objects/subscribe`
lets a contact in once more.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

from flask import Blueprint, abort, current_app, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.local import LocalProxy

from bridge.sandbox.ontraport.state import OF_CONTACTS, OntraportOddities, OntraportState, Row

PAGE = 50  # the most that a list gives; it does not say that there is more
TAG_TAKEN = "The tag is now being processed."
START_TAKEN = "The subscription is now being processed."

api = Blueprint("ontraport", __name__, url_prefix="/1")
account = cast(OntraportState, LocalProxy(lambda: current_app.extensions["account"]))
conditions = cast(OntraportOddities, LocalProxy(lambda: current_app.extensions["conditions"]))


def told() -> Mapping[str, Any]:
    """The body, of a DELETE too; empty when it is no object."""
    body = request.get_json(force=True, silent=True)
    return body if isinstance(body, dict) else {}


def numbers(value: object) -> list[str]:
    """Ids come as a list, as text with commas between them, or as one number."""
    several = value if isinstance(value, list) else str("" if value is None else value).split(",")
    return [str(each).strip() for each in several if str(each).strip()]


@api.get("/object/getByEmail")
def find_by_email() -> ResponseReturnValue:
    email = request.args.get("email", "")
    if not _can_be(email):
        return _refused(404, "Invalid email address")
    row = account.find(email)
    if row is None and conditions.nobody != 200:
        return _refused(conditions.nobody, "Object not found")
    return _done({"id": row["id"]} if row else [])


@api.get("/object")
def show_contact() -> ResponseReturnValue:
    row = _existing(request.args.get("id"))
    return _done(row | {"contact_cat": account.read_tags(row["id"])})


@api.post("/Contacts/saveorupdate")
def save_or_update_contact() -> ResponseReturnValue:
    """Two shapes: `data` is the contact where it is new, else what was written is in `attrs`."""
    email = str(told().get("email", "")).strip()
    if not _can_be(email):
        return _refused(422, "Invalid email address")
    known = account.find(email)
    if known is None:
        return _done({"use_utm_names": "false", **account.create(email, told())})
    return _written(known, {key: value for key, value in told().items() if key != "email"})


@api.put("/objects")
def update_contact() -> ResponseReturnValue:
    row, fields = _existing(told().get("id")), {**told()}
    if "email" in fields and not _can_be(str(fields["email"]).strip()):
        return _refused(422, "Invalid email address")
    return _written(row, fields)


@api.put("/objects/tag", defaults={"added": True})
@api.delete("/objects/tag", defaults={"added": False})
def change_tags(added: bool) -> ResponseReturnValue:
    tags = numbers(told().get("add_list" if added else "remove_list"))
    contacts = numbers(told().get("ids"))
    _refuse_unknown(contacts, account.contacts, "Invalid Contact ID")
    _refuse_unknown(tags, account.tags, "Object not found")
    for contact in contacts:
        for tag in tags:
            if contact in account.contacts and tag in account.tags:
                account.change_tag(contact, tag, added=added, reads=conditions.tag_reads)
    return _done(TAG_TAKEN)


@api.put("/objects/subscribe")
def start_automations() -> ResponseReturnValue:
    """`sub_type` is Campaign unless it says otherwise; a sequence is none of these."""
    contacts, automations = numbers(told().get("ids")), numbers(told().get("add_list"))
    _refuse_unknown(contacts, account.contacts, "Invalid Contact ID")
    _refuse_unknown(automations, account.automations, "Object not found")
    if told().get("sub_type", "Campaign") == "Campaign":
        pairs = [(contact, each) for contact in contacts for each in automations]
        known = [p for p in pairs if p[0] in account.contacts and p[1] in account.automations]
        account.entered.extend(known)
    return _done(START_TAKEN)


@api.get("/Tags")
def list_tags() -> ResponseReturnValue:
    return _page_of(account.tags.values())


@api.post("/Tags")
def create_tag() -> ResponseReturnValue:
    name = str(told().get("tag_name", "")).strip()
    return _done(account.add_tag(name)) if name else _refused(400, "Missing tag_name")


@api.get("/CampaignBuilderItems")
def list_automations() -> ResponseReturnValue:
    return _page_of(account.automations.values())


@api.get("/Contacts/meta")
@api.get("/objects/meta")
def show_fields() -> ResponseReturnValue:
    return _done({OF_CONTACTS: {"name": "Contact", "fields": {**account.meta()}}})


def _done(data: object, **more: object) -> ResponseReturnValue:
    return {"code": 0, "data": data, "account_id": 50, **more}, 200


def _written(row: Row, fields: Mapping[str, Any]) -> ResponseReturnValue:
    written = account.write(row, fields)
    return _done({"attrs": written | {"dlm": "1538154601", "id": row["id"]}})


def _refused(status: int, words: str) -> ResponseReturnValue:
    if conditions.plain_errors:
        return words, status, {"Content-Type": "text/html"}
    return {"code": status, "data": words, "account_id": 50}, status


def _existing(number: object) -> Row:
    """The contact; else the call ends."""
    row = account.contacts.get(str(number))
    return row or abort(make_response(_refused(404, "Object not found")))


def _refuse_unknown(asked: Iterable[str], known: Mapping[str, Row], words: str) -> None:
    if conditions.unknown_ids == "refused" and any(each not in known for each in asked):
        abort(make_response(_refused(404, words)))


def _page_of(rows: Iterable[Row]) -> ResponseReturnValue:
    start = request.args.get("start", 0, int)
    many = min(request.args.get("range", PAGE, int) or PAGE, PAGE)
    return _done([*rows][start : start + many], misc=[])


def _can_be(email: str) -> bool:
    return bool(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", email.strip()))
