"""What failed, by what was refused; what nobody could read or foresaw."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Engine, update

from bridge.reconcile.intake import UNFORESEEN
from bridge.store.delivery import State
from bridge.store.schema.tables import deliveries
from bridge.store.troubles import failed_deliveries as failures
from tests.cli.shop import NOON, Shop
from tests.fakes import event

HOUR = timedelta(hours=1)


@pytest.fixture
def shop(engine: Engine) -> Shop:
    return Shop(engine)


def found(engine: Engine) -> list[tuple[str, str, int, int, str]]:
    with engine.connect() as connection:
        return [
            (each.sort, each.name, each.people, each.deliveries, each.reason)
            for each in failures.refusals(connection)
        ]


def test_what_failed_is_grouped_by_what_was_refused_whose_oldest_waits_longest_first(
    engine: Engine, shop: Shop
) -> None:
    shop.crm.refuses = {"Gold", "Refunded"}
    shop.work(shop.comes("refund", email="ann@example.com"))
    for name in ("bea", "ann", "cleo"):
        shop.work(shop.comes("purchase", email=f"{name}@example.com"))
    gone = "The tag '{}' does not exist in ActiveCampaign."
    assert found(engine) == [
        ("tag", "Refunded", 1, 1, gone.format("Refunded")),
        ("tag", "Gold", 3, 3, gone.format("Gold")),
    ]


def test_a_refund_that_cannot_be_told_is_a_group_of_its_own(engine: Engine, shop: Shop) -> None:
    id_ = shop.comes("refund")
    shop.work(id_)
    settled(engine, id_, State.FAILED, "A refund: look.")
    assert found(engine) == [("", "", 1, 1, "A refund: look.")]


def test_of_many_the_oldest_are_counted_and_it_is_said(
    engine: Engine, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(failures, "MOST", 2)
    monkeypatch.setattr(failures, "_NEWEST", 1)
    shop.crm.refuses = {"Gold"}
    for number in range(4):
        shop.work(shop.comes("purchase", email=f"b{number}@example.com"))
    with engine.connect() as connection:
        first = failures.refusals(connection)[0]
    assert (first.people, first.many, first.since) == (3, True, NOON)


def test_a_target_that_two_rules_name_is_counted_once(engine: Engine, shop: Shop) -> None:
    id_ = shop.comes("purchase")
    row = {"tag": "Gold", "what": failures.REFUSED, "destination": "school"}
    settled(engine, id_, State.FAILED, "No Gold.", [{**row, "rule": n} for n in ("One", "Two")])
    with engine.connect() as connection:
        (each,) = failures.refusals(connection)
    assert (each.destination, each.sort, each.name) == ("school", "tag", "Gold")
    assert (each.people, each.deliveries) == (1, 1)


def test_what_cannot_be_applied_is_found_for_a_while(engine: Engine, shop: Shop) -> None:
    settled(engine, shop.comes("purchase"), State.UNUSABLE, "There is no e-mail address in it.")
    settled(engine, shop.comes("purchase"), State.UNUSABLE, "It is torn.")
    with engine.connect() as connection:
        both = failures.unread(connection, NOON)
        last = failures.unread(connection, NOON + HOUR)
        assert both == failures.Some(2, 1, NOON, "It is torn.")
        assert last == failures.Some(1, 1, NOON + HOUR, "It is torn.")
        assert failures.unread(connection, NOON + 2 * HOUR) is None


def test_what_was_unforeseen_is_found_at_deliveries_and_at_places(
    engine: Engine, shop: Shop
) -> None:
    id_ = shop.deliveries.keep(event(), NOON).id
    with engine.connect() as connection:
        assert failures.unforeseen(connection, UNFORESEEN) is None
    shop.worker.surprised("delivery", id_, "KeyError")
    with engine.connect() as connection:
        first = failures.unforeseen(connection, UNFORESEEN)
        assert first is not None
        assert (first.number, first.since) == (1, NOON)
    shop.work(id_)
    with engine.connect() as connection:
        assert failures.unforeseen(connection, UNFORESEEN) is None
    shop.worker.surprised("place", 1, "KeyError")
    with engine.connect() as connection:
        later = failures.unforeseen(connection, UNFORESEEN)
        assert later is not None
        assert later.people == 1


def test_what_waits_past_its_time_is_found(engine: Engine, shop: Shop) -> None:
    id_ = shop.comes("purchase")
    with engine.connect() as connection:
        assert failures.oldest_unhurried(connection, 1e9) is None
        assert failures.oldest_unhurried(connection, 1) == NOON
    shop.work(id_)
    with engine.connect() as connection:
        assert failures.oldest_unhurried(connection, 1) is None


def settled(
    engine: Engine, id_: int, state: State, reason: str, results: Sequence[object] = ()
) -> None:
    told = {"state": state, "reason": reason, "next_try_at": None, "results": [*results]}
    with engine.begin() as connection:
        connection.execute(update(deliveries).where(deliveries.c.id == id_).values(told))
