"""Trigger tags: each token once. Over real HTTP."""

from itertools import count

import pytest

from bridge.model import Contact, Done, Firing, Plan
from bridge.model.errors import CrmUnavailable
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.drip.destination import WRITE, DripDestination
from tests.destinations.fakes import DictMemory, Killed

NEW = Contact("new@example.com", "New")


@pytest.mark.parametrize("contact", [ANN, NEW], ids=["known contact", "new contact"])
def test_a_tag_that_is_there_goes_and_comes_back(known: DripDestination, contact: Contact) -> None:
    memory = DictMemory()
    known.tag_by_hand(contact, GOLD)
    known.account.reset()
    known.crm.apply(Plan(contact, fire=(Firing(GOLD, "1"),)), memory)
    assert known.account.fired(contact.email, GOLD) == 1
    assert known.calls() == [WRITE, WRITE]


def test_several_firings_of_one_tag_are_as_many(known: DripDestination, memory: DictMemory) -> None:
    plan = Plan(ANN, fire=(Firing(SILVER, "1"), Firing(SILVER, "2"), Firing(SILVER, "3")))
    for changed in (True, False):
        outcome = known.crm.apply(plan, memory)
        assert [(done.token, done.changed) for done in outcome.done] == [
            (token, changed) for token in "123"
        ]
        assert known.account.fired(ANN.email, SILVER) == 3


@pytest.mark.parametrize("there", [False, True], ids=["absent before", "there before"])
def test_a_kill_at_any_moment_fires_each_once(known: DripDestination, there: bool) -> None:
    plan = Plan(NEW, add=(SILVER,), fire=(Firing(GOLD, "1"), Firing(GOLD, "2")))
    for moment in count(1):
        if there:
            known.tag_by_hand(NEW, GOLD)
        known.account.reset()
        memory = DictMemory(kill_at=moment)
        try:
            known.crm.apply(plan, memory)
        except Killed:
            known.start_over()
            known.crm.apply(plan, memory)
        assert known.account.fired(NEW.email, GOLD) == 2
        assert known.contacts()[NEW.key] == {GOLD, SILVER}
        if memory.writes < moment:
            break
        known.delete_by_hand(NEW)
    assert moment > 8


def test_a_lost_answer_at_any_call_fires_each_once(known: DripDestination) -> None:
    plan = Plan(NEW, fire=(Firing(GOLD, "1"), Firing(GOLD, "2")))
    for at in range(5):
        known.account.reset()
        known.account.faults.lose_answers(times=1, after=at)
        memory = DictMemory()
        for _ in range(3):
            try:
                known.crm.apply(plan, memory)
            except CrmUnavailable:
                continue
        assert known.account.fired(NEW.email, GOLD) == 2
        known.account.faults.clear()
        known.delete_by_hand(NEW)


def test_one_that_a_workflow_took_off_since_fires_again(
    known: DripDestination, memory: DictMemory
) -> None:
    known.crm.apply(Plan(ANN, fire=(Firing(GOLD, "1"),)), memory)
    known.untag_by_hand(ANN, GOLD)
    outcome = known.crm.apply(Plan(ANN, fire=(Firing(GOLD, "2"),)), memory)
    assert outcome.done == (Done(GOLD, "fired", True, "2"),)
    assert known.account.fired(ANN.email, GOLD) == 2


def test_a_missing_trigger_tag_is_refused_by_its_token(
    known: DripDestination, memory: DictMemory
) -> None:
    (refusal,) = known.crm.apply(Plan(ANN, fire=(Firing("Golt", "1"),)), memory).refused
    assert (refusal.tag, refusal.token) == ("Golt", "1")
