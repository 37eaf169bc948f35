"""Remembered ids save calls and never replace the truth. Over real HTTP."""

import pytest

from bridge.destinations.activecampaign.adapter import ActiveCampaign
from bridge.model import Contact, Done, Firing, Outcome, Plan, Refusal, Sort
from tests.destinations.activecampaign.destination import (
    ADD,
    ASK,
    CANC,
    PAYF,
    SUSP,
    SYNC,
    WRITE,
    SandboxDestination,
)
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.fakes import DictMemory

TAGS = "GET /tags"
RETRY = "Create the tag or correct rules.yaml, then retry."


def test_a_contact_with_a_new_id_is_found_again(
    known: SandboxDestination, memory: DictMemory
) -> None:
    number = known.account.renumber_contact(ANN.email)
    outcome = known.crm.apply(Plan(ANN, add=(GOLD, PAYF)), memory)
    assert outcome == Outcome((Done(GOLD, "added"), Done(PAYF, "added")))
    assert known.contacts() == {ANN.key: {GOLD, SILVER, PAYF}}
    assert memory.values["contact"] == str(number)
    assert known.calls() == [ADD, ASK, SYNC, TAGS, ADD, ADD]


def test_a_removal_finds_a_contact_with_a_new_id(
    known: SandboxDestination, memory: DictMemory
) -> None:
    known.account.renumber_contact(ANN.email)
    known.crm.apply(Plan(ANN, remove=(SILVER,)), memory)
    assert known.contacts() == {ANN.key: set()}


def test_a_deleted_contact_is_created_again_only_to_add(
    known: SandboxDestination, memory: DictMemory
) -> None:
    known.account.delete_contact(ANN.email)
    outcome = known.crm.apply(Plan(ANN, remove=(SILVER,)), memory)
    assert outcome.done == (Done(SILVER, "no such contact", False),)
    assert known.contacts() == {}
    known.crm.apply(Plan(ANN, add=(GOLD,), remove=(SILVER,)), memory)
    assert known.contacts() == {ANN.key: {GOLD}}
    assert known.account.profile_of(ANN.email)["firstName"] == ANN.first_name


def test_a_contact_made_anew_by_hand_gets_its_profile_again(
    known: SandboxDestination, memory: DictMemory
) -> None:
    known.account.delete_contact(ANN.email)
    known.account.add_contact(ANN.email, [SILVER])
    known.crm.apply(Plan(ANN, remove=(SILVER,)), memory)
    known.crm.apply(Plan(ANN, add=(GOLD,)), memory)
    assert known.account.profile_of(ANN.email)["lastName"] == ANN.last_name


@pytest.mark.parametrize("made", ["anew", "by hand"])
def test_a_field_left_out_when_the_contact_was_made_anew_is_sent_when_it_comes(
    known: SandboxDestination, memory: DictMemory, made: str
) -> None:
    known.account.delete_contact(ANN.email)
    if made == "by hand":
        known.account.add_contact(ANN.email)
    known.crm.apply(Plan(Contact(ANN.email), add=(GOLD,)), memory)
    known.crm.apply(Plan(ANN, add=(PAYF,)), memory)
    assert known.account.profile_of(ANN.email)["lastName"] == ANN.last_name


def test_a_deleted_contact_fires_once_when_created_again(
    known: SandboxDestination, memory: DictMemory
) -> None:
    known.account.delete_contact(ANN.email)
    known.crm.apply(Plan(ANN, fire=(Firing(GOLD, "1"),)), memory)
    assert known.account.fired(ANN.email, GOLD) == 1


def test_a_contact_whose_address_was_corrected_there_stays_hers(
    known: SandboxDestination, memory: DictMemory
) -> None:
    known.account.change_email(ANN.email, "someone@example.com")
    known.account.remake(Sort.TAG, PAYF)
    renamed = Contact(ANN.email, "Anna")
    known.crm.apply(Plan(renamed, add=(GOLD, PAYF), remove=(CANC, SILVER)), memory)
    assert known.contacts() == {"someone@example.com": {GOLD, PAYF}}
    assert known.account.profile_of("someone@example.com")["firstName"] == "Anna"


def test_a_second_contact_of_the_former_address_is_another(
    known: SandboxDestination, memory: DictMemory
) -> None:
    known.account.change_email(ANN.email, "someone@example.com")
    known.account.add_contact(ANN.email, [CANC])
    known.crm.apply(Plan(ANN, add=(GOLD,), remove=(CANC, SILVER)), memory)
    assert known.contacts() == {ANN.key: {CANC}, "someone@example.com": {GOLD}}


def test_a_remade_tag_is_found_again(known: SandboxDestination, memory: DictMemory) -> None:
    number = known.account.remake(Sort.TAG, GOLD)
    outcome = known.crm.apply(Plan(ANN, add=(GOLD,)), memory)
    assert outcome == Outcome((Done(GOLD, "added"),))
    assert known.account_memory.values["tag:gold membership"] == str(number)
    assert known.calls() == [ADD, ASK, TAGS, ADD]


