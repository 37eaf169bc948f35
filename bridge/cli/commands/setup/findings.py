"""What `bridge check` finds, step by step; nothing found hides what comes after it."""

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bridge import settings
from bridge.cli.environment import rules_of
from bridge.destinations import registry
from bridge.model import Destination, Sort
from bridge.model.errors import ConfigError
from bridge.model.text import counted, join_and
from bridge.rules import Rules
from bridge.rules.file.examples import run as examples
from bridge.rules.file.plain import size_of


@dataclass(frozen=True)
class AccountAnswer:
    """What the account of one destination lacks, each with the nearest name that it has. `asked`
    where it was; `answers` where it did so."""

    destination: Destination
    asked: bool = False
    answers: bool = False
    missing: tuple[tuple[Sort, str, str | None], ...] = ()


@dataclass
class Findings:
    """`good` says what stands, `problems` what the user must set right."""

    good: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    rules: Rules | None = None
    accounts: list[AccountAnswer] = field(default_factory=list)
    _mistakes: Sequence[str] = ()

    def read_rules(self, file: Path | None) -> None:
        """The file given, or the one that RULES_FILE names; what is wrong with it is said by
        look_at_rules."""
        try:
            self.rules = rules_of(file)
        except ConfigError as error:
            self._mistakes = error.problems

    def look_at_settings(self) -> None:
        """Those of the bridge, and of each destination that the rules name."""
        try:
            settings.read_all(os.environ, self.rules.destinations if self.rules else ())
        except ConfigError as error:
            self.problems += error.problems
        else:
            self.good.append(f"The settings are complete{_whence()}.")
            self.warnings += settings.mistakes_in_env_file()
        self.warnings += _time_zone()

    def look_at_rules(self) -> None:
        """What was read, and the file's own examples."""
        self.problems += self._mistakes
        if self.rules is None:
            return
        rules = self.rules
        self.warnings += rules.warnings
        self.warnings += _untold(rules)
        failures = examples.run(rules)
        self.problems += failures
        self.warnings += (old := examples.old_readings(rules))
        if not failures:
            told = _came_out(len(rules.examples), len(old))
            self.good.append(f"{rules.name}: {size_of(rules)}; {told}.")


def rules_without_problem(file: Path | None) -> Rules:
    """Raises ConfigError with every mistake, those of its examples among them."""
    findings = Findings()
    findings.read_rules(file)
    findings.look_at_rules()
    if findings.rules is None or findings.problems:
        raise ConfigError(findings.problems)
    return findings.rules


def _whence() -> str:
    """Which settings come from where; nothing where there is no file to take any from."""
    file = settings.in_env_file()
    named = [each.name for each in settings.VARIABLES if os.environ.get(each.name)]
    by_file = [name for name in named if file.get(name) == os.environ[name]]
    by_itself = [name for name in named if name not in by_file]
    told = [
        f"{join_and(names)} from {where}"
        for names, where in ((by_itself, "the environment"), (by_file, str(settings.ENV_FILE)))
        if names
    ]
    return f": {'; '.join(told)}" if file else ""


def _time_zone() -> list[str]:
    """A name that the system does not know it takes for UTC, called after the name's beginning."""
    zone = os.environ.get("TZ", "")
    if "/" not in zone or time.tzname[0] != zone.partition("/")[0]:
        return []
    return [f"TZ is {zone!r}, and this machine knows no such time zone: times are told in UTC."]


def _untold(rules: Rules) -> Iterator[str]:
    """Of several destinations, those to which nothing goes."""
    for each in rules.destinations if len(rules.destinations) > 1 else ():
        if not rules.names_for(each.name, registry.vendors()[each.vendor].sorts):
            yield f"{rules.name}: nothing goes to {registry.label(each)}."


def _came_out(examples_: int, old: int) -> str:
    """Those that only an older reading has come out so are not counted as expected."""
    if not examples_:
        return "it has no examples"
    as_expected = f"{counted(examples_ - old, 'example')} came out as expected"
    return f"{as_expected}, {old} only as the version before read it" if old else as_expected
