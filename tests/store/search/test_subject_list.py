"""What deliveries name, written once."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection

from bridge.model import Item, Kind
from bridge.store.delivery import subject_of
from bridge.store.search.subject_list import Subject, SubjectWriter, subject_list
from tests import fakes

PURCHASE = replace(fakes.event(), items=(Item("product", "12", "4", "Gold", 1499),))


@pytest.fixture
def asked(engine: Engine) -> Iterator[list[str]]:
    statements: list[str] = []

    def said(_c: Connection, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", said)
    yield statements
    event.remove(engine, "before_cursor_execute", said)


def test_a_subject_is_written_once_whoever_notes_it(engine: Engine, asked: list[str]) -> None:
    first, second = SubjectWriter(), SubjectWriter()
    for writer in (first, second, first):
        with engine.begin() as connection:
            writer.note(connection, PURCHASE)
        writer.committed(PURCHASE)
    assert sum("subjects" in each for each in asked) == 2
    (told,) = subject_list(engine)
    assert told == Subject(subject_of(PURCHASE), Kind.PURCHASE, "live", PURCHASE.items)
    assert told.items[0].name == "Gold"


def test_what_was_rolled_back_is_noted_again(engine: Engine) -> None:
    writer = SubjectWriter()
    with engine.connect() as connection, connection.begin() as transaction:
        writer.note(connection, PURCHASE)
        transaction.rollback()
    with engine.begin() as connection:
        writer.note(connection, PURCHASE)
    assert len(subject_list(engine)) == 1
