"""What is promised of what is typed: it is understood or refused in words, and a yes is a yes."""

from datetime import UTC, datetime

import click
import pytest
from click.testing import CliRunner

from bridge.cli.options import EMAIL, TIME, confirm, say_yes_too, whole_number
from bridge.model.errors import BridgeError


def test_a_number_lies_within_its_bounds() -> None:
    number = whole_number(1, 1000)
    assert [number.read(typed) for typed in ("1", "1000")] == [1, 1000]
    for typed in ("0", "1001", "-5", "1.5", "1_0", "²", "", "9" * 5000):
        with pytest.raises(ValueError, match=r"is not a whole number from 1 to 1000\.$"):
            number.read(typed)


def test_an_address_is_one_that_there_can_be() -> None:
    assert EMAIL.read("bea@example.com\u200b ") == "bea@example.com"
    with pytest.raises(ValueError, match=r"^'bea' is not an e-mail address\.$"):
        EMAIL.read("bea")


def test_a_time_without_a_zone_is_this_machines() -> None:
    assert TIME.read("2026-01-31T14:00") == datetime(2026, 1, 31, 12, tzinfo=UTC)
    with pytest.raises(ValueError, match=r"^'noon' is no time\. It looks like 2026-01-31T18:00\.$"):
        TIME.read("noon")


@click.command()
def ask() -> None:
    try:
        confirm("Go on?", "bridge ask --yes")
    except BridgeError as error:
        click.echo(error)
    else:
        click.echo("Done.")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("y\n", "Go on? [y/N]: y\nDone.\n"),
        ("n\n", "Go on? [y/N]: n\nNothing was changed.\n"),
        ("\n", "Go on? [y/N]: \nNothing was changed.\n"),
        (
            "",
            "Go on? [y/N]: \nNobody answered, so nothing was changed. Where there is no terminal, "
            "say yes beforehand: bridge ask --yes\n",
        ),
    ],
)
def test_only_a_yes_is_one(typed: str, said: str) -> None:
    assert CliRunner().invoke(ask, input=typed).output == said


def test_a_script_is_asked_nothing() -> None:
    say_yes_too(as_json=True, yes=True)
    say_yes_too(as_json=False, yes=False)
    with pytest.raises(click.UsageError, match=r"^--json asks nothing: say --yes too\.$"):
        say_yes_too(as_json=True, yes=False)
