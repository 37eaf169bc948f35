"""All about one buyer, for people and for scripts."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import click

from bridge.cli.database import library, open_store
from bridge.cli.delivery_listing import (
    say_deliveries,
    say_pauses,
    say_what_happened,
)
from bridge.cli.output import printable, say_json, say_table, wrapped
from bridge.destinations.registry import called
from bridge.explain.as_json.record_json import buyer_json
from bridge.explain.buyer import Buyer, Buyers
from bridge.explain.example_writer import example_of
from bridge.explain.tag_reasons import TagOfContact
from bridge.explain.upcoming import ToCome
from bridge.model import Sort
from bridge.model.errors import BridgeError
from bridge.model.text import clock

# What a buyer's page heads each sort with, and the columns that name it.
_OTHERS = {
    Sort.ACCESS: ("Her access", ("MEMBERSHIP", "OPEN")),
    Sort.LIST: ("Her lists", ("LIST", "ON IT")),
    Sort.FIELD: ("Her fields", ("FIELD", "SHOULD BE")),
    Sort.AUTOMATION: ("Her automations", ("AUTOMATION", "STARTED")),
}


def show_buyer(
    email: str,
    *,
    as_json: bool,
    at: datetime | None = None,
    example: bool = False,
    every: bool = False,
) -> None:
    """Raises BridgeError when nothing names her."""
    buyers = Buyers(open_store(), library())
    buyer = buyers.find(email, at, every=every)
    if buyer is None:
        raise BridgeError(f"No delivery names {email}. Is it spelled as in ThriveCart? "
                          "`bridge events` lists what came.")  # fmt: skip
    sentences = buyers.sentences(buyer)
    if example:
        click.echo(example_of(buyer), nl=False)
    elif as_json:
        say_json(buyer_json(buyer, sentences))
    else:
        _say(buyer, sentences)


def say_upcoming(upcoming: Sequence[ToCome], title: str) -> None:
    rows = [(clock(each.at), each.what, each.rule) for each in upcoming]
    say_table(("WHEN", "WHAT", "BY"), rows, ("WHAT",), title)


def _say(buyer: Buyer, sentences: Sequence[str]) -> None:
    say_pauses(buyer.destinations, buyer.waiting)
    click.echo(printable(f"{buyer.name} <{buyer.email}>" if buyer.name else buyer.email))
    for sentence in sentences:
        click.echo(wrapped(sentence))
    if buyer.undone:
        say_deliveries(buyer.undone, buyer.destinations, "What waits or failed")
    rows = [(each.called, each.contact, each.stands) for each in buyer.whereabouts]
    say_table(("WHERE", "CONTACT", "HOW IT STANDS THERE"), rows, title="Where she is told of")
    several = len(buyer.whereabouts) > 1
    for crm in dict.fromkeys(tag.crm for tag in buyer.tags):
        doubting = called(crm) if several else "the CRM"
        _say_tags([tag for tag in buyer.tags if tag.crm == crm], called(crm), doubting)
    then = "after that day" if buyer.as_of else "for her"
    say_upcoming(buyer.upcoming, f"What is still to come {then}")
    if buyer.last and buyer.as_of:
        say_what_happened(buyer.last, "What had happened by then, the newest first")
    elif buyer.last:
        say_deliveries(buyer.last, buyer.destinations, "Her last deliveries")


def _say_tags(tags: Sequence[TagOfContact], where: str, doubting: str) -> None:
    """Those due, those not, and what is no tag; `doubting` is who may not know yet."""
    only = [tag for tag in tags if tag.sort is Sort.TAG]
    lists = {
        "she should have": [tag for tag in only if tag.due],
        "she should not have": [tag for tag in only if not tag.due and not tag.left],
        "left as they are": [tag for tag in only if tag.left],
    }
    for title, some in lists.items():
        _say_reasons(f"Tags {title} in {where}", ("TAG",), some, doubting)
    for sort, (title, heads) in _OTHERS.items():
        mine = [tag for tag in tags if tag.sort is sort]
        word = "at" if sort is Sort.ACCESS else "in"
        _say_reasons(f"{title} {word} {where}", heads, mine, doubting)


def _say_reasons(
    title: str, heads: tuple[str, ...], tags: Sequence[TagOfContact], doubting: str
) -> None:
    rows = [row for tag in tags for row in _rows(tag, len(heads), doubting)]
    say_table((*heads, "SINCE", "BECAUSE"), rows, ("TAG",), title)


def _rows(tag: TagOfContact, columns: int, doubting: str) -> Iterator[tuple[str, ...]]:
    """What decides, and below it what it outweighs."""
    named = (tag.tag, tag.stands)[:columns]
    for each in tag.reasons:
        yield (*named, clock(each.at), each.words(doubting))
        named = ("",) * columns
