"""`bridge send`"""

from dataclasses import asdict
from datetime import UTC, datetime
from secrets import randbelow
from typing import Any
from zlib import crc32

import click

from bridge.cli import receiver
from bridge.cli.answer import Answer
from bridge.cli.answer_told import say_answer
from bridge.cli.asking import confirmed
from bridge.cli.surroundings import CRM, EMAIL, TIME, rules_of, settings_of
from bridge.cli.wording import say_json
from bridge.destinations import registry
from bridge.model.errors import ConfigError
from bridge.sandbox.thrivecart import deliveries
from bridge.sources.thrivecart.source import read_saved


@click.command()
@click.argument("what", metavar="EVENT")
@click.option("--item", "items", multiple=True, default=["product-12"], show_default=True,
              help="What was bought: product-12, bump-3; repeatable.")  # fmt: skip
@click.option("--email", type=EMAIL, required=True, help="The buyer's; best one of your own.")
@click.option("--name", default="", help="The buyer's. [default: none, so none is changed]")
@click.option("--to", help="The receiver. [default: http://127.0.0.1:PORT]")
@click.option("--plan", help="The pricing option of the first item, such as 90222.")
@click.option("--order", help="The order's number. [default: a new one]")
@click.option("--at", type=TIME, help="When it happened, ISO. [default: now]")
@click.option("--ordered", "ordered_at", type=TIME,
              help="When the order it is about was made. [default: 30 days before]")  # fmt: skip
@click.option("--mode", type=click.Choice(["test", "live"]), default="test", show_default=True)
@click.option("--yes", is_flag=True, help="Do not ask first, where it is no try-out.")
@click.option("--json-body", is_flag=True, help="Post it as JSON instead of a form.")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def send(
    to: str | None, order: str | None, yes: bool, json_body: bool, as_json: bool, **told: Any
) -> None:
    """Post a delivery as ThriveCart would, to try a set-up without a purchase.

    EVENT is a word of rules.yaml ("payment failed") or ThriveCart's own ("order.rebill_failed").
    What the rules say is really done to that contact in the CRM. So it asks first, unless both
    receiver and CRM are on this machine. Needs THRIVECART_SECRET.
    """
    config = settings_of("THRIVECART_SECRET", also=("PORT", *registry.vendors()[CRM].needed))
    told |= {"secret": config.thrivecart_secret, "order_id": order or _new_order()}
    told["customer_id"] = str(crc32(told["email"].lower().encode()))  # one person, one number
    try:
        address = receiver.address(to or f"http://127.0.0.1:{config.port}")
        fields = deliveries.delivery(**told)
    except ValueError as wrong:
        raise click.UsageError(str(wrong)) from None
    account = f"//{registry.account_of(CRM, config.destination)}".rstrip("/")
    body = deliveries.as_json(fields) if json_body else deliveries.as_form(fields)
    if not yes and not as_json and receiver.is_live(address, account):
        _ask(address, body)
    answer = receiver.post(address, body, deliveries.JSON if json_body else deliveries.FORM)
    if as_json:
        say_json(asdict(answer))
    else:
        outcome = "had it already" if answer.duplicate else "stored it"
        click.echo(f"Sent {fields['event']}. The receiver {outcome}: bridge show {answer.id}")
        if not told["plan"] and (option := _made_up_option(body)):
            click.echo(option)


def _made_up_option(body: bytes) -> str:
    """What the first item's pricing option is, where the delivery carries one: a rule with
    `plans` does not match it."""
    event = read_saved(body)
    if event is None or not event.items or not event.items[0].plan:
        return ""
    first = event.items[0]
    return (
        f"Sent {event.kind} of {first.key} with pricing option {first.plan} (made up; --plan names "
        "another)."
    )


def _ask(address: str, body: bytes) -> None:
    """Say what the rules here make of it, and ask. Raises click.Abort, or BridgeError where there
    is nobody to answer."""
    event = read_saved(body)
    try:
        rules = rules_of(None)
    except ConfigError:
        click.echo("The rules file cannot be read here; `bridge check` says why.")
    else:
        if event:
            say_answer(Answer(rules, event.received(datetime.now(UTC)), datetime.now(UTC)))
    click.echo(f"\nThis is really done to that contact, by the receiver at {address}.")
    confirmed("Send it?", "bridge send … --yes")


def _new_order() -> str:
    """Its own each time, also of two that are sent in one second."""
    return f"{int(datetime.now(UTC).timestamp())}{randbelow(1_000_000):06}"
