"""Keap's REST API as the bridge uses it, over a `KeapState`: contacts, custom fields and campaigns
of v2, tags and create-or-update of v1.

Published: paths, parameters and bodies, that listed items replace a list, `update_mask`, 201 and
200, the words of `:addContacts`. Seen in real traffic: that parameters which it does not know are
ignored, the gateway's faults and headers. Everything that `KeapOddities` switches is open.

Guessed, for nothing was found that says it: that an address which is none and a text that is too
long answer 400, and the words of every 4xx.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from flask import Blueprint, abort, current_app, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.local import LocalProxy

from bridge.sandbox.keap.state import ARRAYS, KeapContact, KeapOddities, KeapState
from bridge.sandbox.keap.wire_format import (
    NAMES,
    body,
    error,
    items_of,
    paged,
    shown,
    shown_by_v1,
    slips_in,
)

api = Blueprint("keap", __name__, url_prefix="/crm/rest")
account = cast(KeapState, LocalProxy(lambda: current_app.extensions["account"]))
conditions = cast(KeapOddities, LocalProxy(lambda: current_app.extensions["conditions"]))

_LIST_KEYS = {"email_addresses": "field", "phone_numbers": "field", "custom_fields": "id"}


@api.get("/v2/oauth/connect/userinfo")
def show_user() -> ResponseReturnValue:
    return {"email": "owner@example.com", "sub": "1", "tenant_id": conditions.tenant}


@api.get("/v2/contacts")
def list_contacts() -> ResponseReturnValue:
    """Only `filter` narrows it down; `?email=` leaves everybody in."""
    found = [*account.contacts.values()]
    told = re.fullmatch("email==(.*)", request.args.get("filter", ""))
    if told:
        found = account.of(told[1])
    return paged("contacts", [_shown(contact) for contact in found])


@api.get("/v2/contacts/<contact>")
def show_contact(contact: str) -> ResponseReturnValue:
    return _shown(_existing(contact))


@api.get("/v2/contacts/model")
def show_model() -> ResponseReturnValue:
    rows = [
        {"id": number, "label": label, "field_type": "TEXT", "record_type": "CONTACT"}
        for number, label in account.fields.items()
    ]
    return {"custom_fields": rows, "optional_properties": []}


@api.patch("/v2/contacts/<contact>")
def update_contact(contact: str) -> ResponseReturnValue:
    """Without a mask what is left out of a body is taken for emptied, where it is a list."""
    row, told = _existing(contact), body()
    masked = request.args.getlist("update_mask")
    if {*masked} - {*NAMES, *ARRAYS}:
        return error(400, "Invalid value for update_mask")
    named = masked or [*ARRAYS, *(name for name in NAMES if name in told)]
    _refuse_slips(told, [*NAMES, *ARRAYS])
    emails = items_of(told, "email_addresses")
    if "email_addresses" in named and conditions.refuse_taken and _is_taken(row, emails):
        return error(409, "The email address is used by another contact")
    values = items_of(told, "custom_fields")
    known = [item for item in values if str(item.get("id")) in account.fields]
    if known != values and not conditions.passes_over_fields:
        return error(400, "Custom field not found")
    row.names |= {name: str(told.get(name, "")) for name in NAMES if name in named}
    for array in (each for each in ARRAYS if each in named):
        account.write(row, array, known if array == "custom_fields" else items_of(told, array))
    return _shown(row)


@api.put("/v1/contacts")
def create_or_update() -> ResponseReturnValue:
    """v1's ids are numbers, and a contact that is there gets only what is told."""
    told = body()
    _refuse_slips(told, [*NAMES, *ARRAYS, "duplicate_option", "opt_in_reason"])
    emails = [str(item.get("email", "")) for item in items_of(told, "email_addresses")]
    if told.get("duplicate_option") != "Email" or not emails or not _is_address(emails[0]):
        return error(400, "Input could not be converted to a Contact: email_addresses")
    anywhere = account.of(emails[0]) if conditions.matches_any_slot else []
    found = account.find(emails[0]) or next(iter(anywhere), None)
    contact = found or account.create(emails[0])
    contact.names |= {name: str(told[name]) for name in NAMES if name in told}
    for array in (each for each in ARRAYS if each in told):
        items = [{**item, **_as_text(item)} for item in items_of(told, array)]
        if conditions.upsert_replaces:
            account.write(contact, array, items)
        else:
            account.merge(contact, array, items, _LIST_KEYS[array])
    contact.opt_in_reason = str(told.get("opt_in_reason") or contact.opt_in_reason)
    return shown_by_v1(contact, with_tags=conditions.tells_tags), 200 if found else 201


