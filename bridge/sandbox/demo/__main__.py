"""`python -m bridge.sandbox.demo`: plays the story and says, step by step, what came of it."""

import os
import shlex
import signal
import sys
import threading
from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from bridge.destinations import registry
from bridge.destinations.registry import called
from bridge.model.errors import ConfigError
from bridge.model.text import counted
from bridge.sandbox.demo.open_ends import LACKING, OPEN_ENDS, trouble
from bridge.sandbox.demo.shop import SHOP, USUAL, rules_for
from bridge.sandbox.demo.shop_story import DAYS, STORY, Scene
from bridge.sandbox.demo.stage import Stage, stage
from bridge.sandbox.stack import PROJECT
from bridge.sandbox.stand_in import SandboxCall, StandIn


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


def play(stage: Stage) -> bool:
    """Post every delivery of the story; whether all came out as the story says."""
    ((name, account),) = stage.accounts.items()
    sorts = registry.vendors()[name].sorts
    first_day = datetime.now(UTC) - timedelta(days=DAYS)
    wrong = 0
    for number, scene in enumerate(STORY, 1):
        before = len(account.calls)
        told = scene.delivery(first_day, stage.environment["THRIVECART_SECRET"])
        id_, message = stage.post(told)
        delivery = stage.settled(id_)
        calls = list(account.calls)[before:]
        has = _has(account, scene, first_day)
        came = message if message == "duplicate" else f"delivery {id_} {delivery.state}"
        click.echo(f"{number:>2}. {scene.told(sorts)}")
        what = _calls_words(calls, account.learning)
        click.echo(f"    {scene.shopper}: {_listed(has)}  ({came}, {what})")
        if [*map(_plain, has)] != [*map(_plain, scene.expected(sorts))]:
            wrong += 1
            click.echo(f"    This is wrong. It must be: {_listed(scene.expected(sorts))}")
    if wrong:
        click.echo(f"\n{wrong} of {counted(len(STORY), 'step')} came out wrong.")
    return not wrong


def leave_open_ends(stage: Stage) -> bool:
    """Post what is left for somebody to look at; whether each came to stand as it should."""
    now, wrong = datetime.now(UTC), 0
    trouble(stage.accounts.values())
    click.echo("\nAnd for the pages, one of everything:")
    for each in OPEN_ENDS:
        id_, _ = stage.post(each.delivery(now, stage.environment["THRIVECART_SECRET"]))
        state = stage.stands(id_)
        click.echo(f"  - {each.says}  (delivery {id_} {state})")
        if state is not each.state:
            wrong += 1
            click.echo(f"    This is wrong. It must be: {each.state}")
    return not wrong


def _has(account: StandIn, scene: Scene, first_day: datetime) -> list[str]:
    """As `Scene.expected` says it; access as it stood on that day."""
    row = next((each for each in account.people() if each["email"] == scene.email), {})
    words = [f"[{tag}]" for tag in row.get("tags", ())]
    for what in ("lists", "fields"):
        words += [f"{name}: {stands}" for name, stands in row.get(what, {}).items()]
    that_day = first_day + timedelta(days=scene.day)
    access_of = getattr(account, "access_of", None)  # a site has it
    held = access_of(scene.email, that_day).items() if access_of else ()
    return words + [_access(name, until, first_day) for name, until in held]


def _access(membership: str, until: str | None, first_day: datetime) -> str:
    if until is None:
        return f"{membership}: for life"
    return f"{membership}: day {(datetime.fromisoformat(until).date() - first_day.date()).days}"


def _plain(words: str) -> str:
    """Some CRMs spell a field's name as an identifier."""
    return words.replace("_", " ").casefold()


def _listed(has: Iterable[str]) -> str:
    return ", ".join(has) or "nothing"


def _calls_words(calls: list[SandboxCall], names: Collection[str]) -> str:
    """`names` are calls that learn a number, once for each name."""
    learning = sum(call.name in names for call in calls)
    which = {0: "", 1: ", one to learn a number"}.get(learning, f", {learning} to learn numbers")
    return (counted(len(calls), "call") if calls else "no calls") + which


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
