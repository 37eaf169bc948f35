"""One subscriber: written, found, renamed; never woken, never made twice."""

from datetime import UTC, datetime, timedelta

import pytest

from bridge.model import Contact, Done, FieldValue, Plan, Sort
from bridge.model.errors import CrmRefused, CrmUnavailable
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_other_targets import ORDER
from tests.destinations.fakes import DictMemory
from tests.destinations.kit.destination import (
    ADD,
    ASK,
    FIND,
    HELD,
    NEVER,
    NEW,
    REMOVE,
    UPSERT,
    WRITE,
    KitDestination,
)
from tests.destinations.stand_in_destination import PAYF

ELSEWHERE = Contact("ann.new@example.com")
ANNA = Contact(ANN.email, "Anna")
REMOVAL = Plan(NEW, remove=(SILVER,))


@pytest.mark.parametrize("state", ["cancelled", "inactive", "bounced", "complained"])
def test_who_is_not_active_is_found_written_and_not_woken(
    known: KitDestination, memory: DictMemory, state: str
) -> None:
    known.account.opt_out(ANN.email, state)
    outcome = known.crm.apply(Plan(ANN, remove=(SILVER,)), DictMemory())
    assert outcome.done == (Done(SILVER, "taken off"),)
    known.crm.apply(Plan(ANNA, add=(GOLD,)), DictMemory())
    known.crm.apply(Plan(Contact(ANN.email, "Anne"), add=(GOLD,)), memory)
    assert known.account.profile_of(ANN.email) == {"first_name": "Anne", "state": state}
    assert known.contacts() == {ANN.key: {GOLD}}


def test_a_known_one_with_news_is_written_by_her_id_under_the_address_she_has_there(
    known: KitDestination, memory: DictMemory
) -> None:
    known.rename_by_hand(ANN, ELSEWHERE.email)
    known.crm.apply(Plan(ANNA, add=(GOLD,)), memory)
    assert known.calls() == [ASK, WRITE, ADD]
    assert known.contacts() == {ELSEWHERE.key: {SILVER, GOLD}}
    assert known.account.profile_of(ELSEWHERE.email)["first_name"] == "Anna"


def test_what_is_left_out_of_a_write_keeps_its_value(
    known: KitDestination, memory: DictMemory
) -> None:
    known.crm.apply(Plan(Contact(ANN.email), add=(GOLD,)), memory)
    known.crm.apply(Plan(Contact(ANN.email), add=(GOLD,)), DictMemory())
    assert known.account.profile_of(ANN.email)["first_name"] == ANN.first_name


def test_what_was_just_told_is_remembered_however_far_lists_are_behind(
    known: KitDestination,
) -> None:
    known.account.conditions.lag = NEVER
    memory = DictMemory()
    known.crm.apply(Plan(NEW, add=(GOLD, SILVER)), memory)
    known.start_over()
    known.crm.apply(Plan(NEW, remove=(SILVER,)), memory)
    names = [(Sort.TAG, GOLD), (Sort.TAG, SILVER)]
    assert known.crm.look(NEW, names, memory) == {GOLD.lower()}
    assert FIND not in known.calls()
    assert known.account.tags_of(NEW.email) == {GOLD}


def test_who_may_have_been_made_without_an_answer_is_not_taken_for_missing(
    known: KitDestination,
) -> None:
    known.account.conditions.lag = NEVER
    known.account.faults.lose_answers(path="/subscribers", times=3)
    memory = DictMemory()
    with pytest.raises(CrmUnavailable):
        known.crm.apply(Plan(NEW, add=(SILVER,)), memory)
    with pytest.raises(CrmUnavailable) as caught:
        known.crm.apply(REMOVAL, memory)
    text = "Kit may have this contact, and its lists do not show it yet."
    assert str(caught.value) == text
    assert 0 < (caught.value.retry_after or 0) <= 300


def test_she_is_missing_once_every_list_would_show_her(known: KitDestination) -> None:
    memory = DictMemory()
    memory.values["creating"] = (datetime.now(UTC) - timedelta(minutes=6)).isoformat()
    assert known.crm.apply(REMOVAL, memory).done == (Done(SILVER, "no such contact", False),)


def test_she_is_found_as_soon_as_a_list_shows_her(known: KitDestination) -> None:
    known.account.faults.lose_answers(path="/subscribers", times=3)
    memory = DictMemory()
    with pytest.raises(CrmUnavailable):
        known.crm.apply(Plan(NEW, add=(SILVER,)), memory)
    known.account.tag(NEW.email, SILVER)
    assert known.crm.apply(REMOVAL, memory).done == (Done(SILVER, "taken off"),)


def test_a_removal_from_nobody_takes_one_look(known: KitDestination) -> None:
    known.crm.apply(Plan(NEW, remove=(SILVER, GOLD)), DictMemory())
    assert known.calls() == [FIND]
    assert NEW.key not in known.contacts()


def test_a_hopeless_address_is_refused_in_kits_words(known: KitDestination) -> None:
    with pytest.raises(CrmRefused) as caught:
        known.crm.apply(Plan(Contact("nobody"), add=(GOLD,)), DictMemory())
    assert str(caught.value) == (
        "Kit does not take the buyer's e-mail address (422). Correct it in ThriveCart and tag the"
        " contact by hand. Kit says: 'Email address is invalid'"
    )
    assert known.calls() == [UPSERT]


