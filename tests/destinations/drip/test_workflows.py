"""Workflows: started once for each token. Over real HTTP."""

from itertools import count

import pytest

from bridge.model import Done, Firing, Plan, Sort
from bridge.model.errors import AccountRefused, CrmUnavailable
from tests.destinations.contract import ANN, GOLD
from tests.destinations.contract_other_targets import FAREWELL, WELCOME
from tests.destinations.drip.destination import EVE, START, WORKFLOW, DripDestination
from tests.destinations.fakes import DictMemory, Killed

OPENS, MAILS = (Plan(ANN, start=(Firing(WELCOME, "1", opens=opens),)) for opens in (True, False))


def done(what: str) -> tuple[Done, ...]:
    return (Done(WELCOME, what, what == "started", "1", Sort.AUTOMATION),)


def test_one_that_is_not_active_is_refused_and_not_passed_over(
    known: DripDestination, memory: DictMemory
) -> None:
    known.account.pause(WELCOME)
    (refusal,) = known.crm.apply(OPENS, memory).refused
    assert (refusal.token, refusal.reason) == (
        "1",
        "Drip did not start the automation 'Welcome series': it is paused there."
        " Activate it, or take it out of rules.yaml.",
    )
    assert START not in known.calls()
    number = known.account.number(Sort.AUTOMATION, WELCOME)
    known.account.account.named[Sort.AUTOMATION][number]["status"] = "active"
    assert known.crm.apply(OPENS, memory).done == done("started")


def test_who_gets_no_mails_is_on_no_workflow_and_the_record_says_so(
    known: DripDestination, memory: DictMemory
) -> None:
    known.account.unsubscribe(ANN.email)
    plan = Plan(ANN, add=(GOLD,), start=OPENS.start)
    outcome = known.crm.apply(plan, memory)
    assert outcome.done == (Done(GOLD, "added"),)
    assert [each.reason for each in outcome.refused] == [
        "Drip did not start the automation 'Welcome series': the contact is unsubscribed there,"
        " and workflows are for active people."
    ]
    assert known.started() == []


def test_after_a_lost_answer_what_opens_a_door_is_started_again(
    known: DripDestination, memory: DictMemory
) -> None:
    known.account.faults.lose_answers(path="/workflows/{id}/subscribers")
    with pytest.raises(CrmUnavailable):
        known.crm.apply(OPENS, memory)
    assert known.crm.apply(OPENS, memory).done == done("started")
    assert known.crm.apply(OPENS, memory).done == done("already started")
    assert known.started() == [WELCOME, WELCOME]


def test_and_what_only_sends_mail_is_not(known: DripDestination, memory: DictMemory) -> None:
    known.account.faults.lose_answers(path="/workflows/{id}/subscribers")
    with pytest.raises(CrmUnavailable):
        known.crm.apply(MAILS, memory)
    known.start_over()
    assert known.crm.apply(MAILS, memory).done == done("may have started")
    assert known.started() == [WELCOME]


@pytest.mark.parametrize("trouble", ["crowd", "limit", "pace"])
def test_what_was_turned_away_did_not_start_and_is_started_later(
    known: DripDestination, memory: DictMemory, trouble: str
) -> None:
    if trouble == "crowd":
        body = {"message": "Too many concurrent requests for the same subscriber"}
        known.account.faults.fail(429, times=3, path="/workflows/{id}/subscribers", body=body)
    elif trouble == "limit":
        known.account.faults.fail(429, path="/workflows/{id}/subscribers")
    else:
        known.pace.wait = lambda: _closed_after(known)  # type: ignore[method-assign] # shut midway
    with pytest.raises(CrmUnavailable):
        known.crm.apply(MAILS, memory)
    known.start_over()
    assert known.crm.apply(MAILS, memory).done == done("started")
    assert known.started() == [WELCOME]


def _closed_after(known: DripDestination) -> None:
    known.pace.asked += 1
    if known.pace.asked > 2:
        raise CrmUnavailable("No call is allowed for a while.", 60)


def test_a_kill_at_any_moment_sends_no_mail_twice(known: DripDestination) -> None:
    plan = Plan(EVE, start=(Firing(WELCOME, "1", opens=False),))
    for moment in count(1):
        memory = DictMemory(kill_at=moment)
        try:
            known.crm.apply(plan, memory)
        except Killed:
            known.start_over()
            known.crm.apply(plan, memory)
        assert known.account.started(EVE.email) in ([WELCOME], [])
        if memory.writes < moment:
            break
        if EVE.key in known.contacts():
            known.delete_by_hand(EVE)
    assert known.account.started(EVE.email) == [WELCOME]


def test_a_refused_start_is_not_begun(known: DripDestination, memory: DictMemory) -> None:
    known.forbid(Sort.AUTOMATION, WELCOME)
    (refusal,) = known.crm.apply(MAILS, memory).refused
    assert refusal.reason.startswith("Drip refused the automation 'Welcome series' (403).")
    known.allow()
    error = {"code": "unavailable_error", "message": "It is being edited"}
    known.account.faults.fail(422, path="/workflows/{id}/subscribers", body={"errors": [error]})
    (refusal,) = known.crm.apply(MAILS, memory).refused
    assert refusal.reason == (
        "Drip refused the automation 'Welcome series' (422). Drip says: 'It is being edited'"
    )
    assert known.crm.apply(MAILS, memory).done == done("started")


def test_a_key_that_is_refused_there_is_the_accounts(
    known: DripDestination, memory: DictMemory
) -> None:
    known.account.faults.fail(402, path="/workflows/{id}/subscribers")
    with pytest.raises(AccountRefused):
        known.crm.apply(MAILS, memory)
    assert known.crm.apply(MAILS, memory).done == done("started")


def test_one_that_was_made_anew_is_looked_up_again_and_one_that_is_gone_refused(
    known: DripDestination, memory: DictMemory
) -> None:
    workflows = known.account.account.named[Sort.AUTOMATION]
    workflows["777"] = workflows.pop(known.account.number(Sort.AUTOMATION, WELCOME))
    workflows["777"]["id"] = "777"
    assert known.crm.apply(OPENS, memory).done == done("started")
    assert known.calls().count(WORKFLOW) == 2
    del workflows["777"]
    again = Plan(ANN, start=(Firing(WELCOME, "2"), Firing(FAREWELL, "3")))
    outcome = known.crm.apply(again, memory)
    assert [each.tag for each in outcome.done] == [FAREWELL]
    assert [each.reason for each in outcome.refused] == [
        "The automation 'Welcome series' does not exist in Drip."
        " Create the automation or correct rules.yaml."
    ]
