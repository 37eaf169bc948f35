"""What conditions about a number have in common: bounds."""

from dataclasses import dataclass

from bridge.rules.conditions import Condition
from bridge.rules.wording import one_or_all


@dataclass(frozen=True)
class Bounded:
    """A number must lie within both bounds, which are included; None is without bound."""

    words: tuple[str, ...]  # as the file writes them: at least 49.00
    least: int | None = None
    most: int | None = None
    key: str = ""

    @property
    def written(self) -> object:
        return one_or_all(self.words)

    @property
    def told(self) -> str:
        """`at least 49.00 and below 100`"""
        return " and ".join(self.words)

    def within(self, number: int) -> bool:
        return not _over(self.least, number) and not _over(number, self.most)

    def covers(self, other: Condition) -> bool:
        if not isinstance(other, Bounded) or other.key != self.key:
            return False
        low = self.least is None or (other.least is not None and other.least >= self.least)
        return low and (self.most is None or (other.most is not None and other.most <= self.most))

    def excludes(self, other: Condition) -> bool:
        return (
            isinstance(other, Bounded)
            and other.key == self.key
            and (_over(self.least, other.most) or _over(other.least, self.most))
        )

    @property
    def impossible(self) -> bool:
        """Whether no number lies within both bounds."""
        return _over(self.least, self.most)


def _over(least: int | None, most: int | None) -> bool:
    return least is not None and most is not None and least > most
