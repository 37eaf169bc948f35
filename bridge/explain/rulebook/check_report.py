"""What is wrong with a text of rules, as an editor shows it: each mistake with its line."""

from collections.abc import Iterable
from dataclasses import dataclass

from bridge.model.text import counted
from bridge.reconcile.publishing.checked_rules import LookedOver
from bridge.rules.file.plain import size_of
from bridge.rules.file.problem import FilePlace, Problem

_SHOWN = 100  # mistakes; nobody reads more at once


@dataclass(frozen=True)
class Finding:
    """One mistake, or one doubt; `line` 0 where it is about the file as a whole."""

    line: int
    owner: str
    message: str
    suggestion: str
    id: str


@dataclass(frozen=True)
class CheckReport:
    """`says` is all of it in one sentence; `more` mistakes are not listed."""

    says: str
    problems: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    more: int = 0

    @property
    def is_good(self) -> bool:
        return not self.problems


def check_report(looked: LookedOver) -> CheckReport:
    problems, warnings = _findings(looked.problems), _findings(looked.warnings)
    return CheckReport(
        _says(looked), problems[:_SHOWN], warnings[:_SHOWN], max(0, len(problems) - _SHOWN)
    )


def _says(looked: LookedOver) -> str:
    if looked.problems:
        first = next(iter(_findings(looked.problems))).line
        where = f"; the first in line {first}" if first else ""
        return f"{counted(len(looked.problems), 'mistake')}{where}."
    size = size_of(looked.rules) if looked.rules else ""
    doubts = f" {counted(len(looked.warnings), 'warning')}." if looked.warnings else ""
    return f"No mistakes: {size}.{doubts}"


def _findings(problems: Iterable[str]) -> tuple[Finding, ...]:
    return tuple(map(_finding, problems))


def _finding(problem: str) -> Finding:
    if not isinstance(problem, Problem):
        problem = Problem("", FilePlace(""), problem)
    place = problem.place
    return Finding(place.line, place.owner, problem.message, problem.suggestion, problem.id)
