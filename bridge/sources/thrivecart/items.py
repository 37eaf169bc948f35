"""Which items a ThriveCart delivery is about: type and id, never the number alone."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from bridge.model import ABOUT_THE_BUYER, Item, Kind
from bridge.sources.readers import text
from bridge.sources.thrivecart.words import item_type_in

_TYPES = ("upsell", "downsell", "bump", "product")  # what names an upsell says more than a product
_KEY = re.compile(r"(product|bump|upsell|downsell)[-_]([0-9a-z]{1,40})", re.IGNORECASE)
_ID = re.compile(r"[0-9a-zA-Z]{1,40}")
_BUYING = frozenset({Kind.PURCHASE, Kind.PAYMENT_DECLINED})
_MOST_ITEMS = 500
_FREQUENCIES = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "quarter": 91, "year": 365}


def items_of(sent: Mapping[str, Any], kind: Kind) -> tuple[Item, ...]:
    """The items of an event, each once, with pricing option and name where they are told."""
    if kind not in ABOUT_THE_BUYER:
        return ()
    found = _bought(sent, kind) if kind in _BUYING else _concerned(sent, kind)
    items = dict.fromkeys(islice(found, _MOST_ITEMS))
    plans, names = _charged(sent)
    asked = _amounts(sent, kind, items)
    single = _single(sent)
    frame = frame_of(sent, kind)
    for item in _named(sent, frame):
        plans[item.key] = frame["payment_plan_id"] or plans.get(item.key, "")
        names[item.key] = frame["name"] or names.get(item.key, "")
    base = f"product-{sent['base_product']}"
    plans[base] = plans.get(base) or sent["base_payment_plan"]
    names[base] = names.get(base) or sent["base_product_name"]
    return tuple(
        replace(
            item,
            plan=plans.get(item.key, "")[:40],
            name=names.get(item.key, ""),
            amount=asked.get(item.key),
            single=single.get(item.key),
        )
        for item in items
    )


def items_told(sent: Mapping[str, Any], kind: Kind) -> bool:
    """False where the items are no more than the funnel's front product: nothing names another."""
    if kind not in ABOUT_THE_BUYER:
        return True
    frame = frame_of(sent, kind)
    if kind not in _BUYING:
        return bool(_named(sent, frame)) or not _front(sent, frame)
    return any(map(_is_there, _maps(sent, kind))) or bool(
        _named(sent, frame) or [*_charges(sent)] or not _front(sent, frame)
    )


def frequency_of(sent: Mapping[str, Any], kind: Kind) -> int | None:
    """Days between two payments; of an order with several subscriptions the shortest."""
    frames = [sent["subscription"], frame_of(sent, kind)]
    if kind in _BUYING:
        frames += [*sent["order"]["future_charges"], *sent["order"]["charges"]]
    told = [
        each["frequency_days"] or _FREQUENCIES.get(each["frequency"].lower()) for each in frames
    ]
    return min((days for days in told if days), default=None)


def frame_of(sent: Mapping[str, Any], kind: Kind) -> Mapping[str, Any]:
    """The part of the delivery that speaks of the one item concerned."""
    part = "purchase" if kind in _BUYING else "subscription"
    frame: Mapping[str, Any] = sent["refund" if kind is Kind.REFUND else part]
    return frame


def _maps(sent: Mapping[str, Any], kind: Kind) -> list[object]:
    maps = [sent["purchase_map"], sent["purchase_map_flat"]]
    # What she may open is not always what she bought now: only where no other map is sent.
    if kind is Kind.PURCHASE and not any(map(_is_there, maps)):
        maps = [sent["accessible_purchase_map"], sent["accessible_purchase_map_flat"]]
    return maps


def _bought(sent: Mapping[str, Any], kind: Kind) -> list[Item]:
    for listed in _maps(sent, kind):
        if items := list(_listed(listed)):
            return items
    named = _named(sent, sent["purchase"])
    return named or [item for item, _ in _charges(sent)] or _front(sent, sent["purchase"])


def _concerned(sent: Mapping[str, Any], kind: Kind) -> list[Item]:
    frame = frame_of(sent, kind)
    return _named(sent, frame) or _front(sent, frame)


