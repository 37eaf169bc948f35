"""Why a list or a field did not become what an example expects, where that is easily missed."""

from collections.abc import Iterator

from bridge.model import Event, tag_key
from bridge.rules import Example, Expected, Rule, Rules, dated
from bridge.rules.file.examples.life import Life


def reasons(rules: Rules, expected: Expected, life: Life, example: Example) -> Iterator[str]:
    """Sentences about what was expected and is not so."""
    for name in expected.lists or ():
        if tag_key(name) in life.buyer.kept_out:
            yield (
                f"'{name}': she was taken off it before, which counts as an opt-out; only "
                "'subscribe even after opt-out' puts her on it again."
            )
    for name, text in expected.fields or ():
        _, value = life.buyer.fields.get(tag_key(name), (name, ""))
        if value != dated(text, life.at):
            yield from _left(rules, name, life, example)


def _left(rules: Rules, field: str, life: Life, example: Example) -> Iterator[str]:
    """About each step at which a rule would have set the field, had the event told all for it."""
    for number, (step, event) in enumerate(zip(example.given, life.events, strict=False), 1):
        lacking = {missing for rule in rules.rules if (missing := _lacking(rule, field, event))}
        for missing in sorted(lacking):
            yield f"'{field}' was not set at step {number} ({step.words}): it names {missing}."


def _lacking(rule: Rule, field: str, event: Event) -> str:
    """`no order number`; empty where the rule does not speak to the event, or lacks nothing."""
    if not rule.enabled or event.kind not in rule.when or rule.asked_of(event).why_not(event):
        return ""
    values = {tag_key(name): missing for name, (_, missing) in rule.values(event).items()}
    return values.get(tag_key(field), "")
