"""A plan at a site: its order, its calls, and what MemberPress has not."""

from dataclasses import replace

import pytest

from bridge.model import Contact, FieldValue, Firing, ListWish, Outcome, Plan, Sort
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_access import LATER, SOON, TWO, done, end, give, wish
from tests.destinations.fakes import DictMemory
from tests.destinations.memberpress.destination import (
    CHANGE,
    LOOK,
    MAKE,
    MEMBER,
    MEMBERS,
    SELL,
    SiteDestination,
)

BRONZE = "Bronze"
THREE = (wish(), wish(SILVER), wish(BRONZE))


class TestCalls:
    """At most so many, the ids of memberships being known."""

    @pytest.fixture
    def known(self, destination: SiteDestination, memory: DictMemory) -> SiteDestination:
        """Ann is known and has Silver, by another order; the count starts from here."""
        destination.site.furnish(memberships=[BRONZE])
        destination.crm.check((), [(Sort.ACCESS, name) for name in (GOLD, SILVER, BRONZE)])
        destination.crm.apply(give(wish(SILVER, hold=TWO)), memory)
        destination.site.reset()
        return destination

    @pytest.mark.parametrize(
        ("plan", "calls"),
        [
            (give(), [MEMBERS, MAKE]),
            (give(*THREE), [MEMBERS, MAKE, SELL, SELL]),
            (end(), [LOOK]),
        ],
        ids=["a purchase", "three memberships", "an end"],
    )
    def test_of_somebody_unknown(
        self, known: SiteDestination, plan: Plan, calls: list[str]
    ) -> None:
        known.crm.apply(replace(plan, contact=Contact("new@example.com", "New")), DictMemory())
        assert known.calls() == calls

    @pytest.mark.parametrize(
        ("plan", "calls"),
        [
            (give(), [LOOK, SELL]),
            (give(*THREE), [LOOK, SELL] * 3),
            (give(wish(SILVER, LATER, TWO)), [LOOK, CHANGE]),
            (give(wish(SILVER, hold=TWO)), [LOOK]),
            (end(wish(SILVER, hold=TWO)), [LOOK, CHANGE, MEMBER]),
            (end(), [LOOK]),
            (
                Plan(ANN, access=(wish(),), end_access=(wish(SILVER, hold=TWO),)),
                [LOOK, CHANGE, LOOK, SELL, MEMBER],
            ),
            (
                Plan(ANN, access=(wish(SILVER),), end_access=(wish(SILVER, hold=TWO),)),
                [LOOK, CHANGE, LOOK, SELL],
            ),
        ],
        ids=[
            *("a purchase", "three memberships", "a rebill", "the same again", "an end"),
            *("an end of what is not there", "one ends and one begins", "an upgrade within one"),
        ],
    )
    def test_of_somebody_known(
        self, known: SiteDestination, memory: DictMemory, plan: Plan, calls: list[str]
    ) -> None:
        known.crm.apply(plan, memory)
        assert known.calls() == calls

    def test_of_somebody_whom_the_site_knows_and_the_bridge_does_not(
        self, known: SiteDestination
    ) -> None:
        known.crm.apply(give(), DictMemory())
        assert known.calls() == [MEMBERS, LOOK, SELL]


def test_what_memberpress_has_not_is_refused_by_name_and_access_goes_on(
    destination: SiteDestination, memory: DictMemory
) -> None:
    plan = Plan(
        ANN,
        add=("A",),
        remove=("B",),
        fire=(Firing("C", "1"),),
        subscribe=(ListWish("News"),),
        unsubscribe=("Deals",),
        fields=(FieldValue("Order", "7"),),
        start=(Firing("Welcome", "2"),),
        access=(wish(),),
    )
    outcome = destination.crm.apply(plan, memory)
    assert outcome.done == (done("given"),)
    told = [*(each.target for each in outcome.done), *(each.target for each in outcome.refused)]
    assert sorted(told) == sorted(plan.targets())
    assert {each.reason for each in outcome.refused} == {
        f"MemberPress has no {sort}s, only memberships."
        for sort in ("tag", "list", "field", "automation")
    }


def test_what_keeps_a_membership_open_after_its_end_is_said_and_a_new_hold_is_not_news(
    destination: SiteDestination, memory: DictMemory
) -> None:
    destination.crm.apply(give(wish(), wish(hold=TWO), wish(SILVER)), memory)
    kept = replace(done("ended"), what="ended, and another transaction there keeps it open")
    outcome = destination.crm.apply(end(wish(), wish(SILVER)), memory)
    assert outcome == Outcome((kept, done("ended", SILVER)))
    plan = Plan(ANN, access=(wish(),), end_access=(wish(hold=TWO),))
    assert destination.crm.apply(plan, memory).done[0] == done("ended", hold=TWO)


def test_the_users_of_the_site_stay_whatever_ends(
    destination: SiteDestination, memory: DictMemory
) -> None:
    destination.crm.apply(give(), memory)
    destination.crm.apply(end(), memory)
    assert destination.people() == {ANN.key}
    assert [name for name in destination.calls() if name.startswith("DELETE")] == []


def test_a_last_look_that_is_refused_undoes_nothing(
    destination: SiteDestination, memory: DictMemory
) -> None:
    destination.crm.apply(give(), memory)
    destination.site.faults.fail(403, times=None, path="/members/{id}")
    assert destination.crm.apply(end(), memory) == Outcome((done("ended"),))
    assert destination.open_at(ANN, SOON) == set()
