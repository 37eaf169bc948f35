"""Names: looked up, spelt as the account spells them, never made by mistake."""

import pytest

from bridge.destinations.drip.directory import DripTagDirectory
from bridge.model import Done, FieldValue, Firing, Plan, Sort
from bridge.model.errors import AccountRefused, CrmRefused
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_other_targets import NEWS, ORDER, WELCOME
from tests.destinations.drip.destination import NAMES, NO, WRITE, DripDestination
from tests.destinations.drip.scripted import ScriptedDrip
from tests.destinations.fakes import DictMemory
from tests.destinations.stand_in_destination import PAYF


def test_a_tag_is_sent_as_the_account_spells_it(known: DripDestination, memory: DictMemory) -> None:
    known.account.conditions.case_matters = True
    known.crm.apply(Plan(ANN, add=("gold MEMBERSHIP",), remove=("silver",)), memory)
    assert known.contacts() == {ANN.key: {GOLD}}
    assert known.account.account.tags.count("gold MEMBERSHIP") == 0


def test_of_two_that_differ_in_capitals_the_exact_one_is_meant(
    destination: DripDestination, memory: DictMemory
) -> None:
    destination.account.conditions.case_matters = True
    for name in ("VIP", "vip"):
        destination.account.account.add(Sort.TAG, name)
    destination.crm.apply(Plan(ANN, add=("vip",)), memory)
    assert destination.contacts() == {ANN.key: {"vip"}}


def test_of_two_of_which_none_is_exact_none_is_taken(
    destination: DripDestination, memory: DictMemory
) -> None:
    destination.account.conditions.case_matters = True
    for name in ("VIP", "vip"):
        destination.account.account.add(Sort.TAG, name)
    for plan in (Plan(ANN, add=("Vip",)), Plan(ANN, remove=("Vip",))):
        (refusal,) = destination.crm.apply(plan, memory).refused
        assert refusal.reason == (
            "Drip has 2 tags for 'Vip': 'VIP' and 'vip'."
            " Write it in rules.yaml as the one that is meant."
        )
    assert destination.contacts() == {}


def test_a_tag_that_came_into_use_since_is_found(
    destination: DripDestination, memory: DictMemory
) -> None:
    destination.crm.apply(Plan(ANN, remove=(SILVER,)), memory)
    time = [0.0]
    table = DripTagDirectory(
        destination.crm._connection, destination.account_memory, lambda: time[0]
    )
    assert table.removable("Fresh", memory) is None
    destination.account.account.add(Sort.TAG, "Fresh")
    assert table.removable("Fresh", memory) is None  # absence is believed for a minute
    time[0] = 61.0
    assert table.removable("fresh", memory) == "Fresh"


def test_many_names_are_looked_up_in_one_list(
    destination: DripDestination, memory: DictMemory
) -> None:
    plan = Plan(ANN, add=(GOLD, SILVER), remove=("Gold MembershipPAYF", "Nowhere"))
    destination.crm.apply(plan, memory)
    assert destination.calls() == [NAMES, WRITE]


def test_names_are_remembered_for_everybody(destination: DripDestination) -> None:
    destination.crm.apply(Plan(ANN, add=(GOLD,)), DictMemory())
    destination.start_over()
    destination.account.reset()
    destination.crm.apply(Plan(ANN, add=(GOLD,)), DictMemory())
    assert destination.calls() == [WRITE]


def test_a_check_forgets_what_is_gone_so_that_it_is_not_made_again(
    known: DripDestination, memory: DictMemory
) -> None:
    known.account.account.tags.remove(GOLD)
    assert [name for name, _ in known.crm.check([GOLD]).missing] == [GOLD]
    assert [each.tag for each in known.crm.apply(Plan(ANN, add=(GOLD,)), memory).refused] == [GOLD]
    assert GOLD not in known.account.account.tags


@pytest.fixture
def emptied(destination: DripDestination) -> DripDestination:
    """Its list shows no tag that nobody has. Gold and its blocking tag were in use once, and Ann
    is there."""
    destination.account.conditions.lists_unused = False
    destination.account.add_contact(ANN.email, [GOLD, PAYF])
    destination.crm.check([GOLD, PAYF])
    for tag in (GOLD, PAYF):
        destination.untag_by_hand(ANN, tag)
    assert [name for name, _ in destination.crm.check([GOLD, PAYF]).missing] == [GOLD, PAYF]
    destination.start_over()
    return destination


