"""What every CRM adapter promises of refusals of one thing, and of an address that changes.

As `CrmContract`, beside which it is inherited: a CRM's test gives `destination`.
"""

from typing import Protocol

import pytest

from bridge.model import Contact, Done, Firing, ListWish, Outcome, Plan, Sort, target_key
from tests.destinations.contract import ANN, GOLD, SILVER, OfSorts
from tests.destinations.contract_other_targets import (
    DEALS,
    NEWS,
    ORDER,
    WELCOME,
    FullDestination,
    everything,
)
from tests.destinations.fakes import DictMemory

NEW = "ann.new@example.com"
EVE = Contact("eve@example.com", "Eve")
OF_ONE = {
    Sort.TAG: (GOLD, Plan(EVE, add=(SILVER,))),
    Sort.LIST: (NEWS, Plan(EVE, subscribe=(ListWish(DEALS),))),
    Sort.FIELD: (ORDER, Plan(EVE, add=(GOLD,))),
    Sort.AUTOMATION: (WELCOME, Plan(EVE, add=(GOLD,))),
}


class ForbiddingDestination(FullDestination, Protocol):
    def forbid(self, sort: Sort, name: str) -> None:
        """From now on nothing may be written about this one."""

    def allow(self) -> None:
        """Everything may."""

    def rename_by_hand(self, contact: Contact, email: str) -> None: ...


class RefusalsContract(OfSorts):
    """Inherit me."""

    @pytest.mark.parametrize("known", [False, True], ids=["new contact", "known contact"])
    def test_what_one_may_not_change_is_refused_by_name_and_all_else_goes_on(
        self, destination: ForbiddingDestination, memory: DictMemory, sort: Sort, known: bool
    ) -> None:
        name, of_eve = OF_ONE[sort]
        if known:
            destination.crm.apply(Plan(ANN, add=(SILVER,)), memory)
        destination.forbid(sort, name)
        plan = everything(self.sorts)
        outcome = destination.crm.apply(plan, memory)
        assert {refusal.target for refusal in outcome.refused} == {target_key(sort, name)}
        start = f"{destination.title} "
        for refusal in outcome.refused:
            assert refusal.reason.startswith(start)
            assert f"the {sort} '{name}'" in refusal.reason
        settled = [*(each.target for each in outcome.done), *(e.target for e in outcome.refused)]
        assert sorted(settled) == sorted(plan.targets())
        assert destination.crm.apply(of_eve, DictMemory()).refused == ()

    def test_a_refusal_is_asked_about_again_and_goes_when_its_reason_does(
        self, destination: ForbiddingDestination, memory: DictMemory
    ) -> None:
        destination.forbid(Sort.TAG, GOLD)
        plan = Plan(ANN, add=(GOLD,))
        for _ in range(2):
            assert [each.tag for each in destination.crm.apply(plan, memory).refused] == [GOLD]
        destination.allow()
        assert destination.crm.apply(plan, memory).done == (Done(GOLD, "added"),)

    def test_a_tag_that_makes_no_contact_is_put_on_where_there_is_one(
        self, destination: ForbiddingDestination, memory: DictMemory
    ) -> None:
        plan = Plan(ANN, add_if_there=(GOLD,))
        outcome = destination.crm.apply(plan, memory)
        assert outcome == Outcome((Done(GOLD, "no such contact", False),))
        assert destination.contacts() == {}
        destination.tag_by_hand(ANN, SILVER)
        assert destination.crm.apply(plan, memory) == Outcome((Done(GOLD, "added"),))
        assert destination.contacts() == {ANN.key: {GOLD, SILVER}}
        removing = Plan(ANN, remove=(SILVER,), add_if_there=(GOLD,))
        removed, kept = destination.crm.apply(removing, memory).done
        assert (removed.tag, removed.what in ("removed", "taken off")) == (SILVER, True)
        assert kept in (Done(GOLD, "already there", False), Done(GOLD, "added"))

    def test_a_contact_that_was_deleted_is_not_made_again_for_such_a_tag(
        self, destination: ForbiddingDestination, memory: DictMemory
    ) -> None:
        destination.crm.apply(Plan(ANN, add=(SILVER,)), memory)
        destination.delete_by_hand(ANN)
        outcome = destination.crm.apply(Plan(ANN, add_if_there=(GOLD,)), memory)
        assert outcome.done == (Done(GOLD, "no such contact", False),)
        assert destination.contacts() == {}

    def test_it_renames_the_contact_that_it_remembers(
        self, destination: ForbiddingDestination, memory: DictMemory
    ) -> None:
        destination.crm.apply(Plan(ANN, add=(GOLD,)), memory)
        for _ in range(2):
            assert destination.crm.rename(Contact(NEW), memory) is True
            assert destination.contacts() == {NEW: {GOLD}}
        renamed = Contact(NEW, ANN.first_name, ANN.last_name, ANN.phone)
        destination.crm.apply(Plan(renamed, add=(SILVER,), remove=(GOLD,)), memory)
        assert destination.contacts() == {NEW: {SILVER}}

    def test_it_renames_nobody_to_an_address_that_another_has(
        self, destination: ForbiddingDestination, memory: DictMemory
    ) -> None:
        destination.crm.apply(Plan(ANN, add=(GOLD,)), memory)
        destination.tag_by_hand(Contact(NEW), SILVER)
        assert destination.crm.rename(Contact(NEW.upper()), memory) is False
        assert destination.contacts() == {ANN.key: {GOLD}, NEW: {SILVER}}

    def test_it_renames_nobody_where_none_is_remembered_or_left(
        self, destination: ForbiddingDestination, memory: DictMemory
    ) -> None:
        destination.tag_by_hand(ANN, GOLD)
        assert destination.crm.rename(Contact(NEW), memory) is False
        destination.crm.apply(Plan(ANN, add=(GOLD,)), memory)
        destination.delete_by_hand(ANN)
        assert destination.crm.rename(Contact(NEW), memory) is False
        assert destination.contacts() == {}

    def test_a_contact_that_somebody_renamed_there_stays_hers(
        self, destination: ForbiddingDestination, memory: DictMemory
    ) -> None:
        destination.crm.apply(Plan(ANN, add=(GOLD, SILVER)), memory)
        destination.rename_by_hand(ANN, NEW)
        plan = Plan(
            Contact(ANN.email, "Anna"),
            remove=(SILVER,),
            add_if_there=(GOLD,),
            subscribe=(ListWish(NEWS),) if Sort.LIST in self.sorts else (),
            start=(Firing(WELCOME, "1"),) if Sort.AUTOMATION in self.sorts else (),
        )
        assert destination.crm.apply(plan, memory).refused == ()
        assert destination.contacts() == {NEW: {GOLD}}
        names = [(Sort.TAG, GOLD), (Sort.TAG, SILVER)]
        lists = [(Sort.LIST, NEWS)] if Sort.LIST in self.sorts else []
        has = {target_key(sort, name) for sort, name in [(Sort.TAG, GOLD), *lists]}
        assert destination.crm.look(ANN, [*names, *lists], memory) == has
