"""What the account has, by name: found in its lists, remembered, and found again."""

import pytest

from bridge.destinations.kit.directory import KitFieldDirectory, KitTagDirectory
from bridge.model import FieldValue, Plan, Refusal
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_other_targets import ORDER
from tests.destinations.fakes import DictMemory
from tests.destinations.kit.destination import (
    ADD,
    FIELDS,
    LIST,
    NEVER,
    NEW,
    UPSERT,
    KitDestination,
)

MAKE = "POST /tags"


class Clock:
    """Seconds, as a test says."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_tags_are_listed_once_page_by_page(destination: KitDestination, memory: DictMemory) -> None:
    destination.account.conditions.page = 2
    destination.crm.apply(Plan(NEW, add=(GOLD, SILVER)), memory)
    assert destination.calls() == [LIST, LIST, LIST, FIELDS, UPSERT, ADD, ADD]


def test_a_mistyped_tag_never_becomes_a_new_one(known: KitDestination, memory: DictMemory) -> None:
    outcome = known.crm.apply(Plan(ANN, add=("Gold Membershp",)), memory)
    assert [refusal.tag for refusal in outcome.refused] == ["Gold Membershp"]
    assert MAKE not in known.calls()


def test_a_tag_that_is_made_is_used_by_the_id_of_its_answer(
    known: KitDestination, memory: DictMemory
) -> None:
    known.account.conditions.lag = NEVER
    for _ in range(2):
        plan = Plan(ANN, add=("Bronze",), create_missing_tags=True)
        assert known.crm.apply(plan, memory).refused == ()
    assert known.calls() == [MAKE, ADD, ADD]
    assert known.account.tags_of(ANN.email) == {SILVER, "Bronze"}


def test_a_tag_that_somebody_made_meanwhile_in_another_case_is_taken(
    known: KitDestination, memory: DictMemory
) -> None:
    known.account.account.add_tag("BRONZE")
    plan = Plan(ANN, add=("Bronze",), create_missing_tags=True)
    assert known.crm.apply(plan, memory).refused == ()
    assert known.account.tags_of(ANN.email) == {SILVER, "BRONZE"}


def test_a_tag_that_kit_will_not_make_is_refused_in_its_words(
    known: KitDestination, memory: DictMemory
) -> None:
    body = {"errors": ["Name is too long"]}
    known.account.faults.fail(422, method="POST", path="/tags", body=body)
    outcome = known.crm.apply(Plan(ANN, add=("Bronze",), create_missing_tags=True), memory)
    reason = "Kit did not create the tag 'Bronze' (422). Kit says: 'Name is too long'"
    assert outcome.refused == (Refusal("Bronze", reason),)


def test_an_id_that_a_subscriber_shows_is_remembered(destination: KitDestination) -> None:
    memory = DictMemory()
    directory = KitTagDirectory(destination.crm._connection, memory)
    for number in ("8", "9", "9"):
        directory.learn(GOLD, number)
        assert directory.removable(GOLD.lower(), memory) == number
    assert memory.writes == 2


@pytest.mark.parametrize("name", [ORDER, ORDER.upper(), "last_order"])
def test_a_field_answers_to_its_label_and_its_key(
    known: KitDestination, memory: DictMemory, name: str
) -> None:
    known.crm.apply(Plan(ANN, fields=(FieldValue(name, "1001"),)), memory)
    assert known.account.fields_of(ANN.email) == {ORDER: "1001"}


def test_the_field_for_last_names_is_asked_for_once_in_a_while(destination: KitDestination) -> None:
    memory, clock = DictMemory(), Clock()
    directory = KitFieldDirectory(destination.crm._connection, memory, clock)
    assert [directory.last_name(memory) for _ in range(2)] == [None, None]
    assert destination.calls() == [FIELDS]
    destination.account.furnish(fields=["Last name"])
    clock.now = 301
    assert [directory.last_name(memory) for _ in range(2)] == ["last_name"] * 2
    assert destination.calls() == [FIELDS, FIELDS]
    directory.forget_last_name()
    assert directory.last_name(memory) is None
