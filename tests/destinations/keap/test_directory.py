"""What a Keap account has, by name: tags, custom fields, and sequences of campaigns."""

import pytest

from bridge.model import FieldValue, Firing, Plan, Refusal, Sort
from bridge.model.errors import CrmUnavailable
from tests.destinations.contract import ANN, GOLD
from tests.destinations.contract_other_targets import ORDER, WELCOME
from tests.destinations.fakes import DictMemory
from tests.destinations.keap.destination import (
    ADD,
    CAMPAIGNS,
    MAKE,
    SEQUENCES,
    START,
    UPSERT,
    KeapDestination,
)


def started(keap: KeapDestination, name: str) -> tuple[str, ...]:
    """The reasons why it was not."""
    outcome = keap.crm.apply(Plan(ANN, start=(Firing(name, name),)), DictMemory())
    return tuple(refusal.reason for refusal in outcome.refused)


def test_a_tag_is_made_without_a_category_and_used(
    keap: KeapDestination, memory: DictMemory
) -> None:
    keap.crm.apply(Plan(ANN, add=("Bronze",), create_missing_tags=True), memory)
    assert keap.calls() == [MAKE, UPSERT, ADD]
    assert keap.contacts() == {ANN.key: {"Bronze"}}


def test_a_tag_that_somebody_made_meanwhile_is_found(
    keap: KeapDestination, memory: DictMemory
) -> None:
    assert keap.crm.apply(Plan(ANN, add=("Xyzzy",)), memory).refused  # the list is kept a while
    keap.account.account.add_tag("Bronze")
    keap.crm.apply(Plan(ANN, add=("Bronze",), create_missing_tags=True), memory)
    assert keap.contacts() == {ANN.key: {"Bronze"}}


def test_a_tag_that_keap_will_not_make_is_refused_with_its_words(
    keap: KeapDestination, memory: DictMemory
) -> None:
    keap.account.faults.fail(400, path="/v2/tags", method="POST", body={"message": "Not so"})
    plan = Plan(ANN, add=("Bronze", "x" * 256), create_missing_tags=True)
    assert [each.reason for each in keap.crm.apply(plan, memory).refused] == [
        "Keap did not create the tag 'Bronze' (400). Keap says: 'Not so'",
        "Keap keeps 255 characters of a tag's name, and that of"
        f" '{'x' * 40}…' is longer. Shorten it.",
    ]
    assert keap.contacts() == {}


def test_a_custom_field_answers_to_its_label_and_to_the_name_that_filters_use(
    keap: KeapDestination, memory: DictMemory
) -> None:
    (number, *_) = keap.account.account.fields
    row = {"id": number, "label": "Last order", "field_name": "LastOrder0"}
    keap.account.faults.fail(200, path="/v2/contacts/model", body={"custom_fields": [row]})
    keap.crm.apply(Plan(ANN, fields=(FieldValue("lastorder0", "1001"),)), memory)
    assert keap.fields() == {"Last order": "1001"}


def test_a_campaign_with_one_sequence_is_that_sequence(keap: KeapDestination) -> None:
    assert started(keap, WELCOME.upper()) == ()
    assert keap.started() == [WELCOME]
    assert keap.calls() == [UPSERT, START]


def test_one_of_several_sequences_is_named_behind_its_campaign(keap: KeapDestination) -> None:
    keap.account.account.add_campaign("Course", ["Lessons", "Farewell"])
    assert started(keap, "Course > farewell") == ()
    assert keap.calls()[:2] == [CAMPAIGNS, SEQUENCES]
    for name in ("Course", "Course > Lesson"):
        assert started(keap, name) == (
            f"The automation '{name}' is none of Keap's sequences: 'Course > Lessons',"
            " 'Course > Farewell'. Name one.",
        )
    asked = [(Sort.AUTOMATION, name) for name in ("Course > Lessons", "Course > Lesson", "Coarse")]
    assert keap.crm.check((), asked).others == (
        (Sort.AUTOMATION, "Course > Lesson", "Course > Lessons"),
        (Sort.AUTOMATION, "Coarse", "Course"),
    )


def test_a_campaign_that_is_not_published_has_no_sequences(keap: KeapDestination) -> None:
    keap.account.account.add_campaign("Draft", [])
    assert started(keap, "Draft") == (
        "'Draft' has no sequence that is published in Keap. Publish it.",
    )
    assert keap.crm.check((), [(Sort.AUTOMATION, "Draft")]).others == (
        (Sort.AUTOMATION, "Draft", None),
    )


def test_a_campaign_whose_own_name_holds_the_sign_is_found(keap: KeapDestination) -> None:
    keap.account.account.add_campaign("New > better", ["Mails"])
    assert started(keap, "New > better") == ()


@pytest.mark.parametrize("path", ["/v2/contacts/model", "/v2/campaigns"])
def test_what_may_not_be_listed_is_refused_by_name_and_the_rest_goes_on(
    keap: KeapDestination, memory: DictMemory, path: str
) -> None:
    keap.account_memory.values.clear()
    keap.account.faults.fail(403, times=None, path=path, body={"message": "No"})
    fields, start = (FieldValue("Last order", "1"),), (Firing(WELCOME, "1"),)
    plan = Plan(ANN, add=(GOLD,), fields=fields, start=start)
    (refusal,) = keap.crm.apply(plan, memory).refused
    assert isinstance(refusal, Refusal)
    assert refusal.reason.startswith(f"Keap refused the {refusal.sort} '{refusal.tag}' (403).")
    assert keap.contacts() == {ANN.key: {GOLD}}


@pytest.mark.parametrize("path", ["/v2/tags", "/v2/contacts/model", "/v2/campaigns"])
def test_an_answer_without_its_list_is_no_empty_one(keap: KeapDestination, path: str) -> None:
    keap.account_memory.values.clear()
    keap.start_over()
    keap.account.faults.fail(200, path=path, body={"status": "OK"})
    fields, start = (FieldValue(ORDER, "1"),), (Firing(WELCOME, "1"),)
    plan = Plan(ANN, add=(GOLD,), fields=fields, start=start)
    with pytest.raises(CrmUnavailable, match="without the JSON that was due"):
        keap.crm.apply(plan, DictMemory())
