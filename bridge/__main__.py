"""The operator's commands: `bridge …`, or `python -m bridge …`."""

import sys

import click

from bridge.commands.check import check
from bridge.commands.events import events
from bridge.commands.explain import explain
from bridge.commands.failures import Commands
from bridge.commands.migrate import migrate
from bridge.commands.retry import retry
from bridge.commands.rules import rules
from bridge.commands.send import send
from bridge.commands.show import show
from bridge.commands.unmapped import unmapped

_EXITS = (
    "Exit codes: 0 good, 1 you must act, 2 wrong use. BRIDGE_DEBUG=1 shows where an unforeseen "
    "error happened."
)


@click.group(cls=Commands, epilog=_EXITS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="thrivecart-bridge", prog_name="bridge")
def cli() -> None:
    """ThriveCart's purchases become tags in your CRM. These commands look at it and set it right.

    Settings come from the environment (DATABASE_URL, RULES_FILE and so on; see the README).
    """


for _command in (check, rules, explain, events, unmapped, show, retry, migrate, send):
    cli.add_command(_command)


def main() -> None:
    """Runs the command that the arguments name, and ends the process."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a buyer's name must not break a plain terminal
            stream.reconfigure(errors="replace")
    cli(prog_name="bridge")


if __name__ == "__main__":
    main()
