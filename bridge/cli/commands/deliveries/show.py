"""`bridge show`"""

from collections.abc import Iterator
from datetime import UTC, datetime

import click
from sqlalchemy import Engine

from bridge.cli.commands.deliveries.show_buyer import say_upcoming, show_buyer
from bridge.cli.database import NO_DELIVERY, library, open_store, say_if_file_differs
from bridge.cli.delivery_listing import (
    occasion,
    purchase,
    retry_command,
    say_pauses,
)
from bridge.cli.environment import rules_path
from bridge.cli.options import DELIVERY_ID, EMAIL, TIME, Typed, json_option
from bridge.cli.output import INDENT, say_json, say_lines, say_pairs, say_table, wrapped
from bridge.destinations.registry import called
from bridge.explain.as_json.record_json import whole_delivery_json
from bridge.explain.backlog import next_step
from bridge.explain.rules_file import RulesNow
from bridge.explain.whole_delivery import WholeDelivery, whole_delivery
from bridge.model import Sort
from bridge.model.errors import BridgeError
from bridge.model.text import clock, exact_clock, wish
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import State


def _which(typed: str) -> int | str:
    """A delivery by its id, or a buyer by her address."""
    if "@" in typed:
        return EMAIL.read(typed)
    if not typed.lstrip("-").isdigit():
        raise ValueError(f"{typed!r} is neither a delivery's ID, such as 13, nor a buyer's EMAIL, "
                         "such as bea@example.com.")  # fmt: skip
    return DELIVERY_ID.read(typed)


@click.command(epilog="For example: bridge show 13, or bridge show bea@example.com")
@click.argument("which", metavar="ID|EMAIL", type=Typed("which", _which))
@click.option("--body", is_flag=True, help="Of a delivery: only what the cart sent, as JSON.")
@click.option("--as-of", "as_of", type=TIME, help="Of a buyer: as it was, or will be, then.")
@click.option("--all", "every", is_flag=True,
              help="Of a buyer: every delivery, and every reason for her tags.")  # fmt: skip
@click.option("--example", is_flag=True, help="Of a buyer: her life as an example for rules.yaml.")
@json_option
def show(
    which: int | str,
    body: bool,
    as_of: datetime | None,
    every: bool,
    example: bool,
    as_json: bool,
) -> None:
    """Show everything about one delivery, or about one buyer.

    Of a delivery: what came, what the rules asked, what was changed or why not, every call to the
    CRM, and which tags the contact should have by now and why. Of a buyer, by any of her
    addresses: why she gets in or not, what decides each of her tags, what is still to come, what
    waits or failed, and her last deliveries. Needs DATABASE_URL.
    """
    if isinstance(which, int):
        if as_of or every or example:
            raise click.UsageError("--as-of, --all and --example go with a buyer's EMAIL.")
        _show_delivery(which, body=body, as_json=as_json)
    elif body:
        raise click.UsageError("--body goes with a delivery's ID.")
    else:
        show_buyer(which, as_json=as_json, at=as_of, example=example, every=every)
    if not body and not example:
        say_if_file_differs()


def _show_delivery(id_: int, *, body: bool, as_json: bool) -> None:
    """With `body`, only what the cart sent. Raises BridgeError when no delivery has the id."""
    engine = open_store()
    if body:
        _say_body(engine, id_)
        return
    found = whole_delivery(engine, library(), id_, RulesNow(rules_path()))
    if found is None:
        raise BridgeError(NO_DELIVERY.format(id_))
    if as_json:
        say_json(whole_delivery_json(found))
        return
    if found.delivery.state is State.WAITING:
        say_pauses(found.accounts, Deliveries(engine).unfinished())
    _say(found)


def _say_body(engine: Engine, id_: int) -> None:
    if Deliveries(engine).find(id_) is None:
        raise BridgeError(NO_DELIVERY.format(id_))
    say_json(Deliveries(engine).body(id_))


def _say(found: WholeDelivery) -> None:
    delivery = found.delivery
    click.echo(f"Delivery {delivery.id}: {delivery.state}")
    step = next_step(delivery, datetime.now(UTC), found.accounts, retry_command(delivery))
    for words in filter(None, (step, found.near.unnamed)):
        click.echo(wrapped(words))
    if found.near.misses:
        told = [wrapped(each, indent=" " * INDENT) for each in found.near.misses]
        click.echo("\n".join(["", "What came nearest, by the rules as they stand now", *told]))
    say_pairs(_about(found), "What came")
    several = any("destination" in each for each in delivery.results)
    asked = [
        (each["rule"], each["line"] or "", wish(each),
         *((called(each.get("destination", "")),) if several else ()), each["what"])
        for each in delivery.results
    ]  # fmt: skip
    heads = ("RULE", "LINE", "ASKS FOR", *(("WHERE",) if several else ()), "WHAT BECAME OF IT")
    say_table(heads, asked, ("RULE", "ASKS FOR"), "What followed of it")
    _say_calls(found)
    for crm in dict.fromkeys(tag.crm for tag in found.tags):
        rows = [
            (t.called, t.stands, t.decided.words(_doubting(found, crm)))
            for t in found.tags
            if t.crm == crm
        ]
        site = all(tag.sort is Sort.ACCESS for tag in found.tags if tag.crm == crm)
        what = f"access at {called(crm)}" if site else f"tags in {called(crm)}"
        heads = ("ACCESS" if site else "TAG", "DUE", "BECAUSE")
        say_table(heads, rows, heads[:1], f"The contact's {what}, as the rules want {_it(site)}")
    say_upcoming(found.upcoming, "What is still to come for this contact")


def _doubting(found: WholeDelivery, crm: str) -> str:
    """Who does not know yet."""
    return called(crm) if len(found.accounts) > 1 else "the CRM"


def _it(site: bool) -> str:
    return "it" if site else "them"


def _about(found: WholeDelivery) -> Iterator[tuple[str, object]]:
    delivery, event = found.delivery, found.delivery.event
    yield from occasion(event)
    yield "Received", clock(delivery.received_at)
    yield "Again", f"{delivery.duplicates} more, counted only" if delivery.duplicates else ""
    yield from purchase(event, found.ids)
    yield "Said by", found.operator
    yield "Invoice", event.invoice_id
    yield "Rules", delivery.rules_version
    yield "Tries", delivery.attempts
    yield "Settled", clock(delivery.settled_at)


def _say_calls(found: WholeDelivery) -> None:
    title = "Calls to the CRM"
    if found.calls:
        several = len(found.accounts) > 1
        title = "Calls" if several else title
        heads = ("TIME", *(("TO",) if several else ()), "METHOD", "PATH", "STATUS", "MS", "NOTE")
        rows = [
            (exact_clock(at), *((called(whose),) if several else ()),
             c.method, c.path, c.status or "none", c.milliseconds, c.note)
            for (at, c), whose in zip(found.calls, found.called_at, strict=True)
        ]  # fmt: skip
        say_table(heads, rows, ("PATH",), title)
    else:
        say_lines([found.without_calls], title)
