"""The publications of rules.yaml as rules."""

import pytest

from bridge.reconcile.library import Library, NoRules
from bridge.rules import Rules
from tests.reconcile.stage import BOTH, GOLD, Stage, published


def test_the_newest_publication_is_read_once(stage: Stage) -> None:
    parsed: list[str] = []

    def parse(written: str, name: str) -> Rules:
        parsed.append(name)
        return published(written, name)

    stage.publish(GOLD)
    number = stage.publish(BOTH)
    library = Library(parse)
    with stage.engine.connect() as connection:
        assert [library.newest(connection)[0] for _ in range(3)] == [number] * 3
        assert library.rules(connection, number).text == BOTH
    assert parsed == ["rules.yaml"]


def test_before_anything_was_published_there_are_no_rules(stage: Stage) -> None:
    with stage.engine.connect() as connection, pytest.raises(NoRules):
        stage.library.newest(connection)
