"""The publications of rules.yaml as rules."""

import pytest

from bridge.reconcile.library import Library, NoRules
from bridge.rules import Rules
from tests.reconcile.stage import BOTH, GOLD, PLATINUM, Stage, published


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


def test_what_is_published_meanwhile_counts_at_once(stage: Stage) -> None:
    stage.publish(GOLD)
    with stage.engine.connect() as connection:
        assert stage.library.newest(connection)[1].text == GOLD
        number = stage.publish(BOTH)
        newest = stage.library.newest(connection)
    assert (newest[0], newest[1].text) == (number, BOTH)


def test_only_those_that_were_used_last_are_kept(stage: Stage) -> None:
    parsed: list[str] = []

    def parse(written: str, name: str) -> Rules:
        parsed.append(written)
        return published(written, name)

    library = Library(parse, most=2)
    texts = [GOLD, BOTH, PLATINUM]
    numbers = [stage.publish(each) for each in texts]
    with stage.engine.connect() as connection:
        for number in (*numbers, numbers[1], numbers[2], numbers[0]):
            library.rules(connection, number)
    assert parsed == [*texts, GOLD]
