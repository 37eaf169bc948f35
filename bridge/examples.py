"""Tries a rules file's own examples: their events go through its rules and the ledger.

What was put off counts from its time on, be it between two steps.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from bridge.ledger import desired
from bridge.model import Change, Contact, Event, tag_key
from bridge.rules import Example, Given, Rules

_FIRST_DAY = datetime(2025, 1, 1, tzinfo=UTC)
_NONE = "-"  # where a tag of the other column is missing


def run(rules: Rules) -> tuple[str, ...]:
    """A line and a table for every example that comes out otherwise; empty when none does."""
    return tuple(failure for example in rules.examples if (failure := _failure(rules, example)))


def _failure(rules: Rules, example: Example) -> str:
    """About the first point in it at which other tags stand than expected."""
    changes: list[Change] = []
    bought: dict[str, datetime] = {}
    at = _FIRST_DAY
    for number, step in enumerate(example.given, 1):
        at += step.after
        event = _event(step, at, bought, f"example {example.number} step {number}")
        changes += rules.changes(event)
        bought |= step.bought_at(at)
        if step.tags is not None and (differing := _differing(changes, step.tags, at)):
            where = f"after step {number} ({step.words})"
            return f"{_which(rules, example)}, comes out otherwise {where}:\n{differing}"
    differing = _differing(changes, example.tags, at)
    steps = ", ".join(step.words for step in example.given)
    if not differing:
        return ""
    return f"{_which(rules, example)} ({steps}) comes out otherwise:\n{differing}"


def _which(rules: Rules, example: Example) -> str:
    return f"{rules.name} line {example.line}, example {example.number}"


def _event(step: Given, at: datetime, bought: Mapping[str, datetime], key: str) -> Event:
    return Event(
        source="example",
        key=key,
        kind=step.kind,
        word=step.kind,
        occurred_at=at,
        contact=Contact(email="buyer@example.com"),
        items=step.items,
        **step.fields_at(at, bought),
    )


def _differing(changes: list[Change], tags: tuple[str, ...], at: datetime) -> str:
    """Expected and got side by side, a tag a line, and below them what is missing or too many;
    empty when they are the same at that time."""
    got = {tag_key(tag): tag for tag, due in desired(changes, at).items() if due}
    expected = {tag_key(tag): tag for tag in tags}
    if got.keys() == expected.keys():
        return ""
    keys = sorted(expected.keys() | got.keys())
    rows = [("expected", "got"), *((expected.get(k, _NONE), got.get(k, _NONE)) for k in keys)]
    size = max(len(left) for left, _ in rows)
    table = "\n".join(f"  {left:<{size}}  {right}" for left, right in rows)
    return f"{table}\n  {_in_words(expected, got)}"


def _in_words(expected: dict[str, str], got: dict[str, str]) -> str:
    """`missing: VIP; too many: GoldPAYF`; the part of which there is nothing is left out."""
    parts = [
        ("missing", [expected[key] for key in sorted(expected.keys() - got.keys())]),
        ("too many", [got[key] for key in sorted(got.keys() - expected.keys())]),
    ]
    return "; ".join(f"{label}: {', '.join(tags)}" for label, tags in parts if tags)
