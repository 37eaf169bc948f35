"""What Ontraport has by name: pages, other objects' tags, ids that grow old, tags that are made."""

from typing import Any

import pytest

from bridge.destinations.ontraport.directory import (
    BELIEVED,
    OntraportDirectory,
    OntraportFieldKind,
)
from bridge.model import FieldValue, Plan, Refusal, Sort
from bridge.model.errors import CrmUnavailable
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_other_targets import WELCOME
from tests.destinations.fakes import DictMemory
from tests.destinations.ontraport.destination import LIST, MAKE, OntraportDestination


@pytest.fixture
def hours(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let so many pass."""
    now = [1_800_000_000.0]
    monkeypatch.setattr(OntraportDirectory, "clock", staticmethod(lambda: now[0]))

    def let_pass(number: float) -> None:
        now[0] += number * BELIEVED

    return let_pass


def test_a_tag_behind_the_first_fifty_is_found(
    ontraport: OntraportDestination, memory: DictMemory
) -> None:
    for number in range(120):
        ontraport.account.account.add_tag(f"Tag {number}")
    assert ontraport.crm.check(["Tag 119", "Tag 120"]).missing == (("Tag 120", "Tag 20"),)
    assert ontraport.calls() == [LIST] * 3
    ontraport.crm.apply(Plan(ANN, add=("Tag 119",)), memory)
    assert ontraport.contacts() == {ANN.key: {"Tag 119"}}


def test_a_mistyped_tag_is_refused_and_never_made(
    ontraport: OntraportDestination, memory: DictMemory
) -> None:
    outcome = ontraport.crm.apply(Plan(ANN, add=("Gld Membership",)), memory)
    assert [refusal.tag for refusal in outcome.refused] == ["Gld Membership"]
    assert ontraport.calls() == [LIST]
    assert ontraport.contacts() == {}


def test_a_tag_of_another_kind_of_object_is_none_of_a_contact(
    ontraport: OntraportDestination,
) -> None:
    assert ontraport.crm.check(["Deal won"]).missing == (("Deal won", None),)


def test_an_automation_that_was_deleted_is_none(ontraport: OntraportDestination) -> None:
    rows = ontraport.account.account.automations.values()
    (row,) = (row for row in rows if row["name"] == WELCOME)
    row["deleted"] = "true"
    lacking = ontraport.crm.check((), [(Sort.AUTOMATION, WELCOME)]).others
    assert lacking == ((Sort.AUTOMATION, WELCOME, None),)


def test_a_tag_that_was_made_anew_is_found_within_the_hour(
    ontraport: OntraportDestination, memory: DictMemory, hours: Any
) -> None:
    """Its old id may be answered as if it were one."""
    ontraport.crm.apply(Plan(ANN, add=(GOLD,)), memory)
    ontraport.account.remake_tag(GOLD)
    ontraport.start_over()
    ontraport.crm.apply(Plan(ANN, add=(GOLD,)), memory)
    assert ontraport.contacts() == {ANN.key: set()}
    hours(1)
    ontraport.crm.apply(Plan(ANN, add=(GOLD,)), memory)
    assert ontraport.contacts() == {ANN.key: {GOLD}}


def test_and_at_once_where_its_old_id_is_refused(
    ontraport: OntraportDestination, memory: DictMemory
) -> None:
    ontraport.account.conditions.unknown_ids = "refused"
    ontraport.crm.apply(Plan(ANN, add=(GOLD, SILVER)), memory)
    ontraport.account.untag(ANN.email, SILVER)
    ontraport.account.remake_tag(GOLD)
    ontraport.crm.apply(Plan(ANN, add=(GOLD, SILVER)), memory)
    assert ontraport.contacts() == {ANN.key: {GOLD, SILVER}}


def test_a_tag_that_was_renamed_is_refused_by_its_old_name_within_the_hour(
    ontraport: OntraportDestination, memory: DictMemory, hours: Any
) -> None:
    ontraport.crm.apply(Plan(ANN, add=(GOLD,)), memory)
    row = ontraport.account.account.tags[ontraport.account.tag_id(GOLD)]
    row["tag_name"] = "Gold Memberships"
    ontraport.start_over()
    hours(1)
    outcome = ontraport.crm.apply(Plan(ANN, add=(GOLD,)), memory)
    assert outcome.refused == (
        Refusal(
            GOLD,
            f"The tag '{GOLD}' does not exist in Ontraport. Nearest there: 'Gold Memberships'."
            " Create the tag or correct rules.yaml.",
        ),
    )


def test_what_is_believed_costs_no_call(
    ontraport: OntraportDestination, memory: DictMemory, hours: Any
) -> None:
    ontraport.crm.check([GOLD])
    ontraport.account.reset()
    hours(0.9)
    ontraport.start_over()
    ontraport.crm.apply(Plan(ANN, add=(GOLD,)), memory)
    assert LIST not in ontraport.calls()


def test_a_tag_that_is_made_once_is_not_made_again_after_its_answer_was_lost(
    ontraport: OntraportDestination, memory: DictMemory
) -> None:
    plan = Plan(ANN, add=("Bronze",), create_missing_tags=True)
    ontraport.account.faults.lose_answers(method="POST", path="/Tags")
    with pytest.raises(CrmUnavailable):
        ontraport.crm.apply(plan, memory)
    ontraport.crm.apply(plan, memory)
    assert ontraport.calls().count(MAKE) == 1
    assert ontraport.contacts() == {ANN.key: {"Bronze"}}


def test_a_tag_that_cannot_be_made_is_refused_in_their_words(
    ontraport: OntraportDestination, memory: DictMemory
) -> None:
    told = {"code": 422, "data": "Too many tags"}
    ontraport.account.faults.fail(422, method="POST", path="/Tags", body=told)
    outcome = ontraport.crm.apply(Plan(ANN, add=("Bronze",), create_missing_tags=True), memory)
    reason = "Ontraport did not create the tag 'Bronze' (422). Ontraport says: 'Too many tags'"
    assert outcome.refused == (Refusal("Bronze", reason),)


def test_a_field_is_remembered_with_its_kind_and_choices() -> None:
    kind = OntraportFieldKind("f1007", "drop", {"High up": "2"}, writable=False)
    assert OntraportFieldKind.read(str(kind)) == kind


def test_two_fields_of_one_name_are_told_apart_by_nobody(
    ontraport: OntraportDestination, memory: DictMemory
) -> None:
    ontraport.account.account.add_field("Course")
    outcome = ontraport.crm.apply(Plan(ANN, fields=(FieldValue("Course", "Knots"),)), memory)
    reason = "Ontraport has 2 fields named 'Course'. Rename all but one there."
    assert outcome.refused == (Refusal("Course", reason, sort=Sort.FIELD),)
    assert ontraport.contacts() == {}
