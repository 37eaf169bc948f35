"""Collects every mistake of a file, each with its line and the name of the rule it is in."""
# ruff: noqa: A002 # `id` as in Problem

from functools import partial
from typing import NoReturn, Protocol

from bridge.model.errors import ConfigError
from bridge.rules.file.problem import FilePlace, Problem, Wrong

_LONGEST_QUOTE = 60


class Say(Protocol):
    """Says one mistake: the line (counted from 1), what is wrong there, and what to do about it.

    `id` is one of MISTAKES.
    """

    def __call__(self, line: int, what: str, /, *, id: str = "", suggestion: str = "") -> None: ...


class Report:
    """The mistakes found so far in the file `name`."""

    def __init__(self, name: str) -> None:
        self.name = show(name, longest=500)
        # Each once: an anchor's value is read at each of its uses.
        self._problems: dict[Problem, None] = {}

    def say(
        self, line: int, what: str, /, *, id: str = "", suggestion: str = "", owner: str = ""
    ) -> None:
        wrong = what if isinstance(what, Wrong) else Wrong(id, what, suggestion)
        place = FilePlace(self.name, line, owner)
        self.add(Problem(wrong.id, place, wrong.message, wrong.suggestion))

    def about(self, owner: str) -> Say:
        """Says mistakes of one owner: `rule 'VIP upsell'`, `membership 'Gold'`, `example 2`."""
        return partial(self.say, owner=owner)

    def add(self, problem: Problem) -> None:
        self._problems[problem] = None

    @property
    def problems(self) -> bool:
        """Whether there is any mistake so far."""
        return bool(self._problems)

    def sentence(self, line: int, what: str, owner: str = "") -> Problem:
        """`rules.yaml line 12, rule 'VIP upsell': …`"""
        return Problem("", FilePlace(self.name, line, owner), what)

    def refuse(
        self, what: str, suggestion: str = "", *, id: str = "no-file", line: int = 0
    ) -> NoReturn:
        """Says a mistake behind which nothing can be read, and raises ConfigError."""
        self.say(line, what, id=id, suggestion=suggestion)
        raise self._error

    def close(self) -> None:
        """Raises ConfigError with every mistake in the order of the file, if there is any."""
        if self._problems:
            raise self._error

    @property
    def _error(self) -> ConfigError:
        in_order = sorted(self._problems, key=lambda problem: problem.place.line)
        return ConfigError(in_order)


def show(words: str, longest: int = _LONGEST_QUOTE) -> str:
    """The words as a message may quote them: one line, printable, not endless."""
    printable = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in words
    )
    return printable if len(printable) <= longest else printable[: longest - 1] + "…"
