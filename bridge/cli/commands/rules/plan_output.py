"""A plan on a terminal: who would gain or lose which access and tags, by which rule."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import click

from bridge.cli.output import picked, say_table, wrapped
from bridge.entitlements.desired import Because
from bridge.explain.tags import rule_of
from bridge.model import Sort
from bridge.model.text import counted, named
from bridge.reconcile.planning import Change, Planned, Summary

LISTED = 50  # people; more scroll the counts off a terminal


@dataclass
class Counts:
    """How many people gain and lose what, and because of which rule."""

    changes: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    opens: Counter[str] = field(default_factory=Counter)
    closes: Counter[str] = field(default_factory=Counter)
    names: dict[tuple[Sort, str], None] = field(default_factory=dict)

    def watch(self, plan: Iterable[Planned], *, every: bool, quiet: bool) -> Iterator[Planned]:
        """Count what goes by, and list the first of them, or all with `every`."""
        for number, planned in enumerate(plan, 1):
            self._add(planned)
            if not quiet and (every or number <= LISTED):
                click.echo(wrapped(_line(planned)))
            yield planned

    def _add(self, planned: Planned) -> None:
        self.opens.update(planned.opens)
        self.closes.update(planned.closes)
        for change in planned.changes:
            what = named(change.sort, change.name)
            self.changes[_sign(change), what, _because(change.because)] += 1
            if change.gains:
                self.names[change.sort, change.name] = None


def say_counts(counts: Counts, summary: Summary, *, every: bool) -> None:
    if not every and summary.people > LISTED:
        more = counted(summary.people - LISTED, "person")
        click.echo(f"\nand {more} more; --all lists every one.")
    access = [(n, f"{name} opens") for name, n in counts.opens.most_common()]
    access += [(n, f"{name} closes") for name, n in counts.closes.most_common()]
    say_table(("PEOPLE", "ACCESS"), access, title="Access")
    rows = [(n, f"{sign} {what}", why) for (sign, what, why), n in counts.changes.most_common()]
    heads = ("PEOPLE", "WHAT", "BECAUSE OF")
    say_table(heads, rows, ("WHAT",), "Gained (+), lost (-) and set (=)")


def planned_json(planned: Planned) -> dict[str, Any]:
    return {
        "email": planned.address,
        **picked(planned, "opens", "closes"),
        "changes": [
            {
                "change": "set" if each.sort is Sort.FIELD else "gains" if each.gains else "loses",
                **picked(each, "sort", "name", "value"),
                "rule": rule_of(each.because),
                "line": each.because.line,
            }
            for each in planned.changes
        ],
    }


def _line(planned: Planned) -> str:
    """`bea@example.com: + Gold, - GoldCANC (Gold opens)`"""
    values = (f" '{each.value}'" if each.value else "" for each in planned.changes)
    changes = ", ".join(
        f"{_sign(each)} {named(each.sort, each.name)}{value}"
        for each, value in zip(planned.changes, values, strict=True)
    )
    turns = [f"{name} opens" for name in planned.opens]
    turns += [f"{name} closes" for name in planned.closes]
    access = f" ({', '.join(turns)})" if turns else ""
    return f"{planned.address}: {changes}{access}"


def _because(because: Because) -> str:
    """`rule 'Gold: cancelled' (line 4)`"""
    rule = rule_of(because)
    if not rule:
        return "no rule speaks of it any more"
    return f"rule '{rule}'{f' (line {because.line})' if because.line else ''}"


def _sign(change: Change) -> str:
    if change.sort is Sort.FIELD:
        return "="
    return "+" if change.gains else "-"
