"""A delivery without whoever it was about still says what it was, and what came of it."""

from sqlalchemy import Engine, select

from bridge.store.delivery import State
from bridge.store.engine import transaction
from bridge.store.people.emptied import WHY, empty_one
from bridge.store.schema.tables import deliveries
from tests.cli.shop import NOON, RULES, Shop

GOLD = "crm: activecampaign\nmemberships:\n  Gold: {items: [product-12]}\n"
HERS = "buyer@example.com"


def emptied(engine: Engine, id_: int) -> str:
    with transaction(engine) as connection:
        empty_one(connection, id_, NOON)
        return str(dict(connection.execute(select(deliveries)).one()._mapping))


def test_what_came_of_it_stays(engine: Engine) -> None:
    shop = Shop(engine)
    id_ = shop.comes("purchase", name="Beatrix Secretive", order_id="88456")
    shop.work(id_, rules=RULES)
    before = shop.deliveries.find(id_)
    row = emptied(engine, id_)
    after = shop.deliveries.find(id_)
    assert before
    assert after
    assert after.is_forgotten
    assert not before.is_forgotten
    assert (after.state, after.reason, after.household_id) == (State.APPLIED, WHY, None)
    assert (after.event.kind, after.event.items) == (before.event.kind, before.event.items)
    assert [each["tag"] for each in after.results] == [each["tag"] for each in before.results]
    assert not [word for word in ("Beatrix", HERS, "88456") if word in row]


def test_what_waits_or_needs_somebody_needs_nobody_any_more(engine: Engine) -> None:
    shop = Shop(engine)
    shop.crm.refuses = {"Gold"}
    failed, unknown, waiting = (
        shop.comes("purchase"), shop.comes("purchase", "product-99"), shop.comes("refund")
    )  # fmt: skip
    shop.work(failed, unknown, rules=GOLD)
    states = [each.state for each in shop.deliveries.latest()]
    assert sorted(states) == sorted([State.FAILED, State.NO_RULE, State.WAITING])
    with transaction(engine) as connection:
        for each in (failed, unknown, waiting):
            empty_one(connection, each, NOON)
    assert {each.state for each in shop.deliveries.latest()} == {State.KEPT}
    assert "does not exist" not in str([each.results for each in shop.deliveries.latest()])