def test_a_tag_that_was_deleted_is_refused(known: SandboxDestination, memory: DictMemory) -> None:
    known.account.delete(Sort.TAG, SUSP)
    outcome = known.crm.apply(Plan(ANN, add=(SUSP, GOLD)), memory)
    nearest = "Nearest there: 'Gold Membership'."
    reason = f"The tag '{SUSP}' does not exist in ActiveCampaign. {nearest} {RETRY}"
    assert outcome == Outcome((Done(GOLD, "added"),), (Refusal(SUSP, reason),))


def test_check_renews_the_ids_of_tags(known: SandboxDestination, memory: DictMemory) -> None:
    number = known.account.remake(Sort.TAG, GOLD)
    known.crm.check([GOLD, SILVER])
    assert known.account_memory.values["tag:gold membership"] == str(number)
    assert known.calls() == [TAGS]
    known.tag_by_hand(ANN, GOLD)
    known.crm.apply(Plan(ANN, remove=(GOLD,)), memory)
    assert known.contacts() == {ANN.key: {SILVER}}


@pytest.mark.parametrize("ignores_filters", [False, True])
def test_a_tag_on_a_later_page_is_found_where_filters_are_ignored(
    destination: SandboxDestination, ignores_filters: bool
) -> None:
    destination.account.conditions.ignore_filters = ignores_filters
    for number in range(250):
        destination.account.account.add_tag(f"Course {number}")
    outcome = destination.crm.apply(Plan(ANN, add=("course 249",)), DictMemory())
    assert outcome == Outcome((Done("course 249", "added"),), created=True)
    assert destination.calls().count(TAGS) == (3 if ignores_filters else 1)


def test_a_templates_tag_of_the_same_name_is_not_taken(
    destination: SandboxDestination, memory: DictMemory
) -> None:
    outcome = destination.crm.apply(Plan(ANN, add=("Newsletter layout",)), memory)
    reason = f"The tag 'Newsletter layout' does not exist in ActiveCampaign. {RETRY}"
    assert outcome == Outcome((), (Refusal("Newsletter layout", reason),))
    assert destination.contacts() == {}
    plan = Plan(ANN, add=("Newsletter layout",), create_missing_tags=True)
    destination.crm.apply(plan, memory)
    assert destination.contacts() == {ANN.key: {"Newsletter layout"}}


def test_a_tag_made_by_somebody_else_meanwhile_is_taken(
    destination: SandboxDestination, memory: DictMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = destination.account.account
    add_tag = account.add_tag

    def faster(name: str, kind: str = "contact", description: str = "") -> None:
        add_tag(name, kind, description)

    monkeypatch.setattr(account, "add_tag", faster)
    plan = Plan(ANN, add=("Bronze",), create_missing_tags=True)
    assert destination.crm.apply(plan, memory) == Outcome((Done("Bronze", "added"),), created=True)
    assert destination.calls() == [TAGS, "POST /tags", TAGS, SYNC, ADD]


def test_a_name_that_cannot_be_a_tag_is_refused_in_both_our_words(
    destination: SandboxDestination, memory: DictMemory
) -> None:
    plan = Plan(ANN, add=("Gold, Silver",), create_missing_tags=True)
    reason = (
        "ActiveCampaign did not create the tag 'Gold, Silver' (422)."
        " ActiveCampaign says: 'The tag name is not valid.'"
    )
    assert destination.crm.apply(plan, memory).refused == (Refusal("Gold, Silver", reason),)


def test_tags_to_remove_that_exist_nowhere_are_not_asked_for_again_and_again(
    known: SandboxDestination, memory: DictMemory
) -> None:
    new = Contact("new@example.com")
    known.crm.apply(Plan(new, add=(GOLD,), remove=("X", "Y", "Z")), DictMemory())
    assert TAGS not in known.calls()
    for _ in range(2):
        known.crm.apply(Plan(ANN, remove=("X", "Y", "Z")), memory)
    assert known.calls().count(TAGS) == 3


def test_another_process_uses_the_ids_that_one_has_learnt(
    known: SandboxDestination, memory: DictMemory
) -> None:
    other = ActiveCampaign(known.account.url, known.key, known.pace, known.account_memory)
    other.apply(Plan(ANN, add=(GOLD,)), memory)
    assert known.calls() == [ADD]


def test_a_contact_memory_that_is_unreadable_costs_a_call_and_no_more(
    known: SandboxDestination, memory: DictMemory
) -> None:
    memory.values["profile"] = "{broken"
    known.crm.apply(Plan(ANN, add=(GOLD,)), memory)
    assert known.calls() == [WRITE, ADD]
