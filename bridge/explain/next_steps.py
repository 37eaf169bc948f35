"""What somebody does next, said for whoever reads it: by which command, or on which page.

A sentence that several readers get takes the words from the `NextSteps` that its caller hands over.
The console makes a link of each `page Rules` and `delivery 5`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from bridge.model.text import join_and


class NextSteps(Protocol):
    """`ids` are deliveries'."""

    def try_again(self, ids: Sequence[int]) -> str:
        """Stands behind `Then `."""

    def tell_her(self) -> str:
        """Has her told of rules that are new: stands behind `nothing is told there until `."""

    def compare_rules(self) -> str:
        """Shows what the rules of now would give to those of before, and does it: a clause."""

    def plan_file(self) -> str:
        """Shows what a rules file that is not published would change: a clause."""

    def name_items(self) -> str:
        """Finds a rule for items that none names: a clause."""

    def lift_bans(self, ids: Sequence[int]) -> str:
        """Of each that bans her: a sentence."""

    def publish_again(self, number: int, path: Path) -> str:
        """Rules that were taken back, which the file still holds: a sentence."""

    def find_person(self) -> str:
        """What is known of somebody: a sentence."""

    def list_upcoming(self, email: str) -> str:
        """Of her: a sentence."""

    def ban_stranger(self) -> str:
        """Who has nothing yet: a sentence."""


class CommandSteps(NextSteps):
    """For whoever sits at a terminal."""

    def try_again(self, ids: Sequence[int]) -> str:
        return f"run `bridge retry {' '.join(map(str, ids))}`"

    def tell_her(self) -> str:
        return "something happens to her, or you run `bridge apply`"

    def compare_rules(self) -> str:
        return (
            "`bridge plan` shows what the rules of now would give to whom, `bridge apply` does it"
        )

    def plan_file(self) -> str:
        return "`bridge plan` shows what it would change for who bought before"

    def name_items(self) -> str:
        return "`bridge unmapped` prints one that would"

    def lift_bans(self, ids: Sequence[int]) -> str:
        commands = join_and(f"`bridge undo --hand {each}`" for each in ids)
        return f"{commands} {'lifts the ban' if len(ids) == 1 else 'together lift the bans'}."

    def publish_again(self, number: int, path: Path) -> str:  # noqa: ARG002 # the port's
        return f"To have it again: bridge apply {path}"

    def find_person(self) -> str:
        return "`bridge show EMAIL` tells what is known of a buyer."

    def list_upcoming(self, email: str) -> str:
        return f"`bridge upcoming --email {email}` lists what is."

    def ban_stranger(self) -> str:
        return "To keep somebody out beforehand: bridge ban"


class PageSteps(NextSteps):
    """For whoever has the console before her, and never a terminal."""

    def try_again(self, ids: Sequence[int]) -> str:
        them = "it" if len(ids) == 1 else "them"
        return f"try {them} again: {join_and(f'delivery {each}' for each in ids)}"

    def tell_her(self) -> str:
        return "something happens to her, or rules are published for everybody (page Rules)"

    def compare_rules(self) -> str:
        return (
            "'Change the rules', on the page Rules, leads to a plan of what the rules of now would "
            "give to whom, also without a change; published for everybody, it is done"
        )

    def plan_file(self) -> str:
        return (
            "'Change the rules', on the page Rules, leads then to a plan of what it would change "
            "for who bought before"
        )

    def name_items(self) -> str:
        return "the page Products gives each a place in the rules"

    def lift_bans(self, ids: Sequence[int]) -> str:
        told = join_and(f"delivery {each}" for each in ids)
        lifts = "lifts the ban" if len(ids) == 1 else "lifts the bans"
        return f"'Take it back' of {told}, on her page under 'Said by hand', {lifts}."

    def publish_again(self, number: int, path: Path) -> str:  # noqa: ARG002 # the port's
        return f"To have it again: version {number} in the History, on the page Rules."

    def find_person(self) -> str:
        return "The page People finds what is known of somebody."

    def list_upcoming(self, email: str) -> str:  # noqa: ARG002 # the port's
        return "What is, stands on her page."

    def ban_stranger(self) -> str:
        return "To keep her out beforehand, ban her."


COMMANDS, PAGES = CommandSteps(), PageSteps()
