"""What taking back a publication would change, and that looking at it changes nothing."""

from bridge.model.errors import CrmUnavailable
from bridge.reconcile.planning import Summary
from bridge.reconcile.plans.comparison import Planned
from bridge.reconcile.plans.undo_plan import undo_plan
from tests.reconcile.stage import BEA, BOTH, CY, DI, PLATINUM, Stage, published
from tests.reconcile.test_rollout import agreed


def looked(shop: Stage, number: int, most: int = 100) -> tuple[list[Planned], Summary]:
    left = shop.rollouts.without(number).number
    summary = Summary()
    return [*undo_plan(shop.engine, shop.library, number, left, summary, most)], summary


def applied(shop: Stage) -> int:
    number = shop.rollouts.apply(published(PLATINUM), agreed(shop, PLATINUM))
    shop.roll_out()
    return number


def test_it_is_what_the_undo_then_does(shop: Stage) -> None:
    before = {*shop.tags(BEA)}
    number = applied(shop)
    assert (before, shop.tags(BEA)) == ({"Gold"}, {"Platinum"})
    (bea,), summary = looked(shop, number)
    assert {(e.name, e.gains) for e in bea.changes} == {("Platinum", False), ("Gold", True)}
    assert (bea.address, bea.opens, bea.closes) == (BEA, ("Gold",), ("Platinum",))
    assert (summary.people, summary.losing) == (1, 1)
    shop.rollouts.undo(number)
    shop.roll_out()
    assert shop.tags(BEA) == before


def test_to_look_at_it_changes_nothing(shop: Stage) -> None:
    number = applied(shop)
    assert looked(shop, number)[0] == looked(shop, number)[0] != []
    shop.roll_out()
    assert shop.tags(BEA) == {"Platinum"}


def test_no_more_households_are_looked_at_than_was_asked(shop: Stage) -> None:
    number = applied(shop)
    assert looked(shop, number)[1].looked_at > 1
    assert looked(shop, number, most=1)[1].looked_at == 1


def test_what_it_decided_for_nobody_changes_nothing(shop: Stage) -> None:
    applied(shop)
    shop.rollouts.undo(2)
    shop.roll_out()
    assert [*undo_plan(shop.engine, shop.library, 2, 1, Summary(), 100)] == []


def test_who_waits_anyway_is_counted_apart(shop: Stage) -> None:
    number = shop.apply(BOTH)
    shop.crm.answers = [CrmUnavailable("It is away.")]
    shop.buys("product-12", email="ed@example.com", order="5")
    found, summary = looked(shop, number)
    assert [each.address for each in found] == [CY, DI]
    assert [address for _, address in summary.waiting.first] == ["ed@example.com"]