@api.post("/v1/contacts/<contact>/tags")
def apply_tags(contact: str) -> ResponseReturnValue:
    numbers = [str(each) for each in body().get("tagIds", [])]
    row = account.contacts.get(contact)
    if row is None and not conditions.missing_inside:
        return error(404, "Contact not found")
    if not conditions.missing_inside and any(each not in account.tags for each in numbers):
        return error(404, "Tag not found")
    results, status = {}, 200
    for number in numbers:
        if row is None or number not in account.tags:
            results[number] = "FAILURE"
            continue
        new = account.apply_tag(row, number)
        results[number] = conditions.tag_word if new else conditions.already_word
        status = status if new else conditions.present_tag
    if conditions.tags_as_rows:
        return [{"key": key, "value": word} for key, word in results.items()], status
    return results, status


@api.delete("/v1/contacts/<contact>/tags")
def remove_tags(contact: str) -> ResponseReturnValue:
    row = _existing(contact)
    there = [account.remove_tag(row, each) for each in request.args.get("ids", "").split(",")]
    status = 204 if all(there) else conditions.absent_tag
    return error(status, "Tag not found on contact") if status >= 400 else ("", status)


@api.get("/v2/tags")
def list_tags() -> ResponseReturnValue:
    rows = [{"id": number, "name": name} for number, name in account.tags.items()]
    told = re.fullmatch("name==(.*)", request.args.get("filter", ""))
    if told:
        rows = [row for row in rows if row["name"].casefold() == told[1].casefold()]
    return paged("tags", rows)


@api.post("/v2/tags")
def create_tag() -> ResponseReturnValue:
    """That a name is unique is published, and not what a second one answers."""
    name = str(body().get("name", ""))
    if not name.strip() or {*body()} - {"name", "description", "category"}:
        return error(400, "The tag is not valid")
    number = account.add_tag(name)
    if number is None:
        return error(409, "A tag with this name already exists")
    return {"id": number, "name": name}, 201


@api.get("/v2/campaigns")
def list_campaigns() -> ResponseReturnValue:
    rows = [
        {"id": number, "name": name, "published_status": True}
        for number, name in account.campaigns.items()
    ]
    return paged("campaigns", rows)


@api.get("/v2/campaigns/<campaign>/sequences")
def list_sequences(campaign: str) -> ResponseReturnValue:
    mine = account.sequences.items()
    rows = [{"id": number, "name": name} for number, (of, name) in mine if of == campaign]
    if campaign not in account.campaigns:
        return error(404, "Campaign not found")
    return {"campaign_id": campaign, "sequences": rows, "next_page_token": ""}


@api.post("/v2/campaigns/<campaign>/sequences/<sequence>:addContacts")
def add_to_sequence(campaign: str, sequence: str) -> ResponseReturnValue:
    """The four words are published (AddContactsToSequenceResponse)."""
    if account.sequences.get(sequence, ("", ""))[0] != campaign:
        return error(404, "Sequence not found")
    results = {}
    for number in body().get("contact_ids", []):
        row = account.contacts.get(number)
        word = "CONTACT_DOES_NOT_EXIST"
        if row is not None:
            entered = account.enter(row, sequence, stays=conditions.stays_in_sequence)
            word = "SUCCESS" if entered else "ALREADY_IN_SEQUENCE"
        results[number] = word
    return {"add_to_sequence_results": results}


def _shown(contact: KeapContact) -> dict[str, Any]:
    return shown(contact, account.unsubscribed, with_tags=conditions.shows_tags)


def _existing(number: str) -> KeapContact:
    """The contact; the call ends where there is none."""
    row = account.contacts.get(number)
    return row or abort(make_response(error(404, "Contact not found")))


def _refuse_slips(told: Mapping[str, Any], known: Sequence[str]) -> None:
    """The call ends where there are any."""
    if wrong := slips_in(told, known):
        abort(make_response(error(400, f"Invalid: {', '.join(wrong)}")))


def _as_text(item: Mapping[str, Any]) -> dict[str, str]:
    return {"id": str(item["id"])} if "id" in item else {}


def _is_address(text: str) -> bool:
    return re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", text) is not None and len(text) <= 75


def _is_taken(row: KeapContact, emails: Sequence[Mapping[str, Any]]) -> bool:
    holders = (each for item in emails for each in account.of(str(item.get("email"))))
    return any(each is not row for each in holders)
