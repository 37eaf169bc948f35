"""All about one buyer, for people and for scripts."""

from collections.abc import Sequence
from typing import Any

import click

from bridge.asking.buyer import Buyer
from bridge.commands.columns import printable, wrapped
from bridge.commands.listed import say_deliveries
from bridge.commands.record_json import delivery_json, destination_json, timer_json
from bridge.commands.shown_tags import say_tags_apart, say_timers
from bridge.commands.wording import say_pauses


def say_buyer(buyer: Buyer, sentences: Sequence[str], *, outweighed: bool) -> None:
    """`sentences` say why she gets in or not; with `outweighed`, every reason is told."""
    say_pauses(buyer.destinations, buyer.waiting)
    named = f"{buyer.name} <{buyer.email}>" if buyer.name else buyer.email
    click.echo(printable(named))
    for sentence in sentences:
        click.echo(wrapped(sentence))
    if buyer.undone:
        say_deliveries(buyer.undone, "What waits or failed")
    say_tags_apart(buyer.tags, outweighed=outweighed)
    say_timers(buyer.timers, "What is still to come for her")
    if buyer.last:
        say_deliveries(buyer.last, "Her last deliveries")


def buyer_json(buyer: Buyer, sentences: Sequence[str]) -> dict[str, Any]:
    return {
        "email": buyer.email,
        "name": buyer.name,
        "sentences": list(sentences),
        "destinations": [destination_json(each) for each in buyer.destinations],
        "undone": [delivery_json(each) for each in buyer.undone],
        "contact_tags": [tag.as_json() for tag in buyer.tags],
        "timers": [timer_json(each) for each in buyer.timers],
        "deliveries": [delivery_json(each) for each in buyer.last],
    }
