"""Many workers at once at the same people."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine, text

from bridge.model import Kind
from bridge.reconcile import redecision
from bridge.reconcile.planning import Summary
from bridge.reconcile.rollout import NotUndoable, PlanChanged
from bridge.store import rulebooks
from bridge.store.delivery import State
from bridge.store.engine import engine_for
from tests.fakes import FakeCrm
from tests.reconcile.branches import THREE, Branches
from tests.reconcile.stage import Stage, published
from tests.store.clock import DatabaseClock

RULES = """\
crm: activecampaign
memberships:
  Gold:
    items: product-12
rules:
  - name: Welcome
    when: purchase
    trigger: Welcome
  - name: Onboarding
    when: purchase
    start automation: Onboarding
"""
WORKERS = 6


@pytest.fixture
def wide(clock: DatabaseClock) -> Iterator[Engine]:
    made = engine_for(clock.url, connections=WORKERS * 2)
    yield made
    made.dispose()


def at_once(errands: list[Callable[[], object]], seed: int) -> None:
    """All of them several times, in another order each time; raises what any of them raised."""
    told = errands * 3
    random.Random(seed).shuffle(told)
    with ThreadPoolExecutor(WORKERS) as pool:
        for each in [pool.submit(errand) for errand in told]:
            each.result()


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(1, 8))]
)
def test_many_workers_come_to_one_end_and_wait_for_each_other_in_no_circle(
    stage: Stage, wide: Engine, seed: int
) -> None:
    """People whose events are tied together one by one: by order, customer and address."""
    stage.publish(RULES)
    ids = []
    for n in range(8):
        email, other = f"{n}@example.com", f"{n + 1}@example.com"
        ids += [
            stage.arrives(Kind.PURCHASE, "product-12", email=email, order=f"{n}"),
            stage.arrives(Kind.PAYMENT_FAILED, "product-12", email=other, order=f"{n}"),
            stage.arrives(Kind.PURCHASE, "product-99", email=email, order=f"{n} too"),
        ]
    crm = FakeCrm()
    workers = [Stage(wide, crm) for _ in range(WORKERS)]
    errands: list[Callable[[], object]] = [
        lambda id_=id_, worker=workers[number % WORKERS]: worker.work.take_in(id_)  # type: ignore[misc] # bound now
        for number, id_ in enumerate(ids)
    ]
    at_once([*errands, *(worker.sweep for worker in workers)], seed)
    workers[0].rest()
    everything = {"Gold", "GoldPAYF", "Welcome"}
    known = {email: tags for email, tags in crm.tags.items() if tags}
    assert known == {f"{n}@example.com": everything for n in range(1, 9)}
    assert (len(crm.fired), len(crm.started)) == (16, 16)
    with stage.engine.connect() as connection:
        left = connection.execute(text("SELECT count(*) FROM places WHERE due <> done")).scalar()
    assert left == 0


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(1, 8))]
)
def test_many_workers_write_one_record_for_all_destinations(
    branches: Branches, wide: Engine, seed: int
) -> None:
    branches.restarted_with(*THREE, then=RULES.partition("\n")[2])
    ids = [
        branches.arrives(Kind.PURCHASE, "product-12", email=f"{n % 5}@example.com", order=f"{n}")
        for n in range(10)
    ]
    workers = [Branches(wide, THREE, branches.crms) for _ in range(WORKERS)]
    errands: list[Callable[[], object]] = [
        lambda id_=id_, worker=workers[number % WORKERS]: worker.work.take_in(id_)  # type: ignore[misc] # bound now
        for number, id_ in enumerate(ids)
    ]
    at_once([*errands, *(worker.sweep for worker in workers)], seed)
    workers[0].rest()
    for id_ in ids:
        delivery = branches.delivery(id_)
        assert (delivery.state, delivery.reason) == (State.APPLIED, "")
        assert {name: each.state for name, each in delivery.shares.items()} == dict.fromkeys(
            THREE, State.APPLIED
        )
        told = [row["destination"] for row in delivery.results]
        assert sorted({*told}) == sorted(THREE)
        assert told == sorted(told, key=THREE.index)
    for name in THREE:
        assert {**branches.crms[name].tags} == {
            f"{n}@example.com": {"Gold", "Welcome"} for n in range(5)
        }
        assert len(branches.crms[name].started) == 10


def test_rules_are_applied_while_workers_work(stage: Stage, wide: Engine) -> None:
    stage.publish(RULES)
    ids = [
        stage.arrives(
            Kind.PURCHASE, "product-12", email=f"{n % 7}@example.com", order=f"{n}",
            ago=timedelta(minutes=n),
        )
        for n in range(28)
    ]  # fmt: skip
    crm = FakeCrm()
    workers = [Stage(wide, crm) for _ in range(WORKERS)]
    others = RULES.replace("Gold", "Platinum")
    for id_ in ids[:14]:
        workers[0].work.take_in(id_)
    errands: list[Callable[[], object]] = [
        lambda id_=id_, worker=workers[number % WORKERS]: worker.work.take_in(id_)  # type: ignore[misc] # bound now
        for number, id_ in enumerate(ids)
    ]
    numbers: list[int] = []
    at_once([*errands, *(worker.rollouts.go_on for worker in workers)], 1)
    with ThreadPoolExecutor(WORKERS) as pool:
        told = [pool.submit(errand) for errand in errands]
        told.append(pool.submit(lambda: numbers.append(workers[0].apply(others))))
        for each in told:
            each.result()
    workers[0].roll_out()
    assert {frozenset(tags) for tags in crm.tags.values()} == {frozenset({"Platinum", "Welcome"})}
    workers[0].undo(numbers[0])
    assert {frozenset(tags) for tags in crm.tags.values()} == {frozenset({"Gold", "Welcome"})}


def all_together(errands: list[Callable[[], object]]) -> list[object]:
    """Each once, at the same time; gives what they gave or raised."""
    start = Barrier(len(errands))

    def run(errand: Callable[[], object]) -> object:
        start.wait()
        try:
            return errand()
        except Exception as error:  # noqa: BLE001 # looked at by the caller
            return error

    with ThreadPoolExecutor(len(errands)) as pool:
        return [each.result() for each in [pool.submit(run, errand) for errand in errands]]


def publications(stage: Stage) -> list[tuple[str, int | None]]:
    with stage.engine.connect() as connection:
        return [(each.source, each.takes_back) for each in rulebooks.all_of(connection)]


def test_of_many_who_apply_a_plan_at_once_one_does_and_the_others_are_told(
    stage: Stage, wide: Engine
) -> None:
    stage.publish(RULES)
    stage.buys("product-12")
    others = [Stage(wide, stage.crm) for _ in range(WORKERS)]
    written = [RULES.replace("Gold", f"Platinum {n % 2}") for n in range(WORKERS)]
    plans = [Summary() for _ in others]
    for other, text_, summary in zip(others, written, plans, strict=True):
        other.plan(text_, summary)
    came = all_together(
        [
            lambda o=o, w=w, s=s: o.rollouts.apply(published(w), s)  # type: ignore[misc] # bound now
            for o, w, s in zip(others, written, plans, strict=True)
        ]
    )
    refused = [each for each in came if isinstance(each, PlanChanged)]
    assert [each for each in came if each not in refused] == [2]
    assert [[book.number for book in each.published] for each in refused] == [[2]] * 5
    assert publications(stage) == [("apply", None), ("file", None)]


def test_of_many_who_take_one_publication_back_at_once_one_does(stage: Stage, wide: Engine) -> None:
    stage.publish(RULES)
    stage.buys("product-12")
    number = stage.apply(RULES.replace("Gold", "Platinum"))
    others = [Stage(wide, stage.crm) for _ in range(WORKERS)]
    came = all_together([lambda o=o: o.rollouts.undo(number) for o in others])  # type: ignore[misc] # bound now
    refused = [each for each in came if isinstance(each, NotUndoable)]
    assert [each for each in came if each not in refused] == [number + 1]
    assert {str(each) for each in refused} == {
        "Publication 2 was taken back already, by publication 3. `bridge undo --list` lists them."
    }
    assert publications(stage) == [("undo", 2), ("apply", None), ("file", None)]


def test_a_plan_made_while_rules_are_applied_is_not_carried_out_as_it_was_before(
    stage: Stage, clock: DatabaseClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.publish(RULES)
    for number in range(4):
        stage.buys("product-12", email=f"{number}@example.com", order=f"{number}")
    monkeypatch.setattr(redecision, "_BATCH", 2)
    stage.publish_applied(RULES.replace("Gold", "Platinum"))
    stage.rollouts.go_on()
    clock.forward(hours=1)
    summary = Summary()
    stage.plan(RULES, summary)
    stage.roll_out()
    with pytest.raises(PlanChanged):
        stage.rollouts.apply(published(RULES), summary)
