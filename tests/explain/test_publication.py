"""Whoever looks is told when the rules file is none of the workers'."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bridge.explain.publication import difference
from bridge.explain.rules_file import RulesNow
from bridge.model.text import clock
from bridge.store import rulebooks
from bridge.store.engine import engine_for
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
        f"The workers go by publication 1 (rules.yaml, {clock(SINCE)}), and {file} differs from "
        "it. Restart the workers, and it decides what comes; `bridge plan` shows what it would "
        "change for who bought before."
    )


def test_a_file_with_mistakes_is_to_be_mended_before_a_restart(engine: Engine, file: Path) -> None:
    rulebooks.publish_file(engine, ("crm: activecampaign\n", "a1", "rules.yaml"), SINCE)
    file.write_text("crm: activecampaign\nruels: []\n")
    assert difference(engine, RulesNow(file)) == (
        f"{file} cannot be used, so the workers go on with publication 1 of the rules. Run `bridge "
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
