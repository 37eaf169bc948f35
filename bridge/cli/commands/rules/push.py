"""`bridge rules push`"""

import shlex
from pathlib import Path

import click
from sqlalchemy import Engine

from bridge.cli.account_check import look_up_names
from bridge.cli.commands.rules.apply import agree
from bridge.cli.commands.rules.plan import look_at, named_file
from bridge.cli.database import library, open_store
from bridge.cli.environment import operator
from bridge.cli.options import PEOPLE, confirm, file_argument, whole_number
from bridge.explain import publication
from bridge.explain.plans.whole_plan import WholePlan
from bridge.model.errors import BridgeError
from bridge.model.text import counted
from bridge.reconcile.publishing.publisher import Publisher
from bridge.reconcile.rollout import Rollouts
from bridge.store import rulebooks

_VERSION = whole_number(1, 2**31 - 1, "the number of a version, such as 7")


@click.command("rules push")
@file_argument
@click.option("--everybody", is_flag=True, help="Bring everybody to it, as `bridge apply` does.")
@click.option("--note", default="", help="Why, for the history.")
@click.option("--yes", is_flag=True, help="Do not ask first; a large plan asks for --people.")
@click.option("--people", type=PEOPLE, help="With --everybody: how many the plan changes.")
@click.option("--over", type=_VERSION, help="The version that counts, where FILE lacks some of it.")
def push(
    file: Path | None, everybody: bool, note: str, yes: bool, people: int | None, over: int | None
) -> None:
    """Publish a rules file as the next version, without a deploy, after asking.

    The workers go by it at once, for what comes from now on; with --everybody all who bought before
    are brought to it, too. Without FILE it is the one that RULES_FILE names. It is refused where
    FILE lacks what others published since: `bridge rules pull` brings that in. Commit the file:
    the next deploy that changes it starts from there. Needs DATABASE_URL.
    """
    named = named_file(file)
    engine = open_store()
    plan = look_at(engine, file, every=False, people=None)
    base = _base(engine, named, plan, over)
    again = f"bridge rules push {shlex.quote(str(named))}"
    click.echo()
    look_up_names(plan.gained, plan.rules)
    publisher = Publisher(engine, library())
    if everybody:
        agree(f"{again} --everybody", plan.summary, people, yes=yes)
        number = publisher.apply(
            plan.rules, plan.summary, base, rulebooks.PUSH, who=operator(), note=note
        )
        Rollouts(engine, library()).finish()
        told = f"{counted(plan.summary.people, 'person')} will be brought there by the workers"
    else:
        if not yes:
            confirm("Publish it for what comes from now on?", f"{again} --yes")
        number = publisher.publish_rules(
            plan.rules, base, rulebooks.PUSH, who=operator(), note=note
        )
        told = f"it decides what comes. To bring everybody to it: {again} --everybody"
    click.echo(f"Version {number} of the rules: {told}. To take it back: bridge undo {number}")


def _base(engine: Engine, file: Path, plan: WholePlan, over: int | None) -> int | None:
    """The version that this one follows. Raises BridgeError where the file lacks some of it, and
    nobody named it."""
    with engine.connect() as connection:
        counts = rulebooks.newest(connection)
        lacking = publication.lacks(connection, str(file), plan.rules.text)
    if counts is None:
        return None
    if over is not None and over != counts.number:
        raise BridgeError(
            f"The version that counts is {counts.number}, not {over}. Nothing was published."
        )
    if over is None and lacking:
        again = f"bridge rules push {shlex.quote(str(file))} --over {counts.number}"
        raise BridgeError(f"{lacking} To go over it all the same: {again}")
    return counts.number
