"""`python -m bridge.sandbox.ontraport`"""

import signal
import sys
from contextlib import closing

import click

from bridge.sandbox.ontraport import SandboxOntraport


@click.command()
@click.option("--port", default=8026, show_default=True, help="0: any that is free.")
@click.option("--key", default="sandbox-key", show_default=True, help="The Api-Key it accepts.")
@click.option("--rate", default=3.0, show_default=True, help="Requests per second; 0: no limit.")
@click.option("--tag", "tags", multiple=True, help="A tag it has from the start; repeatable.")
@click.option("--field", "fields", multiple=True, help="A custom field it has; repeatable.")
@click.option("--automation", "automations", multiple=True, help="An automation; repeatable.")
def main(
    tags: tuple[str, ...],
    rate: float,
    fields: tuple[str, ...],
    automations: tuple[str, ...],
    port: int,
    key: str,
) -> None:
    """Run a sandbox Ontraport account until Ctrl-C or SIGTERM."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    account = SandboxOntraport(tags, rate or None, key, port)
    try:
        account.start()
    except OSError as error:
        text = f"Port {port} cannot be had: {error.strerror}. Name another with --port."
        raise click.ClickException(text) from None
    with closing(account):
        account.furnish((), fields, automations)
        said = f"{account.url} with the app id {account.app_id} and the key {account.key}"
        click.echo(f"Sandbox Ontraport account: {said}")
        signal.pause()


main()
