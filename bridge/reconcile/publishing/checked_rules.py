"""A text of rules, looked over before anything is done with it: every mistake at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from bridge.model.errors import ConfigError
from bridge.rules import Rules
from bridge.rules.file import parse
from bridge.rules.file.examples import run as examples


@dataclass(frozen=True)
class LookedOver:
    """`rules` are None where they cannot be read; `problems`, those of the file's own examples
    among them, keep them from being published, and `warnings` do not."""

    rules: Rules | None
    problems: Sequence[str] = ()
    warnings: Sequence[str] = ()


def look_over(text: str, name: str) -> LookedOver:
    try:
        rules = parse(text, name)
    except ConfigError as error:
        return LookedOver(None, error.problems)
    old = examples.old_readings(rules)
    return LookedOver(rules, tuple(examples.run(rules)), (*rules.warnings, *old))


def checked_rules(text: str, name: str) -> Rules:
    """Raises ConfigError with every mistake."""
    looked = look_over(text, name)
    if looked.rules is None or looked.problems:
        raise ConfigError(looked.problems)
    return looked.rules
