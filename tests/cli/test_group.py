"""What the group of commands promises: each by its names, and only what it needs is imported."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bridge.__main__ import cli
from bridge.cli import commands
from bridge.cli.group import ALIASES
from tests.cli.conftest import Shell, WriteRules
from tests.cli.people import SILVER, buyers
from tests.cli.shop import Shop


@pytest.fixture
def one_buyer(shop: Shop, rules_file: WriteRules) -> None:
    buyers(shop, 1)
    rules_file(SILVER)


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("chek", "Did you mean `bridge check`?"),
        ("exlpain", "Did you mean `bridge explain`?"),
        ("list", "Did you mean `bridge events`?"),
        ("status", "Did you mean `bridge events`?"),
        ("logs", "Did you mean `bridge events`?"),
        ("tags", "Did you mean `bridge show EMAIL`?"),
        ("user", "Did you mean `bridge show EMAIL`?"),
        ("rollback", "Did you mean `bridge undo`?"),
        ("Rolback", "Did you mean `bridge undo`?"),
        ("deploy", "Did you mean `bridge apply`?"),
        ("sync", "Did you mean `bridge apply`?"),
        ("test", "Did you mean `bridge check`?"),
        ("help", "Did you mean `bridge --help`?"),
        ("xyzzy", "`bridge --help` lists those there are."),
        ("13", "`bridge --help` lists those there are."),
    ],
)
def test_a_word_that_is_no_command_gets_the_nearest_one(
    bridge: Shell, typed: str, hint: str
) -> None:
    result = bridge(typed)
    assert (result.stdout, result.exit_code) == ("", 2)
    assert result.stderr == (
        "Usage: bridge [OPTIONS] COMMAND [ARGS]...\nTry 'bridge --help' for help.\n\n"
        f"Error: There is no command '{typed}'. {hint}\n"
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("show",), "Missing argument 'ID|EMAIL'. For example: bridge show 13, or bridge show "
         "bea@example.com"),
        (("grant", "bea@example.com"), "Missing argument 'MEMBERSHIP'. For example: bridge grant "
         "bea@example.com Gold --why prize"),
        (("upcoming", "skip"), "Missing argument 'EMAIL'. For example: bridge upcoming skip "
         "bea@example.com 1f0c2ab9"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_with_a_whole_line(
    bridge: Shell, typed: tuple[str, ...], said: str
) -> None:
    result = bridge(*typed)
    assert result.stderr.splitlines()[-1] == f"Error: {said}"
    assert result.exit_code == 2


def test_every_command_explains_itself(bridge: Shell) -> None:
    for name in cli.commands:
        result = bridge(name, "--help")
        assert result.stdout.startswith(f"Usage: bridge {name} ")
        assert result.exit_code == 0


def test_the_list_of_commands_says_of_each_the_first_sentence_of_its_help() -> None:
    for name, listed in cli.commands.items():
        command = cli.command_called(name)
        assert command.name == ALIASES.get(name, name)
        if name in ALIASES:
            assert listed.help == f"As `bridge {command.name}`."
            continue
        assert listed.get_short_help_str(1000) == command.get_short_help_str(1000)


def test_every_command_is_listed() -> None:
    files = Path(commands.__file__).parent.glob("*/*.py")
    one = re.compile(r"^@click\.(command|group)\(", re.MULTILINE)
    written = [file.stem for file in files if one.search(file.read_text())]
    assert sorted(written) == sorted(
        name.rpartition(" ")[2] for name in {*cli.commands} - {*ALIASES}
    )


def test_a_file_is_checked_without_what_only_other_commands_need(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text("crm: activecampaign\nmemberships:\n  Gold: {items: product-12}\n")
    program = (
        "import sys\nfrom bridge.__main__ import cli\n"
        f"status = cli(['check', {str(file)!r}], standalone_mode=False)\n"
        "print(status, sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)  # noqa: S603 # our own words
    status, _, imported = done.stdout.decode().splitlines()[-1].partition(" ")
    assert (status, "click" in imported) == ("0", True)
    slow = ("sqlalchemy", "alembic", "psycopg", "flask", "requests", "redis", "rq")
    assert [library for library in slow if f"'{library}'" in imported] == []


@pytest.mark.parametrize("more", [(), ("--json",), ("--all",)])
@pytest.mark.usefixtures("one_buyer")
def test_diff_is_plan(bridge: Shell, more: tuple[str, ...]) -> None:
    old, new = (bridge(name, "rules.yaml", *more) for name in ("diff", "plan"))
    assert (old.stdout, old.exit_code) == (new.stdout, 0)
    assert old.stderr == "`bridge diff` is called `bridge plan` now.\n"


@pytest.mark.usefixtures("one_buyer")
def test_diff_with_apply_is_apply(bridge: Shell, shop: Shop) -> None:
    result = bridge("diff", "rules.yaml", "--apply", "--yes")
    assert result.exit_code == 0
    assert result.stderr.count("`bridge diff --apply` is called `bridge apply` now.\n") == 1
    assert "To take it back: bridge undo 2\n" in result.stdout
    shop.sweep()
    assert bridge("plan", "rules.yaml").output.endswith("nothing would change.\n")


@pytest.mark.parametrize("more", [(), ("--json",), ("--email", "p0@example.com")])
@pytest.mark.usefixtures("one_buyer")
def test_timers_is_upcoming(bridge: Shell, more: tuple[str, ...]) -> None:
    old, new = (bridge(name, *more) for name in ("timers", "upcoming"))
    assert (old.stdout, old.exit_code) == (new.stdout, 0)
    assert old.stderr == "`bridge timers` is called `bridge upcoming` now.\n"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("diff", "rules.yaml", "--apply", "--json"), "--json asks nothing: say --yes too."),
        (("timers", "--email", "her"), "'her' is not an e-mail address."),
    ],
)
@pytest.mark.usefixtures("one_buyer")
def test_wrong_use(bridge: Shell, typed: tuple[str, ...], said: str) -> None:
    result = bridge(*typed)
    assert (result.stdout, result.exit_code) == ("", 2)
    assert said in result.stderr


@pytest.mark.usefixtures("one_buyer")
def test_yes_without_apply_is_no_wish_to_apply(bridge: Shell) -> None:
    assert bridge("diff", "rules.yaml", "--yes").exit_code == 2


@pytest.mark.usefixtures("one_buyer")
def test_why_is_explain(bridge: Shell) -> None:
    for asked in ("p0@example.com", "1"):
        new, old = (bridge(name, asked) for name in ("why", "explain"))
        assert (new.stdout, new.stderr, new.exit_code) == (old.stdout, old.stderr, 0)
