"""The people behind the numbers of a plan."""

from datetime import UTC, datetime

from sqlalchemy import Engine, insert

from bridge.store.engine import transaction
from bridge.store.publishing.people_behind import people_behind
from bridge.store.schema.lookup_tables import people


def _comes(engine: Engine, address: str, name: str) -> int:
    row = {"address": address, "name": name, "at": datetime.now(UTC)}
    with transaction(engine) as connection:
        made = insert(people).values(row).returning(people.c.id)
        return int(connection.execute(made).scalar_one())


def test_each_has_her_name_or_her_address_and_who_is_not_there_has_none(engine: Engine) -> None:
    bea = _comes(engine, "bea@example.com", "Bea Buyer")
    carl = _comes(engine, "carl@example.com", "")
    found = people_behind(engine, [bea, carl, carl + 1])
    assert found == {bea: "Bea Buyer", carl: "carl@example.com"}


def test_of_nobody_nothing_is_asked(engine: Engine) -> None:
    assert people_behind(engine, []) == {}
