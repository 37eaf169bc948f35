"""Who a ThriveCart delivery speaks of, and whether that person can be found."""

from collections.abc import Mapping
from typing import Any

from bridge.model import Contact
from bridge.model.address import can_exist, visible

_NO_EMAIL = "There is no e-mail address in this delivery, so no contact can be found."
_IMPOSSIBLE_EMAIL = (
    "The e-mail address in this delivery is not one that can exist, so no contact can be found. "
    "Correct it at the customer in ThriveCart, and give this buyer's tags by hand."
)


def contact_of(sent: Mapping[str, Any]) -> tuple[Contact, str]:
    """The contact, and in a sentence why she cannot be found (empty when she can).

    An abandoned cart's person stands under `viewer` and again under `customer`.
    """
    email = visible(sent["new_email"] or _first(sent, "email") or sent["email"])
    first_name = _first(sent, "first_name", "firstname")
    last_name = _first(sent, "last_name", "lastname")
    if not first_name and not last_name:
        first_name, _, last_name = _first(sent, "name").partition(" ")
    contact = Contact(
        email=email if can_exist(email) else "",
        first_name=first_name,
        last_name=last_name.strip(),
        phone=_first(sent, "contactno"),
        customer_id=_customer(sent["customer_id"]) or _customer(_first(sent, "id")),
    )
    if contact.email:
        return contact, ""
    return contact, _IMPOSSIBLE_EMAIL if email else _NO_EMAIL


def _customer(id_: object) -> str:
    """The customer's number; "0" is none."""
    told = str(id_).strip()[:255]
    return "" if told in ("0", "null") else told


def _first(sent: Mapping[str, Any], *names: str) -> str:
    for person in (sent["customer"], sent["viewer"]):
        for name in names:
            if person[name]:
                return str(person[name])
    return ""
