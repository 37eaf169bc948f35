"""What `bridge check` finds, step by step; nothing found hides what comes after it."""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from bridge import settings
from bridge.cli.account_check import NO_ANSWER, account_of, missing_others, missing_tags
from bridge.cli.environment import CRM, rules_of
from bridge.destinations.base import TagReport
from bridge.destinations.registry import called
from bridge.model import Sort
from bridge.model.errors import ConfigError
from bridge.model.text import counted, join_and
from bridge.rules import Rules
from bridge.rules.file.examples import run as examples
from bridge.rules.file.plain import size_of


@dataclass
class Findings:
    """`good` says what stands, `problems` what the user must set right."""

    good: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    rules: Rules | None = None
    missing: tuple[tuple[str, str | None], ...] = ()
    missing_others: tuple[tuple[Sort, str, str | None], ...] = ()

    def look_at_settings(self) -> None:
        try:
            settings.read(os.environ)
        except ConfigError as error:
            self.problems += error.problems
        else:
            self.good.append(f"The settings are complete{_whence()}.")
            self.warnings += settings.mistakes_in_env_file()
        self.warnings += _time_zone()

    def look_at_rules(self, file: Path | None) -> None:
        """The file given, or the one that RULES_FILE names; then its own examples."""
        try:
            self.rules = rules = rules_of(file)
        except ConfigError as error:
            self.problems += error.problems
            return
        self.warnings += rules.warnings
        failures = examples.run(rules)
        self.problems += failures
        self.warnings += (old := examples.old_readings(rules))
        if not failures:
            told = _came_out(len(rules.examples), len(old))
            self.good.append(f"{rules.name}: {size_of(rules)}; {told}.")

    def look_at_account(self) -> None:
        """Ask the CRM, unless something is wrong already that would spoil the answer."""
        try:
            account = account_of(self.rules.crm if self.rules else CRM)
        except ConfigError as error:
            self.problems += (each for each in error.problems if each not in self.problems)
            return
        if self.rules is None:
            return
        crm, tags, others = called(self.rules.crm), self.rules.tags(), self.rules.others()
        try:
            report = account.check(tags, others)
        except NO_ANSWER as error:
            self.problems.append(f"{error} The tags were not checked.")
            return
        self._judge(report, crm, self.rules)
        if not report.missing and not report.others:
            self.good.append(f"{crm} answers and has {_all(len(tags), len(others))}.")

    def _judge(self, report: TagReport, crm: str, rules: Rules) -> None:
        self.missing, self.missing_others = report.missing, report.others
        self.problems += missing_others(report, crm, rules)
        sentences = missing_tags(report, crm, rules)
        if rules.create_missing_tags:
            self.warnings += (f"{each} It will be created when needed." for each in sentences)
            return
        self.problems += sentences
        if new := sum(near is None for _, near in report.missing):  # else it is a slip
            self.problems.append(
                f"Create {counted(new, 'tag')} in {crm}, or write `create_missing_tags: yes` into "
                f"{rules.name}: then a tag is made when it is due."
            )


def rules_without_problem(file: Path | None) -> Rules:
    """Raises ConfigError with every mistake, those of its examples among them."""
    findings = Findings()
    findings.look_at_rules(file)
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


def _all(tags: int, others: int) -> str:
    if others:
        of_tags = [counted(tags, "tag")] if tags else []
        more = "list, field or automation" if others == 1 else "lists, fields and automations"
        return f"{' and '.join([*of_tags, f'{others} {more}'])} of the rules"
    return f"all {tags} tags of the rules" if tags > 1 else "the one tag of the rules"


def _came_out(examples_: int, old: int) -> str:
    """Those that only an older reading has come out so are not counted as expected."""
    if not examples_:
        return "it has no examples"
    as_expected = f"{counted(examples_ - old, 'example')} came out as expected"
    return f"{as_expected}, {old} only as the version before read it" if old else as_expected
