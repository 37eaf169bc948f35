"""Tags put on, taken off and fired, whatever Kit answers to what is not there."""

import pytest

from bridge.model import Done, Firing, Plan, Refusal, Sort
from bridge.model.errors import CrmUnavailable
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.fakes import DictMemory
from tests.destinations.kit.destination import (
    ADD,
    ASK,
    FIND,
    HELD,
    LIST,
    NEVER,
    NEW,
    REMOVE,
    UPSERT,
    KitDestination,
)
from tests.destinations.stand_in_destination import PAYF

GOLD_ON = Plan(ANN, add=(GOLD,))
REFUSED = {"errors": ["Tag is archived"]}


def test_putting_on_tells_new_from_there(known: KitDestination, memory: DictMemory) -> None:
    outcome = known.crm.apply(Plan(ANN, add=(GOLD, SILVER)), memory)
    assert outcome.done == (Done(GOLD, "added"), Done(SILVER, "already there", False))
    assert known.calls() == [ADD, ADD]


@pytest.mark.parametrize(
    ("status", "what", "calls"),
    [(404, "was not there", [REMOVE, HELD]), (204, "taken off", [REMOVE])],
)
def test_a_tag_that_is_not_there_is_taken_off_whatever_kit_answers(
    known: KitDestination, memory: DictMemory, status: int, what: str, calls: list[str]
) -> None:
    known.account.conditions.absent_tag = status
    outcome = known.crm.apply(Plan(ANN, remove=(PAYF,)), memory)
    assert outcome.done == (Done(PAYF, what, what == "taken off"),)
    assert known.calls() == calls


def test_of_several_a_look_spares_those_that_are_not_there(
    known: KitDestination, memory: DictMemory
) -> None:
    outcome = known.crm.apply(Plan(ANN, remove=(PAYF, SILVER, GOLD)), memory)
    assert [done.what for done in outcome.done] == ["was not there", "removed", "was not there"]
    assert known.calls() == [HELD, REMOVE]


@pytest.mark.parametrize("lag_tags", [True, False])
@pytest.mark.parametrize("answered", [True, False])
def test_what_was_just_put_on_is_taken_off_whatever_a_look_shows(
    known: KitDestination, memory: DictMemory, lag_tags: bool, answered: bool
) -> None:
    known.account.conditions.lag, known.account.conditions.lag_tags = NEVER, lag_tags
    if answered:
        known.crm.apply(Plan(ANN, add=(PAYF,)), memory)
    else:
        known.account.faults.lose_answers(times=3)
        with pytest.raises(CrmUnavailable):
            known.crm.apply(Plan(ANN, add=(PAYF,)), memory)
    known.start_over()
    known.account.reset()
    outcome = known.crm.apply(Plan(ANN, remove=(PAYF, GOLD)), memory)
    what = "taken off" if lag_tags else "removed"  # what no look showed may not have been there
    assert [done.what for done in outcome.done] == [what, "was not there"]
    assert known.calls() == [HELD, REMOVE]
    assert known.account.tags_of(ANN.email) == {SILVER}


def test_what_a_look_still_shows_after_it_was_taken_off_was_not_there(
    known: KitDestination, memory: DictMemory
) -> None:
    known.account.conditions.lag = NEVER
    known.account.untag(ANN.email, SILVER)
    outcome = known.crm.apply(Plan(ANN, remove=(SILVER, GOLD)), memory)
    assert {done.what for done in outcome.done} == {"was not there"}


def test_a_look_spares_nothing_that_is_put_on(known: KitDestination, memory: DictMemory) -> None:
    known.account.conditions.lag = NEVER
    known.account.untag(ANN.email, SILVER)
    known.crm.apply(Plan(ANN, remove=(PAYF, GOLD), add=(SILVER,)), memory)
    assert known.account.tags_of(ANN.email) == {SILVER}


