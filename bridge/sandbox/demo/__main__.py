"""`python -m bridge.sandbox.demo`"""

import signal
import sys
import threading
from pathlib import Path
from types import FrameType

import click

from bridge.model.errors import ConfigError
from bridge.sandbox.demo.stage import SHOP, stage
from bridge.sandbox.demo.telling import play, tell_addresses, tell_what_to_try
from bridge.sandbox.stack import PROJECT


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


@click.command()
@click.option("--once", is_flag=True, help="End after the story, instead of with Ctrl-C.")
@click.option("--rules", "rules_file", type=click.Path(path_type=Path),
              help="Your own rules file instead of the story's shop, to play with.")  # fmt: skip
@click.option("--folder", type=click.Path(path_type=Path), default=PROJECT / ".local",
              help="For the log and the settings.  [default: .local]")  # fmt: skip
def main(once: bool, rules_file: Path | None, folder: Path) -> None:
    """Show the bridge at work: real servers, real deliveries over HTTP, a sandbox account.

    With --rules no story is told; the account has every tag, list, field and automation that the
    file names. Exits with 1 when the tags after a step are not what they must be.
    """
    signal.signal(signal.SIGTERM, _interrupt)
    good = False
    try:
        good = _show(folder, rules_file, once=once)
    except ConfigError as error:
        click.echo(error, err=True)
    except KeyboardInterrupt:
        click.echo("\nInterrupted.", err=True)
    except (OSError, RuntimeError) as error:
        click.echo(f"The demo broke off: {error}\nIts log is {folder / 'demo.log'}.", err=True)
    sys.exit(0 if good else 1)


def _show(folder: Path, rules_file: Path | None, *, once: bool) -> bool:
    log = folder / "demo.log"
    click.echo("Starting Postgres, Valkey, a sandbox ActiveCampaign, the receiver and two workers.")
    with stage(log, rules_file or SHOP) as here:
        if rules_file:
            click.echo(f"The rules are those of {rules_file}.")
            good = True
        else:
            click.echo("Each step is a delivery over HTTP; the tags are read from the account.\n")
            good = play(here)
        if not once:  # else all of it is gone by the time somebody reads where it is
            tell_addresses(here, log)
            tell_what_to_try(here, folder)
            click.echo("\nEnd it with Ctrl-C.")
            _until_interrupted()
            click.echo("\nStopping.")
        return good


def _until_interrupted() -> None:
    # Looks up now and then: a signal that reaches another thread does not end a wait.
    never = threading.Event()
    try:
        while not never.wait(0.5):
            continue
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
