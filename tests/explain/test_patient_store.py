"""What requests hear of the store: what it holds, or in one way that it does not answer."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from bridge.explain.patient_store import Record
from bridge.model.errors import NotStored
from bridge.store.engine import engine_for
from tests.cli.shop import Shop

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


def test_a_store_that_does_not_answer_is_told_in_one_way() -> None:
    record = Record(engine_for("postgresql://nobody@127.0.0.1:1/none"))
    with pytest.raises(NotStored, match="Postgres does not answer"):
        record.counts()
    standing = record.standing(NOON)
    assert [*standing.troubles] == [
        "Postgres does not answer, so nothing is stored; ThriveCart sends it again."
    ]


def test_what_stands_is_said_of_a_store_that_answers(shop: Shop, engine: Engine) -> None:
    shop.comes("purchase")
    record = Record(engine)
    assert record.standing(NOON).answers
    assert [each.id for each in record.latest(10, "buyer@example.com")] == [1]
    assert record.buyer_of("buyer@example.com") is None
