"""The rules that count as their pages need them: the publication with its text, and read."""

from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import NoResultFound

from bridge.model.errors import ConfigError
from bridge.rules import Rules
from bridge.store import rulebooks
from bridge.store.rulebooks import Rulebook
from bridge.web.installation import Installation

LARGEST_NUMBER = 2**31 - 1  # of a publication or a draft


@dataclass(frozen=True)
class StandingRules:
    """`rules` are None where this release cannot read them."""

    book: Rulebook
    rules: Rules | None

    @property
    def number(self) -> int:
        return self.book.number


def standing_rules(here: Installation) -> StandingRules | None:
    """None before any were published."""
    with here.engine.connect() as connection:
        newest = rulebooks.newest(connection)
        return published_rules(here, connection, newest.number) if newest else None


def published_rules(
    here: Installation, connection: Connection, number: int
) -> StandingRules | None:
    """None where there is no such publication."""
    try:
        book = rulebooks.read(connection, number)
    except NoResultFound:
        return None
    try:
        return StandingRules(book, here.library.rules(connection, number))
    except ConfigError:
        return StandingRules(book, None)
