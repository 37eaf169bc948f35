"""What ThriveCart calls the pricing options that a delivery names; only its lines tell that."""

from collections.abc import Mapping

from bridge.sources.thrivecart.items import item_charged
from bridge.sources.thrivecart.shapes import SENT


def plan_names(body: Mapping[str, object]) -> dict[tuple[str, str], str]:
    """By the item's key and the option's number; those without a name are left out."""
    order = SENT(body)["order"]
    return {
        (item.key, charge["payment_plan_id"][:40]): charge["payment_plan_name"]
        for charge in [*order["charges"], *order["future_charges"]]
        if (item := item_charged(charge)) and charge["payment_plan_id"]
        and charge["payment_plan_name"]
    }  # fmt: skip
