"""A destination as the rules name it."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Destination:
    """One account whose contacts are told: its `name` in rules.yaml, and its vendor's.

    `first`: it is the only one or the first of its vendor, so that its settings may stand without
    its name in front.
    """

    name: str
    vendor: str
    first: bool = True

    @property
    def prefix(self) -> str:
        """What stands before its settings where they are its own: `SCHOOL_`."""
        plain = self.name == self.vendor
        return "" if plain else f"{self.name.upper().replace('-', '_').replace(' ', '_')}_"


def is_told_to(to: Collection[str], destination: str | None) -> bool:
    """Whether what is for these destinations (none: for all) is told to this one; None stands for
    any, "" for one that nothing names."""
    return destination is None or not to or destination in to
