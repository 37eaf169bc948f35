"""What is typed behind a command, and the one way in which commands ask back."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from bridge.model.address import can_exist, visible
from bridge.model.errors import BridgeError

# Room for whatever a rule adds to a time or takes off it.
_FIRST_YEAR, _LAST_YEAR = 1970, 2200
LARGEST_NUMBER = 2**63 - 1  # what Postgres can hold


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


class Reason(click.ParamType[str]):
    """Some words: it is shown wherever somebody's access is explained."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not value.strip():
            self.fail("there is no reason in it.", param, ctx)
        return value.strip()


EMAIL = EmailAddress()
TIME = Time()
DELIVERY_ID = WholeNumber(1, LARGEST_NUMBER, "an ID: a whole number, such as 13")

json_option = click.option("--json", "as_json", is_flag=True, help="For scripts.")
yes_option = click.option("--yes", is_flag=True, help="Do not ask first.")
never_asks_option = click.option("--yes", is_flag=True, expose_value=False,
                                 help="As elsewhere; this never asks.")  # fmt: skip
every_option = click.option("--all", "every", is_flag=True,
                            help="List everybody, not just the first 50.")  # fmt: skip
why_option = click.option("--why", type=Reason(), required=True,
                          help="The reason, shown wherever her access is explained.")  # fmt: skip
email_option = click.option("--email", type=EMAIL, help="Only this buyer's.")
email_argument = click.argument("email", type=EMAIL)
file_argument = click.argument("file", metavar="[FILE]", required=False,
                               type=click.Path(path_type=Path))  # fmt: skip


def say_yes_too(as_json: bool, yes: bool) -> None:
    """Raises click.UsageError where a script would have to be asked."""
    if as_json and not yes:
        raise click.UsageError("--json asks nothing: say --yes too.")


def confirm(question: str, otherwise: str) -> None:
    """Raises BridgeError for a no, and where nobody is there to answer: `otherwise` is what to
    type there."""
    try:
        agreed = click.confirm(question)
    except click.Abort:
        if sys.stdin.isatty():
            raise  # Ctrl-C
        click.echo()
        raise BridgeError(
            "Nobody answered, so nothing was changed. Where there is no terminal, say yes "
            f"beforehand: {otherwise}"
        ) from None
    if not agreed:
        raise BridgeError("Nothing was changed.")
