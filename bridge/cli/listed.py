"""A list of deliveries, each with why it stands as it does below it."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bridge.cli.columns import table, table_rows, wrapped
from bridge.cli.wording import INDENT, say_lines, shown

if TYPE_CHECKING:
    from bridge.store.delivery import Delivery

_REASON = " " * 6  # letters, how far a reason stands in from its delivery


def say_deliveries(found: Sequence["Delivery"], title: str = "") -> None:
    """With a title, the list is one buyer's: she is not named in every row."""
    whose = () if title else ("E-MAIL",)
    heads = ("ID", "RECEIVED", "EVENT", "ITEMS", *whose, "STATE")
    margin = INDENT if title else 0
    rows = [_row(each, whose=bool(whose)) for each in found]
    told, *below = table_rows(heads, rows, ("EVENT", "ITEMS", *whose), margin)
    lines = [*told]
    for row, delivery in zip(below, found, strict=True):
        lines += [*row, *_why(delivery)]
    say_lines(lines, title)


def say_what_happened(found: Sequence["Delivery"], title: str) -> None:
    """One buyer's, without what became of each."""
    rows = [_row(each, whose=False)[:-1] for each in found]
    say_lines(table(("ID", "RECEIVED", "EVENT", "ITEMS"), rows, ("EVENT",), INDENT), title)


def _row(delivery: "Delivery", *, whose: bool) -> tuple[object, ...]:
    event = delivery.event
    return (
        delivery.id,
        shown(delivery.received_at),
        f"{event.kind}{' (test)' if event.mode == 'test' else ''}",
        ", ".join(item.key for item in event.items),
        *((event.contact.email,) if whose else ()),
        delivery.state,
    )


def _why(delivery: "Delivery") -> Iterator[str]:
    if not delivery.reason:
        return
    again = shown(delivery.next_try_at) if delivery.state == "waiting" else ""
    words = f"{delivery.reason} Next try {again}." if again else delivery.reason
    yield from wrapped(words, indent=_REASON).splitlines()
