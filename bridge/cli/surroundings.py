"""What the commands stand on: the environment, the rules file, the store."""

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bridge import settings
from bridge.destinations import registry
from bridge.late import Late
from bridge.model.address import can_exist, visible
from bridge.rules import Rules
from bridge.rules import file as rulesfile

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from bridge.reconcile import library as reconcile_library
    from bridge.reconcile.library import Library
    from bridge.store import engine
else:
    engine = Late("bridge.store.engine")
    reconcile_library = Late("bridge.reconcile.library")

CRM = registry.configured(os.environ)  # whose store is looked at where no rules file is asked


def settings_of(*needed: str, also: tuple[str, ...] = ()) -> settings.Settings:
    """The variables this command needs, and `also` those it can do without; it shall not fail
    for any other. Raises ConfigError with every problem."""
    names = (*needed, *also)
    given = {name: os.environ[name] for name in names if name in os.environ}
    return settings.read(given, needed)


def rules_path() -> Path:
    """The file that RULES_FILE names, or its default."""
    return settings_of(also=("RULES_FILE",)).rules_file


def rules_of(file: Path | None) -> Rules:
    """The rules of the file that was typed, or else of the one that RULES_FILE names. Raises
    ConfigError with every mistake."""
    return rulesfile.load(file, typed=True) if file else rulesfile.load(rules_path())


def library() -> "Library":
    """The publications of the rules in the store, read as they are needed."""
    made: Library = reconcile_library.Library(rulesfile.parse)
    return made


def open_store() -> "Engine":
    """Raises ConfigError when DATABASE_URL is missing or no address."""
    return engine_at(settings_of("DATABASE_URL").database_url)


def engine_at(database_url: str) -> "Engine":
    return engine.engine_for(database_url, connections=1)


# Room for whatever a rule adds to a time or takes off it.
_FIRST_YEAR, _LAST_YEAR = 1970, 2200


class EmailAddress(click.ParamType[str]):
    """An address that there can be; the same check as for what the cart sends."""

    name = "email"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        email = visible(value)
        if not can_exist(email):
            self.fail(f"{value!r} is not an e-mail address.", param, ctx)
        return email


class Time(click.ParamType[datetime]):
    """A moment, in the zone of this machine where it names none."""

    name = "time"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no time. It looks like 2026-01-31T18:00.", param, ctx)
        # Before its zone is looked at: none goes as far as the calendar does.
        if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
            years = f"{_FIRST_YEAR} and {_LAST_YEAR}"
            self.fail(f"{value!r} is too far away. Name a time between {years}.", param, ctx)
        return moment.astimezone()


class WholeNumber(click.IntRange):
    """Between two bounds; `called` says what it is where the bounds say nothing to a person."""

    def __init__(self, least: int, most: int, called: str = "") -> None:
        super().__init__(least, most)
        self._called = called or f"a whole number from {least} to {most}"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            return int(super().convert(value, param, ctx))
        except click.BadParameter:
            self.fail(f"{value!r} is not {self._called}.", param, ctx)


EMAIL = EmailAddress()
TIME = Time()
# Up to what Postgres can hold.
DELIVERY_ID = WholeNumber(1, 2**63 - 1, "an ID: a whole number, such as 13")
