"""`python -m bridge.sandbox VENDOR`: one stand-in as a process of its own."""

import signal
import sys
from collections.abc import Iterable
from contextlib import closing

import click

from bridge.destinations.registry import called
from bridge.model import Sort
from bridge.sandbox.accounts import account_with, vendors


@click.command()
@click.argument("vendor", type=click.Choice(vendors()))
@click.option("--port", default=8025, show_default=True, help="0: any that is free.")
@click.option("--key", default="sandbox-key", show_default=True, help="The key it accepts.")
@click.option("--rate", default=5.0, show_default=True, help="Requests per second; 0: no limit.")
@click.option("--tag", multiple=True, help="A tag it has from the start; repeatable.")
@click.option("--tags", "file", type=click.File(encoding="utf-8"), help="The same, one a line.")
@click.option("--access", multiple=True, help="A membership it has; repeatable.")
@click.option("--list", multiple=True, help="A list it has; repeatable.")
@click.option("--field", multiple=True, help="A custom field it has; repeatable.")
@click.option("--automation", multiple=True, help="An automation it has; repeatable.")
def main(
    vendor: str,
    port: int,
    key: str,
    rate: float,
    file: Iterable[str] | None,
    **named: tuple[str, ...],
) -> None:
    """Run a sandbox account of VENDOR until Ctrl-C or SIGTERM."""
    names = [(Sort(sort), name) for sort, those in named.items() for name in those]
    lines = [line.strip() for line in file or ()]
    names += [(Sort.TAG, line) for line in lines if line and not line.startswith("#")]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        account = account_with(vendor, names, rate or None, key=key, port=port)
        account.start()
    except LookupError as error:
        raise click.ClickException(f"{error}.") from None
    except OSError as error:
        taken = f"Port {port} cannot be had: {error.strerror}."
        raise click.ClickException(f"{taken} Name another with --port.") from None
    with closing(account):
        click.echo(f"Sandbox {called(vendor)} account: {account.url} with the key {account.key}")
        signal.pause()


main()
