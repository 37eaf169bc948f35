"""Many workers at once at the same people."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from bridge.model import Kind
from bridge.store.engine import engine_for
from tests.fakes import FakeCrm
from tests.reconcile.stage import Stage
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


@pytest.mark.parametrize("seed", range(5))
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
