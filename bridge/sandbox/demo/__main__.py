"""`python -m bridge.sandbox.demo`: plays the story and says, step by step, what came of it."""

import os
import shlex
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path

import click

from bridge.destinations import registry
from bridge.destinations.registry import called
from bridge.model.errors import ConfigError
from bridge.sandbox.demo.narration import leave_open_ends, play
from bridge.sandbox.demo.open_ends import LACKING
from bridge.sandbox.demo.shop import SHOP, USUAL, rules_for
from bridge.sandbox.demo.stage import Stage, stage
from bridge.sandbox.stack import PROJECT


@click.command()
@click.option("--once", is_flag=True, help="End after the story, instead of with Ctrl-C.")
@click.option(
    "--crm",
    type=click.Choice([*registry.vendors()]),
    default=USUAL,
    show_default=True,
    help="Whose sandbox account it is.",
)
@click.option("--rules", "rules_file", type=click.Path(path_type=Path),
              help="Your own rules file instead of the story's shop, to play with.")  # fmt: skip
@click.option("--folder", type=click.Path(path_type=Path), default=PROJECT / ".local",
              help="For the log and the settings.  [default: .local]")  # fmt: skip
def main(once: bool, crm: str, rules_file: Path | None, folder: Path) -> None:
    """Show the bridge at work: real servers, real deliveries over HTTP, a sandbox account.

    With --rules no story is told; the accounts of its destinations have everything that the file
    names for them. Exits with 1 when the tags after a step are not what they must be.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    good = False
    try:
        good = _show(folder, crm, rules_file, once=once)
    except ConfigError as error:
        click.echo(error, err=True)
    except KeyboardInterrupt:
        click.echo("\nInterrupted.", err=True)
    except (OSError, RuntimeError) as error:
        click.echo(f"The demo broke off: {error}\nIts log is {folder / 'demo.log'}.", err=True)
    sys.exit(0 if good else 1)


def _show(folder: Path, crm: str, rules_file: Path | None, *, once: bool) -> bool:
    whose = "a sandbox for each destination" if rules_file else f"a sandbox {called(crm)}"
    click.echo(f"Starting Postgres, Valkey, {whose}, the receiver and two workers.")
    lacking = () if rules_file else (LACKING,)
    with stage(folder / "demo.log", rules_file or _shop(folder, crm), lacking) as here:
        steps = "Each step is a delivery over HTTP; what she has is read from the account.\n"
        click.echo(f"The rules are those of {rules_file}." if rules_file else steps)
        good = bool(rules_file) or (play(here) and leave_open_ends(here))
        if not once:  # else all of it is gone by the time somebody reads where it is
            say_where_to_go_on(here, folder)
            click.echo("\nEnd it with Ctrl-C.")
            # Looks up now and then: a signal that reaches another thread does not end a wait.
            with suppress(KeyboardInterrupt):
                while not threading.Event().wait(0.5):
                    continue
            click.echo("\nStopping.")
        return good


def _shop(folder: Path, crm: str) -> Path:
    """The shop's rules file for that CRM."""
    if crm == USUAL:
        return SHOP
    folder.mkdir(parents=True, exist_ok=True)
    shop = folder / "demo-rules.yaml"
    shop.write_text(rules_for(crm), encoding="utf-8")
    return shop


def say_where_to_go_on(stage: Stage, folder: Path) -> None:
    """Addresses, and commands that work as typed in another terminal, in this folder."""
    settings = folder / "demo.env"
    values = [f"export {name}={shlex.quote(v)}\n" for name, v in stage.environment.items()]
    settings.write_text("".join(values))
    bridge = f"{shlex.quote(_short(Path(sys.executable)))} -m bridge"
    contacts = [f"{account.url}/sandbox/contacts" for account in stage.accounts.values()]
    password = stage.environment["CONSOLE_PASSWORD"]
    click.echo(f"""
  webhook          {stage.webhook}
  sandbox account  {" ".join(contacts)}
  console          {stage.stack.url}/console (password: {password})
  log              {_short(folder / "demo.log")}

Try it from another terminal, in this folder:
  . {shlex.quote(_short(settings))}
  {bridge} send purchase --item {stage.item} --email you@example.com
  {bridge} events --limit 5
  curl -s {contacts[0]}""")


def _short(path: Path) -> str:
    """Relative to where we are, when that is shorter."""
    return min(str(path), os.path.relpath(path), key=len)


main()
