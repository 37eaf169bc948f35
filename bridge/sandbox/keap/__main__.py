"""`python -m bridge.sandbox.keap`"""

import signal
import sys
from collections.abc import Iterable
from contextlib import closing
from typing import Any

import click

from bridge.sandbox.keap import SandboxKeap


@click.command()
@click.option("--port", default=8026, show_default=True, help="0: any that is free.")
@click.option("--key", default="sandbox-key", show_default=True, help="The key it accepts.")
@click.option("--rate", default=4.0, show_default=True, help="Requests per second; 0: no limit.")
@click.option("--tag", "names", multiple=True, help="A tag it has from the start; repeatable.")
@click.option("--tags", "file", type=click.File(encoding="utf-8"), help="The same, one a line.")
@click.option("--field", "fields", multiple=True, help="A custom field it has; repeatable.")
@click.option("--automation", "automations", multiple=True, help="A campaign; repeatable.")
def main(
    names: tuple[str, ...],
    file: Iterable[str] | None,
    rate: float,
    fields: tuple[str, ...],
    automations: tuple[str, ...],
    **settings: Any,
) -> None:
    """Run a sandbox Keap account until Ctrl-C or SIGTERM."""
    lines = [line.strip() for line in file or ()]
    tags = [*names, *(line for line in lines if line and not line.startswith("#"))]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    account = SandboxKeap(tags, rate or None, **settings)
    try:
        account.start()
    except OSError as error:
        port = f"Port {settings['port']} cannot be had: {error.strerror}."
        raise click.ClickException(f"{port} Name another with --port.") from None
    with closing(account):
        account.furnish((), fields, automations)
        click.echo(f"Sandbox Keap account: {account.url} with the key {account.key}")
        signal.pause()


main()
