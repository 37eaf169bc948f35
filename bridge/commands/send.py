"""`bridge send`"""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from zlib import crc32

import click

from bridge.commands import receiver
from bridge.commands.surroundings import EMAIL, TIME, settings_of
from bridge.commands.wording import say_json
from bridge.sandbox import deliveries
from bridge.sources.thrivecart import read_saved


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
@click.option("--json-body", is_flag=True, help="Post it as JSON instead of a form.")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def send(to: str | None, order: str | None, json_body: bool, as_json: bool, **told: Any) -> None:
    """Post a delivery as ThriveCart would, to try a set-up without a purchase.

    EVENT is a word of rules.yaml ("payment failed") or ThriveCart's own ("order.rebill_failed").
    What the rules say is really done to that contact in the CRM. Needs THRIVECART_SECRET.
    """
    config = settings_of("THRIVECART_SECRET", also=("PORT",))
    told |= {"secret": config.thrivecart_secret, "order_id": order or _new_order()}
    told["customer_id"] = str(crc32(told["email"].lower().encode()))  # one person, one number
    try:
        address = receiver.address(to or f"http://127.0.0.1:{config.port}")
        fields = deliveries.delivery(**told)
    except ValueError as wrong:
        raise click.UsageError(str(wrong)) from None
    body = deliveries.as_json(fields) if json_body else deliveries.as_form(fields)
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


def _new_order() -> str:
    return str(int(datetime.now(UTC).timestamp()))
