"""Looks into the accounts, and names made there: what the set-up page does outside."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from typing import cast

from bridge.destinations import registry
from bridge.destinations.base import NameMaker
from bridge.explain.readiness.account_question import NO_ANSWER
from bridge.explain.readiness.account_steps import look_into
from bridge.model import Destination, Sort
from bridge.model.errors import ConfigError
from bridge.model.text import counted
from bridge.reconcile.missing_names import tell_again
from bridge.rules import Rules
from bridge.store.readiness import account_looks
from bridge.web.installation import Installation

_AT_ONCE = "Who waits for it is told within seconds, and what stood here for it goes away then."


class AccountVisits:
    """Each is patient for seconds only. They raise SQLAlchemyError where what was found cannot be
    kept."""

    def __init__(self, here: Installation) -> None:
        self._here = here

    def look(self, destinations: Iterable[Destination], rules: Rules) -> None:
        """Ask each whether it answers and has its names, and keep what it said."""
        for each in destinations:
            account = partial(self._here.account, each.name)
            found = look_into(account, each, rules, datetime.now(UTC))
            account_looks.keep(self._here.engine, found)

    def make(
        self, names: Iterable[tuple[Sort, str]], destination: Destination, rules: Rules
    ) -> str:
        """Have it make these, and tell again whom it refused for want of one; what came of it, as
        a sentence."""
        made = list[tuple[Sort, str]]()
        called = registry.label(destination)
        trouble = ""
        try:
            maker = cast("NameMaker", self._here.account(destination.name))
            for sort, name in names:
                maker.make(sort, name)
                made.append((sort, name))
        except ConfigError as error:
            trouble = " ".join(error.problems)
        except NO_ANSWER as error:
            trouble = str(error)
        due = tell_again(self._here.engine, destination.name, {*made}, lambda *_: True)
        self.look([destination], rules)
        told = f"{_told(made)} made in {called}." if made else ""
        return " ".join(filter(None, (told, _AT_ONCE if due else "", trouble)))


def _told(made: list[tuple[Sort, str]]) -> str:
    """`The tag 'Gold' was`, `4 names were`"""
    return f"'{made[0][1]}' was" if len(made) == 1 else f"{counted(len(made), 'name')} were"
