"""ActiveCampaign's API v3 as the bridge uses it, over an `Account`.

The answers follow the vendor's published description and recorded real traffic; where neither
says, a comment does. Of lists, custom fields and automations is published: the paths, the bodies,
one contactList for each contact and list, statuses 0 unconfirmed, 1 active, 2 unsubscribed,
3 bounced, and 403 `Could not create SubscriberSeries`.

Guessed, for nothing was found that says it: what an unknown list answers (422 `related_missing`,
as for tags), that the 403 also stands for an automation which is unknown, not active, or open only
once, that `sourceid` is not asked for to subscribe again, that a contact's contactLists and
contactAutomations come in one page, and that a field number that is none is passed over.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, cast

from flask import Blueprint, abort, current_app, make_response, request
from werkzeug.local import LocalProxy

from bridge.model import Sort
from bridge.sandbox.activecampaign.state import PROFILE, Account, Oddities, Row, now

Answer = tuple[dict[str, Any], int]


api = Blueprint("activecampaign", __name__, url_prefix="/api/3")
account = cast(Account, LocalProxy(lambda: current_app.extensions["account"]))
conditions = cast(Oddities, LocalProxy(lambda: current_app.extensions["conditions"]))

_TAKEN = "Email address already exists in the system"


def part(name: str) -> Mapping[str, Any]:
    """What the body holds under `name`; empty when that is no object."""
    body = request.get_json(force=True, silent=True)
    found = body.get(name) if isinstance(body, dict) else None
    return found if isinstance(found, dict) else {}


def values_in(fields: Mapping[str, Any]) -> dict[str, str]:
    """The `fieldValues` of a contact's body, by the field's number."""
    rows = fields.get("fieldValues")
    asked = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return {str(row.get("field")): str(row.get("value", "")) for row in asked}


@api.post("/contact/sync")
def sync_contact() -> Answer:
    known = account.find(str(part("contact").get("email", "")))
    return (_written(known), 200) if known else create_contact()


@api.post("/contacts/sync")  # the plural is a plain create
@api.post("/contacts")
def create_contact() -> Answer:
    email = str(part("contact").get("email", "")).strip()
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", email):
        # Whether the status is 400 or 422 is not published.
        more = {"detail": "", "code": "email_invalid", "error": "must_be_valid_email_address"}
        return _error(422, "Contact Email Address is not valid.", "email", **more)
    if account.find(email):
        return _error(422, _TAKEN, "email", detail="", code="duplicate")
    return _written(account.create(email, {})), 201


@api.get("/contacts")
def list_contacts() -> Answer:
    found = [*account.contacts]
    if "email" in request.args:  # a parameter it does not know leaves everybody in the list
        found = account.contacts.of(request.args["email"].strip())
    page = _page_of(found)
    body: dict[str, Any] = {"contacts": [_shown(contact) for contact in page]}
    for sort in (Sort.TAG, Sort.LIST):  # as clients in public use it
        if _held(sort) in request.args.get("include", "") and not conditions.ignore_include:
            rows = (account.held[sort].of(contact["id"]) for contact in page)
            body[_held(sort)] = [*chain.from_iterable(rows)]
    return body | {"meta": {"total": str(len(found))}}, 200


@api.get("/contacts/<contact>")
def show_contact(contact: str) -> Answer:
    return {"contact": _shown(_existing(contact)), "fieldValues": []}, 200


@api.put("/contacts/<contact>")
def update_contact(contact: str) -> Answer:
    """An address that another contact has is a duplicate, as at a create."""
    row = _existing(contact)
    email = str(part("contact").get("email", row["email"])).strip()
    if account.find(email) not in (None, row):
        return _error(422, _TAKEN, "email", detail="", code="duplicate")
    if email != row["email"]:
        account.contacts.rename(row, email)
    return _written(row), 200


@api.get("/contacts/<contact>/contactTags", defaults={"sort": Sort.TAG})
@api.get("/contacts/<contact>/contactLists", defaults={"sort": Sort.LIST})
@api.get("/contacts/<contact>/contactAutomations", defaults={"sort": Sort.AUTOMATION})
def list_what_a_contact_has(contact: str, sort: Sort) -> Answer:
    return {_held(sort): account.held[sort].of(_existing(contact)["id"])}, 200


@api.post("/contactTags")
def tag_contact() -> Answer:
    asked = part("contactTag")
    for name in ("contact", "tag"):
        if not asked.get(name):
            return _error(422, "Missing attribute", name, detail=name)
    contact, tag = _contact_of(asked), account.named[Sort.TAG].get(asked["tag"])
    if tag is None:  # not published for this call; `related_missing` is a code of theirs
        return _error(422, "The related tag does not exist.", "tag", code="related_missing")
    row, new = account.tag(contact, tag)
    # The status of a repeat is not published.
    return {"contacts": [_shown(contact)], "contactTag": row}, 201 if new else 200


@api.delete("/contactTags/<row>")
def untag_contact(row: str) -> Answer:
    return ({}, 200) if account.untag(row) else _no_result("SubscriberTag", row)


@api.post("/contactLists")
def put_contact_on_list() -> Answer:
    asked = part("contactList")
    contact, list_ = _contact_of(asked), account.named[Sort.LIST].get(asked.get("list"))
    if list_ is None:
        return _error(422, "The related list does not exist.", "list", code="related_missing")
    status, source = str(asked.get("status", "")), str(asked.get("sourceid", "0"))
    row = account.put_on(contact, list_, status, source)
    return {"contacts": [_shown(contact)], "contactList": row}, 201


@api.post("/contactAutomations")
def start_automation() -> Answer:
    asked = part("contactAutomation")
    contact = _contact_of(asked)
    automation = account.named[Sort.AUTOMATION].get(asked.get("automation"))
    row = automation and account.enrol(contact, automation)
    if row is None:
        return {"message": "Could not create SubscriberSeries"}, 403
    # The published answer to this call has no adddate.
    shown = {name: value for name, value in row.items() if name != "adddate"}
    return {"contacts": [_shown(contact)], "contactAutomation": shown}, 201


@api.get("/lists", defaults={"sort": Sort.LIST})
@api.get("/fields", defaults={"sort": Sort.FIELD})
@api.get("/automations", defaults={"sort": Sort.AUTOMATION})
def list_names(sort: Sort) -> Answer:
    more: dict[str, Any] = {"fieldOptions": [], "fieldRels": []} if sort is Sort.FIELD else {}
    return more | _paged(sort, [*account.named[sort]]), 200


@api.get("/tags")
def list_tags() -> Answer:
    found = [*account.named[Sort.TAG]]
    exactly, within = request.args.get("filters[search][eq]"), request.args.get("search")
    if not conditions.ignore_filters:
        if exactly is not None:
            found = account.named[Sort.TAG].of(exactly)
        if within is not None:
            found = [tag for tag in found if within.casefold() in tag["tag"].casefold()]
    return _paged(Sort.TAG, [conditions.spelled(tag) for tag in found]), 200


@api.post("/tags")
def create_tag() -> Answer:
    asked = part("tag")
    name, kind = str(asked.get("tag", "")), str(asked.get("tagType", "contact"))
    if not name.strip() or "," in name:  # commas are prohibited; the wording is ours
        return _error(422, "The tag name is not valid.", code="field_invalid")
    tag = account.add_tag(name, kind, str(asked.get("description", "")))
    if tag is None:
        text = f"Duplicate entry '{kind}-{name}' for key 'em_tag.typetag'"
        return {"message": "Could not process request", "error": text}, 422
    return {"tag": conditions.spelled(tag)}, 201


@api.get("/users/me")
def show_user() -> Answer:
    return {"user": {"id": "1", "username": "sandbox"}}, 200


def _written(contact: Row) -> dict[str, Any]:
    """Writes what the request tells of this contact; what is left out keeps its value. The body
    that answers has every field value that was written."""
    fields, told = part("contact"), []
    contact |= {name: str(fields[name]) for name in PROFILE if name in fields} | {"udate": now()}
    for number, value in values_in(fields).items():
        if field := account.named[Sort.FIELD].get(number):
            account.set_value(contact, field, value)
            told.append({"contact": contact["id"], "field": number, "value": value})
    return {"fieldValues": told, "contact": _shown(contact)}


def _existing(number: str) -> Row:
    """The contact, deleted or not; else the call ends."""
    row = account.contacts.get(number)
    return row or abort(make_response(_no_result("Subscriber", number)))


def _contact_of(asked: Mapping[str, Any]) -> Row:
    """The contact that the body names; the call ends when there is none."""
    contact = account.contacts.get(asked.get("contact"))
    if contact is None or contact["deleted"] == "1":
        abort(make_response(_error(404, "Not Found", status=404, detail="Contact not found")))
    return contact


def _shown(contact: Row) -> dict[str, Any]:
    return {**contact, "fieldValues": []}


def _held(sort: Sort) -> str:
    """`contactTags`"""
    return f"contact{sort.title()}s"


def _paged(sort: Sort, rows: Sequence[Row]) -> dict[str, Any]:
    return {f"{sort}s": _page_of(rows), "meta": {"total": str(len(rows))}}


def _page_of(rows: Sequence[Row]) -> Sequence[Row]:
    """Twenty rows unless `limit` asks for up to a hundred, from `offset` on."""
    limit = min(request.args.get("limit", 20, int) or 20, 100)
    offset = request.args.get("offset", 0, int)
    return rows[offset : offset + limit]


def _error(status: int, title: str, attribute: str = "", /, **more: object) -> Answer:
    source = {"source": {"pointer": f"/data/attributes/{attribute}"}} if attribute else {}
    return {"errors": [{"title": title, **more, **source}]}, status


def _no_result(of: str, number: str) -> Answer:
    return {"message": f"No Result found for {of} with id {number}"}, 404
