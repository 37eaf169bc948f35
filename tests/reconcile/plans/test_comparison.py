"""What other rules would change for one person at several destinations."""

from datetime import timedelta

from bridge.model import Kind
from bridge.reconcile.planning import Summary
from tests.reconcile.branches import CLUB, GOLD, SCHOOL, SHOP, THREE, Branches, rules_for
from tests.reconcile.site import GOLD as AT_SITE
from tests.reconcile.site import SiteStage
from tests.reconcile.stage import BEA
from tests.store.clock import DatabaseClock


def changes(branches: Branches, written: str) -> list[tuple[str, str, bool]]:
    summary = Summary()
    planned = branches.plan(written, summary)
    assert summary.people == len(planned) <= summary.looked_at
    return [(c.destination, c.name, c.gains) for each in planned for c in each.changes]


PLATINUM = "memberships:\n  Platinum:\n    items: product-12\n"


def test_a_person_is_planned_once_for_all_destinations(branches: Branches) -> None:
    branches.buys()
    assert changes(branches, rules_for(*THREE)) == []
    assert changes(branches, rules_for(*THREE, then=PLATINUM)) == [
        (name, tag, tag == "Platinum") for name in THREE for tag in ("Gold", "Platinum")
    ]
    [planned] = branches.plan(rules_for(*THREE, then=PLATINUM))
    assert (planned.opens, planned.closes) == (("Platinum",), ("Gold",))


def test_what_a_new_destination_would_get_is_in_the_plan_and_told_once_it_is_applied(
    branches: Branches,
) -> None:
    branches.restarted_with(SHOP)
    branches.buys()
    branches.restarted_with(SHOP, CLUB)
    both = rules_for(SHOP, CLUB)
    assert changes(branches, both) == [(CLUB, "Gold", True)]
    branches.apply(both)
    assert branches.tags_at(BEA) == {SHOP: {"Gold"}, CLUB: {"Gold"}, SCHOOL: set()}
    assert changes(branches, both) == []


def test_where_one_alone_is_meant_the_others_change_nothing(branches: Branches) -> None:
    branches.buys()
    only = GOLD + "    to: club\n"
    assert changes(branches, rules_for(*THREE, then=only)) == [
        (SHOP, "Gold", False), (SCHOOL, "Gold", False),
    ]  # fmt: skip


def test_an_apply_and_its_undo_reach_all_of_them(branches: Branches) -> None:
    branches.buys()
    number = branches.apply(rules_for(*THREE, then=PLATINUM))
    assert branches.tags_at(BEA) == {name: {"Platinum"} for name in THREE}
    branches.undo(number)
    assert branches.tags_at(BEA) == {name: {"Gold"} for name in THREE}


def test_with_one_destination_changes_name_none(branches: Branches) -> None:
    branches.restarted_with(SHOP)
    branches.buys()
    assert {each[0] for each in changes(branches, rules_for(SHOP, then=PLATINUM))} == {""}


OTHER = AT_SITE.replace("product-12", "product-13")
A_MONTH = AT_SITE + "    lasts: 30 days\n"


def test_at_a_site_who_would_lose_access_or_have_another_end_is_in_the_plan(
    site: SiteStage,
) -> None:
    site.buys()
    bought = site.now()
    assert site.plan(AT_SITE) == []
    [planned] = site.plan(OTHER)
    assert [(c.name, c.gains) for c in planned.changes] == [("Gold", False)]
    assert (planned.opens, planned.closes) == ((), ("Gold",))
    [planned] = site.plan(A_MONTH)
    [change] = planned.changes
    assert (change.gains, change.value[:10]) == (True, str((bought + timedelta(30)).date()))
    assert (planned.opens, planned.closes) == ((), ())


def test_at_a_site_who_has_run_out_loses_nothing(site: SiteStage, clock: DatabaseClock) -> None:
    site.apply(A_MONTH)
    site.buys()
    clock.forward(days=31)
    assert site.plan(OTHER) == []
    [planned] = site.plan(AT_SITE)
    assert (planned.opens, planned.closes) == (("Gold",), ())
    site.happens(Kind.REFUND, "product-12")
    assert site.plan(OTHER) == []
