from sqlalchemy import Engine

from bridge.model import Action, Effect
from bridge.store import decisions, households
from bridge.store.deliveries import Deliveries
from bridge.store.engine import transaction
from tests.fakes import NOON, event

GOLD, SILVER = Effect(Action.ADD, "Gold"), Effect(Action.REMOVE, "Silver")
LINE = "live:1001:product-1"


def taken_in(engine: Engine, key: str = "a") -> tuple[int, int]:
    """A delivery and its household."""
    id_ = Deliveries(engine).keep(event(key=key), NOON).id
    with transaction(engine) as connection:
        return id_, households.take_in(connection, id_, [f"address:{key}@example.com"])


def decided(engine: Engine, household: int) -> list[tuple[tuple[Effect, ...] | None, int | None]]:
    with engine.connect() as connection:
        facts = households.facts_of(connection, household)
    return [(fact.effects, fact.publication) for fact in facts]


def test_what_a_publication_decided_is_never_decided_otherwise(engine: Engine) -> None:
    id_, household = taken_in(engine)
    with transaction(engine) as connection:
        decisions.decide_event(connection, id_, 1, [GOLD], "v1")
        decisions.decide_event(connection, id_, 1, [SILVER], "v1")
        decisions.decide_entitlements(connection, household, [LINE], 1)
        decisions.decide_entitlements(connection, household, [LINE, "live:2:product-2"], 1)
    assert decided(engine, household) == [((GOLD,), 1)]
    with engine.connect() as connection:
        publications = households.publications_of(connection, household)
    assert publications == {LINE: 1, "live:2:product-2": 1}


def test_to_decide_nothing_is_a_decision_too(engine: Engine) -> None:
    id_, household = taken_in(engine)
    with transaction(engine) as connection:
        decisions.decide_event(connection, id_, 1, [], "v1")
        decisions.decide_entitlements(connection, household, [], 1)
    assert decided(engine, household) == [((), 1)]


def test_the_highest_publication_counts_in_whatever_order_they_came(engine: Engine) -> None:
    id_, household = taken_in(engine)
    with transaction(engine) as connection:
        for publication, effect in ((3, SILVER), (2, GOLD), (1, GOLD)):
            decisions.decide_event(connection, id_, publication, [effect], f"v{publication}")
            decisions.decide_entitlements(connection, household, [LINE], publication)
    assert decided(engine, household) == [((SILVER,), 3)]
    assert decisions.publication_of(engine, id_) == 3
    assert decisions.publication_of(engine, id_ + 1) is None
    with engine.connect() as connection:
        assert households.publications_of(connection, household) == {LINE: 3}


def test_what_is_taken_away_leaves_what_was_decided_before(engine: Engine) -> None:
    id_, household = taken_in(engine)
    other, others = taken_in(engine, "b")
    with transaction(engine) as connection:
        for publication, effect in ((1, GOLD), (2, SILVER)):
            for each in (id_, other):
                decisions.decide_event(connection, each, publication, [effect], "v")
            decisions.decide_entitlements(connection, household, [LINE], publication)
            decisions.decide_entitlements(connection, others, [f"{LINE}2"], publication)
        decisions.take_away(connection, household, 2)
    assert decided(engine, household) == [((GOLD,), 1)]
    assert decided(engine, others) == [((SILVER,), 2)]
    with engine.connect() as connection:
        assert households.publications_of(connection, household) == {LINE: 1}
        assert households.publications_of(connection, others) == {f"{LINE}2": 2}


def test_whom_a_publication_decided_something_for_is_listed_in_pieces(engine: Engine) -> None:
    (first, a), (_, b), (third, c), (_, d) = (taken_in(engine, name) for name in "abcd")
    with transaction(engine) as connection:
        decisions.decide_event(connection, first, 1, [GOLD], "v")
        decisions.decide_entitlements(connection, a, [LINE], 1)
        decisions.decide_entitlements(connection, b, [f"{LINE}2"], 1)
        decisions.decide_event(connection, third, 1, [GOLD], "v")
        decisions.decide_entitlements(connection, d, [f"{LINE}3"], 2)
    assert decisions.decided_by(engine, 1, 0, 10) == [a, b, c]
    assert decisions.decided_by(engine, 1, 0, 2) == [a, b]
    assert decisions.decided_by(engine, 1, b, 2) == [c]
    assert decisions.decided_by(engine, 3, 0, 10) == []
    assert [decisions.count_decided_by(engine, number) for number in (1, 3)] == [3, 0]
