"""What stays of people who were erased: what happened before is known by it, and nothing else."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Engine, select

from bridge.entitlements.people import linking_keys
from bridge.model import Contact, Event
from bridge.store.engine import transaction
from bridge.store.people.forgotten import remember, was_forgotten
from bridge.store.schema.lookup_tables import forgotten, hash_keys
from tests.fakes import NOON
from tests.fakes import event as happened

LATER, BEFORE = NOON + timedelta(days=1), NOON - timedelta(days=1)
HERS = replace(
    happened(key="k1", order="88456"),
    contact=Contact(email="bea@example.com", customer_id="77123"),
)


def is_known(engine: Engine, event: Event, at: datetime = NOON) -> bool:
    with transaction(engine) as connection:
        return was_forgotten(connection, event, at)


def forget(engine: Engine, *events: Event) -> None:
    keys = [key for each in events for key in linking_keys(each)]
    with transaction(engine) as connection:
        remember(connection, events, keys, NOON)


def test_nothing_is_known_before_anybody_was_forgotten(engine: Engine) -> None:
    assert not is_known(engine, HERS)
    forget(engine)
    assert not is_known(engine, HERS)


def test_the_same_delivery_is_known_whenever_it_comes(engine: Engine) -> None:
    forget(engine, HERS)
    again = replace(HERS, order_id="", contact=Contact(), occurred_at=LATER)
    assert is_known(engine, again)
    assert not is_known(engine, replace(again, key="k2"))


def test_an_order_and_a_customer_are_known_of_what_happened_before(engine: Engine) -> None:
    forget(engine, HERS)
    of_order = replace(HERS, key="k2", contact=Contact(email="ben@example.com"), occurred_at=BEFORE)
    of_customer = replace(of_order, order_id="9", contact=Contact(customer_id="77123"))
    for each in (of_order, of_customer):
        assert is_known(engine, each)
        received = replace(each, occurred_at=None)
        assert is_known(engine, received, at=BEFORE)
        assert not is_known(engine, received, at=LATER)
        assert not is_known(engine, replace(each, occurred_at=LATER))
        assert not is_known(engine, replace(each, mode="test"))


def test_an_address_is_not_kept_in_any_way(engine: Engine) -> None:
    forget(engine, HERS)
    at_hers = replace(HERS, key="k2", order_id="", contact=Contact(email="bea@example.com"))
    assert not is_known(engine, replace(at_hers, occurred_at=BEFORE))


def test_who_is_forgotten_twice_is_known_until_the_later_time(engine: Engine) -> None:
    forget(engine, HERS)
    with transaction(engine) as connection:
        remember(connection, (), linking_keys(HERS), LATER)
    assert is_known(engine, replace(HERS, key="k2", occurred_at=LATER - timedelta(seconds=1)))


def test_what_happens_in_the_same_second_is_of_somebody_new(engine: Engine) -> None:
    """The cart tells no more than the second, and a purchase must not be lost."""
    second = timedelta(seconds=1)
    with transaction(engine) as connection:
        remember(connection, (HERS,), linking_keys(HERS), LATER + second / 2)
    same = replace(HERS, key="k2", occurred_at=LATER)
    assert not is_known(engine, same)
    assert is_known(engine, replace(same, occurred_at=LATER - second))
    assert is_known(engine, replace(same, key=HERS.key))


def test_what_is_kept_tells_nothing_by_itself(engine: Engine) -> None:
    """And the key is made once, so that all hashes stay good."""
    forget(engine, HERS)
    with engine.connect() as connection:
        keys = connection.execute(select(hash_keys.c.key)).scalars().all()
        hashes = connection.execute(select(forgotten.c.hash)).scalars().all()
    forget(engine, replace(HERS, key="k9"))
    with engine.connect() as connection:
        assert connection.execute(select(hash_keys.c.key)).scalars().all() == keys
    assert len(keys) == 1
    assert len(hashes) == 3
    assert not [each for each in hashes if "88456" in each or "77123" in each or "k1" in each]
