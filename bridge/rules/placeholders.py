"""What of an event may stand in a field's value: `Bought <product name> on <date>`."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from bridge.model import Event, Item
from bridge.model.text import join_or, money
from bridge.rules.schedule import period_end

# Of what a placeholder is read: the event, the first matched item, and the NAME behind its word.
Source = tuple[Event, Item | None, str]


@dataclass(frozen=True)
class Placeholder:
    """One word between `<` and `>`. `read` gives "" where the event names nothing of the kind.

    `takes` is what follows the word: the name of a custom field, say. `about` is its sentence for
    the file's owner.
    """

    name: str
    read: Callable[[Source], str]
    about: str
    takes: str = ""

    @property
    def written(self) -> str:
        """`<custom field NAME>`"""
        return f"<{self.name}{' ' if self.takes else ''}{self.takes}>"


def _item(read: Callable[[Item], str]) -> Callable[[Source], str]:
    return lambda source: read(source[1]) if source[1] else ""


def _event(read: Callable[[Event], str]) -> Callable[[Source], str]:
    return lambda source: read(source[0])


def _day(time: datetime | None) -> str:
    return time.date().isoformat() if time else ""


def _number(number: int | None) -> str:
    return "" if number is None else str(number)


def _named(values: Mapping[str, str], name: str) -> str:
    wanted = name.casefold()
    return next((value for key, value in values.items() if key.casefold() == wanted), "").strip()


def _amount(event: Event) -> str:
    return "" if event.money.amount is None else money(event.money.amount)


PLACEHOLDERS = {
    each.name: each
    for each in (
        Placeholder("product name", _item(lambda item: item.name),
                    "The item's name in the cart; of several items that match, the first's."),
        Placeholder("product", _item(lambda item: item.key), "The item, such as product-12."),
        Placeholder("pricing option", _item(lambda item: item.plan),
                    "The pricing option's number."),
        Placeholder("order number", _event(lambda event: event.order_id), "The order's number."),
        Placeholder("invoice number", _event(lambda event: event.invoice_id),
                    "The invoice's number."),
        Placeholder("amount", _event(_amount), "The amount, such as 49.00."),
        Placeholder("currency", _event(lambda event: event.money.currency),
                    "The currency, such as USD."),
        Placeholder("coupon", _event(lambda event: event.coupon), "The coupon's code."),
        Placeholder("affiliate", _event(lambda event: event.affiliate), "The affiliate's id."),
        Placeholder("date", _event(lambda event: _day(event.occurred_at)),
                    "The day it happened, such as 2026-01-31."),
        Placeholder("payment number",
                    _event(lambda event: _number(event.subscription.payment_number)),
                    "Which payment it is, as the cart counts."),
        Placeholder("payments left",
                    _event(lambda event: _number(event.subscription.payments_left)),
                    "How many payments are still to come."),
        Placeholder("next payment date",
                    _event(lambda event: _day(event.subscription.next_payment_at)),
                    "The day of the next payment."),
        Placeholder("end of paid period",
                    _event(lambda event: _day(period_end(event))),
                    "The last day of the paid period, or else the day of the next payment."),
        Placeholder("custom field", lambda source: _named(source[0].custom_fields, source[2]),
                    "What the buyer wrote into this field of the checkout.", takes="NAME"),
        Placeholder("passthrough", lambda source: _named(source[0].passthrough, source[2]),
                    "What the checkout's link passed under this name.", takes="NAME"),
    )
}  # fmt: skip

_BETWEEN = re.compile("<([^<>]*)>")


def filled(text: str, event: Event, item: Item | None) -> tuple[str, str]:
    """The value, and "" behind it; or "" and what the event lacks for it: `no coupon`."""
    value, missing = "", []
    for fixed, word in _parts(text):
        value += fixed
        if word:
            placeholder, name = named(word)
            read = placeholder.read((event, item, name)) if placeholder else ""
            value += read
            missing += [] if read else [word if not name else f"{word[: -len(name)]}'{name}'"]
    return ("", f"no {join_or(dict.fromkeys(missing))}") if missing else (value, "")


def named(word: str) -> tuple[Placeholder | None, str]:
    """The placeholder that stands between `<` and `>`, and the name behind it; None for others."""
    if (known := PLACEHOLDERS.get(word)) and not known.takes:
        return known, ""
    for each in PLACEHOLDERS.values():
        if each.takes and word.startswith(f"{each.name} ") and (name := word[len(each.name) :]):
            return each, name.strip()
    return None, ""


def words_in(text: str) -> list[str]:
    """What stands between each `<` and its `>`."""
    return _BETWEEN.findall(text)


def unclosed(text: str) -> bool:
    return "<" in _BETWEEN.sub("", text)


@lru_cache(maxsize=10_000)
def _parts(text: str) -> tuple[tuple[str, str], ...]:
    """Fixed text, each with the word that follows it; the last with none."""
    *pairs, last = _BETWEEN.split(text)
    return (*zip(pairs[::2], pairs[1::2], strict=True), (last, ""))
