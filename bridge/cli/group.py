"""The group of all commands, which imports only the one that is asked for."""

from collections.abc import Mapping
from typing import Any

import click

from bridge.late import Late


class OnDemand(click.Group):
    """`told` has the name of each command and the first sentence of its help.

    That is enough to list them; the command `name` itself stands in bridge/commands/name.py.
    """

    def __init__(self, told: Mapping[str, str], **more: Any) -> None:
        listed = {name: click.Command(name, help=sentence) for name, sentence in told.items()}
        super().__init__(commands=listed, **more)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, listed, rest = super().resolve_command(ctx, args)
        return name, command_called(name) if name and listed else None, rest


def command_called(name: str) -> click.Command:
    """The command whose name is listed."""
    command: click.Command = getattr(Late(f"bridge.cli.commands.{name}"), name)
    return command
