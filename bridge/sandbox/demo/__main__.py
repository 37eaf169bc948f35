"""`python -m bridge.sandbox.demo`: plays the story and says, step by step, what came of it."""

import os
import shlex
import signal
import sys
import threading
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from bridge.model.errors import ConfigError
from bridge.model.text import counted
from bridge.sandbox.demo.shop_story import STORY
from bridge.sandbox.demo.stage import SHOP, Stage, stage
from bridge.sandbox.stack import PROJECT
from bridge.sandbox.stand_in import SandboxCall

# Once for each tag, list and field; afterwards its number is remembered.
_LEARNING = ("GET /tags", "GET /lists", "GET /fields")


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
    signal.signal(signal.SIGTERM, signal.default_int_handler)
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
    click.echo("Starting Postgres, Valkey, a sandbox ActiveCampaign, the receiver and two workers.")
    with stage(folder / "demo.log", rules_file or SHOP) as here:
        steps = "Each step is a delivery over HTTP; the tags are read from the account.\n"
        click.echo(f"The rules are those of {rules_file}." if rules_file else steps)
        good = bool(rules_file) or play(here)
        if not once:  # else all of it is gone by the time somebody reads where it is
            say_where_to_go_on(here, folder)
            click.echo("\nEnd it with Ctrl-C.")
            # Looks up now and then: a signal that reaches another thread does not end a wait.
            with suppress(KeyboardInterrupt):
                while not threading.Event().wait(0.5):
                    continue
            click.echo("\nStopping.")
        return good


def play(stage: Stage) -> bool:
    """Post every delivery of the story; whether all tags came out as the story says."""
    first_day = datetime.now(UTC) - timedelta(days=90)
    wrong = 0
    for number, scene in enumerate(STORY, 1):
        before = len(stage.account.calls)
        id_, message = stage.post(scene.fields(first_day, stage.environment["THRIVECART_SECRET"]))
        delivery = stage.settled(id_)
        calls = list(stage.account.calls)[before:]
        tags, more = sorted(stage.account.tags_of(scene.email)), _more_of(stage, scene.email)
        came = message if message == "duplicate" else f"delivery {id_} {delivery.state}"
        click.echo(f"{number:>2}. {scene.says}")
        click.echo(f"    {scene.shopper}: {_listed(tags, more)}  ({came}, {_calls_words(calls)})")
        if (tags, more) != (scene.tags, scene.more):
            wrong += 1
            click.echo(f"    This is wrong. It must be: {_listed(scene.tags, scene.more)}")
    if wrong:
        click.echo(f"\n{wrong} of {counted(len(STORY), 'step')} came out wrong.")
    return not wrong


def _more_of(stage: Stage, email: str) -> list[str]:
    has = *stage.account.lists_of(email).items(), *stage.account.fields_of(email).items()
    return [f"{name}: {stands}" for name, stands in has]


def _listed(tags: Iterable[str], more: Iterable[str]) -> str:
    return ", ".join([*(f"[{tag}]" for tag in tags), *more]) or "no tags"


def _calls_words(calls: list[SandboxCall]) -> str:
    learning = sum(call.name in _LEARNING for call in calls)
    which = {0: "", 1: ", one to learn a number"}.get(learning, f", {learning} to learn numbers")
    return (counted(len(calls), "call") if calls else "no calls") + which


def say_where_to_go_on(stage: Stage, folder: Path) -> None:
    """Addresses, and commands that work as typed in another terminal, in this folder."""
    settings = folder / "demo.env"
    values = [f"export {name}={shlex.quote(v)}\n" for name, v in stage.environment.items()]
    settings.write_text("".join(values))
    bridge = f"{shlex.quote(_short(Path(sys.executable)))} -m bridge"
    contacts = f"{stage.account.url}/sandbox/contacts"
    password = stage.environment["CONSOLE_PASSWORD"]
    click.echo(f"""
  webhook          {stage.webhook}
  sandbox account  {contacts}
  console          {stage.stack.url}/console (any user name, password: {password})
  log              {_short(folder / "demo.log")}

Try it from another terminal, in this folder:
  . {shlex.quote(_short(settings))}
  {bridge} send purchase --item {stage.item} --email you@example.com
  {bridge} events --limit 5
  curl -s {contacts}""")


def _short(path: Path) -> str:
    """Relative to where we are, when that is shorter."""
    return min(str(path), os.path.relpath(path), key=len)


main()