def test_a_blocking_tag_that_nobody_has_just_now_is_put_on_again(
    emptied: DripDestination, memory: DictMemory
) -> None:
    outcome = emptied.crm.apply(Plan(ANN, add_if_there=(PAYF.lower(),)), memory)
    assert (outcome.done, outcome.refused) == ((Done(PAYF.lower(), "added"),), ())
    assert emptied.contacts() == {ANN.key: {PAYF}}
    emptied.crm.apply(Plan(ANN, remove=(PAYF,)), memory)
    assert emptied.contacts() == {ANN.key: set()}


def test_so_is_a_trigger_tag_and_what_grants_is_refused_for_it_may_have_been_renamed(
    emptied: DripDestination, memory: DictMemory
) -> None:
    outcome = emptied.crm.apply(Plan(ANN, add=(GOLD,), fire=(Firing(PAYF, "1"),)), memory)
    assert emptied.account.fired(ANN.email, PAYF) == 2
    assert [each.tag for each in outcome.refused] == [GOLD]


def test_a_blocking_tag_that_was_never_in_use_is_not_made_and_it_is_said_how_it_is(
    known: DripDestination, memory: DictMemory
) -> None:
    [refused] = known.crm.apply(Plan(ANN, add_if_there=("xyzzyPAYF",)), memory).refused
    assert refused.reason == (
        "The tag 'xyzzyPAYF' does not exist in Drip. Create the tag or correct rules.yaml."
        " Drip makes a tag when it is first put on somebody."
    )
    plan = Plan(ANN, add_if_there=("xyzzyPAYF",), create_missing_tags=True)
    assert known.crm.apply(plan, memory).done == (Done("xyzzyPAYF", "added"),)


def test_a_mistyped_field_makes_none(destination: DripDestination, memory: DictMemory) -> None:
    plan = Plan(ANN, add=(GOLD,), fields=(FieldValue("last_ordr", "1"),))
    (refusal,) = destination.crm.apply(plan, memory).refused
    assert refusal.reason == (
        "The field 'last_ordr' does not exist in Drip. Nearest there: 'last_order'."
        " Create the field or correct rules.yaml."
    )
    assert destination.account.account.fields == ["last_order", "course"]


@pytest.mark.parametrize("name", ["last_order", "Last order", "LAST_ORDER"])
def test_a_field_answers_to_its_identifier_and_its_words(
    destination: DripDestination, memory: DictMemory, name: str
) -> None:
    destination.crm.apply(Plan(ANN, fields=(FieldValue(name, "1001"),)), memory)
    assert destination.fields() == {ORDER: "1001"}


def test_names_that_may_not_be_seen_are_refused_alone(
    destination: DripDestination, memory: DictMemory
) -> None:
    destination.account.faults.fail(403, path="/campaigns", body=NO)
    outcome = destination.crm.apply(Plan(ANN, add=(GOLD,), unsubscribe=(NEWS,)), memory)
    assert outcome.done == (Done(GOLD, "added"),)
    (refusal,) = outcome.refused
    assert refusal.target == "list,newsletter"
    assert refusal.reason.startswith("Drip refused the list 'Newsletter' (403).")


def test_a_token_that_may_not_see_tags_can_do_nothing_for_the_bridge(
    destination: DripDestination, memory: DictMemory
) -> None:
    destination.account.faults.fail(403, path="/tags", body=NO)
    with pytest.raises(AccountRefused):
        destination.crm.apply(Plan(ANN, remove=(GOLD,)), memory)


def test_a_list_of_names_of_another_shape_holds_none(scripted: ScriptedDrip) -> None:
    scripted.on("GET", "/tags", json={"tags": {"Gold": 1}})
    assert scripted.crm.check([GOLD]).missing == ((GOLD, None),)
    scripted.on("GET", "/custom_field_identifiers", json={"custom_field_identifiers": [7, "", "a"]})
    assert scripted.crm.check((), [(Sort.FIELD, "a")]).others == ()


def test_two_series_of_one_name_are_refused(
    destination: DripDestination, memory: DictMemory
) -> None:
    destination.account.furnish(lists=[NEWS])
    (refusal,) = destination.crm.apply(Plan(ANN, unsubscribe=(NEWS,)), memory).refused
    assert refusal.reason == ("Drip has 2 lists named 'Newsletter'. Rename all but one there.")


def test_a_check_of_what_may_not_be_seen_says_so(destination: DripDestination) -> None:
    destination.account.faults.fail(403, path="/workflows", body=NO)
    with pytest.raises(CrmRefused):
        destination.crm.check((), [(Sort.AUTOMATION, WELCOME)])
