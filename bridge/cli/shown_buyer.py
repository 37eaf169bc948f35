"""All about one buyer, for people and for scripts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import click

from bridge.cli.columns import printable, wrapped
from bridge.cli.listed import say_deliveries, say_what_happened
from bridge.cli.record_json import delivery_json, destination_json, event_json
from bridge.cli.shown_tags import say_tags_apart, say_upcoming
from bridge.cli.surroundings import CRM, library, open_store
from bridge.cli.wording import local, say_json, say_pauses
from bridge.explain.buyer import Buyer, Buyers
from bridge.explain.example import example_of
from bridge.model.errors import BridgeError
from bridge.store.delivery import Delivery


def show_buyer(
    email: str,
    *,
    as_json: bool,
    at: datetime | None = None,
    example: bool = False,
    every: bool = False,
) -> None:
    """Raises BridgeError when nothing names her."""
    buyers = Buyers(open_store(), library(), CRM)
    buyer = buyers.find(email, at, every=every)
    if buyer is None:
        raise BridgeError(f"No delivery names {email}. Is it spelled as in ThriveCart?")
    sentences = buyers.sentences(buyer)
    if example:
        click.echo(example_of(buyer), nl=False)
    elif as_json:
        say_json(_as_json(buyer, sentences))
    else:
        _say(buyer, sentences)


def _say(buyer: Buyer, sentences: Sequence[str]) -> None:
    say_pauses(buyer.destinations, buyer.waiting)
    named = f"{buyer.name} <{buyer.email}>" if buyer.name else buyer.email
    click.echo(printable(named))
    for sentence in sentences:
        click.echo(wrapped(sentence))
    if buyer.undone:
        say_deliveries(buyer.undone, "What waits or failed")
    say_tags_apart(buyer.tags)
    then = "after that day" if buyer.as_of else "for her"
    say_upcoming(buyer.upcoming, f"What is still to come {then}")
    if buyer.last and buyer.as_of:
        say_what_happened(buyer.last, "What had happened by then, the newest first")
    elif buyer.last:
        say_deliveries(buyer.last, "Her last deliveries")


def _as_json(buyer: Buyer, sentences: Sequence[str]) -> dict[str, Any]:
    told = _then_json if buyer.as_of else delivery_json
    return {
        "email": buyer.email,
        "addresses": [*buyer.addresses],
        "name": buyer.name,
        "as_of": local(buyer.as_of) or None,
        "sentences": list(sentences),
        "destinations": [destination_json(each) for each in buyer.destinations],
        "undone": [delivery_json(each) for each in buyer.undone],
        "contact_tags": [tag.as_json() for tag in buyer.tags],
        "upcoming": [each.as_json() for each in buyer.upcoming],
        "deliveries": [told(each) for each in buyer.last],
    }


def _then_json(delivery: Delivery) -> dict[str, Any]:
    """Without what became of it, which may have been later."""
    return {
        "id": delivery.id,
        "received_at": local(delivery.received_at),
        **event_json(delivery.event),
    }
