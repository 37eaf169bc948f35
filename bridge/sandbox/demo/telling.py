"""Plays the story and tells, step by step, what really came of it."""

import os
import shlex
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from bridge.sandbox.demo.stage import Stage
from bridge.sandbox.demo.story import STORY, Buyer
from bridge.sandbox.stand_in import SandboxCall

# Once for each tag, list and field; afterwards its number is remembered.
_LEARNING = ("GET /tags", "GET /lists", "GET /fields")


def play(stage: Stage) -> bool:
    """Post every delivery of the story; whether all tags came out as the story says."""
    first_day = datetime.now(UTC) - timedelta(days=90)
    wrong = 0
    for number, step in enumerate(STORY, 1):
        before = len(stage.account.calls)
        id_, said = stage.post(step.fields(first_day, stage.environment["THRIVECART_SECRET"]))
        delivery = stage.settled(id_)
        calls = list(stage.account.calls)[before:]
        tags, besides = stage.account.tags_of(step.buyer.email), _besides(stage, step.buyer)
        came = said if said == "duplicate" else f"delivery {id_} {delivery.state}"
        click.echo(f"{number:>2}. {step.says}")
        click.echo(f"    {step.buyer.name}: {_listed(tags, besides)}  ({came}, {_counted(calls)})")
        if tags != step.tags or besides != step.besides:
            wrong += 1
            click.echo(f"    This is wrong. It must be: {_listed(step.tags, step.besides)}")
    if wrong:
        click.echo(f"\n{wrong} of {len(STORY)} steps came out wrong.")
    return not wrong


def _besides(stage: Stage, buyer: Buyer) -> tuple[str, ...]:
    lists, fields = stage.account.lists_of(buyer.email), stage.account.fields_of(buyer.email)
    return tuple(f"{name}: {stands}" for name, stands in [*lists.items(), *fields.items()])


def _listed(tags: Iterable[str], besides: Iterable[str]) -> str:
    return ", ".join([*(f"[{tag}]" for tag in sorted(tags)), *besides]) or "no tags"


def _counted(calls: list[SandboxCall]) -> str:
    learning = sum(call.name in _LEARNING for call in calls)
    count = "1 call" if len(calls) == 1 else f"{len(calls) or 'no'} calls"
    which = {0: "", 1: ", one to learn a number"}
    return count + which.get(learning, f", {learning} to learn numbers")


def tell_addresses(stage: Stage, log: Path) -> None:
    """Where everything is."""
    console = stage.console()
    rows = {
        "webhook": stage.webhook,
        "sandbox account": f"{stage.account.url}/sandbox/contacts",
        "console": f"{console} (any user name, password: {stage.environment['CONSOLE_PASSWORD']})"
        if console
        else "not in this release; `bridge events` shows what came",
        "log": _short(log),
    }
    click.echo()
    for label, address in rows.items():
        click.echo(f"  {label:<16} {address}")


def tell_what_to_try(stage: Stage, folder: Path) -> None:
    """Commands that work as typed in another terminal, in this folder."""
    settings = folder / "demo.env"
    _write(settings, stage.environment)
    bridge = f"{shlex.quote(_short(Path(sys.executable)))} -m bridge"
    click.echo("\nTry it from another terminal, in this folder:")
    for line in (
        f". {shlex.quote(_short(settings))}",
        f"{bridge} send purchase --item {stage.item} --email you@example.com",
        f"{bridge} events --limit 5",
        f"curl -s {stage.account.url}/sandbox/contacts",
    ):
        click.echo(f"  {line}")


def _write(settings: Path, environment: Mapping[str, str]) -> None:
    lines = [f"export {name}={shlex.quote(value)}\n" for name, value in environment.items()]
    settings.write_text("".join(lines))


def _short(path: Path) -> str:
    """Relative to where we are, when that is shorter."""
    return min(str(path), os.path.relpath(path), key=len)