def _is_there(listed: object) -> bool:
    return bool(text(listed) if isinstance(listed, str) else listed)


def _listed(listed: object) -> Iterator[Item]:
    """`["product-12"]`, `"product-12, upsell-2"` or `{"0": "product-12"}`."""
    if isinstance(listed, Mapping):
        listed = [*listed.values(), *listed.keys()]
    for entry in listed if isinstance(listed, list) else [listed]:
        for key in text(entry).split(","):
            if item := _item_in(key):
                yield item


def _item_in(key: str) -> Item | None:
    """The item in `product-12` or `product_12`."""
    match = _KEY.fullmatch(key.strip())
    return Item(match[1].lower(), match[2]) if match else None


def _type_in(sent: Mapping[str, Any], frame: Mapping[str, Any]) -> str:
    return str(frame["type"]).lower() or item_type_in(sent["event"])


def _named(sent: Mapping[str, Any], frame: Mapping[str, Any]) -> list[Item]:
    """The item that the frame names, at most one."""
    item_type = _type_in(sent, frame)
    if not item_type:
        told = [(type_, frame[f"{type_}_id"]) for type_ in _TYPES]
    elif item_type in _TYPES:
        places = (frame[f"{item_type}_id"], frame["id"], sent[f"{item_type}_id"])
        told = [(item_type, place) for place in places]
    else:
        return []
    return [Item(type_, id_) for type_, id_ in told if _ID.fullmatch(id_)][:1]


def _front(sent: Mapping[str, Any], frame: Mapping[str, Any]) -> list[Item]:
    """The funnel's front product; it is the item only where nothing speaks of another one."""
    base = sent["base_product"]
    speaks_of_another = _type_in(sent, frame) not in ("", "product") or frame["id"] not in (
        "",
        base,
    )
    return [] if speaks_of_another or not _ID.fullmatch(base) else [Item("product", base)]


def _charges(sent: Mapping[str, Any]) -> Iterator[tuple[Item, Mapping[str, Any]]]:
    """A free trial stands only in the future charges, so both lists are read."""
    for charge in [*sent["order"]["charges"], *sent["order"]["future_charges"]]:
        if item := item_charged(charge):
            yield item, charge


def item_charged(charge: Mapping[str, Any]) -> Item | None:
    """The item that a line of the order is about, where the line says so."""
    key = charge["item_identifier"]
    return _item_in(key) or _item_in(f"{charge['item_type']}-{charge['reference']}")


def _charged(sent: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """The pricing option and the name of each item, by its key, as the charges tell them."""
    plans: dict[str, str] = {}
    names: dict[str, str] = {}
    for item, charge in _charges(sent):
        plans[item.key] = plans.get(item.key) or charge["payment_plan_id"]
        names[item.key] = names.get(item.key) or charge["name"]
    return plans, names


def _amounts(sent: Mapping[str, Any], kind: Kind, items: Iterable[Item]) -> dict[str, int]:
    """What the event asks for each item now, in hundredths: by the lines, or of the one item
    that it is about. An item that only later charges name is a trial: nothing is asked for it."""
    if kind not in _BUYING:
        amount, only = frame_of(sent, kind)["amount"], [*items]
        return {only[0].key: amount} if len(only) == 1 and amount is not None else {}
    amounts: dict[str, int] = {}
    for charge in sent["order"]["charges"]:
        item = item_charged(charge)
        if item and charge["amount"] is not None:
            amounts[item.key] = amounts.get(item.key, 0) + charge["amount"]
    later = (item_charged(charge) for charge in sent["order"]["future_charges"])
    return {item.key: 0 for item in later if item and sent["order"]["charges"]} | amounts


def _single(sent: Mapping[str, Any]) -> dict[str, bool]:
    """Whether all lines of an item are paid once; items whose lines do not say are left out."""
    single: dict[str, bool] = {}
    for item, charge in _charges(sent):
        if charge["type"] in ("single", "recurring"):
            once = charge["type"] == "single"
            single[item.key] = single.get(item.key, True) and once
    return single
