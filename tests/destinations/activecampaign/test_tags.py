"""One contact's tags: put on, taken off, and fired once per token, whatever happens meanwhile."""

from itertools import count

import pytest

from bridge.model import Contact, Done, Firing, Outcome, Plan, Refusal, Sort
from bridge.model.errors import CrmUnavailable
from tests.destinations.activecampaign.destination import (
    SandboxDestination,
)
from tests.destinations.activecampaign.scripted import THEIRS, Scripted
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.fakes import DictMemory, Killed

ONCE = Plan(ANN, fire=(Firing(GOLD, "1"),))


TWICE = Plan(ANN, add=(SILVER,), fire=(Firing(GOLD, "1"), Firing(GOLD, "2")))


def fired(destination: SandboxDestination, contact: Contact = ANN) -> int:
    return destination.account.fired(contact.email, GOLD)


def finish(destination: SandboxDestination, plan: Plan, memory: DictMemory) -> None:
    """As the worker does: again and again until it is through."""
    for _ in range(20):
        try:
            destination.crm.apply(plan, memory)
        except CrmUnavailable:
            continue
        return
    raise AssertionError("it never got through")


@pytest.mark.parametrize("plan", [ONCE, TWICE], ids=["one firing", "two of one tag"])
@pytest.mark.parametrize("there", [False, True], ids=["tag absent", "tag present"])
def test_a_kill_at_any_moment_neither_loses_nor_repeats_a_firing(
    destination: SandboxDestination, plan: Plan, there: bool
) -> None:
    for moment in count(1):
        if there:
            destination.tag_by_hand(ANN, GOLD)
        destination.account.reset()
        memory = DictMemory(kill_at=moment)
        try:
            destination.crm.apply(plan, memory)
        except Killed:
            destination.start_over()
            destination.crm.apply(plan, memory)
        assert fired(destination) == len(plan.fire), f"killed at write {moment}"
        if memory.writes < moment:
            break  # it came through before the moment to kill it
        destination.account.delete_contact(ANN.email)
    assert moment > 6  # it was killed at each write there is


@pytest.mark.parametrize("plan", [ONCE, TWICE], ids=["one firing", "two of one tag"])
@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/contactTags"), ("DELETE", "/contactTags/{id}"), ("GET", "/contacts"), ("", "")],
)
def test_lost_answers_neither_lose_nor_repeat_a_firing(
    known: SandboxDestination,
    memory: DictMemory,
    plan: Plan,
    method: str,
    path: str,
    times: int,
) -> None:
    known.tag_by_hand(ANN, GOLD)
    known.account.reset()
    known.account.faults.lose_answers(times=times, method=method, path=path)
    finish(known, plan, memory)
    assert fired(known) == len(plan.fire)


def test_a_post_whose_answer_was_lost_is_not_posted_again_blindly(
    known: SandboxDestination, memory: DictMemory
) -> None:
    known.account.faults.lose_answers(method="POST", path="/contactTags")
    with pytest.raises(CrmUnavailable) as caught:
        known.crm.apply(ONCE, memory)
    assert str(caught.value) == "ActiveCampaign could not be reached for POST /contactTags."
    assert memory.get("fire:1") == "cleared"
    known.account.reset()
    assert known.crm.apply(ONCE, memory).done == (Done(GOLD, "fired", True, "1"),)
    assert {call.method for call in known.account.calls} == {"GET"}
    assert memory.get("fire:1") == "fired"


def test_a_tag_that_an_automation_takes_off_again_fires_for_each_token(
    known: SandboxDestination, memory: DictMemory
) -> None:
    for token in ("1", "2", "3"):
        known.crm.apply(Plan(ANN, fire=(Firing(GOLD, token),)), memory)
        known.untag_by_hand(ANN, GOLD)
    assert fired(known) == 3


def test_killed_after_the_post_with_the_tag_gone_again_it_fires_at_least_once(
    known: SandboxDestination, memory: DictMemory
) -> None:
    memory.values["fire:1"] = "cleared"
    known.crm.apply(ONCE, memory)
    assert fired(known) == 1


def test_a_half_done_firing_is_finished_before_another_of_its_tag(
    known: SandboxDestination, memory: DictMemory
) -> None:
    memory.values["fire:2"] = "cleared"  # and its post never went out
    known.crm.apply(TWICE, memory)
    assert fired(known) == 2


def test_a_row_that_was_remade_meanwhile_is_cleared_all_the_same(
    known: SandboxDestination, memory: DictMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    known.tag_by_hand(ANN, GOLD)
    account, untag = known.account, known.account.account.untag

    def remade_at_the_last_moment(row: object) -> bool:
        monkeypatch.undo()
        assert untag(row)
        account.tag(ANN.email, GOLD)
        return False

    monkeypatch.setattr(account.account, "untag", remade_at_the_last_moment)
    account.account.fired.clear()
    known.crm.apply(ONCE, memory)
    assert fired(known) == 2  # once by whoever remade it, once by us


def test_remade_ids_do_not_lose_a_firing(known: SandboxDestination, memory: DictMemory) -> None:
    known.account.renumber_contact(ANN.email)
    known.account.remake(Sort.TAG, GOLD)
    known.tag_by_hand(ANN, GOLD)
    known.account.reset()
    known.crm.apply(ONCE, memory)
    assert fired(known) == 1


def test_a_missing_trigger_tag_is_refused_with_its_token(
    known: SandboxDestination, memory: DictMemory
) -> None:
    outcome = known.crm.apply(Plan(ANN, fire=(Firing("xyzzy", "7"),)), memory)
    reason = (
        "The tag 'xyzzy' does not exist in ActiveCampaign. Create the tag or correct rules.yaml."
    )
    assert outcome.refused == (Refusal("xyzzy", reason, "7"),)
    assert outcome.done == ()


def test_a_tag_that_an_automation_removed_first_is_no_failure(scripted: Scripted) -> None:
    row = {"id": "31", "contact": "5", "tag": "7"}
    scripted.on(
        "GET",
        "/contacts",
        json={"contacts": [{"id": "5", "email": ANN.email}], "contactTags": [row]},
    )
    gone = {"message": "No Result found for SubscriberTag with id 31"}
    scripted.on("DELETE", "/contactTags/31", 404, json=gone)
    outcome = scripted.apply(Plan(ANN, remove=(GOLD,)))
    assert outcome.done == (Done(GOLD, "was not there", False),)


def test_a_tag_they_will_not_put_on_is_refused_and_the_others_go_on(scripted: Scripted) -> None:
    scripted.account_memory.values["tag:silver"] = "8"
    scripted.synced()
    scripted.on("POST", "/contactTags", 422, json={"errors": [{"title": "Not this one"}]})
    scripted.on("POST", "/contactTags", 201, json={"contactTag": {"id": "31"}})
    outcome = scripted.apply(Plan(ANN, add=(GOLD, "Silver")))
    reason = f"ActiveCampaign refused the tag '{GOLD}' (422). {THEIRS} 'Not this one'"
    assert outcome == Outcome((Done("Silver", "added"),), (Refusal(GOLD, reason),))


def test_a_deleted_contact_fires_once_when_created_again(
    known: SandboxDestination, memory: DictMemory
) -> None:
    known.account.delete_contact(ANN.email)
    known.crm.apply(Plan(ANN, fire=(Firing(GOLD, "1"),)), memory)
    assert known.account.fired(ANN.email, GOLD) == 1
