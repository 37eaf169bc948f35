from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import NoResultFound

from bridge.store import rulebooks
from bridge.store.engine import transaction
from tests.fakes import NOON

ONE, TWO = ("crm: one", "v1", "rules.yaml"), ("crm: two", "v2", "rules.yaml")


def texts(engine: Engine) -> list[tuple[int, str, str]]:
    """Number, text and source of each, oldest first."""
    with engine.connect() as connection:
        numbers = [each.number for each in rulebooks.all_of(connection)]
        every = [rulebooks.read(connection, number) for number in sorted(numbers)]
    return [(each.number, each.text, each.source) for each in every]


def test_a_file_is_published_once_whoever_starts_with_it(engine: Engine) -> None:
    with ThreadPoolExecutor(8) as together:
        numbers = list(together.map(lambda _: rulebooks.publish_file(engine, ONE, NOON), range(8)))
    assert numbers == [1] * 8
    assert texts(engine) == [(1, "crm: one", "file")]


def test_a_changed_file_is_a_new_publication_and_the_old_text_again_another_one(
    engine: Engine,
) -> None:
    assert [rulebooks.publish_file(engine, each, NOON) for each in (ONE, TWO, ONE)] == [1, 2, 3]
    assert [text for _, text, _ in texts(engine)] == ["crm: one", "crm: two", "crm: one"]


def test_what_was_applied_needs_no_publication_when_the_file_has_it_too(engine: Engine) -> None:
    rulebooks.publish_file(engine, ONE, NOON)
    with transaction(engine) as connection:
        rulebooks.publish(connection, TWO, rulebooks.APPLY, NOON)
    assert rulebooks.publish_file(engine, TWO, NOON) == 2
    assert len(texts(engine)) == 2


def test_what_was_taken_back_stays_so_over_a_restart(engine: Engine) -> None:
    """The file has the text of what was taken back still."""
    rulebooks.publish_file(engine, ONE, NOON)
    rulebooks.publish_file(engine, TWO, NOON)
    with transaction(engine) as connection:
        assert rulebooks.publish(connection, ONE, rulebooks.UNDO, NOON, takes_back=2) == 3
    assert rulebooks.publish_file(engine, TWO, NOON) == 1  # which counts again
    assert rulebooks.publish_file(engine, ("crm: three", "v3", "rules.yaml"), NOON) == 4
    assert texts(engine) == [
        (1, "crm: one", "file"),
        (2, "crm: two", "file"),
        (3, "crm: one", "undo"),
        (4, "crm: three", "file"),
    ]


def test_it_stays_so_though_another_text_was_applied_and_taken_back_since(engine: Engine) -> None:
    rulebooks.publish_file(engine, ONE, NOON)
    rulebooks.publish_file(engine, TWO, NOON)
    with transaction(engine) as connection:
        rulebooks.publish(connection, ONE, rulebooks.UNDO, NOON, takes_back=2)
        three = ("crm: three", "v3", "three.yaml")
        number = rulebooks.publish(connection, three, rulebooks.APPLY, NOON)
        rulebooks.publish(connection, ONE, rulebooks.UNDO, NOON, takes_back=number)
    assert rulebooks.publish_file(engine, TWO, NOON) == 1
    assert rulebooks.publish_file(engine, three, NOON) == 1
    assert rulebooks.publish_file(engine, ONE, NOON) == 6


def test_of_those_that_stand_the_highest_counts(engine: Engine) -> None:
    for each in (ONE, TWO, ("crm: three", "v3", "rules.yaml")):
        rulebooks.publish_file(engine, each, NOON)
    stands = []
    for number in (2, 3):
        with transaction(engine) as connection:
            rulebooks.publish(connection, ONE, rulebooks.UNDO, NOON, takes_back=number)
        with engine.connect() as connection:
            newest = rulebooks.newest(connection)
            assert newest is not None
            stands.append((newest.number, [n.number for n in rulebooks.standing(connection)]))
    assert stands == [(3, [3, 1]), (1, [1])]


def test_the_newest_counts_and_lists_carry_no_texts(engine: Engine) -> None:
    with engine.connect() as connection:
        assert rulebooks.newest(connection) is None
    rulebooks.publish_file(engine, ONE, NOON)
    rulebooks.publish_file(engine, TWO, NOON)
    with engine.connect() as connection:
        newest = rulebooks.newest(connection)
        listed = rulebooks.all_of(connection)
        whole = rulebooks.read(connection, 2)
        with pytest.raises(NoResultFound):
            rulebooks.read(connection, 3)
    assert newest == listed[0] == rulebooks.Rulebook(2, "v2", "rules.yaml", "file", NOON)
    assert (whole.text, whole.number) == ("crm: two", 2)
