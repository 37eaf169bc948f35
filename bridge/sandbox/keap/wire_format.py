"""How Keap's API writes things: bodies, errors, contacts, pages."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask import request

from bridge.sandbox.keap.state import ARRAYS, KeapContact, KeapRow

NAMES = ("given_name", "family_name")
_LONGEST = {"given_name": 40, "family_name": 40}
_SHAPES = {
    "email_addresses": {"email", "field", "opt_in_reason"},
    "phone_numbers": {"extension", "number", "type", "field", "number_e164"},
    "custom_fields": {"id", "content"},
}


def body() -> Mapping[str, Any]:
    """What was sent, empty where that is no object."""
    told = request.get_json(force=True, silent=True)
    return told if isinstance(told, dict) else {}


def items_of(told: Mapping[str, Any], array: str) -> list[KeapRow]:
    items = told.get(array)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def slips_in(told: Mapping[str, Any], known: Sequence[str]) -> list[str]:
    """The names of what it does not know, in the body or in one of its lists, and of texts that are
    too long."""
    long = [name for name, most in _LONGEST.items() if len(str(told.get(name, ""))) > most]
    odd = [
        array
        for array, keys in _SHAPES.items()
        if any({*item} - keys for item in items_of(told, array))
    ]
    return sorted({*told} - {*known} | {*long, *odd})


def error(status: int, message: str) -> tuple[KeapRow, int]:
    """As the published `Error`; the gateway in front of it says things otherwise."""
    return {"code": status, "message": message, "status": "ERROR", "details": []}, status


def fault(status: int, code: str, message: str) -> tuple[KeapRow, int]:
    """As Keap's gateway says it."""
    return {"fault": {"faultstring": message, "detail": {"errorcode": code}}}, status


def shown(contact: KeapContact, unsubscribed: Collection[str], *, with_tags: bool) -> KeapRow:
    """As v2 tells it: all that `fields` asks for. No reason opts an address in again that is among
    those `unsubscribed`."""
    opted_in = bool(contact.opt_in_reason)
    every: KeapRow = {
        "id": contact.id,
        **{name: contact.names.get(name) for name in NAMES},
        **{array: contact.arrays[array] for array in ARRAYS},
        "email_addresses": [
            row | _standing(row, unsubscribed, by_v1=opted_in)
            for row in contact.arrays["email_addresses"]
        ],
        "tag_ids": [*contact.tags] if with_tags else None,
    }
    asked = request.args.get("fields", ",".join(every)).split(",")
    return {name: value for name, value in every.items() if name in asked}


def _standing(row: KeapRow, unsubscribed: Collection[str], *, by_v1: bool) -> KeapRow:
    """Whether marketing mail goes to an address, and why; v1 is told for the first one alone."""
    if row["email"].casefold() in unsubscribed:
        return {"is_opt_in": False, "email_opt_status": "LIST_UNSUBSCRIBE"}
    told = bool(row.get("opt_in_reason")) or (by_v1 and row.get("field") == "EMAIL1")
    status = "SINGLE_OPT_IN" if told else "NON_MARKETABLE"
    return {"is_opt_in": told, "email_opt_status": status}


def shown_by_v1(contact: KeapContact, *, with_tags: bool) -> KeapRow:
    """As recorded replies have it: ids are numbers."""
    return {
        "id": int(contact.id),
        **{name: contact.names.get(name) for name in NAMES},
        "email_addresses": contact.arrays["email_addresses"],
        "email_opted_in": bool(contact.opt_in_reason),
        "email_status": "SingleOptIn" if contact.opt_in_reason else "NonMarketable",
        **({"tag_ids": [int(tag) for tag in contact.tags]} if with_tags else {}),
    }


def paged(name: str, rows: Sequence[KeapRow]) -> KeapRow:
    """Up to `page_size` rows, and a token for the next page where there is one."""
    size = min(request.args.get("page_size", 100, int) or 100, 1000)
    start = request.args.get("page_token", 0, int)
    more = str(start + size) if start + size < len(rows) else ""
    return {name: rows[start : start + size], "next_page_token": more}
