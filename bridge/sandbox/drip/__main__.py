"""`python -m bridge.sandbox.drip`"""

import signal
import sys
from collections.abc import Iterable
from contextlib import closing
from typing import Any

import click

from bridge.sandbox.drip import SandboxDrip
from bridge.sandbox.drip.state import ACCOUNT


@click.command()
@click.option("--port", default=8026, show_default=True, help="0: any that is free.")
@click.option("--key", default="sandbox-token", show_default=True, help="The API token it accepts.")
@click.option(
    "--rate", default=1.0, show_default=True, help="Requests per second, in an hour; 0: no limit."
)
@click.option("--tag", "names", multiple=True, help="A tag it has from the start; repeatable.")
@click.option("--tags", "file", type=click.File(encoding="utf-8"), help="The same, one a line.")
@click.option("--list", "lists", multiple=True, help="An email series it has; repeatable.")
@click.option("--field", "fields", multiple=True, help="A custom field it has; repeatable.")
@click.option("--automation", "automations", multiple=True, help="A workflow; repeatable.")
def main(
    names: tuple[str, ...],
    file: Iterable[str] | None,
    rate: float,
    lists: tuple[str, ...],
    fields: tuple[str, ...],
    automations: tuple[str, ...],
    **settings: Any,
) -> None:
    """Run a sandbox Drip account until Ctrl-C or SIGTERM."""
    lines = [line.strip() for line in file or ()]
    tags = [*names, *(line for line in lines if line and not line.startswith("#"))]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    account = SandboxDrip(tags, rate or None, **settings)
    try:
        account.start()
    except OSError as error:
        port = f"Port {settings['port']} cannot be had: {error.strerror}."
        raise click.ClickException(f"{port} Name another with --port.") from None
    with closing(account):
        account.furnish(lists, fields, automations)
        at = f"{account.url} with the account {ACCOUNT} and the token {account.key}"
        click.echo(f"Sandbox Drip account: {at}")
        signal.pause()


main()
