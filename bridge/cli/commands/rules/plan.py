"""`bridge plan`, and the same look before `bridge apply`."""

import json
import shlex
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

import click
from sqlalchemy import Engine

from bridge.cli.commands.setup.findings import rules_without_problem
from bridge.cli.database import NO_RULES, library, open_store
from bridge.cli.environment import rules_of, rules_path
from bridge.cli.options import every_option, file_argument, json_option
from bridge.cli.output import picked, say_json_listing, say_note, say_table, wrapped
from bridge.destinations.registry import called
from bridge.explain.tag_reasons import rule_of
from bridge.model import Sort
from bridge.model.errors import BridgeError, ConfigError
from bridge.model.text import counted, day, json_text, named
from bridge.reconcile.library import NoRules
from bridge.reconcile.planning import Summary
from bridge.reconcile.planning import plan as plan_of
from bridge.reconcile.plans.comparison import Change, Planned
from bridge.reconcile.rollout import Rollouts
from bridge.rules import Rules

_LISTED = 50  # people; more scroll the counts off a terminal
_LATER = (
    "What was sold before goes by the rules that decided it then, until these are applied to it: "
    "how long it lasts, what is put off, what a refund takes."
)


@dataclass
class WholePlan:
    """What other rules come to, counted: how many people gain and lose what, and because of which
    rule. `has_applied`: they decided all that was sold already; `people` has one line of JSON for
    each of them, where scripts want that."""

    rules: Rules
    has_applied: bool
    people: IO[str] | None
    summary: Summary = field(default_factory=Summary)
    changes: Counter[tuple[str, str]] = field(default_factory=Counter)
    opens: Counter[str] = field(default_factory=Counter)
    closes: Counter[str] = field(default_factory=Counter)
    names: dict[tuple[Sort, str], None] = field(default_factory=dict)

    def add(self, planned: Planned) -> None:
        self.opens.update(planned.opens)
        self.closes.update(planned.closes)
        for change in planned.changes:
            self.changes[f"{_what(change)}{_where(change)}", _because(change)] += 1
            if change.gains:
                self.names[change.sort, change.name] = None
        if self.people is not None:
            self.people.write(json.dumps(_as_json(planned)) + "\n")

    def say_json(self, **more: object) -> None:
        told = {
            "rules": self.rules.name,
            "version": self.rules.version,
            "looked_at": self.summary.looked_at,
            "would_change": self.summary.people,
            "would_lose_access": self.summary.losing,
            "plan": self.summary.digest,
            "opens": self.opens,
            "closes": self.closes,
        }
        say_json_listing(told | more, "people", self._documents())

    def say_counts(self, *, every: bool) -> None:
        if not every and self.summary.people > _LISTED:
            more = counted(self.summary.people - _LISTED, "person")
            click.echo(f"\nand {more} more; --all lists every one.")
        access = [(n, f"{name} opens") for name, n in self.opens.most_common()]
        access += [(n, f"{name} closes") for name, n in self.closes.most_common()]
        say_table(("PEOPLE", "ACCESS"), access, title="Access")
        rows = [(n, what, why) for (what, why), n in self.changes.most_common()]
        heads = ("PEOPLE", "WHAT", "BECAUSE OF")
        say_table(heads, rows, ("WHAT",), "Gained (+), lost (-) and set (=)")

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
    name = named_file(file)
    with TemporaryFile("w+", encoding="utf-8") as people:
        look = look_at(open_store(), file, every=every, people=people if as_json else None)
        if as_json:
            look.say_json()
    if not as_json and (look.summary.people or not look.has_applied):
        what = "bring them there" if look.summary.people else "make it count for them"
        click.echo(f"\nNothing was changed. To {what}: bridge apply {shlex.quote(str(name))}")


def named_file(file: Path | None) -> Path:
    """Else the one that RULES_FILE names, which is said."""
    if file is None:
        file = rules_path()
        say_note(f"No FILE was named, so it is the one of RULES_FILE: {file}")
    return file


def look_at(engine: Engine, file: Path | None, *, every: bool, people: IO[str] | None) -> WholePlan:
    """Say the plan; or say nothing, and write what scripts want of each person into that file.
    Raises ConfigError with every mistake in the rules."""
    rules = rules_without_problem(file)
    plan = WholePlan(rules, Rollouts(engine, library()).has_applied(rules), people)
    try:
        found = plan_of(engine, library(), rules, plan.summary)
        for number, planned in enumerate(found, 1):
            plan.add(planned)
            if people is None and (every or number <= _LISTED):
                click.echo(wrapped(_line(planned)))
    except NoRules:
        raise BridgeError(NO_RULES) from None
    if people is None:
        _say(plan, every=every)
    return plan


def _say(plan: WholePlan, *, every: bool) -> None:
    summary = plan.summary
    looked_at = counted(summary.looked_at, "person")
    about = f"{plan.rules.name}, for {looked_at} and what they were told"
    if not summary.people:
        click.echo(f"{about}: nothing would change{'' if plan.has_applied else ' today'}.")
        if not plan.has_applied:
            click.echo(wrapped(_LATER))
        return
    plan.say_counts(every=every)
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


def _line(planned: Planned) -> str:
    """`bea@example.com: + Gold, - GoldCANC (Gold opens)`"""
    changes = ", ".join(f"{_what(each)}{_value(each)}{_where(each)}" for each in planned.changes)
    turns = [f"{name} opens" for name in planned.opens]
    turns += [f"{name} closes" for name in planned.closes]
    access = f" ({', '.join(turns)})" if turns else ""
    return f"{planned.address}: {changes}{access}"


def _value(change: Change) -> str:
    """What a field is set to, or until when access is given."""
    if change.sort is Sort.ACCESS and change.value:
        return f" until {day(datetime.fromisoformat(change.value))}"
    return f" '{change.value}'" if change.value else ""


def _where(change: Change) -> str:
    """Where there are several destinations: ` at school`"""
    return f" at {called(change.destination)}" if change.destination else ""


def _what(change: Change) -> str:
    """`+ Gold`, `= the field Level`"""
    sign = "=" if change.sort is Sort.FIELD else "+" if change.gains else "-"
    return f"{sign} {named(change.sort, change.name)}"


def _because(change: Change) -> str:
    """`rule 'Gold: cancelled' (line 4)`"""
    rule, line = rule_of(change.because), change.because.line
    if not rule:
        return "no rule speaks of it any more"
    return f"rule '{rule}'{f' (line {line})' if line else ''}"


def _as_json(planned: Planned) -> dict[str, Any]:
    changes = [
        {
            "change": "set" if each.sort is Sort.FIELD else "gains" if each.gains else "loses",
            **picked(each, "sort", "name", "value"),
            "rule": rule_of(each.because),
            "line": each.because.line,
            **({"destination": each.destination} if each.destination else {}),
        }
        for each in planned.changes
    ]
    return {"email": planned.address, **picked(planned, "opens", "closes"), "changes": changes}
