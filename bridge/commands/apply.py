"""`bridge apply`"""

import shlex
import sys
from pathlib import Path

import click
from sqlalchemy import Engine

from bridge.commands.asking import confirmed
from bridge.commands.names import look_up
from bridge.commands.plan import look
from bridge.commands.planned import people_counted
from bridge.commands.surroundings import library, open_store
from bridge.commands.wording import say_json
from bridge.errors import BridgeError
from bridge.reconcile.planning import Summary
from bridge.reconcile.planning import plan as plan_of
from bridge.reconcile.rollout import Rollouts
from bridge.rules import Rules

_CHANGED = (
    "Meanwhile something came that changes the plan, so nothing was done. Look at it again: "
    "bridge plan {}"
)


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--all", "every", is_flag=True, help="List everybody, not just the first 50.")
@click.option("--yes", is_flag=True, help="Do not ask first; a large plan asks for --people.")
@click.option("--people", type=int, help="How many the plan changes, instead of typing it.")
@click.option("--plan", "digest", help="Only if the plan is this one (`plan` of plan --json).")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def apply(
    file: Path, every: bool, yes: bool, people: int | None, digest: str | None, as_json: bool
) -> None:
    """Bring everybody to where a rules file wants them, after asking.

    It does exactly the plan that `bridge plan FILE` shows and nothing else: when something came
    meanwhile that changes it, it refuses. The rules are published, decide whole lives, and the
    workers tell the CRM at its pace. No automation is started and no trigger fired for what was.
    `bridge undo` takes it back. Needs DATABASE_URL.
    """
    if as_json and not yes:
        raise click.UsageError("--json asks nothing: say --yes too.")
    engine = open_store()
    rules, summary, counts, told = look(engine, file, every=every, as_json=as_json)
    if digest is not None and digest != summary.digest:
        raise BridgeError(_CHANGED.format(shlex.quote(str(file))))
    if not summary.people:
        if as_json:
            say_json(told | {"publication": None})
        return
    if not as_json:
        click.echo()
    look_up(counts.names, rules)
    _agree(file, summary, people, yes=yes)
    number = _apply(engine, rules, summary, file)
    if as_json:
        say_json(told | {"publication": number})
        return
    click.echo(f"Publication {number}: {people_counted(summary.people)} will be brought there by "
               f"the workers. To take it back: bridge undo {number}")  # fmt: skip


def _agree(file: Path, summary: Summary, people: int | None, *, yes: bool) -> None:
    """A large plan wants its number said. Raises click.Abort or BridgeError."""
    again = f"bridge apply {shlex.quote(str(file))}"
    if people is not None:
        if people != summary.people:
            raise BridgeError(f"The plan changes {people_counted(summary.people)}, not {people}.")
        return
    if not summary.is_large:
        if not yes:
            otherwise = f"{again} --yes"
            confirmed(f"Apply it to {people_counted(summary.people)}?", otherwise)
        return
    said = f"This changes {people_counted(summary.people)}; {summary.losing} would lose access."
    if yes or not sys.stdin.isatty():
        raise BridgeError(f"{said} Say so: {again} --people {summary.people}")
    if click.prompt(f"{said} Type the number to apply it", type=str) != str(summary.people):
        raise click.Abort


def _apply(engine: Engine, rules: Rules, summary: Summary, file: Path) -> int:
    again = Summary()
    for _ in plan_of(engine, library(), rules.crm, rules, again):
        continue
    if again.digest != summary.digest:
        raise BridgeError(_CHANGED.format(shlex.quote(str(file))))
    rollouts = Rollouts(engine, library(), rules.crm)
    number = rollouts.apply(rules, summary.people)
    rollouts.finish()
    return number
