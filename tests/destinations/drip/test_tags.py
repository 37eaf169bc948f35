"""Tags put on and taken off. Over real HTTP."""

import pytest

from bridge.model import Contact, Done, FieldValue, Outcome, Plan, Sort
from bridge.model.errors import AccountRefused
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_other_targets import COURSE
from tests.destinations.drip.destination import ASK, EVE, NO, REMOVE, WRITE, DripDestination
from tests.destinations.fakes import DictMemory
from tests.destinations.stand_in_destination import PAYF, SUSP

ODD = ["v1.0", "Yes/No", "100%", "a?b#c", "Tea & more", "50+", "back\\slash", "..", "Größe.2"]


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("remembered", [True, False])
def test_odd_names_are_put_on_and_taken_off(
    known: DripDestination, memory: DictMemory, name: str, remembered: bool
) -> None:
    known.account.account.add(Sort.TAG, name)
    known.crm.check([name])
    known.crm.apply(Plan(ANN, add=(name,)), memory)
    assert known.contacts() == {ANN.key: {SILVER, name}}
    known.account.reset()
    known.crm.apply(Plan(ANN, remove=(name,)), memory if remembered else DictMemory())
    assert known.contacts() == {ANN.key: {SILVER}}
    assert known.calls() == [ASK, WRITE]


@pytest.mark.parametrize("name", ["Größe", "Gold - yearly", "a_b", "Mitglied 2026"])
def test_plain_names_are_taken_off_by_their_path(
    known: DripDestination, memory: DictMemory, name: str
) -> None:
    known.tag_by_hand(ANN, name)
    known.crm.check([name])
    known.account.reset()
    assert known.crm.apply(Plan(ANN, remove=(name,)), memory).done == (Done(name, "taken off"),)
    assert known.contacts() == {ANN.key: {SILVER}}
    assert known.calls() == [REMOVE]


def test_a_tag_that_she_has_not_counts_as_taken_off_whatever_is_answered(
    known: DripDestination, memory: DictMemory
) -> None:
    for status, what in ((204, "taken off"), (404, "was not there")):
        known.account.conditions.absent_tag = status
        for each in (memory, DictMemory()):
            outcome = known.crm.apply(Plan(ANN, remove=(PAYF,)), each)
            assert outcome == Outcome((Done(PAYF, what, what == "taken off"),))
    assert known.contacts() == {ANN.key: {SILVER}}


def test_a_write_does_not_claim_that_what_it_took_off_was_there(
    known: DripDestination, memory: DictMemory
) -> None:
    """`removed` would say so, and one day it would be put back."""
    outcome = known.crm.apply(Plan(ANN, add=(GOLD,), remove=(SILVER, PAYF)), memory)
    whats = [done.what for done in outcome.done]
    assert whats == ["taken off", "taken off", "added"]
    outcome = known.crm.apply(Plan(EVE, add=(GOLD,), remove=(SILVER, PAYF)), DictMemory())
    assert [done.what for done in outcome.done] == ["was not there", "was not there", "added"]


def test_several_say_what_was_there(known: DripDestination, memory: DictMemory) -> None:
    outcome = known.crm.apply(Plan(ANN, remove=(PAYF, SILVER, SUSP)), memory)
    assert [done.what for done in outcome.done] == ["was not there", "removed", "was not there"]


def test_taking_away_makes_nobody_however_many_and_whatever_else(
    known: DripDestination,
) -> None:
    plans = (
        Plan(EVE, remove=(GOLD,)),
        Plan(EVE, remove=(GOLD, SILVER)),
        Plan(EVE, remove=("Bronze",)),
        Plan(EVE, add_if_there=(GOLD,)),
        Plan(EVE, remove=(SILVER,), add_if_there=(GOLD,), unsubscribe=("Newsletter",)),
    )
    for plan in plans:
        outcome = known.crm.apply(plan, DictMemory())
        assert (outcome.refused, outcome.created) == ((), False)
        assert [*known.contacts()] == [ANN.key]


