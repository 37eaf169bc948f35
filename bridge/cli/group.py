"""The group of all commands: it imports the one that is asked for, knows what else people call it,
and makes every failure one clear message and an exit code."""

import os
from collections.abc import Mapping
from difflib import get_close_matches
from importlib import import_module
from typing import IO, Any

import click

from bridge.cli.output import printable
from bridge.model.errors import BridgeError

# What a command is called, too. Those of the release before say so; they go with the next one.
ALIASES = {"why": "explain", "diff": "plan", "timers": "upcoming"}
_OF_BEFORE = ("diff", "timers")
# What people type who look for a command.
_MEANT = {
    "events": "list ls log logs tail status history deliveries webhooks orders failed",
    "show EMAIL": "tags user users buyer contact customer person people member find search get",
    "apply": "deploy sync release update",
    "rules push": "publish push",
    "rules pull": "pull",
    "undo": "rollback revert reset restore",
    "check": "test validate lint verify doctor health ping config",
    "retry": "redo rerun replay resend again",
    "migrate": "init setup install upgrade db",
    "upcoming": "next schedule scheduled queue pending later",
    "grant": "add give invite allow",
    "end": "remove revoke cancel stop delete",
    "ban": "block lock suspend deny",
    "forget": "erase gdpr",
    "send": "post simulate fake purchase",
    "unmapped": "missing unknown unmatched products",
    "--help": "help commands",
}
_WANTED = {word: command for command, words in _MEANT.items() for word in words.split()}


class Failed(click.ClickException):
    """Ends the command with exit code 1 and its message on stderr. A server's words may be in it:
    they must not steer the terminal."""

    def show(self, file: IO[Any] | None = None) -> None:
        lines = map(printable, self.message.split("\n"))
        click.echo("\n".join(lines), file=file, err=file is None)


class Commands(click.Group):
    """`folders` has of each folder below bridge/cli/commands/ the commands in it, each with the
    first sentence of its help: that is enough to list them. A command of two words stands under its
    second one."""

    def __init__(self, folders: Mapping[str, Mapping[str, str]], **more: Any) -> None:
        self._folders = {name: folder for folder, told in folders.items() for name in told}
        listed = {name: words for told in folders.values() for name, words in told.items()}
        listed |= {alias: f"As `bridge {name}`." for alias, name in ALIASES.items()}
        commands = {name: click.Command(name, help=words) for name, words in listed.items()}
        super().__init__(commands=commands, **more)

    def command_called(self, name: str) -> click.Command:
        """The command itself, by any name that is listed."""
        name = ALIASES.get(name, name)
        own = name.rpartition(" ")[2]
        module = import_module(f"bridge.cli.commands.{self._folders[name]}.{own}")
        command: click.Command = getattr(module, own)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, *rest = args
        if rest and f"{name} {rest[0]}" in self.commands:
            name, rest = f"{name} {rest[0]}", rest[1:]
        if name not in self.commands and not name.startswith("-"):
            ctx.fail(f"There is no command '{printable(name)}'. {self._hint(name)}")
        if name not in _OF_BEFORE:
            return name, self.command_called(name), rest
        wanted, typed = ALIASES[name], name
        if typed == "diff" and "--apply" in rest:
            rest.remove("--apply")
            wanted, typed = "apply", "diff --apply"
        click.echo(f"`bridge {typed}` is called `bridge {wanted}` now.", err=True)
        return name, self.command_called(wanted), rest

    def _hint(self, name: str) -> str:
        known = {**_WANTED, **{each: each for each in self.commands}}
        near = get_close_matches(name.lower(), known, n=1, cutoff=0.7)
        if not near:
            return "`bridge --help` lists those there are."
        return f"Did you mean `bridge {known[near[0]]}`?"

    def invoke(self, ctx: click.Context) -> Any:
        """BRIDGE_DEBUG=1 shows the unforeseen whole."""
        try:
            return super().invoke(ctx)
        except click.MissingParameter as missing:
            example = missing.ctx.command.epilog if missing.ctx else ""
            words = f"{missing.format_message()} {example or ''}".strip()
            raise click.UsageError(words, missing.ctx) from missing
        except (click.exceptions.Exit, click.Abort, click.ClickException, BrokenPipeError):
            raise  # click knows what to do; a broken pipe is a reader that left, as `| head` does
        except BridgeError as error:
            raise Failed(str(error)) from error
        except Exception as error:
            # Here, since importing it takes longer than `bridge check`: SQLAlchemy and redis.
            from bridge.cli import failures

            if os.environ.get(failures.DEBUG) == "1" and not failures.is_foreseen(error):
                raise
            raise Failed(failures.failure_words(error)) from error
