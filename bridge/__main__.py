"""The operator's commands: `bridge …`, or `python -m bridge …`."""

import logging
import os
import sys
from pathlib import Path

import click

from bridge import settings
from bridge.cli.group import Commands

_EXITS = (
    "Exit codes: 0 good, 1 you must act, 2 wrong use. BRIDGE_DEBUG=1 shows where an unforeseen "
    "error happened."
)
# The command `name` stands in bridge/cli/commands/FOLDER/name.py. Behind it is what `bridge --help`
# says about it: the first sentence of its own help.
_COMMANDS = {
    "setup": {
        "check": "Check the settings and the rules file, and try the file's own examples.",
        "migrate": "Bring the database to this release; safe to run at every start.",
        "send": "Post a delivery as ThriveCart would, to try a set-up without a purchase.",
    },
    "rules": {
        "apply": "Bring everybody to where a rules file wants them, after asking.",
        "plan": "Say who would gain or lose which access and tags by a rules file.",
        "rules": "Print the rules as a table, memberships written out: one row a rule.",
        "rules history": "List every version of the rules: when, by whom and how it was published, "
        "newest first.",
        "rules pull": "Write the rules that count into a rules file, together with what was "
        "changed in it.",
        "rules push": "Publish a rules file as the next version, without a deploy, after asking.",
        "undo": "Take back a publication of the rules, the last one or number N, or what a hand "
        "did.",
        "unmapped": "List what was sold or happened without any rule for it.",
    },
    "people": {
        "ban": "Keep somebody out of a membership, or of all, whatever she pays for.",
        "end": "End somebody's membership by hand: a chargeback, say, which ThriveCart tells "
        "nobody.",
        "forget": "Erase a person everywhere in the bridge; the totals stay.",
        "grant": "Give somebody a membership by hand: a guest, a prize, a favour.",
        "upcoming": "List what is to come by itself, the next one first.",
    },
    "deliveries": {
        "events": "List what came, newest first, and what became of it.",
        "explain": "Say what a delivery would do, by which rule and line.",
        "retry": "Try deliveries again, by the rules as they stand now.",
        "show": "Show everything about one delivery, or about one buyer.",
    },
}


@click.group(
    cls=Commands,
    folders=_COMMANDS,
    epilog=_EXITS,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="thrivecart-bridge", prog_name="bridge")
def cli() -> None:
    """ThriveCart's purchases become tags in your CRM. These commands look at it and set it right.

    Settings come from the environment (DATABASE_URL, RULES_FILE and so on; see the README), and
    from a file .env in this folder where the environment does not say.
    """


def main() -> None:
    """Runs the command that the arguments name, and ends the process."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a buyer's name must not break a plain terminal
            stream.reconfigure(errors="replace")
    _run_what_stands_here()
    settings.take_env_file()
    # What a command has to say it says itself; the log is the receiver's and the workers'.
    logging.getLogger("bridge").addHandler(logging.NullHandler())
    cli(prog_name="bridge")


def _run_what_stands_here() -> None:
    """In the bridge's own folder its code is run, as the receiver and the workers run it, and not
    what was installed before the folder changed."""
    here = Path.cwd() / "bridge" / Path(__file__).name
    if here.is_file() and (Path.cwd() / "worker.py").is_file() and not here.samefile(__file__):
        os.execv(sys.executable, [sys.executable, "-m", "bridge", *sys.argv[1:]])  # noqa: S606 # our own program


if __name__ == "__main__":
    main()
