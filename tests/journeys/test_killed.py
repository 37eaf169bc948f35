"""Killed between any two statements or requests, and started anew: it comes to the same end."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, text

from bridge.model import Hand, Kind
from bridge.store import rulebooks
from bridge.store.engine import engine_for, transaction
from bridge.store.schema import tables
from tests.destinations.fakes import Killed
from tests.fakes import NOON, FakeCrm
from tests.reconcile.stage import BEA, CY, Stage
from tests.store.clock import DatabaseClock

RULES = """\
crm: activecampaign
memberships:
  Gold:
    items: [product-12, upsell-3]
rules:
  - name: Welcome
    when: purchase
    trigger: Welcome
  - name: Course
    when: purchase
    start automation: Onboarding
    subscribe: News
    set:
      Course: "{item id}"
  - name: Later
    when: purchase
    after: 7 days
    unless: refund
    trigger: Later
  - name: Goodbye
    when: access ends
    memberships: Gold
    start automation: Goodbye
"""
OTHERS = RULES.replace("Gold:", "Platinum:").replace("memberships: Gold", "memberships: Platinum")


class Fate:
    """Counts statements, commits and requests; kills at the one that it is told to kill at."""

    def __init__(self) -> None:
        self.steps = 0
        self.kill_at = 0
        self.counts = False

    def step(self, *_: object, **__: object) -> None:
        if self.counts:
            self.steps += 1
            if self.steps == self.kill_at:
                raise Killed

    def begin(self, kill_at: int) -> None:
        self.steps, self.kill_at, self.counts = 0, kill_at, True

    def end(self) -> None:
        self.counts = False


@pytest.fixture
def fate() -> Fate:
    return Fate()


@pytest.fixture
def engine(clock: DatabaseClock, fate: Fate) -> Iterator[Engine]:
    made = engine_for(clock.url)
    event.listen(made, "before_cursor_execute", fate.step)
    event.listen(made, "commit", fate.step)
    yield made
    made.dispose()


THEN = NOON + timedelta(hours=1)  # when what is killed happened, whoever heard of it when
Life = Callable[[Stage, DatabaseClock], object]


def nothing(_: Stage, __: DatabaseClock) -> None:
    """Nothing was before."""


@dataclass(frozen=True)
class Deed:
    """What was before, and what is killed. Whoever does not hear that it was done says it again."""

    before: Life
    act: Life


def bought(stage: Stage, clock: DatabaseClock) -> None:
    stage.buys(customer="501", key="bought")
    stage.buys("product-99", email=CY, order="1002", key="bought by another")
    clock.forward(hours=1)


def applied(stage: Stage, clock: DatabaseClock) -> None:
    bought(stage, clock)
    stage.apply(OTHERS)
    clock.forward(hours=1)


def apply(stage: Stage, _: DatabaseClock) -> None:
    if newest(stage).source != rulebooks.APPLY:
        stage.publish_applied(OTHERS)
    stage.roll_out()


def undo(stage: Stage, _: DatabaseClock) -> None:
    if newest(stage).source != rulebooks.UNDO:
        stage.rollouts.undo(2)
    stage.roll_out()


def newest(stage: Stage) -> rulebooks.Rulebook:
    with stage.engine.connect() as connection:
        return rulebooks.all_of(connection)[0]


def cancelled(stage: Stage, clock: DatabaseClock) -> None:
    bought(stage, clock)
    stage.happens(Kind.CANCELLED, "product-12", customer="501", key="cancelled")
    clock.forward(days=7)


def prize(stage: Stage, _: DatabaseClock) -> None:
    stage.happens(Kind.GRANTED_BY_HAND, order="", key="hand", at=THEN,
                  hand=Hand("Gold", why="a prize"))  # fmt: skip


def moves(stage: Stage, _: DatabaseClock) -> None:
    stage.happens(
        Kind.EMAIL_CHANGED, email="new@example.com", customer="501", order="", key="moved", at=THEN
    )


def purchase(stage: Stage, _: DatabaseClock) -> None:
    stage.buys("product-12", "upsell-3", key="k", at=NOON)


def refund(stage: Stage, _: DatabaseClock) -> None:
    stage.happens(Kind.REFUND, "product-12", customer="501", key="refund", at=THEN)


DEEDS = {
    "a first purchase": Deed(nothing, purchase),
    "a refund": Deed(bought, refund),
    "a due date": Deed(cancelled, lambda stage, _: stage.rest()),
    "rules applied": Deed(bought, apply),
    "rules taken back": Deed(applied, undo),
    "an address change": Deed(bought, moves),
    "an address change that makes a new contact": Deed(bought, moves),
    "access by hand": Deed(bought, prize),
}


@dataclass(frozen=True)
class End:
    """What somebody finds afterwards; `found` is not known where an answer was lost."""

    account: Mapping[str, Any]
    once: list[str]
    told: Mapping[Any, Any]
    deliveries: list[Any]
    places: list[Any]
    publications: list[Any]


def end_of(stage: Stage) -> End:
    crm = stage.crm
    d, p = tables.deliveries.c, tables.places.c
    of_deliveries = select(d.key, d.state, d.reason, d.rules_version).order_by(d.key)
    of_places = select(p.address, p.due == p.done, p.lease, p.wake_at).order_by(p.address)
    with stage.engine.connect() as connection:
        books = rulebooks.all_of(connection)
        return End(
            {each.email: (each.tags, each.lists, each.fields) for each in crm.contacts.values()},
            sorted([*crm.fired, *crm.started]),
            {key: (value, text, why) for key, (value, text, _, why) in stage.applied().items()},
            [tuple(row) for row in connection.execute(of_deliveries)],
            [tuple(row) for row in connection.execute(of_places)],
            [(each.source, each.version, each.takes_back) for each in books],
        )


def emptied(engine: Engine) -> None:
    names = ", ".join(table.name for table in tables.metadata.tables.values())
    with transaction(engine) as connection:
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))


def lived(
    engine: Engine, clock: DatabaseClock, fate: Fate, deed: Deed, kill_at: int, *, renames: bool
) -> Stage:
    """One life, from an empty store, in which the deed is killed at that step; 0 for not at all."""
    emptied(engine)
    clock.set(NOON)
    stage = Stage(engine, FakeCrm(fate.step))
    stage.crm.renames = renames
    stage.publish(RULES)
    deed.before(stage, clock)
    fate.begin(kill_at)
    try:
        deed.act(stage, clock)
    except Killed:
        fate.end()
        stage.be_started()
        clock.forward(seconds=stage.patience.lease + 1)  # whoever held a place is dead by then
        deed.act(stage, clock)
    finally:
        fate.end()
    for hours in (1, 1, 24 * 30):
        clock.set(NOON.replace(hour=14) if hours == 1 else NOON.replace(day=28))
        stage.rest()
        clock.forward(hours=hours)
    stage.roll_out()
    return stage


@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.soak)])
@pytest.mark.parametrize("name", DEEDS)
def test_whoever_is_killed_anywhere_leaves_nothing_undone_and_nothing_done_twice(
    engine: Engine, clock: DatabaseClock, fate: Fate, name: str, every: int
) -> None:
    deed, renames = DEEDS[name], not name.endswith("new contact")
    calm_stage = lived(engine, clock, fate, deed, 0, renames=renames)
    calm, found = end_of(calm_stage), {k: row[2] for k, row in calm_stage.applied().items()}
    assert len(calm.once) == len(set(calm.once))
    assert all(done and not lease for _, done, lease, _ in calm.places)
    steps = fate.steps
    assert steps > 10
    for kill_at in range(1, steps + 1, every):
        stage = lived(engine, clock, fate, deed, kill_at, renames=renames)
        assert end_of(stage) == calm, f"killed at {kill_at} of {steps}"
        for key, (_, _, known, _) in stage.applied().items():
            assert known in (found[key], None), f"{key}, killed at {kill_at}"


def test_the_deeds_do_something(engine: Engine, clock: DatabaseClock, fate: Fate) -> None:
    """Else nothing would be told by their ends."""
    ends = {
        name: end_of(
            lived(engine, clock, fate, deed, 0, renames=not name.endswith("new contact"))
        ).account
        for name, deed in DEEDS.items()
    }
    tags = {name: {email: has[0] for email, has in each.items()} for name, each in ends.items()}
    others = {"Later", "Welcome"}
    assert tags == {
        "a first purchase": {BEA: {"Gold", *others}},
        "a refund": {BEA: {"Welcome"}, CY: others},
        "a due date": {BEA: {"Gold", "GoldCANC", *others}, CY: others},
        "rules applied": {BEA: {"Platinum", *others}, CY: others},
        "rules taken back": {BEA: {"Gold", *others}, CY: others},
        "an address change": {"new@example.com": {"Gold", *others}, CY: others},
        "an address change that makes a new contact": {
            BEA: set(),
            "new@example.com": {"Gold", *others},
            CY: others,
        },
        "access by hand": {BEA: {"Gold", *others}, CY: others},
    }
