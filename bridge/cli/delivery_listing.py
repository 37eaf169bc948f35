"""Deliveries as lists show them, each with why it stands as it does, and as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

import click

from bridge.cli.output import INDENT, say_lines, say_table, table_rows, wrapped
from bridge.explain.backlog import next_step, rest_words
from bridge.model import Event, Kind
from bridge.model.text import (
    clock,
    event_words,
    hand_words,
    item_words,
    name_and_address,
    waiting_words,
)
from bridge.store.delivery import Delivery
from bridge.store.destinations import DestinationState

_REASON = " " * 6  # letters, how far a reason stands in from its delivery
_HEADS = ("ID", "RECEIVED", "EVENT", "ITEMS")


def say_deliveries(
    found: Sequence[Delivery], accounts: Sequence[DestinationState] = (), title: str = ""
) -> None:
    """With a title, the list is one buyer's: she is not named in every row."""
    whose = () if title else ("E-MAIL",)
    rows = [_row(each, whose=bool(whose)) for each in found]
    heads, *below = table_rows((*_HEADS, *whose, "STATE"), rows, ("EVENT", "ITEMS", *whose),
                               INDENT if title else 0)  # fmt: skip
    lines = [*heads]
    for row, delivery in zip(below, found, strict=True):
        words = next_step(delivery, datetime.now(UTC), accounts, retry_command(delivery))
        lines += [*row, *wrapped(words, indent=_REASON).splitlines()]
    say_lines(lines, title)


def say_what_happened(found: Sequence[Delivery], title: str) -> None:
    """One buyer's, without what became of each."""
    say_table(_HEADS, [_row(each, whose=False)[:-1] for each in found], ("EVENT",), title)


def retry_command(delivery: Delivery) -> str:
    """What tries a delivery again that failed."""
    return f"Then run `bridge retry {delivery.id}`."


def say_pauses(destinations: Sequence[DestinationState], waiting: int) -> bool:
    """Say on top which accounts are not called for now, and why; gives whether none is."""
    several = len(destinations) > 1
    for each in destinations:
        if words := rest_words(each, datetime.now(UTC), several=several):
            then = "" if several or not each.paused else f"\n{waiting_words(waiting)}"
            click.echo(f"{wrapped(words)}{then}\n")
    return bool(destinations) and all(each.paused for each in destinations)


def occasion(event: Event) -> Iterator[tuple[str, str]]:
    """What an event is, when it happened, and when the order was that it is about."""
    yield "Event", event_words(event)
    yield "Happened", clock(event.occurred_at)
    yield "Ordered", "" if event.kind is Kind.PURCHASE else clock(event.ordered_at)


def purchase(event: Event, ids: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Whose it is, and what of. `ids` are deliveries by their keys."""
    yield "Contact", name_and_address(event.contact)
    yield from hand_words(event, ids)
    yield "Items", ", ".join(map(item_words, event.items))
    yield "Order", event.order_id


def _row(delivery: Delivery, *, whose: bool) -> tuple[object, ...]:
    event = delivery.event
    return (
        delivery.id,
        clock(delivery.received_at),
        f"{event.kind}{' (test)' if event.mode == 'test' else ''}",
        ", ".join(item.key for item in event.items),
        *((event.contact.email,) if whose else ()),
        delivery.state,
    )
