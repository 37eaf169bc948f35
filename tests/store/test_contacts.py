from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from bridge.ledger import Entry, Key
from bridge.model import Action, Change, Sort, Stamp
from bridge.store.contacts import contact_id, lock
from bridge.store.ledgers import doubt, read_ledger, write_ledger

CRM = "activecampaign"
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
CHANGES = st.builds(
    Change,
    st.sampled_from(Action),
    WORDS,
    st.builds(Stamp, st.integers(-(2**40), 2**40), st.booleans(), WORDS),
    WORDS,
    WORDS,
    st.integers(0, 9999),
    WORDS,
    st.none() | st.datetimes(timezones=st.just(UTC)),
    WORDS,
    st.none() | st.sampled_from(Sort),
).map(lambda change: replace(change, claim=Key.of(change).claim))
ENTRIES = st.lists(st.tuples(CHANGES, st.booleans()), max_size=5).map(
    lambda told: {Key.of(change): Entry(change, confirmed) for change, confirmed in told}
)


def test_a_contact_has_one_row_a_destination(engine: Engine) -> None:
    with ThreadPoolExecutor(3) as together:
        ids = set(together.map(lambda _: contact_id(engine, CRM, "bea@example.com"), range(9)))
    assert len(ids) == 1
    assert contact_id(engine, "another", "bea@example.com") not in ids
    assert contact_id(engine, CRM, "cy@example.com") not in ids


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ENTRIES)
def test_a_ledger_comes_back_as_it_was_written(engine: Engine, entries: dict[Key, Entry]) -> None:
    id_ = contact_id(engine, CRM, "bea@example.com")
    with engine.connect() as connection:
        connection.execute(text("DELETE FROM ledger"))
        write_ledger(connection, id_, entries)
        assert read_ledger(connection, id_) == entries


def test_an_entry_replaces_what_stood_under_its_key_and_nothing_else(engine: Engine) -> None:
    id_, other = (contact_id(engine, CRM, f"{name}@example.com") for name in ("bea", "cy"))
    gold = Change(Action.ADD, "Gold", Stamp(1, True, "k1"))
    silver = Change(Action.ADD, "Silver", Stamp(1, True, "k1"))
    newer = replace(gold, action=Action.REMOVE, stamp=Stamp(2, False, "k2"))
    with engine.connect() as connection:
        before = {Key.of(change): Entry(change, confirmed=True) for change in (gold, silver)}
        write_ledger(connection, id_, before)
        write_ledger(connection, other, before)
        write_ledger(connection, id_, {Key.of(newer): Entry(newer)})
        assert read_ledger(connection, id_) == before | {Key.of(newer): Entry(newer)}
        assert read_ledger(connection, other) == before


def test_only_one_worker_at_a_time_holds_a_contact(engine: Engine) -> None:
    with lock(engine, 1) as first, lock(engine, 1) as second, lock(engine, 2) as other:
        assert (first is None, second is None, other is None) == (False, True, False)


def test_a_lock_ends_with_a_failure_inside(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError), lock(engine, 1):
        raise ZeroDivisionError
    with lock(engine, 1) as again:
        assert again is not None


def test_a_lock_that_was_lost_says_so(engine: Engine) -> None:
    with lock(engine, 1) as held:
        assert held is not None
        held.assert_held()
        with engine.connect() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        with pytest.raises(OperationalError):
            held.assert_held()


def test_doubt_makes_just_these_tags_be_told_again(engine: Engine) -> None:
    id_ = contact_id(engine, CRM, "bea@example.com")
    changes = [Change(Action.ADD, tag, Stamp(1, True, "k1")) for tag in ("Gold", "Silver")]
    with engine.connect() as connection:
        write_ledger(connection, id_, {Key.of(c): Entry(c, confirmed=True) for c in changes})
        doubt(connection, id_, ["gold"])
        ledger = read_ledger(connection, id_)
    assert {entry.change.tag: entry.confirmed for entry in ledger.values()} == {
        "Gold": False,
        "Silver": True,
    }
