"""`bridge plan`, and the same look before `bridge apply`."""

import json
import shlex
from collections.abc import Iterator
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
from bridge.explain import publication
from bridge.explain.plans.change_words import person_words
from bridge.explain.plans.whole_plan import WholePlan
from bridge.explain.tag_reasons import rule_of
from bridge.model import Sort
from bridge.model.errors import BridgeError, ConfigError
from bridge.model.text import counted, json_text
from bridge.reconcile.library import NoRules
from bridge.reconcile.planning import plan as plan_of
from bridge.reconcile.plans.comparison import Planned
from bridge.reconcile.rollout import Rollouts
from bridge.rules import Rules
from bridge.store import rulebooks

_LISTED = 50  # people; more scroll the counts off a terminal
_LATER = (
    "What was sold before goes by the rules that decided it then, until these are applied to it: "
    "how long it lasts, what is put off, what a refund takes."
)
_TAKEN_UP = (
    "{} bought what no rule spoke of before: these rules decide that also where they are only for "
    "what comes."
)
_WAITING = "Waiting for something anyway, and no part of this: {}."


class People:
    """The people of a plan, a line of JSON each, where scripts want that: as many as there are."""

    def __init__(self, kept: IO[str]) -> None:
        self._kept = kept

    def add(self, planned: Planned) -> None:
        self._kept.write(json.dumps(_as_json(planned)) + "\n")

    def documents(self) -> Iterator[str]:
        self._kept.seek(0)
        return (json_text(json.loads(line)) for line in self._kept)


def say_plan_json(plan: WholePlan, people: People, **more: object) -> None:
    told = {
        "rules": plan.rules.name,
        "version": plan.rules.version,
        "looked_at": plan.summary.looked_at,
        "would_change": plan.summary.people,
        "would_lose_access": plan.summary.losing,
        "taken_up": plan.summary.taken_up.number,
        "waiting": plan.summary.waiting.number,
        "plan": plan.summary.digest,
        "opens": plan.turned(opens=True),
        "closes": plan.turned(opens=False),
    }
    say_json_listing(told | more, "people", people.documents())


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
    name, engine = named_file(file), open_store()
    with TemporaryFile("w+", encoding="utf-8") as kept:
        people = People(kept) if as_json else None
        look = look_at(engine, file, every=every, people=people)
        if people:
            say_plan_json(look, people)
    say_if_it_lacks(engine, look)
    if not as_json and (look.summary.people or not look.has_applied):
        what = "bring them there" if look.summary.people else "make it count for them"
        click.echo(f"\nNothing was changed. To {what}: bridge apply {shlex.quote(str(name))}")


def say_if_it_lacks(engine: Engine, plan: WholePlan) -> None:
    """On stderr, that the file would go over what the console changed."""
    with engine.connect() as connection:
        counts = rulebooks.newest(connection)
        if counts is None or counts.source != rulebooks.CONSOLE:
            return
        if words := publication.lacks(connection, plan.rules.name, plan.rules.text):
            say_note(f"Warning: {words}")


def named_file(file: Path | None) -> Path:
    """Else the one that RULES_FILE names, which is said."""
    if file is None:
        file = rules_path()
        say_note(f"No FILE was named, so it is the one of RULES_FILE: {file}")
    return file


def look_at(engine: Engine, file: Path | None, *, every: bool, people: People | None) -> WholePlan:
    """Say the plan; or say nothing, and note the `people` for scripts. Raises ConfigError with
    every mistake in the rules."""
    rules = rules_without_problem(file)
    plan = WholePlan(rules, Rollouts(engine, library()).has_applied(rules))
    try:
        found = plan_of(engine, library(), rules, plan.summary)
        for number, planned in enumerate(found, 1):
            plan.add(planned)
            if people:
                people.add(planned)
            elif every or number <= _LISTED:
                click.echo(wrapped(person_words(planned)))
    except NoRules:
        raise BridgeError(NO_RULES) from None
    if people is None:
        _say(plan, every=every)
    return plan


def _say(plan: WholePlan, *, every: bool) -> None:
    _say_sums(plan, every=every)
    for number, words in (
        (plan.summary.taken_up.number, _TAKEN_UP),
        (plan.summary.waiting.number, _WAITING),
    ):
        if number:
            click.echo(wrapped(words.format(counted(number, "person"))))


def _say_sums(plan: WholePlan, *, every: bool) -> None:
    summary = plan.summary
    looked_at = counted(summary.looked_at, "person")
    about = f"{plan.rules.name}, for {looked_at} and what they were told"
    if not summary.people:
        click.echo(f"{about}: nothing would change{'' if plan.has_applied else ' today'}.")
        if not plan.has_applied:
            click.echo(wrapped(_LATER))
        return
    say_counts(plan, every=every)
    click.echo(f"\n{about}: {counted(summary.people, 'person')} would change, "
               f"{summary.losing or 'none'} of them would lose access.")  # fmt: skip
    if hint := _other_file(plan.rules):
        click.echo(f"\n{wrapped(hint)}")


def say_counts(plan: WholePlan, *, every: bool) -> None:
    if not every and plan.summary.people > _LISTED:
        more = counted(plan.summary.people - _LISTED, "person")
        click.echo(f"\nand {more} more; --all lists every one.")
    access = [
        (each.number, f"{name} {'opens' if opens else 'closes'}")
        for name, opens, each in plan.turns()
    ]
    say_table(("PEOPLE", "ACCESS"), access, title="Access")
    rows = [(each.number, what, why) for what, why, _, each in plan.ranked()]
    heads = ("PEOPLE", "WHAT", "BECAUSE OF")
    say_table(heads, rows, ("WHAT",), "Gained (+), lost (-) and set (=)")


def _other_file(rules: Rules) -> str:
    """What to do so that the file says what counts, too."""
    path = rules_path()
    try:
        standing = rules_of(None)
    except ConfigError:
        return f"RULES_FILE ({path}) cannot be read here."
    if standing.text == rules.text:
        return ""
    return (
        f"RULES_FILE ({path}) says otherwise. Put {rules.name} in its place and release, so that "
        "the next change of that file begins with these."
    )


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
