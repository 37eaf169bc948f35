"""What `bridge rules history` promises: every version with who, when and how."""

import json

import pytest

from bridge.reconcile.library import Library
from bridge.reconcile.publishing.publisher import Publisher
from bridge.rules import file as rulesfile
from tests.cli.conftest import Shell
from tests.cli.shop import RULES, Shop


@pytest.fixture
def edited(shop: Shop) -> None:
    """Two versions, of which the second was taken back."""
    shop.publish()
    publisher = Publisher(shop.engine, Library(rulesfile.parse))
    publisher.publish(RULES.replace("Gold", "Silver"), "rules.yaml", 1, who="Ann", note="a name")
    publisher.undo(2, who="Bob")


@pytest.mark.usefixtures("edited")
def test_each_version_is_a_row_newest_first(bridge: Shell) -> None:
    bridge.env["COLUMNS"] = "200"
    lines = bridge("rules", "history").stdout.splitlines()
    assert lines[0].split() == ["VERSION", "WHEN", "HOW", "WHO", "NOTE", "STANDS"]
    assert [line[0] for line in lines[1:]] == ["3", "2", "1"]
    for line, words in zip(
        lines[1:],
        (
            ("as an undo of version 2", "Bob", "is bringing everybody back"),
            ("in the console", "Ann", "a name", "taken back by version 3"),
            ("31 Jan 2026, 14:00", "with a deploy", "counts"),
        ),
        strict=True,
    ):
        assert [each for each in words if each not in line] == []
    assert len(bridge("rules", "history", "--limit", "1").stdout.splitlines()) == 2


@pytest.mark.usefixtures("edited")
def test_a_script_gets_the_same(bridge: Shell) -> None:
    told = json.loads(bridge("rules", "history", "--json").stdout)
    assert [(each["number"], each["source"], each["who"], each["note"]) for each in told] == [
        (3, "undo", "Bob", ""),
        (2, "console", "Ann", "a name"),
        (1, "file", "", ""),
    ]
    assert [(each["counts"], each["stands"], each["taken_back_by"]) for each in told] == [
        (False, False, None),
        (False, False, 3),
        (True, True, None),
    ]


@pytest.mark.usefixtures("shop")
def test_before_anything_was_published(bridge: Shell) -> None:
    assert bridge("rules", "history").stdout == "Nothing was published yet.\n"
    assert json.loads(bridge("rules", "history", "--json").stdout) == []


def test_it_needs_the_database(bridge: Shell) -> None:
    result = bridge("rules", "history")
    assert (result.stdout, result.exit_code) == ("", 1)
    assert result.stderr.startswith("DATABASE_URL is missing")
