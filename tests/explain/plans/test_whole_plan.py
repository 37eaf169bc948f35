"""What other rules come to: numbers are complete, of the people behind them the first are named."""

from bridge.entitlements.desired import Because
from bridge.explain.plans.whole_plan import WholePlan
from bridge.model import Sort
from bridge.reconcile.plans.comparison import Change, Planned
from tests.reconcile.stage import GOLD, published

GAINS = Change(Sort.TAG, "Gold", True, because=Because(rule="Gold", line=4))
LOSES = Change(Sort.TAG, "Old", False)


def person(number: int, *changes: Change, opens: tuple[str, ...] = ()) -> Planned:
    return Planned(number, f"p{number}@example.com", changes, opens)


def test_each_number_is_complete_and_of_its_people_the_first_twenty_are_named() -> None:
    plan = WholePlan(published(GOLD))
    for number in range(30):
        plan.add(person(number, GAINS, opens=("Gold",)))
    plan.add(person(30, LOSES))
    ranked = [(what, why, each.number, len(each.first)) for what, why, _, each in plan.ranked()]
    assert ranked == [
        ("+ Gold", "rule 'Gold' (line 4)", 30, 20),
        ("- Old", "no rule speaks of it any more", 1, 1),
    ]
    [(name, opens, counted)] = plan.turns()
    assert (name, opens, counted.number) == ("Gold", True, 30)
    assert counted.first[:2] == [(0, "p0@example.com"), (1, "p1@example.com")]
    assert [*plan.gained] == [(Sort.TAG, "Gold")]


def test_what_opens_is_told_before_what_closes_and_most_people_first() -> None:
    plan = WholePlan(published(GOLD))
    for number in range(3):
        names = ("Gold", "Silver") if number else ("Gold",)
        plan.add(Planned(number, f"p{number}@example.com", (), names, ("Bronze",)))
    assert [(name, opens, each.number) for name, opens, each in plan.turns()] == [
        ("Gold", True, 3), ("Silver", True, 2), ("Bronze", False, 3),
    ]  # fmt: skip
    assert (plan.turned(opens=True), plan.turned(opens=False)) == (
        {"Gold": 3, "Silver": 2},
        {"Bronze": 3},
    )