def test_several_are_taken_off_somebody_who_came_back_or_is_gone(
    known: KitDestination, memory: DictMemory
) -> None:
    known.account.delete_contact(ANN.email)
    known.tag_by_hand(ANN, SILVER)
    outcome = known.crm.apply(Plan(ANN, remove=(SILVER, GOLD)), memory)
    assert [done.what for done in outcome.done] == ["removed", "was not there"]
    assert known.calls() == [HELD, FIND, HELD, REMOVE]
    known.account.delete_contact(ANN.email)
    outcome = known.crm.apply(Plan(ANN, remove=(SILVER, GOLD)), memory)
    assert {done.what for done in outcome.done} == {"no such contact"}


def test_a_list_that_still_shows_who_was_deleted_is_not_asked_again_and_again(
    known: KitDestination, memory: DictMemory
) -> None:
    known.account.conditions.lag = NEVER
    known.account.delete_contact(ANN.email)
    outcome = known.crm.apply(Plan(ANN, remove=(SILVER, GOLD)), memory)
    assert {done.what for done in outcome.done} == {"no such contact"}
    assert known.calls() == [HELD, FIND]


@pytest.mark.parametrize("path", ["/tags", "/subscribers", "/subscribers/{id}/tags"])
def test_an_answer_without_its_list_is_no_empty_one(known: KitDestination, path: str) -> None:
    known.account_memory.values.clear()
    known.start_over()
    known.account.faults.fail(200, path=path, body={"message": "Welcome"})
    plan, memory = Plan(ANN, remove=(SILVER, GOLD)), DictMemory()
    with pytest.raises(CrmUnavailable, match="without the JSON that was due"):
        known.crm.apply(plan, memory)
    known.crm.apply(plan, memory)
    assert known.account.tags_of(ANN.email) == set()


def test_of_several_one_that_was_made_anew_is_taken_off_by_its_new_id(
    known: KitDestination, memory: DictMemory
) -> None:
    known.account.remake(Sort.TAG, SILVER)
    known.account.tag(ANN.email, SILVER)
    outcome = known.crm.apply(Plan(ANN, remove=(SILVER, GOLD)), memory)
    assert [done.what for done in outcome.done] == ["removed", "was not there"]
    assert known.account.tags_of(ANN.email) == set()


def test_a_tag_that_was_made_anew_is_taken_off_by_its_new_id(
    known: KitDestination, memory: DictMemory
) -> None:
    known.account.remake(Sort.TAG, SILVER)
    known.account.tag(ANN.email, SILVER)
    known.start_over()
    outcome = known.crm.apply(Plan(ANN, remove=(SILVER,)), memory)
    assert outcome.done == (Done(SILVER, "removed"),)
    assert known.calls() == [REMOVE, HELD, REMOVE]
    assert known.account.tags_of(ANN.email) == set()


def test_a_tag_that_was_made_anew_is_put_on_by_its_new_id(
    known: KitDestination, memory: DictMemory
) -> None:
    known.account.remake(Sort.TAG, GOLD)
    assert known.crm.apply(GOLD_ON, memory).done == (Done(GOLD, "added"),)
    assert known.calls() == [ADD, ASK, LIST, ADD]


def test_a_tag_that_is_gone_is_refused(known: KitDestination, memory: DictMemory) -> None:
    known.account.delete(Sort.TAG, GOLD)
    reason = (
        "The tag 'Gold Membership' does not exist in Kit. Nearest there: 'Gold MembershipSUSP'."
        " Create the tag or correct rules.yaml."
    )
    assert known.crm.apply(GOLD_ON, memory).refused == (Refusal(GOLD, reason),)


def test_a_subscriber_who_was_deleted_is_created_again_only_by_what_gives(
    known: KitDestination, memory: DictMemory
) -> None:
    known.account.delete_contact(ANN.email)
    outcome = known.crm.apply(Plan(ANN, remove=(SILVER,)), memory)
    assert outcome.done == (Done(SILVER, "no such contact", False),)
    assert known.calls() == [REMOVE, HELD, FIND]
    known.crm.apply(GOLD_ON, memory)
    assert known.contacts() == {ANN.key: {GOLD}}


def test_a_subscriber_who_came_back_under_another_id_is_found_for_a_removal(
    known: KitDestination, memory: DictMemory
) -> None:
    known.account.delete_contact(ANN.email)
    known.tag_by_hand(ANN, SILVER)
    outcome = known.crm.apply(Plan(ANN, remove=(SILVER,)), memory)
    assert outcome.done == (Done(SILVER, "removed"),)
    assert known.calls() == [REMOVE, HELD, FIND, HELD, REMOVE]


