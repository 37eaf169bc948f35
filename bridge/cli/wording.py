"""How commands word what the store holds, for people and for scripts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from textwrap import indent
from typing import TYPE_CHECKING

import click

from bridge.cli.columns import wrapped
from bridge.destinations.registry import called
from bridge.model import Event, Item, Kind
from bridge.model.text import clock, json_text

if TYPE_CHECKING:  # words need no database
    from bridge.store.destinations import Destination

INDENT = 2  # letters, of a block below its title


def crm_called(name: str) -> str:
    """The CRM's own spelling of its name."""
    return called(name)


def local(time: datetime | None) -> str:
    """ISO to the second with the zone of this machine, for scripts; empty for no time."""
    return time.astimezone().isoformat(timespec="seconds") if time else ""


def shown(time: datetime | None) -> str:
    """`21 Nov 2026, 14:05`, for people; empty for no time."""
    return clock(time) if time else ""


def deliveries_counted(number: int) -> str:
    return f"{number} delivery" if number == 1 else f"{number} deliveries"


def item_words(item: Item) -> str:
    """`product-12 plan 90222`, as in rules.yaml."""
    return f"{item.key} plan {item.plan}" if item.plan else item.key


def what_came(event: Event) -> str:
    """`payment failed (order.rebill_failed), test mode`"""
    word = f" ({event.word})" if event.word and event.word != event.kind else ""
    return f"{event.kind}{word}{', test mode' if event.mode == 'test' else ''}"


def who(event: Event) -> str:
    """The contact's name and address, as far as they are known."""
    contact = event.contact
    name = " ".join(filter(None, (contact.first_name, contact.last_name)))
    return f"{name} <{contact.email}>" if name and contact.email else contact.email or name


def say_pauses(destinations: Iterable["Destination"], waiting: int) -> None:
    """Say on top which accounts are not called for now, and why."""
    one = waiting == 1
    on = "waits and goes on by itself" if one else "wait and go on by themselves"
    for each in destinations:
        if each.paused:
            since = f"{crm_called(each.name)} is paused since {shown(each.paused_since)}"
            click.echo(wrapped(f"{since}: {each.paused_because}"))
            click.echo(f"{deliveries_counted(waiting)} {on} when it answers again.\n")


def ordered(event: Event) -> str:
    """When the order was that an event is about; empty for the order itself."""
    return "" if event.kind is Kind.PURCHASE else shown(event.ordered_at)


def say_lines(lines: Sequence[str], title: str = "") -> None:
    """A block, set off by an empty line and indented below its title."""
    if title:
        click.echo(f"\n{title}")
    for line in lines:
        click.echo(" " * INDENT + line if title else line)


def say_json(what: object) -> None:
    click.echo(json_text(what))


def say_json_listing(what: Mapping[str, object], name: str, listed: Iterable[str]) -> None:
    """As `say_json`, with a last member `name`: a list of documents, which is never in memory as a
    whole. There is something else in `what`."""
    click.echo(json_text(what).removesuffix("\n}") + f',\n  "{name}": [', nl=False)
    for number, document in enumerate(listed):
        click.echo(("," if number else "") + "\n" + indent(document, "    "), nl=False)
    click.echo("\n  ]\n}")
