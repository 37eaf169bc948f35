"""One mistake of a rules file, or one doubt about it: its parts, and the sentence made of them."""
# ruff: noqa: A002, ARG004 # `id` is a field

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class FilePlace:
    """Where in which file and whose part: `rule 'VIP upsell'`. Lines count from 1; 0 is none."""

    file: str
    line: int = 0
    owner: str = ""

    def __str__(self) -> str:
        """`rules.yaml line 12, rule 'VIP upsell'`"""
        where = f" line {self.line}" if self.line else ""
        return f"{self.file}{where}{', ' if self.owner else ''}{self.owner}"


@dataclass(frozen=True, eq=False, repr=False)
class Wrong(str):
    """The same of a word, whose place is not known yet: empty where nothing is wrong with it.
    `meant` is the right word where one was probably meant."""

    id: str = ""
    message: str = ""
    suggestion: str = ""
    meant: str = ""

    def __new__(
        cls, id: str = "", message: str = "", suggestion: str = "", meant: str = ""
    ) -> Self:
        return super().__new__(cls, f"{message} {suggestion}".strip())


@dataclass(frozen=True, eq=False, repr=False)
class Problem(str):
    """To whoever prints it, its whole sentence: `rules.yaml line 12, rule 'VIP upsell': …`.

    Whoever asks for more than that reads a part, never the sentence. `id` is the check's, or one
    of MISTAKES; `bridge check --explain` knows both.
    """

    id: str
    place: FilePlace
    message: str
    suggestion: str = ""

    def __new__(cls, id: str, place: FilePlace, message: str, suggestion: str = "") -> Self:
        return super().__new__(cls, f"{place}: {message} {suggestion}".rstrip())
