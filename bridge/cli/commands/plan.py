"""`bridge plan`"""

import json
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import click
from sqlalchemy import Engine

from bridge.cli.columns import wrapped
from bridge.cli.findings import Findings
from bridge.cli.planned import Counts, people_counted, planned_json, say_counts
from bridge.cli.surroundings import library, open_store, rules_path
from bridge.cli.wording import say_json_listing
from bridge.model.errors import BridgeError, ConfigError
from bridge.model.text import json_text
from bridge.reconcile.library import NoRules
from bridge.reconcile.planning import Summary
from bridge.reconcile.planning import plan as plan_of
from bridge.reconcile.rollout import Rollouts
from bridge.rules import Rules
from bridge.rules import file as rulesfile


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
        say_json_listing(self._as_json() | more, "people", self._documents())

    def _documents(self) -> Iterator[str]:
        if self.people is not None:
            self.people.seek(0)
            yield from (json_text(json.loads(line)) for line in self.people)

    def _as_json(self) -> dict[str, Any]:
        return {
            "rules": self.rules.name,
            "version": self.rules.version,
            "looked_at": self.summary.looked_at,
            "would_change": self.summary.people,
            "would_lose_access": self.summary.losing,
            "plan": self.summary.digest,
            "opens": dict(self.counts.opens),
            "closes": dict(self.counts.closes),
        }


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--all", "every", is_flag=True, help="List everybody, not just the first 50.")
@click.option("--json", "as_json", is_flag=True, help="For scripts.")
def plan(file: Path, every: bool, as_json: bool) -> None:
    """Say who would gain or lose which access and tags by a rules file.

    It looks at every person's whole life as if FILE had decided it, and compares that with what her
    contact was told. Nothing is changed: `bridge apply FILE` does that. Needs DATABASE_URL.
    """
    with TemporaryFile("w+", encoding="utf-8") as people:
        look = look_at(open_store(), file, every=every, people=people if as_json else None)
        if as_json:
            look.say_json()
    if not as_json and (look.summary.people or not look.has_applied):
        then = f"bridge apply {shlex.quote(str(file))}"
        what = "bring them there" if look.summary.people else "make it count for them"
        click.echo(f"\nNothing was changed. To {what}: {then}")


def look_at(engine: Engine, file: Path, *, every: bool, people: IO[str] | None) -> Plan:
    """Say the plan; or say nothing, and write what scripts want of each person into that file.
    Raises ConfigError with every mistake in the rules."""
    rules = rules_in(file)
    rollouts = Rollouts(engine, library(), rules.crm)
    plan = Plan(rules, rollouts.has_applied(rules), people=people)
    try:
        found = plan_of(engine, library(), rules.crm, rules, plan.summary)
        for each in plan.counts.watch(found, every=every, quiet=people is not None):
            if people is not None:
                people.write(json.dumps(planned_json(each)) + "\n")
    except NoRules:
        raise BridgeError(
            "No rules were published yet. The workers do that when they start: python worker.py"
        ) from None
    if people is None:
        _say(plan, every=every)
    return plan


def _say(plan: Plan, *, every: bool) -> None:
    summary = plan.summary
    about = f"{plan.rules.name}, for {people_counted(summary.looked_at)} and what they were told"
    if not summary.people:
        click.echo(f"{about}: nothing would change{'' if plan.has_applied else ' today'}.")
        if not plan.has_applied:
            click.echo(wrapped(_LATER))
        return
    say_counts(plan.counts, summary, every=every)
    click.echo(f"\n{about}: {people_counted(summary.people)} would change, "
               f"{summary.losing or 'none'} of them would lose access.")  # fmt: skip
    if hint := _other_file(plan.rules):
        click.echo(f"\n{wrapped(hint)}")


_LATER = (
    "What was sold before goes by the rules that decided it then, until these are applied to it: "
    "how long it lasts, what is put off, what a refund takes."
)


def rules_in(file: Path) -> Rules:
    """Raises ConfigError with every mistake, those of its examples among them."""
    findings = Findings()
    findings.look_at_rules(file)
    if findings.rules is None or findings.problems:
        raise ConfigError(findings.problems)
    return findings.rules


def _other_file(rules: Rules) -> str:
    """What to do so that a restart publishes these rules, too."""
    path = rules_path()
    try:
        standing = rulesfile.load(path)
    except ConfigError:
        return f"RULES_FILE ({path}) cannot be read here."
    if standing.text == rules.text:
        return ""
    return (
        f"RULES_FILE ({path}) says otherwise. Put {rules.name} in its place and release, or what "
        "stands there is published at the next start."
    )
