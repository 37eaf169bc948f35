"""`bridge apply`"""

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryFile

import click
from sqlalchemy import Engine

from bridge.cli.account_check import look_up_names
from bridge.cli.commands.rules.plan import (
    People,
    look_at,
    named_file,
    say_if_it_lacks,
    say_plan_json,
)
from bridge.cli.database import library, open_store
from bridge.cli.environment import operator
from bridge.cli.options import (
    PEOPLE,
    confirm,
    every_option,
    file_argument,
    json_option,
    say_yes_too,
)
from bridge.explain.plans.whole_plan import WholePlan
from bridge.model.errors import BridgeError
from bridge.model.text import counted, join_and
from bridge.reconcile.planning import Summary
from bridge.reconcile.rollout import PlanChanged, Rollouts
from bridge.store import rulebooks
from bridge.store.rulebooks import Rulebook

_CHANGED = (
    "Meanwhile something came that changes the plan, so nothing was done. Look at it again: "
    "bridge plan {}"
)
_PUBLISHED = "Meanwhile publication{}, so nothing was done. Look at the plan again: bridge plan {}"
_WORDS = {
    rulebooks.APPLY: "applied",
    rulebooks.FILE: "released",
    rulebooks.CONSOLE: "in the console",
    rulebooks.PUSH: "pushed",
}


@click.command()
@file_argument
@every_option
@click.option("--yes", is_flag=True, help="Do not ask first; a large plan asks for --people.")
@click.option("--people", type=PEOPLE, help="How many the plan changes, instead of typing it.")
@click.option("--plan", "digest", help="Only if the plan is this one (`plan` of plan --json).")
@json_option
def apply(
    file: Path | None, every: bool, yes: bool, people: int | None, digest: str | None, as_json: bool
) -> None:
    """Bring everybody to where a rules file wants them, after asking.

    It does exactly the plan that `bridge plan FILE` shows and nothing else: when something came
    meanwhile that changes it, it refuses. Without FILE it is the one that RULES_FILE names. The
    rules are published, decide whole lives, and the workers tell the CRM at its pace. No automation
    is started and no trigger fired for what was. `bridge undo` takes it back. Needs DATABASE_URL.
    """
    say_yes_too(as_json, yes)
    named = named_file(file)
    engine = open_store()
    with TemporaryFile("w+", encoding="utf-8") as kept:
        people_of_it = People(kept) if as_json else None
        plan = look_at(engine, file, every=every, people=people_of_it)
        if digest is not None and digest != plan.summary.digest:
            raise _changed(named)
        say_if_it_lacks(engine, plan)
        number = _agreed(engine, named, plan, people, yes=yes, quiet=as_json)
        if people_of_it:
            say_plan_json(plan, people_of_it, publication=number)
        elif number is not None:
            _say_published(number, plan.summary)


def _agreed(
    engine: Engine, file: Path, plan: WholePlan, people: int | None, *, yes: bool, quiet: bool
) -> int | None:
    """The publication that carries it out; None where nothing is to do. Raises BridgeError."""
    if not plan.summary.people and plan.has_applied:
        return None
    if not quiet:
        click.echo()
    look_up_names(plan.gained, plan.rules)
    agree(f"bridge apply {shlex.quote(str(file))}", plan.summary, people, yes=yes)
    rollouts = Rollouts(engine, library())
    try:
        number = rollouts.apply(plan.rules, plan.summary, who=operator())
    except PlanChanged as changed:
        raise _changed(file, changed.published) from None
    rollouts.finish()
    return number


def _say_published(number: int, summary: Summary) -> None:
    who = f"{counted(summary.people, 'person')} will be brought there by the workers"
    done = who if summary.people else "it counts for what was sold before, too"
    click.echo(f"Publication {number}: {done}. To take it back: bridge undo {number}")


def _changed(file: Path, published: Sequence[Rulebook] = ()) -> BridgeError:
    """`published`: other rules that came meanwhile."""
    typed = shlex.quote(str(file))
    if not published:
        return BridgeError(_CHANGED.format(typed))
    named = join_and(f"{each.number} ({_how(each)})" for each in published)
    came = f" {named} was published" if len(published) == 1 else f"s {named} were published"
    return BridgeError(_PUBLISHED.format(came, typed))


def _how(each: Rulebook) -> str:
    """`rules.yaml, applied`; `takes back 2`"""
    if each.takes_back:
        return f"takes back {each.takes_back}"
    return f"{each.name}, {_WORDS[each.source]}"


def agree(again: str, summary: Summary, people: int | None, *, yes: bool) -> None:
    """A large plan wants its number said; `again` is what was typed. Raises BridgeError."""
    who = counted(summary.people, "person")
    if people is not None:
        if people != summary.people:
            raise BridgeError(f"The plan changes {who}, not {people}. Nothing was changed.")
        return
    if not summary.is_large:
        if not yes:
            confirm(f"Apply it to {who}?" if summary.people else "Apply it?", f"{again} --yes")
        return
    said = f"This changes {who}; {summary.losing} would lose access."
    if yes or not sys.stdin.isatty():
        raise BridgeError(f"{said} Say so: {again} --people {summary.people}")
    if click.prompt(f"{said} Type the number to apply it", type=str) != str(summary.people):
        raise BridgeError("Nothing was changed.")
