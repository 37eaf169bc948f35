"""True-to-life ThriveCart deliveries, to try a set-up without a purchase.

Their frames stand in samples.yaml. The bodies of the Event Subscription API are not published; here
they have the account webhook's.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from html import escape
from pathlib import Path
from secrets import randbelow
from typing import Any
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5
from zlib import crc32

import yaml

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
_DATA = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
_FRAMES = _DATA["frames"]
OURS: dict[str, str] = _DATA["our words"]
EVENTS: dict[str, list[str]] = _DATA["events"]  # by their frame
WORDS = [name for names in EVENTS.values() for name in names]
_ITEM = re.compile(r"(product|bump|upsell|downsell)-([0-9]+)")
_MONTH = timedelta(days=30)


def delivery(
    what: str, *, more: Mapping[str, object] | None = None, **told: Any
) -> dict[str, object]:
    """One delivery as nested values.

    `what` is our word (`payment failed`) or ThriveCart's (`order.rebill_failed`), `told` what a
    `Sample` has; None is what it has anyway. `more` is laid over the body: a value of None takes
    that field away. Raises ValueError, with the known words, for a word or item that ThriveCart
    does not have.
    """
    given = {name: value for name, value in told.items() if value is not None}
    body = Sample(name_for(what), **given).body() | {**(more or {})}
    return {field: value for field, value in body.items() if value is not None}


def as_form(fields: Mapping[str, object]) -> bytes:
    """The delivery as ThriveCart posts it by default (content type FORM): PHP's bracket keys.

    Empty lists vanish, as they do in PHP.
    """
    pairs = [pair for name, value in fields.items() for pair in _flat(name, value)]
    return urlencode(pairs).encode()


def as_json(fields: Mapping[str, object]) -> bytes:
    """The delivery as with `receive results as JSON` ticked (content type JSON)."""
    return json.dumps(fields).encode()


@dataclass(frozen=True)
class Sample:
    """All that a made-up delivery tells; what is not given is the same each time.

    `event` is ThriveCart's name. `items` are keys as in rules.yaml; all but purchases speak of a
    single one. `base_product` is the key of the funnel's front product, if it is another. `amount`
    is in hundredths, for each item. `plan` is the first item's pricing option; after the purchase
    only the front product's is told. `at` is now if not given, and `ordered_at`, which later events
    tell, a month before. `payments_left` None is endless.
    """

    event: str
    items: Sequence[str] = ("product-12",)
    email: str = "buyer@example.com"
    name: str = "Bea Buyer"
    order_id: str = "1001"
    customer_id: str = "501"
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    secret: str = ""
    plan: str = ""
    mode: str = "live"
    amount: int = 4900
    currency: str = "USD"
    base_product: str = ""
    payment_number: int = 2
    payments_left: int | None = None
    paid_until: datetime | None = None
    ordered_at: datetime | None = None
    consent: bool = False  # to what the checkout's box asks
    monthly: Sequence[str] = ()  # which of the items of a purchase are paid for each month

    def __post_init__(self) -> None:
        for item in (*self.items, *filter(None, [self.base_product])):
            if not _ITEM.fullmatch(item):
                raise ValueError(
                    f"The item '{item}' is not known. An item is product, bump, upsell or downsell "
                    "with its number, like product-12 or upsell-3."
                )
        if not self.items:
            raise ValueError("A delivery needs an item, like product-12.")
        if len(self.items) > 1 and self.frame != "purchase":
            raise ValueError(
                f"A delivery of {self.event} speaks of one item: make one for each of "
                f"{', '.join(self.items)}."
            )
        if self.frame == "cart" and not self.items[0].startswith("product-"):
            raise ValueError(f"A cart holds a product, not {self.items[0]}: say product-12.")
        if self.mode not in ("live", "test"):
            raise ValueError(f"The mode '{self.mode}' is not known. Known are: live, test.")

    @property
    def frame(self) -> str:
        return next(frame for frame, names in EVENTS.items() if self.event in names)

    def body(self) -> dict[str, object]:
        """The delivery as nested values."""
        body: dict[str, object] = _filled(_FRAMES[self.frame], [*map(self._of, self.items)])
        if "." in self.event:
            body.pop("webhook_id", None)
        if self.monthly and self.frame == "purchase":
            self._make_monthly(body["order"])
        return body

    def _make_monthly(self, order: Any) -> None:
        """As a charge that recurs, and one that is due in a month."""
        due = str(int((self.paid_until or self.at + _MONTH).timestamp()))
        period = {"frequency": "month", "frequency_days": "30", "due": due}
        for charge in order["charges"]:
            if charge["item_identifier"].replace("_", "-") in self.monthly:
                charge["type"] = "recurring"
                order["future_charges"].append({**charge, **period})

    def _of(self, item: str) -> dict[str, str]:
        """What a frame may name, where it tells of this item."""
        products = (each for each in self.items if each.startswith("product-"))
        front = (self.base_product or next(products, "product-12")).partition("-")[2]
        type_, _, number = item.partition("-")
        first = self.plan if item == self.items[0] else ""
        until, stamp = self.paid_until or self.at + _MONTH, str(int(self.at.timestamp()))
        told = (self.event, self.mode, self.order_id, self.email, *self.items, stamp)
        return {
            **{name: str(value) for name, value in vars(self).items()},
            **_times("at", self.at),
            **_times("ordered", self.ordered_at or self.at - _MONTH),
            **_times("until", until),
            **_money("amount", self.amount),
            **_money("total", self.amount * len(self.items)),
            "item": item,
            "items": ", ".join(self.items),
            "type": type_,
            "number": number,
            # With an ampersand, which ThriveCart escapes in one place and not in another.
            "item_name": escape(f"{type_.capitalize()} {number} & more"),
            "plan": first or f"9{number}",
            "front": front,
            "front_plan": (item == f"product-{front}" and first) or f"9{front}",
            # ThriveCart's own number of the subscription: one for each item of an order.
            "subscription": str(_number(self.order_id, item) % 10**7),
            "event_id": str(_number(self.order_id, *self.items, stamp) % 10**9),
            "webhook_id": str(uuid5(NAMESPACE_URL, "/".join(told))),
            "invoice": f"{self.order_id:0>9}",
            "mode_int": "1" if self.mode == "test" else "2",
            "first_name": self.name.partition(" ")[0],
            "last_name": self.name.partition(" ")[2],
            "consent": str(self.consent).lower(),
            "payment": str(self.payment_number),
            "payments_left": "null" if self.payments_left is None else str(self.payments_left),
            "ends": "billing_period_end" if "cancelled" in self.event else "next_payment_date",
        }


def new_order(now: datetime) -> str:
    """Its own each time, also of two that are made in one second."""
    return f"{int(now.timestamp())}{randbelow(1_000_000):06}"


def customer_of(email: str) -> str:
    """One person, one number."""
    return str(crc32(email.lower().encode()))


def name_for(what: str) -> str:
    """ThriveCart's name of an event. Raises ValueError, with the nearest known one or all."""
    word = OURS.get(what.strip().lower(), what.strip())
    if word not in WORDS:
        for nearest in get_close_matches(what.strip().lower(), [*OURS, *WORDS], 1):
            raise ValueError(f"The event '{what}' is not known. Did you mean '{nearest}'?")
        raise ValueError(
            f"The event '{what}' is not known. Known are: {', '.join(OURS)}; "
            f"or ThriveCart's own names: {', '.join(WORDS)}."
        )
    return word


