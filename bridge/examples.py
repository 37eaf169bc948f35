"""Tries a rules file's own examples: its events, a day apart, through its rules and the ledger."""

from datetime import UTC, datetime, timedelta

from bridge.ledger import desired
from bridge.model import Contact, Event, tag_key
from bridge.rules import Example, Rules

_FIRST_DAY = datetime(2025, 1, 1, tzinfo=UTC)


def run(rules: Rules) -> tuple[str, ...]:
    """A sentence for every example that comes out otherwise than the file says; empty when none."""
    return tuple(failure for example in rules.examples if (failure := _failure(rules, example)))


def _failure(rules: Rules, example: Example) -> str:
    changes = [change for event in _events(example) for change in rules.changes(event)]
    got = {tag_key(tag): tag for tag, due in desired(changes).items() if due}
    expected = {tag_key(tag): tag for tag in example.tags}
    if got.keys() == expected.keys():
        return ""
    steps = ", ".join(step.words for step in example.given)
    return (
        f"{rules.name} line {example.line}, example {example.number} ({steps}): "
        f"expected {_told(expected)}, got {_told(got)}."
    )


def _events(example: Example) -> list[Event]:
    return [
        Event(
            source="example",
            key=f"example {example.number} step {number}",
            kind=step.kind,
            word=step.kind,
            occurred_at=_FIRST_DAY + timedelta(days=number),
            contact=Contact(email="buyer@example.com"),
            items=step.items,
            **step.more,
        )
        for number, step in enumerate(example.given)
    ]


def _told(tags: dict[str, str]) -> str:
    """`'Gold', 'VIP'` in the order of their names, or `no tags`."""
    return ", ".join(f"'{tag}'" for _, tag in sorted(tags.items())) or "no tags"
