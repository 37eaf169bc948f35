"""`bridge plan`"""

import json
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import click
from sqlalchemy import Engine

from bridge.cli.commands.rules.plan_output import Counts, planned_json, say_counts
from bridge.cli.commands.setup.findings import rules_without_problem
from bridge.cli.database import NO_RULES, library, open_store
from bridge.cli.environment import rules_of, rules_path
from bridge.cli.options import every_option, file_argument, json_option
from bridge.cli.output import say_json_listing, say_note, wrapped
from bridge.model.errors import BridgeError, ConfigError
from bridge.model.text import counted, json_text
from bridge.reconcile.library import NoRules
from bridge.reconcile.planning import Summary
from bridge.reconcile.planning import plan as plan_of
from bridge.reconcile.rollout import Rollouts
from bridge.rules import Rules

_LATER = (
    "What was sold before goes by the rules that decided it then, until these are applied to it: "
    "how long it lasts, what is put off, what a refund takes."
)


@dataclass
class Plan:
    """What other rules come to. `has_applied`: they decided all that was sold already; `people`
    has one line of JSON for each of them, where scripts want that."""

    rules: Rules
    has_applied: bool
    summary: Summary = field(default_factory=Summary)
    counts: Counts = field(default_factory=Counts)
    people: IO[str] | None = None

    def say_json(self, **more: object) -> None:
        told = {
            "rules": self.rules.name,
            "version": self.rules.version,
            "looked_at": self.summary.looked_at,
            "would_change": self.summary.people,
            "would_lose_access": self.summary.losing,
            "plan": self.summary.digest,
            "opens": self.counts.opens,
            "closes": self.counts.closes,
        }
        say_json_listing(told | more, "people", self._documents())

    def _documents(self) -> Iterator[str]:
        if self.people is not None:
            self.people.seek(0)
            yield from (json_text(json.loads(line)) for line in self.people)


@click.command()
@file_argument
@every_option
@json_option
def plan(file: Path | None, every: bool, as_json: bool) -> None:
    """Say who would gain or lose which access and tags by a rules file.

    It looks at every person's whole life as if FILE had decided it, and compares that with what her
    contact was told. Without FILE it is the one that RULES_FILE names. Nothing is changed: `bridge
    apply` does that. Needs DATABASE_URL.
    """
    named = named_file(file)
    with TemporaryFile("w+", encoding="utf-8") as people:
        look = look_at(open_store(), file, every=every, people=people if as_json else None)
        if as_json:
            look.say_json()
    if not as_json and (look.summary.people or not look.has_applied):
        then = f"bridge apply {shlex.quote(str(named))}"
        what = "bring them there" if look.summary.people else "make it count for them"
        click.echo(f"\nNothing was changed. To {what}: {then}")


def named_file(file: Path | None) -> Path:
    """Else the one that RULES_FILE names, which is said."""
    if file is None:
        file = rules_path()
        say_note(f"No FILE was named, so it is the one of RULES_FILE: {file}")
    return file


def look_at(engine: Engine, file: Path | None, *, every: bool, people: IO[str] | None) -> Plan:
    """Say the plan; or say nothing, and write what scripts want of each person into that file.
    Raises ConfigError with every mistake in the rules."""
    rules = rules_without_problem(file)
    rollouts = Rollouts(engine, library(), rules.crm)
    plan = Plan(rules, rollouts.has_applied(rules), people=people)
    try:
        found = plan_of(engine, library(), rules.crm, rules, plan.summary)
        for each in plan.counts.watch(found, every=every, quiet=people is not None):
            if people is not None:
                people.write(json.dumps(planned_json(each)) + "\n")
    except NoRules:
        raise BridgeError(NO_RULES) from None
    if people is None:
        _say(plan, every=every)
    return plan


def _say(plan: Plan, *, every: bool) -> None:
    summary = plan.summary
    looked_at = counted(summary.looked_at, "person")
    about = f"{plan.rules.name}, for {looked_at} and what they were told"
    if not summary.people:
        click.echo(f"{about}: nothing would change{'' if plan.has_applied else ' today'}.")
        if not plan.has_applied:
            click.echo(wrapped(_LATER))
        return
    say_counts(plan.counts, summary, every=every)
    click.echo(f"\n{about}: {counted(summary.people, 'person')} would change, "
               f"{summary.losing or 'none'} of them would lose access.")  # fmt: skip
    if hint := _other_file(plan.rules):
        click.echo(f"\n{wrapped(hint)}")


def _other_file(rules: Rules) -> str:
    """What to do so that a restart publishes these rules, too."""
    path = rules_path()
    try:
        standing = rules_of(None)
    except ConfigError:
        return f"RULES_FILE ({path}) cannot be read here."
    if standing.text == rules.text:
        return ""
    return (
        f"RULES_FILE ({path}) says otherwise. Put {rules.name} in its place and release, or what "
        "stands there is published at the next start."
    )
