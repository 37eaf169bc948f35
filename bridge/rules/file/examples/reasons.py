"""Why something else came than an example expects: at which step it came or went, or nearly came,
and what is easily missed about lists and fields."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bridge.entitlements.rule_effects import WANTS
from bridge.model import Event, Sort, tag_key, target_key
from bridge.model.text import join_and
from bridge.rules import Expected, Rule, dated, near_misses
from bridge.rules.file.examples.compare import Columns
from bridge.rules.file.examples.life import Life

_OTHERS = (" lists", " fields", " automations")
_ACCESS = " access"


def reasons(expected: Expected, life: Life) -> Iterator[str]:
    """Sentences about what was expected and is not so."""
    for name in expected.lists or ():
        if tag_key(name) in life.contact().kept_out:
            yield (
                f"'{name}': she was taken off it before, which counts as an opt-out; only "
                "'subscribe even after opt-out' puts her on it again."
            )
    for name, text in expected.fields or ():
        _, value = life.contact().fields.get(tag_key(name), (name, ""))
        if value != dated(text, life.at):
            yield from _left(name, life)


def nearest_steps(
    expected: Columns, course: Sequence[Columns], life: Life, named: int
) -> Iterator[str]:
    """Sentences about the steps that made the difference, save that which is `named` anyway;
    `course` is what stood before the first step and after each."""
    told: dict[tuple[str, int], list[str]] = {}
    for sort, wanted in expected.items():
        for key in sorted(wanted.keys() | course[-1][sort].keys()):
            row = course[-1][sort].get(key)
            if row and key in wanted and row.value == wanted[key].value:
                continue
            step = _changed_at(sort, key, course)
            how = "came" if row else "went"
            if step:
                told.setdefault((how, step), []).append(f"'{(row or wanted[key]).name}'")
            elif sort not in _OTHERS and not sort.startswith(_ACCESS):
                yield from _nearly(wanted[key].name, life)
    for (how, step), names in told.items():
        if step != named:
            yield f"{join_and(names)} {how} at step {step} ({life.example.given[step - 1].words})."


def _changed_at(sort: str, key: str, course: Sequence[Columns]) -> int:
    """The step since which it stands as it does; 0 where it never came."""
    stood = [columns.get(sort, {}).get(key) for columns in course]
    return next((n for n in range(len(stood) - 1, 0, -1) if stood[n - 1] != stood[n]), 0)


def _nearly(tag: str, life: Life) -> Iterator[str]:
    """About the last step at which a rule that gives the tag was missed by one thing only."""
    target = target_key(Sort.TAG, tag)
    gives = (
        rule
        for rule in life.rules.rules
        if any(a in WANTS and target_key(a.sort, name) == target for a, name in rule.wishes)
    )
    rules = replace(life.rules, rules=tuple(gives))
    for number, event in reversed([*enumerate(life.events, 1)]):
        waited_for = any(event.kind in rule.when for rule in rules.rules)
        if waited_for and (misses := near_misses(rules, event)):
            words = life.example.given[number - 1].words
            yield f"'{tag}' nearly came at step {number} ({words}), but {misses[0]}."
            return


def _left(field: str, life: Life) -> Iterator[str]:
    """About each step at which a rule would have set the field, had the event told all for it."""
    steps = zip(life.example.given, life.events, strict=False)
    for number, (step, event) in enumerate(steps, 1):
        lacking = {_lacking(rule, field, event) for rule in life.rules.rules}
        for missing in sorted(filter(None, lacking)):
            yield f"'{field}' was not set at step {number} ({step.words}): it names {missing}."


def _lacking(rule: Rule, field: str, event: Event) -> str:
    """`no order number`; empty where the rule does not speak to the event, or lacks nothing."""
    if not rule.enabled or event.kind not in rule.when or rule.conditions_on(event).why_not(event):
        return ""
    values = {tag_key(name): missing for name, (_, missing) in rule.values(event).items()}
    return values.get(tag_key(field), "")
