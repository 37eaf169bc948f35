"""Tags that set something off: from absent to present once for each token."""

from itertools import count

import pytest

from bridge.model import Done, Firing, Plan
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.fakes import DictMemory, Killed
from tests.destinations.keap.destination import ADD, ASK, REMOVE, UPSERT, KeapDestination

FIRE = Plan(ANN, fire=(Firing(GOLD, "1"),))


def test_a_tag_that_is_there_is_taken_off_first(known: KeapDestination, memory: DictMemory) -> None:
    known.crm.apply(FIRE, memory)
    assert known.calls() == [ASK, ADD]
    known.account.reset()
    known.crm.apply(Plan(ANN, fire=(Firing(GOLD, "2"),)), memory)
    assert known.calls() == [ASK, REMOVE, ADD]
    assert known.account.fired(ANN.email, GOLD) == 1


def test_somebody_new_is_made_and_her_tag_fires(keap: KeapDestination, memory: DictMemory) -> None:
    plan = Plan(ANN, add=(SILVER,), fire=(Firing(GOLD, "1"), Firing(GOLD, "2")))
    keap.crm.apply(plan, memory)
    assert keap.calls() == [UPSERT, ADD, ADD, REMOVE, ADD]
    assert keap.account.fired(ANN.email, GOLD) == 2


@pytest.mark.parametrize("there", [False, True])
def test_each_token_fires_once_over_a_kill_at_any_moment(
    keap: KeapDestination, there: bool
) -> None:
    for moment in count(1):
        keap.tag_by_hand(ANN, GOLD if there else SILVER)
        keap.account.reset()
        memory = DictMemory(kill_at=moment)
        try:
            keap.crm.apply(FIRE, memory)
        except Killed:
            keap.start_over()
            keap.crm.apply(FIRE, memory)
        assert keap.account.fired(ANN.email, GOLD) == 1
        keap.delete_by_hand(ANN)
        if memory.writes < moment:
            break
    assert moment > 5


@pytest.mark.parametrize("inside", [False, True], ids=["404", "inside a 200"])
def test_a_tag_that_was_made_anew_fires_under_its_new_id(
    known: KeapDestination, memory: DictMemory, inside: bool
) -> None:
    known.account.conditions.missing_inside = inside
    known.account.remake_tag(GOLD)
    assert known.crm.apply(FIRE, memory).done == (Done(GOLD, "fired", True, "1"),)
    assert known.account.fired(ANN.email, GOLD) == 1


def test_a_deleted_contact_fires_once_when_she_is_made_anew(
    known: KeapDestination, memory: DictMemory
) -> None:
    known.delete_by_hand(ANN)
    known.crm.apply(FIRE, memory)
    assert known.account.fired(ANN.email, GOLD) == 1


@pytest.mark.parametrize("status", [200, 400])
def test_a_tag_that_keap_does_not_take_is_refused_and_fires_when_it_does(
    known: KeapDestination, memory: DictMemory, status: int
) -> None:
    number = known.account.tag_id(GOLD)
    body = {number: "FAILURE"} if status == 200 else {"message": "Not this one"}
    known.account.faults.fail(status, path="/v1/contacts/{id}/tags", body=body)
    (refusal,) = known.crm.apply(FIRE, memory).refused
    assert (refusal.tag, refusal.token) == (GOLD, "1")
    assert known.crm.apply(FIRE, memory).done == (Done(GOLD, "fired", True, "1"),)


def test_a_tag_that_stays_on_is_not_told_as_fired(
    known: KeapDestination, memory: DictMemory
) -> None:
    known.account.tag(ANN.email, GOLD)
    known.account.faults.fail(400, method="DELETE", body={"message": "Not so"})
    (refusal,) = known.crm.apply(FIRE, memory).refused
    assert refusal.reason == f"Keap refused the tag '{GOLD}' (400). Keap says: 'Not so'"


def test_a_word_that_does_not_look_like_success_fires_once(
    known: KeapDestination, memory: DictMemory
) -> None:
    known.account.conditions.tag_word = "Applied."
    assert known.crm.apply(FIRE, memory).done == (Done(GOLD, "fired", True, "1"),)
    assert known.account.fired(ANN.email, GOLD) == 1
