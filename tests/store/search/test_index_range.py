"""Parts of an index, in the order of the deliveries' numbers."""

from sqlalchemy import Engine, select, text

from bridge.store.deliveries import Deliveries
from bridge.store.schema.tables import deliveries
from bridge.store.search.index_range import Numbers, in_order
from tests.fakes import NOON, event

OF = deliveries.c


def ids(engine: Engine, numbers: Numbers, kind: str = "", *, upwards: bool = False) -> list[int]:
    which = numbers.of(OF.kind, kind) if kind else numbers.any
    query = select(OF.id).where(which)
    query = query.order_by(*in_order(OF.kind if kind else None, upwards=upwards))
    with engine.connect() as connection:
        return [*connection.execute(query).scalars()]


def test_it_holds_those_of_the_value_between_both_numbers(engine: Engine) -> None:
    store = Deliveries(engine)
    for number in range(6):
        store.keep(event(key=f"k{number}"), NOON)
    with engine.begin() as connection:
        connection.execute(text("UPDATE deliveries SET kind = 'refund' WHERE id IN (2, 5)"))
    assert ids(engine, Numbers(), "purchase") == [6, 4, 3, 1]
    assert ids(engine, Numbers(3, 5), "purchase", upwards=True) == [3, 4]
    assert ids(engine, Numbers(5), "refund") == [5]
    assert ids(engine, Numbers(2, 4)) == [4, 3, 2]
    assert ids(engine, Numbers(4, 3)) == []
