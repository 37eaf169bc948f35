"""`python -m bridge.sandbox.memberpress`"""

import signal
import sys
from contextlib import closing
from typing import Any

import click

from bridge.sandbox.memberpress import SandboxMemberPress


@click.command()
@click.option("--port", default=8026, show_default=True, help="0: any that is free.")
@click.option("--key", default="sandbox-key", show_default=True, help="The API key it accepts.")
@click.option("--rate", default=5.0, show_default=True, help="Requests per second; 0: no limit.")
@click.option("--membership", "titles", multiple=True, help="A membership it has; repeatable.")
def main(titles: tuple[str, ...], rate: float, **settings: Any) -> None:
    """Run a sandbox WordPress site with MemberPress until Ctrl-C or SIGTERM."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    site = SandboxMemberPress(titles, rate or None, **settings)
    try:
        site.start()
    except OSError as error:
        port = f"Port {settings['port']} cannot be had: {error.strerror}."
        raise click.ClickException(f"{port} Name another with --port.") from None
    with closing(site):
        click.echo(f"Sandbox MemberPress site: {site.url} with the key {site.key}")
        signal.pause()


main()
