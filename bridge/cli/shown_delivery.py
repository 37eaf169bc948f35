"""All about one delivery, for people and for scripts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import click
from sqlalchemy import Engine

from bridge.cli.columns import pairs, table, wrapped
from bridge.cli.record_json import delivery_json
from bridge.cli.shown_tags import say_tags, say_upcoming
from bridge.cli.surroundings import CRM, library, open_store, rules_path
from bridge.cli.wording import (
    INDENT,
    item_words,
    local,
    ordered,
    say_json,
    say_lines,
    say_pauses,
    shown,
    what_came,
    who,
)
from bridge.explain.known import known_of
from bridge.explain.near import Near, NearMisses
from bridge.explain.rules_now import RulesNow
from bridge.explain.tags import TagOfContact, tags_of
from bridge.explain.upcoming import ToCome, to_come
from bridge.model import Call
from bridge.model.errors import BridgeError
from bridge.model.text import exact_clock, hand_words, wish
from bridge.store import destinations
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import Delivery, State


@dataclass(frozen=True)
class _Found:
    """One delivery with all that belongs to it."""

    delivery: Delivery
    calls: Sequence[tuple[datetime, Call]]
    tags: Sequence[TagOfContact]
    upcoming: Sequence[ToCome]
    near: Near
    ids: Mapping[str, int]


def show_delivery(id_: int, *, body: bool, as_json: bool) -> None:
    """With `body`, only what the cart sent. Raises BridgeError when no delivery has the id."""
    engine = open_store()
    deliveries = Deliveries(engine)
    delivery = deliveries.find(id_)
    if delivery is None:
        raise BridgeError(f"No delivery has the id {id_}. `bridge events` lists those there are.")
    if body:
        say_json(deliveries.body(id_))
        return
    email = delivery.event.contact.key
    known = known_of(engine, library(), CRM, email) if email else None
    nearly = NearMisses(RulesNow(rules_path()))(delivery.event, delivery.state)
    ids = known.ids if known else {}
    calls = deliveries.calls(id_)
    found = _Found(delivery, calls, tags_of(known, CRM), to_come(known), nearly, ids)
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
    say_lines(_about(delivery, found.ids), "What came")
    if delivery.results:
        heads = ("RULE", "LINE", "ASKS FOR", "WHAT BECAME OF IT")
        asked = table(heads, _asked(delivery), wrap=("RULE", "ASKS FOR"), margin=INDENT)
        say_lines(asked, "What followed of it")
    say_lines(_calls(found), "Calls to the CRM")
    say_tags(found.tags)
    say_upcoming(found.upcoming, "What is still to come for this contact")


def _about(delivery: Delivery, ids: Mapping[str, int]) -> list[str]:
    event = delivery.event
    return pairs([
        ("Event", what_came(event)),
        ("Happened", shown(event.occurred_at)),
        ("Ordered", ordered(event)),
        ("Received", shown(delivery.received_at)),
        ("Again", f"{delivery.duplicates} more, counted only" if delivery.duplicates else ""),
        ("Contact", who(event)),
        *hand_words(event, ids),
        ("Items", ", ".join(map(item_words, event.items))),
        ("Order", event.order_id),
        ("Invoice", event.invoice_id),
        ("Rules", delivery.rules_version),
        ("Tries", delivery.attempts),
        ("Next try", shown(delivery.next_try_at) if delivery.state is State.WAITING else ""),
        ("Settled", shown(delivery.settled_at)),
    ], margin=INDENT)  # fmt: skip


def _asked(delivery: Delivery) -> list[tuple[object, ...]]:
    """What followed of it, with what came of each."""
    return [
        (
            each["rule"],
            each["line"] or "",
            wish(each),
            each["what"],
        )
        for each in delivery.results
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
        "results": list(found.delivery.results),
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
        "upcoming": [each.as_json() for each in found.upcoming],
    }
