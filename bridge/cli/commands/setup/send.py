"""`bridge send`"""

from datetime import UTC, datetime
from secrets import randbelow
from typing import Any
from zlib import crc32

import click

from bridge.cli.commands.deliveries.answer import Answer
from bridge.cli.commands.deliveries.answer_output import say_answer
from bridge.cli.commands.setup import webhook
from bridge.cli.environment import CRM, rules_of, settings_of
from bridge.cli.options import EMAIL, TIME, confirm, json_option
from bridge.cli.output import say_json
from bridge.destinations import registry
from bridge.model import Event
from bridge.model.errors import ConfigError
from bridge.sandbox.thrivecart import samples
from bridge.sources.thrivecart.source import read_saved


@click.command(epilog="For example: bridge send purchase --email you@example.com")
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
@json_option
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
        address = webhook.address(to or f"http://127.0.0.1:{config.port}")
        fields = samples.delivery(**told)
    except ValueError as wrong:
        raise click.UsageError(str(wrong)) from None
    account = f"//{registry.account_of(CRM, config.destination)}".rstrip("/")
    body = samples.as_json(fields) if json_body else samples.as_form(fields)
    event = read_saved(body)
    if not yes and not as_json and webhook.is_live(address, account):
        _ask(address, event)
    answer = webhook.post(address, body, samples.JSON if json_body else samples.FORM)
    if as_json:
        say_json(answer)
        return
    outcome = "had it already" if answer.duplicate else "stored it"
    click.echo(f"Sent {fields['event']}. The receiver {outcome}: bridge show {answer.id}")
    if not told["plan"] and event and event.items and event.items[0].plan:
        # A rule with `plans` does not match it.
        first = event.items[0]
        click.echo(f"Sent {event.kind} of {first.key} with pricing option {first.plan} (made up; "
                   "--plan names another).")  # fmt: skip


def _ask(address: str, event: Event | None) -> None:
    """Say what the rules here make of it, and ask. Raises BridgeError without a yes."""
    try:
        rules = rules_of(None)
    except ConfigError:
        click.echo("The rules file cannot be read here; `bridge check` says why.")
    else:
        if event:
            say_answer(Answer(rules, event.received(datetime.now(UTC)), datetime.now(UTC)))
    click.echo(f"\nThis is really done to that contact, by the receiver at {address}.")
    confirm("Send it?", "bridge send … --yes")


def _new_order() -> str:
    """Its own each time, also of two that are sent in one second."""
    return f"{int(datetime.now(UTC).timestamp())}{randbelow(1_000_000):06}"