def test_a_mistyped_tag_makes_none_and_nobody(known: DripDestination) -> None:
    outcome = known.crm.apply(Plan(EVE, add=("Gold Membershp",)), DictMemory())
    assert [each.tag for each in outcome.refused] == ["Gold Membershp"]
    assert ([*known.contacts()], "Gold Membershp" in known.account.account.tags) == (
        [ANN.key],
        False,
    )


def test_where_one_is_not_taken_the_others_go_on_one_by_one(
    known: DripDestination, memory: DictMemory
) -> None:
    known.forbid(Sort.TAG, PAYF)
    plan = Plan(
        Contact(ANN.email, "Anna"),
        add=(GOLD, PAYF),
        remove=(SILVER, SUSP),
        fields=(FieldValue(COURSE, "Knots"),),
    )
    outcome = known.crm.apply(plan, memory)
    assert [each.tag for each in outcome.refused] == [PAYF]
    assert {(done.tag, done.what) for done in outcome.done} == {
        (SILVER, "removed"),
        (SUSP, "was not there"),
        (GOLD, "added"),
        (COURSE, "set"),
    }
    assert known.contacts() == {ANN.key: {GOLD}}
    assert known.account.profile_of(ANN.email)["first_name"] == "Anna"


def test_where_one_may_not_be_taken_off_the_others_are(
    known: DripDestination, memory: DictMemory
) -> None:
    known.tag_by_hand(ANN, PAYF)
    known.forbid(Sort.TAG, PAYF)
    outcome = known.crm.apply(Plan(ANN, remove=(PAYF, SILVER), add_if_there=(GOLD,)), memory)
    assert [each.tag for each in outcome.refused] == [PAYF]
    assert known.contacts() == {ANN.key: {GOLD, PAYF}}


def test_a_removal_alone_that_is_not_allowed_is_refused_by_name(
    known: DripDestination, memory: DictMemory
) -> None:
    known.account.faults.fail(403, times=None, method="DELETE", body=NO)
    (refusal,) = known.crm.apply(Plan(ANN, remove=(SILVER,)), memory).refused
    assert refusal.reason.startswith("Drip refused the tag 'Silver' (403).")


def test_what_concerns_the_whole_account_is_nobodys_alone(
    known: DripDestination, memory: DictMemory
) -> None:
    known.account.conditions.payment_required = True
    for plan in (Plan(ANN, remove=(SILVER,)), Plan(ANN, add=(GOLD,))):
        with pytest.raises(AccountRefused):
            known.crm.apply(plan, memory)


def test_a_refused_write_of_somebody_new_makes_nobody_for_what_is_taken_off(
    known: DripDestination,
) -> None:
    known.forbid(Sort.TAG, GOLD)
    outcome = known.crm.apply(Plan(EVE, add=(GOLD,), remove=(SILVER,)), DictMemory())
    assert [each.tag for each in outcome.refused] == [GOLD]
    assert outcome.done == (Done(SILVER, "was not there", False),)
    assert [*known.contacts()] == [ANN.key]


def test_a_tag_for_whoever_is_there_that_may_not_be_put_on_is_refused_by_name(
    known: DripDestination, memory: DictMemory
) -> None:
    known.forbid(Sort.TAG, PAYF)
    outcome = known.crm.apply(Plan(ANN, add_if_there=(PAYF, GOLD)), memory)
    assert ([each.tag for each in outcome.refused], outcome.done) == (
        [PAYF],
        (Done(GOLD, "added"),),
    )


def test_and_finds_her_by_her_address_where_her_id_does_not_serve(
    known: DripDestination, memory: DictMemory
) -> None:
    known.delete_by_hand(ANN)
    known.tag_by_hand(ANN, GOLD)
    known.crm.apply(Plan(ANN, add_if_there=(PAYF,)), memory)
    assert known.contacts() == {ANN.key: {GOLD, PAYF}}
