"""Asking before something is done that a slip of the finger should not do."""

import sys

import click

from bridge.model.errors import BridgeError


def confirmed(question: str, otherwise: str) -> bool:
    """True; raises click.Abort for a no, and BridgeError where nobody is there to answer:
    `otherwise` is what to type there."""
    try:
        agreed = click.confirm(question)
    except click.Abort:
        if sys.stdin.isatty():
            raise  # Ctrl-C
        click.echo()
        raise BridgeError(
            "Nobody answered, so nothing was changed. Where there is no terminal, say yes "
            f"beforehand: {otherwise}"
        ) from None
    if not agreed:
        raise click.Abort
    return True
