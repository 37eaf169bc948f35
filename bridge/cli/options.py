"""What is typed behind a command, and the one way in which commands ask back."""

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import click

from bridge.model.address import can_exist, visible
from bridge.model.errors import BridgeError

# Room for whatever a rule adds to a time or takes off it.
_FIRST_YEAR, _LAST_YEAR = 1970, 2200
LARGEST_NUMBER = 2**63 - 1  # what Postgres can hold
_LONGEST_NUMBER = 20  # digits
_T = TypeVar("_T")


class Typed(click.ParamType[_T]):
    """What `read` makes of the text that was typed; it raises ValueError with what is wrong."""

    def __init__(self, name: str, read: Callable[[str], _T]) -> None:
        self.name = name
        self.read = read

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> _T:
        try:
            return self.read(str(value))
        except ValueError as wrong:
            self.fail(str(wrong), param, ctx)


def whole_number(least: int, most: int, called: str = "") -> Typed[int]:
    """`called` says what it is where the bounds say nothing to a person."""
    called = called or f"a whole number from {least} to {most}"

    def read(typed: str) -> int:
        number = int(typed) if typed.isdecimal() and len(typed) < _LONGEST_NUMBER else least - 1
        if not least <= number <= most:
            raise ValueError(f"{typed!r} is not {called}.")
        return number

    return Typed("integer", read)


def _email(typed: str) -> str:
    """An address that there can be; the same check as for what the cart sends."""
    email = visible(typed)
    if not can_exist(email):
        raise ValueError(f"{typed!r} is not an e-mail address.")
    return email


def _time(typed: str) -> datetime:
    """A moment, in the zone of this machine where it names none."""
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        raise ValueError(f"{typed!r} is no time. It looks like 2026-01-31T18:00.") from None
    # Before its zone is looked at: none goes as far as the calendar does.
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        years = f"{_FIRST_YEAR} and {_LAST_YEAR}"
        raise ValueError(f"{typed!r} is too far away. Name a time between {years}.")
    return moment.astimezone()


def _reason(typed: str) -> str:
    if not typed.strip():
        raise ValueError("there is no reason in it.")
    return typed.strip()


EMAIL = Typed("email", _email)
TIME = Typed("time", _time)
DELIVERY_ID = whole_number(1, LARGEST_NUMBER, "an ID: a whole number, such as 13")

PEOPLE = whole_number(0, LARGEST_NUMBER, "a number of people, such as 13")

json_option = click.option("--json", "as_json", is_flag=True, help="For scripts.")
yes_option = click.option("--yes", is_flag=True, help="Do not ask first.")
never_asks_option = click.option("--yes", is_flag=True, expose_value=False,
                                 help="As elsewhere; this never asks.")  # fmt: skip
every_option = click.option("--all", "every", is_flag=True,
                            help="List everybody, not just the first 50.")  # fmt: skip
why_option = click.option("--why", type=Typed("text", _reason), required=True,
                          help="The reason, shown wherever her access is explained.")  # fmt: skip
email_option = click.option("--email", type=EMAIL, help="Only this buyer's.")
email_argument = click.argument("email", type=EMAIL)
file_argument = click.argument("file", metavar="[FILE]", required=False,
                               type=click.Path(path_type=Path))  # fmt: skip


def limit_option(default: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return click.option("--limit", type=whole_number(1, 1000), default=default, show_default=True)


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
