"""Collects every mistake of a file, each with its line and the name of the rule it is in."""

from collections.abc import Callable

from bridge.model.errors import ConfigError

# Says one mistake: the line (counted from 1) and what is wrong there.
Say = Callable[[int, str], None]

_LONGEST_QUOTE = 60


class Report:
    """The mistakes found so far in the file `name`."""

    def __init__(self, name: str) -> None:
        self.name = show(name, longest=500)
        # Each once: an anchor's value is read at each of its uses.
        self._problems: dict[tuple[int, str], None] = {}

    def say(self, line: int, what: str) -> None:
        self.about("")(line, what)

    def about(self, owner: str) -> Say:
        """Says mistakes of one owner: `rule 'VIP upsell'`, `membership 'Gold'`, `example 2`."""

        def say(line: int, what: str) -> None:
            self._problems[line, self.sentence(line, what, owner)] = None

        return say

    @property
    def problems(self) -> bool:
        """Whether there is any mistake so far."""
        return bool(self._problems)

    def sentence(self, line: int, what: str, owner: str = "") -> str:
        """`rules.yaml line 12, rule 'VIP upsell': …`"""
        where = f" line {line}" if line else ""
        return f"{self.name}{where}{', ' if owner else ''}{owner}: {what}"

    def close(self) -> None:
        """Raises ConfigError with every mistake in the order of the file, if there is any."""
        if self._problems:
            in_order = sorted(self._problems, key=lambda problem: problem[0])
            raise ConfigError([sentence for _, sentence in in_order])


def show(words: str, longest: int = _LONGEST_QUOTE) -> str:
    """The words as a message may quote them: one line, printable, not endless."""
    printable = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in words
    )
    return printable if len(printable) <= longest else printable[: longest - 1] + "…"
