"""`bridge show`"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import click
from sqlalchemy import Engine

from bridge.access import Access
from bridge.buyer import buyer_of
from bridge.commands.columns import pairs, table, wrapped
from bridge.commands.shown_buyer import buyer_json, say_buyer
from bridge.commands.shown_tags import say_tags, say_timers
from bridge.commands.surroundings import DELIVERY_ID, EMAIL, open_store, rules_path
from bridge.commands.wording import (
    INDENT,
    delivery_json,
    item_words,
    local,
    ordered,
    say_json,
    say_lines,
    say_pauses,
    shown,
    timer_json,
    what_came,
    who,
)
from bridge.errors import BridgeError
from bridge.model import Call
from bridge.near import Near, NearMisses
from bridge.rules_now import RulesNow
from bridge.store import destinations
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import Delivery, State
from bridge.store.timers_listed import TimerRow, list_timers
from bridge.tags import TagOfContact, tags_of
from bridge.wording import clock, exact_clock, wish


@dataclass(frozen=True)
class _Found:
    """One delivery with all that belongs to it."""

    delivery: Delivery
    calls: Sequence[tuple[datetime, Call]]
    tags: Sequence[TagOfContact]
    timers: Sequence[TimerRow]
    near: Near


class _Which(click.ParamType[int | str]):
    """A delivery by its id, or a buyer by her address."""

    name = "which"

    def convert(
        self, value: int | str, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | str:
        text = str(value)
        is_number, is_address = text.lstrip("-").isdigit(), "@" in text
        if not is_number and not is_address:
            self.fail(f"{text!r} is neither a delivery's ID, such as 13, nor a buyer's EMAIL, such "
                      "as bea@example.com.", param, ctx)  # fmt: skip
        kind: click.ParamType[Any] = EMAIL if is_address else DELIVERY_ID
        converted: int | str = kind.convert(text, param, ctx)
        return converted


@click.command()
@click.argument("which", metavar="ID|EMAIL", type=_Which())
@click.option("--body", is_flag=True, help="Of a delivery: only what the cart sent, as JSON.")
@click.option("--all", "all_", is_flag=True, help="Of a buyer: outweighed reasons, too.")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def show(which: int | str, body: bool, all_: bool, as_json: bool) -> None:
    """Show everything about one delivery, or about one buyer.

    Of a delivery: what came, what the rules asked, what was changed or why not, every call to the
    CRM, and which tags the contact should have by now and why. Of a buyer: why she gets in or
    not, what decides each of her tags, what is still to come, what waits or failed, and her last
    deliveries. Needs DATABASE_URL.
    """
    if isinstance(which, int):
        _show_delivery(which, body=body, as_json=as_json)
    elif body:
        raise click.UsageError("--body goes with a delivery's ID.")
    else:
        _show_buyer(which, outweighed=all_, as_json=as_json)


def _show_buyer(email: str, *, outweighed: bool, as_json: bool) -> None:
    find = partial(buyer_of, open_store())
    found = Access(find, RulesNow(rules_path()))(email)
    if found is None:
        raise BridgeError(f"No delivery names {email}. Is it spelled as in ThriveCart?")
    buyer, sentences = found
    if as_json:
        say_json(buyer_json(buyer, sentences))
    else:
        say_buyer(buyer, sentences, outweighed=outweighed)


def _show_delivery(id_: int, *, body: bool, as_json: bool) -> None:
    engine = open_store()
    deliveries = Deliveries(engine)
    delivery = deliveries.find(id_)
    if delivery is None:
        raise BridgeError(f"No delivery has the id {id_}. `bridge events` lists those there are.")
    if body:
        say_json(deliveries.body(id_))
        return
    email = delivery.event.contact.key
    pending = list_timers(engine, email) if email else []
    nearly = NearMisses(RulesNow(rules_path()))(delivery.event, delivery.state)
    found = _Found(delivery, deliveries.calls(id_), tags_of(engine, email), pending, nearly)
    if as_json:
        say_json(_as_json(found))
    else:
        _say(found, engine)


def _say(found: _Found, engine: Engine) -> None:
    delivery = found.delivery
    if delivery.state is State.WAITING:
        waiting = Deliveries(engine).counts().get(State.WAITING, 0)
        say_pauses(destinations.all_of(engine), waiting)
    click.echo(f"Delivery {delivery.id}: {delivery.state}")
    if delivery.reason:
        click.echo(wrapped(delivery.reason))
    if found.near.unnamed:
        click.echo(wrapped(found.near.unnamed))
    if found.near.misses:
        told = [wrapped(each, indent=" " * INDENT) for each in found.near.misses]
        click.echo("\n".join(["", "What came nearest, by the rules as they stand now", *told]))
    say_lines(_about(delivery), "What came")
    if delivery.changes:
        heads = ("RULE", "LINE", "ASKS FOR", "WHAT BECAME OF IT")
        asked = table(heads, _asked(delivery), wrap=("RULE", "ASKS FOR"), margin=INDENT)
        say_lines(asked, "What the rules say")
    say_lines(_calls(found), "Calls to the CRM")
    say_tags(found.tags)
    say_timers(found.timers, "What is still to come for this contact")


def _about(delivery: Delivery) -> list[str]:
    event = delivery.event
    return pairs([
        ("Event", what_came(event)),
        ("Happened", shown(event.occurred_at)),
        ("Ordered", ordered(event)),
        ("Received", shown(delivery.received_at)),
        ("Again", f"{delivery.duplicates} more, counted only" if delivery.duplicates else ""),
        ("Contact", who(event)),
        ("Items", ", ".join(map(item_words, event.items))),
        ("Order", event.order_id),
        ("Invoice", event.invoice_id),
        ("Rules", delivery.rules_version),
        ("Tries", delivery.attempts),
        ("Next try", shown(delivery.next_try_at) if delivery.state is State.WAITING else ""),
        ("Settled", shown(delivery.settled_at)),
    ], margin=INDENT)  # fmt: skip


def _asked(delivery: Delivery) -> list[tuple[object, ...]]:
    """The changes with what came of each; of a delivery that waits, nothing came yet."""
    settled = bool(delivery.results)
    return [
        (
            each["rule"],
            each["line"] or "",
            wish(each, clock),
            each["what"] if settled else "waits",
        )
        for each in (delivery.results or delivery.changes)
    ]


def _calls(found: _Found) -> list[str]:
    if found.calls:
        heads = ("TIME", "METHOD", "PATH", "STATUS", "MS", "NOTE")
        rows = [
            (exact_clock(at), c.method, c.path, c.status or "none", c.milliseconds, c.note)
            for at, c in found.calls
        ]
        return table(heads, rows, wrap=("PATH",), margin=INDENT)
    if any(each.get("changed") for each in found.delivery.results):
        return ["None of its own: it went along with another delivery of this contact."]
    return ["None."]


def _as_json(found: _Found) -> dict[str, Any]:
    return {
        **delivery_json(found.delivery),
        "changes": list(found.delivery.results or found.delivery.changes),
        "calls": [
            {
                "at": local(at),
                "method": call.method,
                "path": call.path,
                "status": call.status,
                "milliseconds": call.milliseconds,
                "note": call.note,
            }
            for at, call in found.calls
        ],
        "contact_tags": [tag.as_json() for tag in found.tags],
        "unnamed": found.near.unnamed,
        "near_misses": list(found.near.misses),
        "timers": [timer_json(each) for each in found.timers],
    }
