"""Remembered ids of names save calls and never replace the truth. Over real HTTP."""

import pytest

from bridge.model import Contact, Done, FieldValue, ListWish, Outcome, Plan, Refusal, Sort
from tests.destinations.activecampaign.destination import (
    ADD,
    ASK,
    NAMES,
    SUBSCRIBE,
    SYNC,
    SandboxDestination,
)
from tests.destinations.activecampaign.scripted import crm_at
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_other_targets import NEWS, ORDER, WELCOME, told
from tests.destinations.fakes import DictMemory
from tests.destinations.stand_in_destination import SUSP

TAGS = "GET /tags"


RETRY = "Create the tag or correct rules.yaml."


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
    other = crm_at(known.account.url, known.key, known.pace, known.account_memory)
    other.apply(Plan(ANN, add=(GOLD,)), memory)
    assert known.calls() == [ADD]


@pytest.mark.parametrize(
    ("how", "name"), [("entities", "Tea & Cake"), ("nfd", "Café Zoë"), ("entities", "A < B")]
)
@pytest.mark.parametrize("ignores_filters", [False, True])
def test_a_tag_that_is_told_in_another_spelling_is_found(
    destination: SandboxDestination, how: str, name: str, ignores_filters: bool
) -> None:
    conditions = destination.account.conditions
    conditions.tell_tags, conditions.ignore_filters = how, ignores_filters
    destination.account.account.add_tag(name)
    memory = DictMemory()
    plan = Plan(ANN, add=(name.upper(),), create_missing_tags=True)
    assert destination.crm.apply(plan, memory).done == (Done(name.upper(), "added"),)
    assert destination.contacts() == {ANN.key: {name}}
    assert destination.crm.apply(Plan(ANN, remove=(name,)), memory).done[0].what == "removed"
    assert destination.crm.check([name]).missing == ()


@pytest.mark.parametrize("kept", ["Tea &amp; Cake", "Cafe\u0301"])
def test_a_tag_that_is_kept_in_another_spelling_is_not_made_a_second_time(
    destination: SandboxDestination, kept: str
) -> None:
    name = {"Tea &amp; Cake": "Tea & Cake"}.get(kept, "Café")
    destination.account.account.add_tag(kept)
    plan = Plan(ANN, add=(name,), create_missing_tags=True)
    assert destination.crm.apply(plan, DictMemory()).done == (Done(name, "added"),)
    assert destination.contacts() == {ANN.key: {kept}}


def test_the_nearest_is_named_as_the_account_spells_it(destination: SandboxDestination) -> None:
    destination.account.account.add_tag("TEA Rooms")
    assert destination.crm.check(["tea room"]).missing == (("tea room", "TEA Rooms"),)


def test_check_renews_the_ids(full: SandboxDestination) -> None:
    numbers = {
        "list:newsletter": full.account.remake(Sort.LIST, NEWS),
        "field:last order": full.account.remake(Sort.FIELD, ORDER),
        "automation:welcome series": full.account.remake(Sort.AUTOMATION, WELCOME),
    }
    assert full.crm.check((), NAMES).others == ()
    assert full.calls() == ["GET /lists", "GET /fields", "GET /automations"]
    kept = full.account_memory.values
    assert {name: kept[name] for name in numbers} == {n: str(i) for n, i in numbers.items()}


def test_a_name_on_a_later_page_is_found(
    destination: SandboxDestination, memory: DictMemory
) -> None:
    destination.account.furnish(lists=[f"List {number}" for number in range(250)])
    plan = Plan(ANN, subscribe=(ListWish("list 249"),))
    assert told(destination.crm.apply(plan, memory)) == [("list 249", "subscribed", True)]
    assert destination.calls().count("GET /lists") == 3


@pytest.mark.parametrize("name", ["LAST_ORDER", "%last_order%"])
def test_a_field_answers_to_its_name_in_templates(
    destination: SandboxDestination, memory: DictMemory, name: str
) -> None:
    destination.crm.apply(Plan(ANN, fields=(FieldValue(name, "1001"),)), memory)
    assert destination.fields() == {ORDER: "1001"}


def test_two_lists_of_one_name_are_refused_for_nobody_knows_which(
    destination: SandboxDestination, memory: DictMemory
) -> None:
    destination.account.furnish(lists=[NEWS.upper()])
    outcome = destination.crm.apply(Plan(ANN, subscribe=SUBSCRIBE), memory)
    reason = f"ActiveCampaign has 2 lists named '{NEWS}'."
    reason = f"{reason} Rename all but one there."
    assert outcome == Outcome((), (Refusal(NEWS, reason, sort=Sort.LIST),))
    assert destination.crm.check((), [(Sort.LIST, NEWS)]).others == ()
