"""Sequences are started once for each token, and not again where that could mail twice."""

import pytest

from bridge.model import Done, Firing, Outcome, Plan, Refusal, Sort
from bridge.model.errors import CrmUnavailable
from tests.destinations.contract import ANN
from tests.destinations.contract_other_targets import FAREWELL, WELCOME
from tests.destinations.fakes import ClosedPace, DictMemory
from tests.destinations.kit.destination import (
    ASK,
    REPEATS,
    SEQUENCES,
    START,
    KitDestination,
)


def start(name: str = WELCOME, of: str = "1", *, opens: bool = True) -> Plan:
    return Plan(ANN, start=(Firing(name, of, opens),))


def said(what: str, name: str = WELCOME, of: str = "1") -> tuple[Done, ...]:
    return (Done(name, what, what == "started", of, Sort.AUTOMATION),)


@pytest.fixture
def ready(known: KitDestination) -> KitDestination:
    """The ids of both sequences are known."""
    known.crm.check((), [(Sort.AUTOMATION, WELCOME), (Sort.AUTOMATION, FAREWELL)])
    known.account.reset()
    return known


def lose_the_answer(destination: KitDestination, plan: Plan, memory: DictMemory) -> None:
    destination.account.faults.lose_answers(path="/sequences/{id}/subscribers/{id}")
    with pytest.raises(CrmUnavailable):
        destination.crm.apply(plan, memory)
    destination.start_over()


def test_a_start_takes_one_call_and_the_same_token_none(
    ready: KitDestination, memory: DictMemory
) -> None:
    assert ready.crm.apply(start(), memory).done == said("started")
    assert ready.crm.apply(start(), memory).done == said("already started")
    assert ready.calls() == [START]


@pytest.mark.parametrize(
    ("name", "what", "times"), [(WELCOME, "started", 2), (FAREWELL, "already started", 1)]
)
def test_who_has_been_in_it_begins_anew_only_where_the_sequence_repeats(
    ready: KitDestination, memory: DictMemory, name: str, what: str, times: int
) -> None:
    ready.crm.apply(start(name), memory)
    assert ready.crm.apply(start(name, "2"), memory).done == said(what, name, "2")
    assert ready.calls() == [START, START, REPEATS]
    assert ready.started() == [name] * times


@pytest.mark.parametrize("opens", [False, True])
def test_after_a_lost_answer_one_that_runs_once_is_asked_for_again(
    ready: KitDestination, memory: DictMemory, opens: bool
) -> None:
    plan = start(FAREWELL, opens=opens)
    lose_the_answer(ready, plan, memory)
    assert ready.crm.apply(plan, memory).done == said("started", FAREWELL)
    assert ready.started() == [FAREWELL]


@pytest.mark.parametrize(
    ("opens", "what", "times"), [(False, "may have started", 1), (True, "started", 2)]
)
def test_after_a_lost_answer_one_that_repeats_is_asked_for_again_only_where_it_opens_a_door(
    ready: KitDestination, memory: DictMemory, opens: bool, what: str, times: int
) -> None:
    plan = start(opens=opens)
    lose_the_answer(ready, plan, memory)
    assert ready.crm.apply(plan, memory).done == said(what)
    assert ready.crm.apply(plan, memory).done == said("already started")
    assert ready.started() == [WELCOME] * times


def test_a_call_that_never_left_or_was_turned_away_leaves_nothing_half_done(
    ready: KitDestination, memory: DictMemory
) -> None:
    plan = start(opens=False)
    ready.account.faults.fail(429)
    with pytest.raises(CrmUnavailable):
        ready.crm.apply(plan, memory)
    ready.crm._connection._pace = ClosedPace()
    with pytest.raises(CrmUnavailable):
        ready.crm.apply(plan, memory)
    ready.start_over()
    assert ready.crm.apply(plan, memory).done == said("started")


def test_a_refusal_is_in_kits_words_and_leaves_nothing_half_done(
    ready: KitDestination, memory: DictMemory
) -> None:
    plan = start(opens=False)
    body = {"errors": ["Sequence is locked"]}
    ready.account.faults.fail(422, automation=WELCOME, body=body)
    reason = (
        "Kit did not start the automation 'Welcome series' for this contact (422)."
        " Kit says: 'Sequence is locked'"
    )
    refusal = Refusal(WELCOME, reason, "1", Sort.AUTOMATION)
    assert ready.crm.apply(plan, memory) == Outcome((), (refusal,))
    assert ready.crm.apply(plan, memory).done == said("started")


def test_one_that_was_made_anew_is_started_by_its_new_id(
    ready: KitDestination, memory: DictMemory
) -> None:
    ready.account.remake(Sort.AUTOMATION, FAREWELL)
    assert ready.crm.apply(start(FAREWELL), memory).done == said("started", FAREWELL)
    assert ready.calls() == [START, ASK, SEQUENCES, START]


def test_one_that_is_gone_is_refused(ready: KitDestination, memory: DictMemory) -> None:
    ready.account.delete(Sort.AUTOMATION, FAREWELL)
    (refusal,) = ready.crm.apply(start(FAREWELL), memory).refused
    assert refusal.reason.startswith("The automation 'Farewell' does not exist in Kit.")


def test_sequences_that_may_not_be_listed_are_refused(
    known: KitDestination, memory: DictMemory
) -> None:
    known.account.faults.fail(403, path="/sequences", body={"errors": ["No"]})
    (refusal,) = known.crm.apply(start(), memory).refused
    assert refusal.reason.startswith("Kit refused the automation 'Welcome series' (403).")


@pytest.mark.parametrize("status", [429, 422])
def test_a_call_that_did_nothing_does_not_hide_one_whose_answer_never_came(
    ready: KitDestination, memory: DictMemory, status: int
) -> None:
    lose_the_answer(ready, start(), memory)
    ready.account.faults.fail(status, method="POST")
    try:
        ready.crm.apply(start(), memory)
    except CrmUnavailable:
        assert status == 429
    assert ready.crm.apply(start(opens=False), memory).done == said("may have started")
    assert ready.started() == [WELCOME]


def test_whether_one_that_was_made_anew_repeats_is_asked_of_its_new_id(
    ready: KitDestination, memory: DictMemory
) -> None:
    ready.account.remake(Sort.AUTOMATION, FAREWELL)
    other = DictMemory()
    ready.crm.check((), [(Sort.AUTOMATION, FAREWELL)])
    ready.crm.apply(start(FAREWELL), other)
    ready.account.remake(Sort.AUTOMATION, FAREWELL)
    ready.account.faults.fail(200, method="POST", after=1, body={"subscriber": {"id": 1}})
    assert ready.crm.apply(start(FAREWELL), memory).done == said("already started", FAREWELL)
