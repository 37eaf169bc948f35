"""A destination as the rules name it."""

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
