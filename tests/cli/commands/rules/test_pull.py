"""What `bridge rules pull` promises: the file gets what counts, and loses nothing unasked."""

import os
from pathlib import Path

import pytest

from bridge.reconcile.library import Library
from bridge.reconcile.publishing.publisher import Publisher
from bridge.rules import file as rulesfile
from tests.cli.conftest import Shell, WriteRules
from tests.cli.shop import RULES, Shop

BY_CONSOLE = RULES.replace("upsell-3]", "upsell-3, product-14]")
BY_FILE = RULES.replace("add: Refunded", "add: Gave back")
BOTH = BY_CONSOLE.replace("add: Refunded", "add: Gave back")


@pytest.fixture
def console(shop: Shop) -> None:
    """Version 2, over the one that a deploy brought."""
    shop.publish()
    publisher = Publisher(shop.engine, Library(rulesfile.parse))
    publisher.publish(BY_CONSOLE, "rules.yaml", 1, who="Ann", note="VIPs, too")


@pytest.mark.usefixtures("console")
def test_a_file_that_nobody_changed_becomes_what_counts_and_the_difference_is_shown(
    bridge: Shell, rules_file: WriteRules
) -> None:
    path = rules_file(RULES)
    result = bridge("rules", "pull")
    assert (result.stderr, result.exit_code) == ("", 0)
    assert "Version 2 was published in the console by Ann, " in result.stdout
    changed = [line for line in result.stdout.splitlines() if line[:2] in ("- ", "+ ")]
    assert changed == [
        "-    items: [product-12, upsell-3]",
        "+    items: [product-12, upsell-3, product-14]",
    ]
    assert result.stdout.endswith("\nrules.yaml has version 2 now, and nothing else.\n")
    assert path.read_text() == BY_CONSOLE
    assert [each.name for each in path.parent.iterdir()] == ["rules.yaml"]
    again = bridge("rules", "pull")
    assert again.stdout == "rules.yaml has all of version 2, which counts.\n"


@pytest.mark.usefixtures("console")
@pytest.mark.parametrize(("typed", "more"), [("y\n", ()), (None, ("--yes",))])
def test_what_was_changed_in_the_file_is_kept_and_it_is_asked_first(
    bridge: Shell, rules_file: WriteRules, typed: str | None, more: tuple[str, ...]
) -> None:
    path = rules_file(BY_FILE)
    result = bridge("rules", "pull", *more, typed=typed)
    assert result.exit_code == 0
    assert result.stdout.endswith("rules.yaml has version 2 now, and what you changed in it.\n")
    assert path.read_text() == BOTH


@pytest.mark.usefixtures("console")
@pytest.mark.parametrize("typed", ["n\n", ""])
def test_without_a_yes_nothing_is_written(
    bridge: Shell, rules_file: WriteRules, typed: str
) -> None:
    path = rules_file(BY_FILE)
    result = bridge("rules", "pull", typed=typed)
    assert result.exit_code == 1
    assert result.stderr.endswith(
        "Nothing was changed.\n" if typed else "bridge rules pull rules.yaml --yes\n"
    )
    assert path.read_text() == BY_FILE


@pytest.mark.usefixtures("console")
def test_where_both_changed_the_same_place_nothing_is_written(
    bridge: Shell, rules_file: WriteRules
) -> None:
    mine = RULES.replace("upsell-3]", "upsell-9]")
    path = rules_file(mine)
    result = bridge("rules", "pull", "--yes")
    assert (result.stdout, result.exit_code) == ("", 1)
    assert "changed the same place" in result.stderr
    assert path.read_text() == mine
    beside = bridge("rules", "pull", "theirs.yaml")
    assert beside.exit_code == 0
    assert (path.parent / "theirs.yaml").read_text() == BY_CONSOLE


@pytest.mark.usefixtures("shop")
def test_before_anything_was_published_it_says_so(bridge: Shell, rules_file: WriteRules) -> None:
    rules_file(RULES)
    result = bridge("rules", "pull")
    assert (result.stdout, result.exit_code) == ("", 1)
    assert result.stderr.startswith("No rules were published yet.")


@pytest.mark.usefixtures("console")
def test_what_cannot_be_read_or_written_is_said(bridge: Shell, rules_file: WriteRules) -> None:
    path = rules_file(RULES)
    path.write_bytes(b"\xff")
    assert "not saved as UTF-8" in bridge("rules", "pull").stderr
    assert "this is a folder, not a file" in bridge("rules", "pull", ".").stderr
    result = bridge("rules", "pull", "no/such/folder.yaml")
    assert result.exit_code == 1
    assert result.stderr.endswith("the file cannot be written (No such file or directory).\n")


def test_it_needs_the_database(bridge: Shell, rules_file: WriteRules) -> None:
    rules_file(RULES)
    result = bridge("rules", "pull")
    assert (result.stdout, result.exit_code) == ("", 1)
    assert result.stderr.startswith("DATABASE_URL is missing")


@pytest.mark.usefixtures("console")
def test_what_is_no_file_or_no_text_is_left_as_it_is(
    bridge: Shell, rules_file: WriteRules, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    told = bridge("rules", "pull", str(pipe), "--yes")
    assert told.exit_code == 1
    assert "this is a pipe, not a file. Nothing was written." in told.stderr
    assert pipe.is_fifo()
    path = rules_file("crm: activecampaign\n\0\n")
    told = bridge("rules", "pull", "--yes")
    assert told.exit_code == 1
    assert "rules.yaml: the file holds a NUL character, so it is no text." in told.stderr
    assert "\0" in path.read_text()
