"""How deliveries come out, and what a retry makes of them."""

import pytest
from sqlalchemy import Engine

from bridge.store.deliveries import Deliveries
from bridge.store.delivery import Delivery, State
from bridge.store.settlement import Settlement, reopen, settle, wait_again
from tests.fakes import NOON, event

ROW = {"action": "add", "tag": "Gold", "rule": "Buyers", "line": 3, "what": "added"}


@pytest.fixture
def id_(engine: Engine) -> int:
    return Deliveries(engine).keep(event(), NOON).id


def found(engine: Engine, id_: int) -> Delivery:
    delivery = Deliveries(engine).find(id_)
    assert delivery is not None
    return delivery


def settled(engine: Engine, settlement: Settlement) -> Delivery:
    with engine.connect() as connection:
        settle(connection, [settlement], NOON)
    return found(engine, settlement.id)


def test_how_a_delivery_came_out_is_on_its_record(engine: Engine, id_: int) -> None:
    delivery = settled(engine, Settlement(id_, State.APPLIED, "", [ROW]))
    assert (delivery.state, delivery.results, delivery.attempts) == (State.APPLIED, [ROW], 1)
    assert (delivery.settled_at, delivery.next_try_at) == (NOON, None)


def test_what_goes_on_waiting_is_not_settled(engine: Engine, id_: int) -> None:
    delivery = settled(engine, Settlement(id_, State.WAITING, "No answer.", next_try_at=NOON))
    assert (delivery.settled_at, delivery.next_try_at) == (None, NOON)


def test_only_those_in_the_named_states_are_opened_again(engine: Engine, id_: int) -> None:
    settled(engine, Settlement(id_, State.APPLIED, "", [ROW]))
    assert reopen(engine, [id_], NOON, State.FAILED) == []
    assert reopen(engine, [id_], NOON) == [id_]
    assert found(engine, id_).state is State.WAITING


def test_what_waits_again_keeps_what_was_done(engine: Engine, id_: int) -> None:
    settled(engine, Settlement(id_, State.FAILED, "No tag.", [ROW]))
    with engine.connect() as connection:
        wait_again(connection, [id_], NOON)
    delivery = found(engine, id_)
    assert (delivery.state, delivery.reason, delivery.results) == (State.WAITING, "", [ROW])
