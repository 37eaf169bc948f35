"""`bridge show`"""

from functools import partial
from typing import Any

import click

from bridge.asking.access import Access
from bridge.asking.buyer import buyer_of
from bridge.asking.rules_now import RulesNow
from bridge.commands.columns import wrapped
from bridge.commands.shown_buyer import buyer_json, say_buyer
from bridge.commands.shown_delivery import show_delivery
from bridge.commands.surroundings import DELIVERY_ID, EMAIL, open_store, rules_path
from bridge.commands.wording import say_json
from bridge.errors import BridgeError

_NOT_READ = (
    "Your rules file is not here or has mistakes (see `bridge check`), so why she gets in or not "
    "is not told."
)


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
        if all_:
            raise click.UsageError("--all goes with a buyer's EMAIL.")
        show_delivery(which, body=body, as_json=as_json)
    elif body:
        raise click.UsageError("--body goes with a delivery's ID.")
    else:
        _show_buyer(which, outweighed=all_, as_json=as_json)


def _show_buyer(email: str, *, outweighed: bool, as_json: bool) -> None:
    rules_now = RulesNow(rules_path())
    found = Access(partial(buyer_of, open_store()), rules_now)(email)
    if found is None:
        raise BridgeError(f"No delivery names {email}. Is it spelled as in ThriveCart?")
    if rules_now() is None:
        click.echo(wrapped(_NOT_READ), err=True)
    buyer, sentences = found
    if as_json:
        say_json(buyer_json(buyer, sentences))
    else:
        say_buyer(buyer, sentences, outweighed=outweighed)
