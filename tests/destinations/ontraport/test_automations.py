"""Automations in Ontraport: started once for each token; nobody can say whether one started."""

import pytest

from bridge.model import Done, Firing, Plan, Refusal, Sort
from bridge.model.errors import CrmUnavailable
from tests.destinations.contract import ANN
from tests.destinations.contract_other_targets import FAREWELL, WELCOME
from tests.destinations.fakes import ClosedPace, DictMemory, FreePace
from tests.destinations.ontraport.bodies import RecordedOntraport
from tests.destinations.ontraport.destination import NO, SHOW, START, OntraportDestination

MAIL = Plan(ANN, start=(Firing(WELCOME, "1", opens=False),))
DOOR = Plan(ANN, start=(Firing(WELCOME, "1"),))


def test_it_is_asked_for_as_a_campaign_by_its_number(recorded: RecordedOntraport) -> None:
    recorded.memory.values["contact"] = "5"
    recorded.memory.values["profile"] = "{}"
    recorded.on("PUT", "/objects", json={"code": 0, "data": {"attrs": {"id": "5"}}})
    told = "The subscription is now being processed."
    recorded.on("PUT", "/objects/subscribe", json={"code": 0, "data": told})
    recorded.apply(DOOR)
    body = {"objectID": 0, "ids": "5", "add_list": "9", "sub_type": "Campaign"}
    assert [*recorded.sent()][-1] == ("PUT /objects/subscribe", body)


def test_a_known_contact_starts_in_two(known: OntraportDestination, memory: DictMemory) -> None:
    known.crm.apply(DOOR, memory)
    assert known.calls() == [SHOW, START]


def test_what_only_sends_mail_is_not_started_again_after_an_answer_that_never_came(
    known: OntraportDestination, memory: DictMemory
) -> None:
    known.account.faults.lose_answers(path="/objects/subscribe")
    with pytest.raises(CrmUnavailable):
        known.crm.apply(MAIL, memory)
    for _ in range(2):
        assert known.crm.apply(MAIL, memory).done == (
            Done(WELCOME, "may have started", False, "1", Sort.AUTOMATION),
        )
    assert known.started() == [WELCOME]


def test_what_opens_a_door_is_started_again(
    known: OntraportDestination, memory: DictMemory
) -> None:
    known.account.faults.lose_answers(path="/objects/subscribe")
    with pytest.raises(CrmUnavailable):
        known.crm.apply(DOOR, memory)
    done = Done(WELCOME, "started", True, "1", Sort.AUTOMATION)
    assert known.crm.apply(DOOR, memory).done == (done,)
    assert known.started() == [WELCOME, WELCOME]


def test_what_was_turned_away_has_not_begun(
    known: OntraportDestination, memory: DictMemory
) -> None:
    known.account.faults.fail(429, path="/objects/subscribe", retry_after=30)
    with pytest.raises(CrmUnavailable):
        known.crm.apply(MAIL, memory)
    assert known.crm.apply(MAIL, memory).done == (
        Done(WELCOME, "started", True, "1", Sort.AUTOMATION),
    )
    assert known.started() == [WELCOME]


def test_nor_has_what_never_left(
    known: OntraportDestination, memory: DictMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = [FreePace().wait, ClosedPace().wait]  # the look may leave, the start may not
    monkeypatch.setattr(known.pace, "wait", lambda: turns.pop(0)())
    with pytest.raises(CrmUnavailable):
        known.crm.apply(MAIL, memory)
    monkeypatch.undo()
    known.crm.apply(MAIL, memory)
    assert known.started() == [WELCOME]


def test_a_refusal_begins_nothing_and_goes_when_its_reason_does(
    known: OntraportDestination, memory: DictMemory
) -> None:
    known.account.faults.fail(422, automation=WELCOME, body=NO)
    refusal = (
        f"Ontraport did not start the automation '{WELCOME}' for this contact (422)."
        f" Ontraport says: '{NO['data']}'"
    )
    assert known.crm.apply(MAIL, memory).refused == (
        Refusal(WELCOME, refusal, "1", Sort.AUTOMATION),
    )
    known.crm.apply(MAIL, memory)
    assert known.started() == [WELCOME]


def test_one_that_was_made_anew_is_looked_up_again(
    known: OntraportDestination, memory: DictMemory
) -> None:
    known.account.conditions.unknown_ids = "refused"
    rows = known.account.account.automations
    (number,) = (number for number, row in rows.items() if row["name"] == WELCOME)
    del rows[number]
    known.account.furnish((), (), [WELCOME])
    known.crm.apply(MAIL, memory)
    assert known.started() == [WELCOME]


def test_one_that_is_gone_is_refused_by_name(
    known: OntraportDestination, memory: DictMemory
) -> None:
    known.account.conditions.unknown_ids = "refused"
    rows = known.account.account.automations
    rows.pop(next(number for number, row in rows.items() if row["name"] == WELCOME))
    (refusal,) = known.crm.apply(MAIL, memory).refused
    assert refusal.reason == (
        f"The automation '{WELCOME}' does not exist in Ontraport. Create the automation or correct"
        " rules.yaml."
    )
    assert FAREWELL in {row["name"] for row in rows.values()}
