"""Sequences of campaigns: entered once for each token, as far as Keap can tell."""

import pytest

from bridge.model import Done, Firing, Plan, Sort
from bridge.model.errors import CrmUnavailable
from tests.destinations.contract import ANN
from tests.destinations.contract_other_targets import WELCOME
from tests.destinations.fakes import DictMemory
from tests.destinations.keap.destination import (
    ASK,
    CAMPAIGNS,
    NEW,
    SEQUENCES,
    START,
    UPSERT,
    KeapDestination,
)

PATH = "/v2/campaigns/{id}/sequences/{id}:addContacts"


def start(fact: str = "1", *, opens: bool = True) -> Plan:
    return Plan(ANN, start=(Firing(WELCOME, fact, opens),))


def done(what: str, fact: str = "1") -> tuple[Done, ...]:
    return (Done(WELCOME, what, what == "started", fact, Sort.AUTOMATION),)


def word(known: KeapDestination, said: str) -> dict[str, object]:
    return {"add_to_sequence_results": {known.account.contact(ANN.email).id: said}}


def test_who_is_in_the_sequence_already_is_told_so(
    known: KeapDestination, memory: DictMemory
) -> None:
    known.account.conditions.stays_in_sequence = True
    assert known.crm.apply(start("1"), memory).done == done("started", "1")
    assert known.crm.apply(start("2"), memory).done == done("already started", "2")
    assert known.started() == [WELCOME]


def test_what_opens_a_door_is_asked_for_again_after_an_answer_that_never_came(
    known: KeapDestination, memory: DictMemory
) -> None:
    known.account.conditions.stays_in_sequence = True
    known.account.faults.lose_answers(path=PATH)
    with pytest.raises(CrmUnavailable):
        known.crm.apply(start(), memory)
    assert known.crm.apply(start(), memory).done == done("started")
    assert known.started() == [WELCOME]


def test_what_only_sends_mail_is_not_and_the_record_says_so_for_good(
    known: KeapDestination, memory: DictMemory
) -> None:
    known.account.faults.lose_answers(path=PATH)
    with pytest.raises(CrmUnavailable):
        known.crm.apply(start(opens=False), memory)
    for _ in range(2):
        known.account.reset()
        assert known.crm.apply(start(opens=False), memory).done == done("may have started")
        assert known.calls() == []


@pytest.mark.parametrize("status", [429, 0])
def test_a_call_that_was_turned_away_is_no_start(
    known: KeapDestination, memory: DictMemory, status: int
) -> None:
    """By a full queue, or by Keap itself."""
    if status:
        known.account.faults.fail(status, path=PATH, retry_after=30)
    else:
        known.pace.wait = never  # type: ignore[method-assign] # as where too many wait
    with pytest.raises(CrmUnavailable):
        known.crm.apply(start(opens=False), memory)
    known.start_over()
    assert known.crm.apply(start(opens=False), memory).done == done("started")
    assert known.started() == [WELCOME]


def never() -> None:
    trouble = CrmUnavailable("No call is allowed for a while.", 60)
    trouble.untouched = True
    raise trouble


@pytest.mark.parametrize("said", ["FAILED", "NEW_WORD", ""])
def test_a_word_that_is_no_success_is_refused_and_tried_again_the_next_time(
    known: KeapDestination, memory: DictMemory, said: str
) -> None:
    known.account.faults.fail(200, path=PATH, body=word(known, said) if said else {})
    (refusal,) = known.crm.apply(start(), memory).refused
    assert refusal.reason == (
        f"Keap did not start the automation '{WELCOME}' for this contact."
        f" Keap says: '{said or 'nothing'}'"
    )
    assert known.crm.apply(start(), memory).done == done("started")


def test_one_who_is_gone_is_made_anew_and_started(
    known: KeapDestination, memory: DictMemory
) -> None:
    known.delete_by_hand(ANN)
    assert known.crm.apply(start(), memory).done == done("started")
    assert known.calls() == [START, ASK, UPSERT, CAMPAIGNS, SEQUENCES, START]
    assert known.started() == [WELCOME]


def test_a_sequence_that_was_made_anew_is_looked_up_once_more(
    known: KeapDestination, memory: DictMemory
) -> None:
    state = known.account.account
    old = state.id_of(state.campaigns, WELCOME)
    del state.campaigns[str(old)]
    state.sequences = {key: of for key, of in state.sequences.items() if of[0] != old}
    state.add_campaign(WELCOME)
    assert known.crm.apply(start(), memory).done == done("started")
    assert known.started() == [WELCOME]


def test_a_campaign_that_is_gone_is_refused_and_makes_nobody_twice(
    known: KeapDestination, memory: DictMemory
) -> None:
    state = known.account.account
    state.campaigns.clear()
    state.sequences.clear()
    (refusal,) = known.crm.apply(start(), memory).refused
    assert refusal.reason == (
        f"The automation '{WELCOME}' does not exist in Keap."
        " Create the automation or correct rules.yaml."
    )
    assert set(known.contacts()) == {ANN.key}


def test_a_sequence_that_keap_refuses_is_told_with_what_to_look_at(
    known: KeapDestination, memory: DictMemory
) -> None:
    known.account.faults.fail(400, times=None, path=PATH, body={"message": "Not published"})
    (refusal,) = known.crm.apply(start(), memory).refused
    assert refusal.reason == (
        f"Keap did not start the automation '{WELCOME}' for this contact (400). See there whether"
        " it is published. Keap says: 'Not published'"
    )


def test_somebody_new_is_made_for_a_start(keap: KeapDestination) -> None:
    plan = Plan(NEW, start=(Firing(WELCOME, "1"),))
    assert keap.crm.apply(plan, DictMemory()).created
    assert keap.calls() == [UPSERT, START]


def test_what_certainly_started_nothing_is_started_though_what_follows_is_interrupted(
    known: KeapDestination, memory: DictMemory
) -> None:
    known.delete_by_hand(ANN)
    known.account.faults.fail(500, method="GET", path="/v2/contacts/{id}")
    with pytest.raises(CrmUnavailable):
        known.crm.apply(start(opens=False), memory)
    assert known.crm.apply(start(opens=False), memory).done == done("started")
    assert known.started() == [WELCOME]
