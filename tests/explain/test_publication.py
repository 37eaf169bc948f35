"""Whoever looks is told when the rules file is none of the workers'."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bridge.explain.next_steps import PAGES
from bridge.explain.publication import behind, contradiction, difference, lacks
from bridge.explain.rules_file import RulesNow
from bridge.model.text import clock
from bridge.store import rulebooks
from bridge.store.engine import engine_for, transaction
from tests.cli.shop import RULES

SINCE = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "rules.yaml"


def test_a_file_that_was_edited_since_says_what_to_do(engine: Engine, file: Path) -> None:
    rulebooks.publish_file(engine, ("crm: activecampaign\n", "a1", "rules.yaml"), SINCE)
    file.write_text("crm: activecampaign\n")
    assert difference(engine, RulesNow(file)) == ""
    file.write_text(RULES)
    assert difference(engine, RulesNow(file)) == (
        f"The workers go by version 1 (rules.yaml, {clock(SINCE)}), and {file} differs from "
        "it. Restart the workers, and it decides what comes; `bridge plan` shows what it would "
        "change for who bought before."
    )
    assert difference(engine, RulesNow(file), PAGES).endswith(
        "Restart the workers, and it decides what comes; 'Change the rules', on the page Rules, "
        "leads then to a plan of what it would change for who bought before."
    )


def test_a_file_with_mistakes_is_to_be_mended_before_a_restart(engine: Engine, file: Path) -> None:
    rulebooks.publish_file(engine, ("crm: activecampaign\n", "a1", "rules.yaml"), SINCE)
    file.write_text("crm: activecampaign\nruels: []\n")
    assert difference(engine, RulesNow(file)) == (
        f"{file} cannot be used, so the workers go on with version 1 of the rules. Run `bridge "
        "check`, mend it and restart them."
    )


def test_before_the_first_publication_nothing_differs(engine: Engine, file: Path) -> None:
    file.write_text("crm: activecampaign\n")
    assert difference(engine, RulesNow(file)) == ""


def test_what_cannot_be_read_is_no_difference(engine: Engine, file: Path) -> None:
    rulebooks.publish_file(engine, ("crm: activecampaign\n", "a1", "rules.yaml"), SINCE)
    assert difference(engine, RulesNow(file)) == ""
    file.write_bytes(b"\xff")
    assert difference(engine, RulesNow(file)) == ""
    nowhere = engine_for("postgresql://shop@127.0.0.1:1/bridge")
    file.write_text("crm: activecampaign\n")
    assert difference(nowhere, RulesNow(file)) == ""


BY_CONSOLE = RULES.replace("Gold", "Silver")
BY_FILE = RULES + "    to: activecampaign\n"


def publishes(engine: Engine, written: str, source: str = "console") -> None:
    with transaction(engine) as connection:
        rules = written, "b2", "rules.yaml"
        rulebooks.publish(connection, rules, source, SINCE, who="Ann", note="VIPs come in")


@pytest.fixture
def first(engine: Engine, file: Path) -> Path:
    """The file that was published first."""
    rulebooks.publish_file(engine, (RULES, "a1", "rules.yaml"), SINCE)
    file.write_text(RULES)
    return file


def test_a_file_that_nobody_changed_is_no_trouble_when_others_were_published_since(
    engine: Engine, first: Path
) -> None:
    publishes(engine, BY_CONSOLE)
    at = clock(SINCE)
    assert (difference(engine, RulesNow(first)), contradiction(engine, first)) == ("", "")
    assert behind(engine, first) == (
        f"{first} is older than version 2 of the rules (in the console by Ann, {at}: 'VIPs come "
        "in'), which counts: `bridge rules pull` writes that into it."
    )


def test_where_both_were_changed_the_release_is_refused_and_the_workers_say_by_what_they_go(
    engine: Engine, first: Path
) -> None:
    publishes(engine, BY_CONSOLE)
    first.write_text(BY_FILE)
    at = clock(SINCE)
    assert difference(engine, RulesNow(first)) == (
        f"{first} and the console both changed the rules since version 1, so the workers go on "
        f"with the console's. Run `bridge rules pull`, and release what it makes of {first}."
    )
    assert contradiction(engine, first) == (
        f"{first} was changed (line 12), and so were the rules in the console (line 3 of version "
        f"2), both since version 1 (with a deploy, {at}). In the console: version 2 (in the "
        f"console by Ann, {at}: 'VIPs come in'). Neither may go over the other, so this is not "
        f"published. `bridge rules pull` brings both together in {first}: commit that, and release "
        "it."
    )
    assert behind(engine, first) == ""


def test_a_file_that_has_what_the_console_changed_contradicts_nothing(
    engine: Engine, first: Path
) -> None:
    publishes(engine, BY_CONSOLE)
    for written in (BY_CONSOLE, BY_FILE.replace("Gold", "Silver")):
        first.write_text(written)
        assert contradiction(engine, first) == ""


def test_without_a_database_or_a_file_nothing_contradicts(engine: Engine, file: Path) -> None:
    nowhere = engine_for("postgresql://shop@127.0.0.1:1/bridge")
    assert contradiction(engine, file) == behind(engine, file) == ""
    file.write_text(RULES)
    assert contradiction(nowhere, file) == behind(nowhere, file) == ""
    assert contradiction(engine, file) == behind(engine, file) == ""


def test_a_text_that_was_changed_all_over_is_told_by_its_first_lines(
    engine: Engine, first: Path
) -> None:
    publishes(engine, BY_CONSOLE)
    first.write_text("".join(f"{line}\n# new\n" for line in RULES.splitlines()))
    assert ", and more), and so were the rules" in contradiction(engine, first)


def test_what_a_text_lacks_of_the_version_that_counts_is_told(engine: Engine, first: Path) -> None:
    publishes(engine, BY_CONSOLE)
    with engine.connect() as connection:
        assert lacks(connection, first.name, BY_FILE) == (
            "rules.yaml lacks what version 2 changed (in the console by Ann, "
            f"{clock(SINCE)}: 'VIPs come in'). `bridge rules pull` brings both together."
        )
        assert lacks(connection, first.name, BY_CONSOLE) == ""