def test_a_subscriber_who_will_not_be_written_is_refused(known: KitDestination) -> None:
    body = {"errors": ["First name is too long"]}
    known.account.faults.fail(422, path="/subscribers", body=body)
    with pytest.raises(CrmRefused) as caught:
        known.crm.apply(Plan(NEW, add=(GOLD,)), DictMemory())
    text = "Kit does not take this contact (422). Kit says: 'First name is too long'"
    assert str(caught.value) == text


def test_one_who_may_not_be_written_is_refused_as_such(known: KitDestination) -> None:
    known.account.faults.fail(403, path="/subscribers", body={"errors": ["No"]})
    with pytest.raises(CrmRefused) as caught:
        known.crm.apply(Plan(NEW, add=(GOLD,)), DictMemory())
    assert str(caught.value).startswith("Kit refused to write this contact (403).")


def test_an_answer_without_an_id_is_none(known: KitDestination) -> None:
    known.account.faults.fail(200, path="/subscribers", body={"subscriber": {}})
    with pytest.raises(CrmUnavailable) as caught:
        known.crm.apply(Plan(NEW, add=(GOLD,)), DictMemory())
    assert str(caught.value) == "Kit answered POST /subscribers without the id."


def test_a_rename_takes_a_look_by_id_a_look_by_address_and_a_write(
    known: KitDestination, memory: DictMemory
) -> None:
    assert known.crm.rename(ELSEWHERE, memory)
    assert known.calls() == [ASK, FIND, WRITE]
    assert known.crm.rename(ELSEWHERE, memory)
    assert known.calls()[3:] == [ASK]
    assert known.account.profile_of(ELSEWHERE.email)["first_name"] == ANN.first_name


@pytest.mark.parametrize(("lag", "calls"), [(0, [ASK, FIND]), (NEVER, [ASK, FIND, WRITE])])
def test_an_address_that_another_has_is_not_taken_listed_or_not(
    known: KitDestination, memory: DictMemory, lag: int, calls: list[str]
) -> None:
    known.account.conditions.lag = lag
    known.account.add_contact(ELSEWHERE.email)
    known.account.opt_out(ELSEWHERE.email)
    assert not known.crm.rename(ELSEWHERE, memory)
    assert known.calls() == calls
    assert known.contacts() == {ANN.key: {SILVER}, ELSEWHERE.key: set()}


def test_another_refusal_of_a_rename_is_told(known: KitDestination, memory: DictMemory) -> None:
    with pytest.raises(CrmRefused) as caught:
        known.crm.rename(Contact("nobody"), memory)
    assert str(caught.value).startswith("Kit does not take the buyer's e-mail address (422).")


def test_who_is_gone_is_not_renamed(known: KitDestination, memory: DictMemory) -> None:
    known.account.delete_contact(ANN.email)
    assert not known.crm.rename(ELSEWHERE, memory)
    assert known.calls() == [ASK]


def test_who_was_deleted_before_a_write_is_made_again(
    known: KitDestination, memory: DictMemory
) -> None:
    known.account.delete_contact(ANN.email)
    outcome = known.crm.apply(Plan(ANNA, add=(GOLD,), remove=(SILVER,)), memory)
    assert outcome.created
    assert known.calls() == [ASK, UPSERT, ADD]


def test_a_look_finds_who_is_not_remembered_and_who_came_back(
    known: KitDestination, memory: DictMemory
) -> None:
    names = [(Sort.TAG, SILVER)]
    assert known.crm.look(ANN, names, DictMemory()) == {SILVER.lower()}
    known.account.delete_contact(ANN.email)
    known.tag_by_hand(ANN, SILVER)
    assert known.crm.look(ANN, names, memory) == {SILVER.lower()}
    assert REMOVE not in known.calls()


@pytest.mark.parametrize("came_back", [False, True])
def test_who_was_deleted_and_is_due_something_is_written_instead_of_looked_for(
    known: KitDestination, memory: DictMemory, came_back: bool
) -> None:
    known.account.delete_contact(ANN.email)
    if came_back:
        known.tag_by_hand(ANN, SILVER)
    outcome = known.crm.apply(Plan(ANN, add=(GOLD,), remove=(SILVER, PAYF)), memory)
    what = "removed" if came_back else "was not there"
    assert [done.what for done in outcome.done] == [what, "was not there", "added"]
    again = [HELD, REMOVE] if came_back else []
    assert known.calls() == [HELD, UPSERT, *again, ADD]
    assert known.contacts() == {ANN.key: {GOLD}}


def test_a_field_of_somebody_who_is_deleted_just_now_is_written_later(
    known: KitDestination, memory: DictMemory
) -> None:
    plan = Plan(ANN, fields=(FieldValue(ORDER, "1001"),))
    known.account.faults.fail(404, method="PUT", body={"errors": ["Not Found"]})
    with pytest.raises(CrmUnavailable, match=r"The contact was deleted in Kit just now\."):
        known.crm.apply(plan, memory)
    assert known.crm.apply(plan, memory).done == (Done(ORDER, "set", True, sort=Sort.FIELD),)
    assert known.fields() == {ORDER: "1001"}