def _flat(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, list | tuple):
        value = dict(enumerate(value))
    if not isinstance(value, Mapping):
        yield name, str(value)
        return
    for inner, deeper in value.items():
        yield from _flat(f"{name}[{inner}]", deeper)


def _filled(frame: Any, items: list[dict[str, str]]) -> Any:
    """The frame with its words; a list, and a key that names an item, once for each."""
    if isinstance(frame, str):
        return frame.format_map(items[0])
    if isinstance(frame, list):
        return [_filled(each, [item]) for item in items for each in frame]
    return {
        key.format_map(item): _filled(inner, [item] if "{item}" in key else items)
        for key, inner in frame.items()
        for item in (items if "{item}" in key else items[:1])
    }


def _times(name: str, moment: datetime) -> dict[str, str]:
    utc = moment.astimezone(UTC)
    return {
        name: f"{utc:%Y-%m-%d %H:%M:%S}",
        f"{name}_iso": utc.isoformat(timespec="seconds"),
        f"{name}_unix": str(int(moment.timestamp())),
    }


def _money(name: str, hundredths: int) -> dict[str, str]:
    return {name: str(hundredths), f"{name}_str": f"{hundredths // 100}.{hundredths % 100:02}"}


def _number(*told: str) -> int:
    return uuid5(NAMESPACE_URL, "/".join(told)).int
