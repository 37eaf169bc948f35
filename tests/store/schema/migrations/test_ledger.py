"""A store that the release before filled, brought to the new tables.

`store_of_0004.json` holds the rows that its own worker wrote, with what was in the account by then.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, MetaData, select, text

from bridge.model import Kind
from bridge.sandbox.servers import Servers
from bridge.store import households, places
from bridge.store.delivery import State
from bridge.store.engine import engine_for, transaction
from bridge.store.schema import tables
from bridge.store.schema.revision import _config, migrate
from tests.fakes import NOON, FakeContact, FakeCrm
from tests.reconcile.stage import CRM, Stage
from tests.store.clock import DatabaseClock

BEFORE: dict[str, Any] = json.loads((Path(__file__).parent / "store_of_0004.json").read_text())
RULES: str = BEFORE["rules"]
# Ann has a new address. Bea's payment failed, Cy gave it back. Di has two orders of one membership
# and cancelled one of them. Ed's tag was refused, Fay's purchase fires only, Gus left the checkout.
# Hal waits for the CRM, Ivy was not looked at yet.
ANN, NEW, BEA, CY, DI, ED, FAY, GUS, HAL, IVY = (
    f"{name}@example.com"
    for name in ("ann", "ann.new", "bea", "cy", "di", "ed", "fay", "gus", "hal", "ivy")
)


@pytest.fixture
def url(servers: Servers) -> str:
    return servers.database_url(f"carried_{uuid4().hex}")


@pytest.fixture
def clock(url: str) -> DatabaseClock:
    return DatabaseClock(url, NOON + timedelta(days=1))


@pytest.fixture
def carried(url: str, clock: DatabaseClock) -> Iterator[Engine]:
    plain = engine_for(url)
    with plain.connect().execution_options(isolation_level="READ COMMITTED") as connection:
        command.upgrade(_config(connection), "0004")
        connection.commit()
        _fill(connection)
        connection.commit()
    migrate(plain)
    plain.dispose()
    engine = engine_for(clock.url)
    yield engine
    engine.dispose()


_NUMBERED = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :highest)")


def _fill(connection: Connection) -> None:
    old = MetaData()
    old.reflect(connection)
    for name, rows in BEFORE["rows"].items():
        connection.execute(old.tables[name].insert(), rows)
        if "id" in old.tables[name].c:
            highest = {"name": name, "highest": max(row["id"] for row in rows)}
            connection.execute(_NUMBERED, highest)


@pytest.fixture
def stage(carried: Engine) -> Stage:
    """The workers of this release, at the account as the release before left it."""
    crm = FakeCrm()
    for email, tags in BEFORE["account"].items():
        id_ = BEFORE["ids"][email]
        lists, fields = BEFORE["lists"][email], BEFORE["fields"][email]
        crm.contacts[id_] = FakeContact(id_, email, set(tags), dict(lists), dict(fields))
    started = Stage(carried, crm)
    started.publish(RULES)
    return started


def everybody(stage: Stage) -> dict[str, set[str]]:
    return {email: set(tags) for email, tags in stage.crm.tags.items()}


def test_events_are_in_the_household_of_what_they_have_in_common(carried: Engine) -> None:
    d = tables.deliveries.c
    query = select(d.household_id, d.key).where(d.household_id.is_not(None)).order_by(d.id)
    found: dict[int, list[str]] = {}
    with carried.connect() as connection:
        for household, key in connection.execute(query):
            found.setdefault(household, []).append(key)
        anns = households.household_of(connection, "customer:live:501")
        assert anns is not None
        assert households.addresses_of(connection, anns) == [NEW, ANN]
    assert sorted(found.values()) == sorted([
        ["key 1", "key 9"], ["key 2", "key 3"], ["key 4", "key 5"], ["key 6", "key 7", "key 8"],
        ["key 10"], ["key 11"], ["key 12"], ["key 13"],
    ])  # fmt: skip


def test_nothing_is_decided_yet_and_all_but_what_waits_counts_as_done(carried: Engine) -> None:
    d = tables.deliveries.c
    with carried.connect() as connection:
        rows = connection.execute(select(d.key, d.quiet_until).order_by(d.id)).all()
        facts = [
            fact
            for household in households.after(carried, 0, 100)
            for fact in households.facts_of(connection, household)
        ]
    assert {fact.publication for fact in facts} == {None}
    loud = {row.key for row in rows if row.quiet_until is None}
    assert loud == {"key 13", "key 14", "key 15", "key 16"}


def test_nobody_is_due_but_who_waits_and_places_wake_for_what_was_put_off(
    carried: Engine,
) -> None:
    with carried.connect() as connection:
        found = {each: places.find(connection, CRM, each) for each in (ANN, BEA, CY, DI, ED, HAL)}
    due = {address for address, place in found.items() if place and place.due != place.done}
    assert due == {HAL}
    wakes = {address: place.wake_at for address, place in found.items() if place}
    ann = next(row for row in BEFORE["rows"]["timers"] if row["contact_id"] == 1)
    assert str(wakes[ANN]).replace(" ", "T") == ann["due_at"]
    assert wakes[CY] is None  # the refund called it off
    assert found[ANN].contact == BEFORE["ids"][ANN]  # type: ignore[union-attr] # it is there


def test_what_each_contact_was_told_is_known_still(stage: Stage) -> None:
    told = {key: row[0] for key, row in stage.applied().items()}
    tags = {"gold", "goldpayf", "goldcanc"}
    assert {target: told[ANN, target] for target in tags} == {
        "gold": "wanted", "goldpayf": "unwanted", "goldcanc": "unwanted"
    }  # fmt: skip
    assert (told[BEA, "goldpayf"], told[CY, "gold"], told[DI, "goldcanc"]) == (
        "wanted", "unwanted", "wanted"
    )  # fmt: skip
    assert stage.applied()[ANN, "field,last bought"][:2] == ("wanted", "product-12")
    assert told[ANN, "list,news"] == "wanted"
    assert (ED, "course") not in told
    assert not [key for key in told if key[0] == HAL]


def test_the_update_itself_tells_nobody_anything_but_what_was_owed(stage: Stage) -> None:
    before = everybody(stage)
    stage.roll_out()
    assert {plan.contact.key for plan in stage.crm.plans} == {HAL, IVY}
    assert everybody(stage) == before | {HAL: {"Gold", "Welcome"}, IVY: {"Gold", "Welcome"}}
    assert len(stage.crm.fired) == len(stage.crm.started) == 2
    assert {each.state for each in stage.deliveries.latest(50)} == {
        State.APPLIED, State.NO_RULE, State.KEPT, State.UNUSABLE, State.FAILED
    }  # fmt: skip


def test_what_was_put_off_comes_and_fires_nothing_that_was(
    stage: Stage, clock: DatabaseClock
) -> None:
    stage.roll_out()
    before, fired = everybody(stage), len(stage.crm.fired) + len(stage.crm.started)
    clock.forward(days=8)
    stage.rest()
    after = everybody(stage)
    for email in (BEA, DI, FAY, HAL, IVY):
        assert "Anniversary" in after[email] - before[email]
    assert "Anniversary" not in after[CY]
    assert len(stage.crm.fired) + len(stage.crm.started) == fired


def test_a_plan_names_whose_tags_are_not_what_they_should_be_and_applying_mends_them(
    stage: Stage,
) -> None:
    stage.roll_out()
    assert stage.changes(RULES) == {DI: ["-GoldCANC"], ED: ["+Course"]}
    fired = len(stage.crm.fired) + len(stage.crm.started)
    stage.apply(RULES)
    assert (stage.tags(DI), stage.tags(ED)) == ({"Gold", "Welcome"}, {"Course", "Welcome"})
    assert (stage.tags(ANN), stage.tags(NEW)) == (set(), {"Gold", "Welcome"})
    assert stage.tags(BEA) == {"Gold", "GoldPAYF", "Welcome"}
    assert len(stage.crm.fired) + len(stage.crm.started) == fired
    assert stage.changes(RULES) == {}


def test_the_next_event_of_a_person_makes_everything_of_hers_right(
    stage: Stage, clock: DatabaseClock
) -> None:
    stage.roll_out()
    clock.forward(hours=1)
    stage.happens(Kind.REBILL, "product-12", email=DI, order="4", key="rebill")
    assert stage.tags(DI) == {"Gold", "Welcome"}
    failed = Kind.PAYMENT_FAILED
    stage.happens(failed, "product-12", email=NEW, order="1", customer="501", key="failed")
    assert {each.email for each in stage.crm.contacts.values()} >= {NEW}
    assert ANN not in everybody(stage)
    assert stage.tags(NEW) == {"Gold", "GoldPAYF", "Welcome"}


def test_an_empty_store_is_carried_too(url: str) -> None:
    engine = engine_for(url)
    with engine.connect().execution_options(isolation_level="READ COMMITTED") as connection:
        command.upgrade(_config(connection), "0004")
        connection.commit()
    migrate(engine)
    with transaction(engine) as connection:
        assert list(places.ids_of(connection, CRM, [ANN])) == [ANN]
    assert households.count(engine) == 0
    engine.dispose()


def test_new_rows_go_on_after_the_carried_ones(carried: Engine) -> None:
    with transaction(carried) as connection:
        known = places.ids_of(connection, CRM, [ANN, BEA])
        fresh = places.ids_of(connection, CRM, ["new@example.com"])["new@example.com"]
    assert fresh > max(known.values())