def test_both_ids_may_be_stale_at_once(known: KitDestination, memory: DictMemory) -> None:
    known.account.delete_contact(ANN.email)
    known.account.remake(Sort.TAG, GOLD)
    assert known.crm.apply(GOLD_ON, memory).done == (Done(GOLD, "added"),)
    assert known.calls() == [ADD, ASK, UPSERT, ADD, LIST, ADD]


def test_who_is_deleted_in_the_middle_is_left_to_a_later_try(
    known: KitDestination, memory: DictMemory
) -> None:
    known.account.faults.fail(404, times=None, path="/tags/{id}/subscribers/{id}", body=REFUSED)
    known.account.faults.fail(404, after=1, path="/subscribers/{id}", body=REFUSED)
    with pytest.raises(CrmUnavailable) as caught:
        known.crm.apply(GOLD_ON, memory)
    assert str(caught.value) == "The contact was deleted in Kit just now."


def test_a_refusal_is_in_kits_words_and_the_next_goes_on(
    known: KitDestination, memory: DictMemory
) -> None:
    known.account.faults.fail(422, method="POST", tag=GOLD, body=REFUSED)
    known.account.faults.fail(422, method="DELETE", tag=SILVER, body=REFUSED)
    outcome = known.crm.apply(Plan(ANN, add=(GOLD, PAYF), remove=(SILVER,)), memory)
    assert [refusal.reason for refusal in outcome.refused] == [
        f"Kit refused the tag '{name}' (422). Kit says: 'Tag is archived'"
        for name in (SILVER, GOLD)
    ]
    assert outcome.done == (Done(PAYF, "added"),)


def test_a_new_subscriber_fires_without_a_removal(known: KitDestination) -> None:
    firings = (Firing(GOLD, "1"), Firing(GOLD, "2"))
    known.crm.apply(Plan(NEW, fire=firings), DictMemory())
    assert known.calls() == [UPSERT, ADD, REMOVE, ADD]
    assert known.account.fired(NEW.email, GOLD) == 2


def test_a_known_one_fires_in_two_and_the_same_token_in_none(
    known: KitDestination, memory: DictMemory
) -> None:
    for _ in range(2):
        known.crm.apply(Plan(ANN, fire=(Firing(SILVER, "1"),)), memory)
    assert known.calls() == [REMOVE, ADD]
    assert known.account.fired(ANN.email, SILVER) == 1


def test_an_answer_that_was_lost_fires_nothing_twice(
    known: KitDestination, memory: DictMemory
) -> None:
    plan = Plan(ANN, fire=(Firing(SILVER, "1"),))
    known.account.faults.lose_answers(method="POST")
    with pytest.raises(CrmUnavailable):
        known.crm.apply(plan, memory)
    known.start_over()
    assert known.crm.apply(plan, memory).done == (Done(SILVER, "fired", True, "1"),)
    assert known.account.fired(ANN.email, SILVER) == 1


def test_a_tag_that_was_made_anew_fires_by_its_new_id(
    known: KitDestination, memory: DictMemory
) -> None:
    known.account.remake(Sort.TAG, GOLD)
    known.account.tag(ANN.email, GOLD)
    known.account.account.fired.clear()
    known.crm.apply(Plan(ANN, fire=(Firing(GOLD, "1"),)), memory)
    assert known.account.fired(ANN.email, GOLD) == 1


def test_a_tag_that_kit_will_not_take_off_does_not_fire(
    known: KitDestination, memory: DictMemory
) -> None:
    plan = Plan(ANN, fire=(Firing(SILVER, "1"),))
    known.account.faults.fail(422, method="DELETE", body={"errors": ["Tag is locked"]})
    (refusal,) = known.crm.apply(plan, memory).refused
    assert refusal.reason == "Kit refused the tag 'Silver' (422). Kit says: 'Tag is locked'"
    assert known.account.fired(ANN.email, SILVER) == 0
    assert known.crm.apply(plan, memory).done == (Done(SILVER, "fired", True, "1"),)
    assert known.account.fired(ANN.email, SILVER) == 1
