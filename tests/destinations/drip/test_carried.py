"""What Drip answers that she has is believed, and not what it was told."""

import pytest

from bridge.destinations.drip.carried import TagWish, told
from bridge.model import Done, Firing, Plan
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.drip.destination import ASK, WRITE, DripDestination
from tests.destinations.fakes import DictMemory
from tests.destinations.stand_in_destination import PAYF


def in_vain(did: str, tag: str, shows: str) -> str:
    return (
        f"Drip was told to {did} the tag '{tag}' and answers that the contact {shows}."
        " See there what becomes of it."
    )


def test_a_tag_that_is_not_there_after_all_is_sent_once_more_and_then_refused(
    known: DripDestination, memory: DictMemory
) -> None:
    known.account.conditions.loses = (GOLD,)
    outcome = known.crm.apply(Plan(ANN, add=(GOLD, PAYF)), memory)
    assert outcome.done == (Done(PAYF, "added"),)
    assert [each.reason for each in outcome.refused] == [in_vain("put on", GOLD, "has it not")]
    assert known.calls() == [WRITE, WRITE]


def test_one_that_is_there_still_is_refused_too(known: DripDestination, memory: DictMemory) -> None:
    known.account.conditions.keeps = (SILVER,)
    outcome = known.crm.apply(Plan(ANN, add=(GOLD,), remove=(SILVER,)), memory)
    assert outcome.done == (Done(GOLD, "added"),)
    assert [each.reason for each in outcome.refused] == [
        in_vain("take off", SILVER, "has it still")
    ]


def test_the_same_where_nobody_may_be_made(known: DripDestination, memory: DictMemory) -> None:
    known.account.conditions.keeps, known.account.conditions.loses = (SILVER,), (GOLD,)
    outcome = known.crm.apply(Plan(ANN, remove=(SILVER,), add_if_there=(GOLD,)), memory)
    assert [each.tag for each in outcome.refused] == [SILVER, GOLD]
    assert known.calls() == [ASK, WRITE, WRITE, WRITE]


@pytest.mark.parametrize(("loses", "keeps"), [((), (SILVER,)), ((SILVER,), ())])
def test_a_trigger_tag_that_does_not_change_is_refused_and_fires_later(
    known: DripDestination, memory: DictMemory, loses: tuple[str, ...], keeps: tuple[str, ...]
) -> None:
    known.account.conditions.loses, known.account.conditions.keeps = loses, keeps
    plan = Plan(ANN, fire=(Firing(SILVER, "1"),))
    assert [each.token for each in known.crm.apply(plan, memory).refused] == ["1"]
    known.account.conditions.loses = known.account.conditions.keeps = ()
    assert known.crm.apply(plan, memory).done == (Done(SILVER, "fired", True, "1"),)
    assert known.account.fired(ANN.email, SILVER) == 1


def test_what_goes_along_to_be_taken_off_goes_as_she_has_it(
    known: DripDestination, memory: DictMemory
) -> None:
    known.account.conditions.case_matters = True
    known.tag_by_hand(ANN, "never LOOKED up")
    plan = Plan(ANN, add=(GOLD,), remove=("Never looked up",))
    assert known.crm.apply(plan, memory).refused == ()
    assert known.contacts() == {ANN.key: {SILVER, GOLD}}
    assert known.calls() == [WRITE, WRITE]


def test_each_tag_is_told_once_and_only_what_there_is() -> None:
    wishes = [TagWish("gold", GOLD), TagWish("Gold", GOLD)]
    assert told(wishes, ()) == {"tags": [GOLD]}
    assert told((), wishes) == {"remove_tags": [GOLD]}
