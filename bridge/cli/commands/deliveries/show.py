"""`bridge show`"""

from datetime import datetime
from typing import Any

import click

from bridge.cli.commands.deliveries.show_buyer import show_buyer
from bridge.cli.commands.deliveries.show_delivery import show_delivery
from bridge.cli.options import DELIVERY_ID, EMAIL, TIME, json_option
from bridge.cli.publication import say_if_file_differs


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


@click.command(epilog="For example: bridge show 13, or bridge show bea@example.com")
@click.argument("which", metavar="ID|EMAIL", type=_Which())
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
        show_delivery(which, body=body, as_json=as_json)
    elif body:
        raise click.UsageError("--body goes with a delivery's ID.")
    else:
        show_buyer(which, as_json=as_json, at=as_of, example=example, every=every)
    if not body and not example:
        say_if_file_differs()
