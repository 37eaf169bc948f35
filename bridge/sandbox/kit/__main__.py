"""`python -m bridge.sandbox.kit`"""

import signal
import sys
from contextlib import closing
from typing import Any

import click

from bridge.sandbox.kit import SandboxKit


@click.command()
@click.option("--port", default=8025, show_default=True, help="0: any that is free.")
@click.option("--key", default="sandbox-key", show_default=True, help="The key it accepts.")
@click.option("--rate", default=2.0, show_default=True, help="Requests per second; 0: no limit.")
@click.option("--lag", default=0, show_default=True, help="Reads that do not yet see a write.")
@click.option("--tag", "names", multiple=True, help="A tag it has from the start; repeatable.")
@click.option("--field", "fields", multiple=True, help="A custom field it has; repeatable.")
@click.option("--sequence", "sequences", multiple=True, help="A sequence; repeatable.")
def main(
    names: tuple[str, ...],
    rate: float,
    fields: tuple[str, ...],
    sequences: tuple[str, ...],
    **settings: Any,
) -> None:
    """Run a sandbox Kit account until Ctrl-C or SIGTERM."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    account = SandboxKit(names, rate or None, **settings)
    try:
        account.start()
    except OSError as error:
        port = f"Port {settings['port']} cannot be had: {error.strerror}."
        raise click.ClickException(f"{port} Name another with --port.") from None
    with closing(account):
        account.furnish((), fields, sequences)
        click.echo(f"Sandbox Kit account: {account.url} with the key {account.key}")
        signal.pause()


main()
