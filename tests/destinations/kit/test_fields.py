"""Names and custom fields: only news are sent, and what Kit will not take is refused alone."""

import pytest

from bridge.model import Contact, Done, FieldValue, Plan, Refusal, Sort
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_other_targets import COURSE, ORDER
from tests.destinations.fakes import DictMemory
from tests.destinations.kit.destination import (
    ADD,
    ASK,
    FIELDS,
    NEW,
    UPSERT,
    WRITE,
    KitDestination,
)

TWO = (FieldValue(ORDER, "1001"), FieldValue(COURSE, "Knots"))
SET = (Done(ORDER, "set", sort=Sort.FIELD), Done(COURSE, "set", sort=Sort.FIELD))
BOTH = pytest.mark.parametrize("unknown_fields", ["refuse", "warn"])


def test_fields_go_along_with_a_new_subscriber(known: KitDestination) -> None:
    known.crm.check((), [(Sort.FIELD, ORDER), (Sort.FIELD, COURSE)])
    known.account.reset()
    outcome = known.crm.apply(Plan(NEW, add=(GOLD,), fields=TWO), DictMemory())
    assert outcome.done == (Done(GOLD, "added"), *SET)
    assert known.calls() == [UPSERT, ADD]


@pytest.mark.parametrize(("upsert_fields", "calls"), [(True, [UPSERT]), (False, [UPSERT, WRITE])])
def test_the_fields_of_somebody_known_to_kit_are_written_whether_an_upsert_does_or_not(
    known: KitDestination, upsert_fields: bool, calls: list[str]
) -> None:
    known.crm.check((), [(Sort.FIELD, ORDER), (Sort.FIELD, COURSE)])
    known.account.conditions.upsert_fields = upsert_fields
    known.account.reset()
    assert known.crm.apply(Plan(ANN, fields=TWO), DictMemory()).done == SET
    assert known.calls() == calls
    assert known.fields() == {ORDER: "1001", COURSE: "Knots"}


def test_only_news_are_sent(known: KitDestination, memory: DictMemory) -> None:
    known.crm.apply(Plan(ANN, fields=TWO), memory)
    known.account.set_field(ANN.email, COURSE, "By hand")
    known.account.reset()
    outcome = known.crm.apply(Plan(ANN, fields=(FieldValue(ORDER, "2"), TWO[1])), memory)
    assert outcome.done == (SET[0], Done(COURSE, "already so", False, sort=Sort.FIELD))
    assert known.calls() == [ASK, WRITE]
    assert known.fields() == {ORDER: "2", COURSE: "By hand"}
    known.crm.apply(Plan(ANN, fields=(FieldValue(ORDER, "2"), TWO[1])), memory)
    assert known.count() == 2


@BOTH
def test_a_field_that_is_gone_is_refused_and_all_else_is_written(
    known: KitDestination, unknown_fields: str
) -> None:
    known.crm.apply(Plan(ANN, fields=TWO), DictMemory())
    known.account.conditions.unknown_fields = unknown_fields
    known.account.delete(Sort.FIELD, ORDER)
    outcome = known.crm.apply(Plan(NEW, add=(GOLD,), fields=TWO), DictMemory())
    reason = f"The field '{ORDER}' does not exist in Kit. Create the field or correct rules.yaml."
    assert outcome.refused == (Refusal(ORDER, reason, sort=Sort.FIELD),)
    assert outcome.done == (Done(GOLD, "added"), SET[1])
    assert known.account.fields_of(NEW.email) == {COURSE: "Knots"}
    assert known.account.profile_of(NEW.email)["first_name"] == NEW.first_name


@BOTH
def test_a_field_whose_key_changed_is_written_by_its_new_key(
    known: KitDestination, memory: DictMemory, unknown_fields: str
) -> None:
    known.crm.apply(Plan(ANN, fields=TWO), memory)
    known.account.conditions.unknown_fields = unknown_fields
    known.account.rekey(ORDER, "order_no")
    outcome = known.crm.apply(Plan(ANN, fields=(FieldValue(ORDER, "2"),)), memory)
    assert outcome.done == (SET[0],)
    assert known.fields() == {ORDER: "2", COURSE: "Knots"}


@BOTH
def test_a_last_name_goes_where_the_account_has_a_field_for_it(
    known: KitDestination, unknown_fields: str
) -> None:
    known.account.furnish(fields=["Last name"])
    known.start_over()
    known.crm.apply(Plan(NEW, add=(GOLD,)), DictMemory())
    assert known.account.fields_of(NEW.email) == {"Last name": "Buyer"}
    known.account.conditions.unknown_fields = unknown_fields
    known.account.delete(Sort.FIELD, "Last name")
    known.account.reset()
    for buyer in (Contact("b@example.com", "B", "Bee"), Contact("c@example.com", "C", "Cee")):
        outcome = known.crm.apply(Plan(buyer, add=(GOLD,)), DictMemory())
        assert outcome.refused == ()
        assert known.account.tags_of(buyer.email) == {GOLD}
    assert FIELDS not in known.calls()
    assert known.calls()[-2:] == [UPSERT, ADD]


def test_a_field_of_the_rules_counts_before_the_last_name(known: KitDestination) -> None:
    known.account.furnish(fields=["Last name"])
    plan = Plan(NEW, fields=(FieldValue("Last name", "Of the rule"),))
    known.crm.apply(plan, DictMemory())
    assert known.account.fields_of(NEW.email) == {"Last name": "Of the rule"}


def test_a_value_that_kit_will_not_take_is_refused_alone(known: KitDestination) -> None:
    body = {"errors": ["Value is odd"]}
    known.account.faults.fail(422, times=None, field=ORDER, body=body)
    outcome = known.crm.apply(Plan(NEW, add=(GOLD,), fields=TWO), DictMemory())
    reason = (
        f"Kit did not take the value of the field '{ORDER}' (422). Set it by hand."
        " Kit says: 'Value is odd'"
    )
    assert outcome.refused == (Refusal(ORDER, reason, sort=Sort.FIELD),)
    assert outcome.done == (Done(GOLD, "added"), SET[1])


def test_many_fields_are_taken_as_sent_although_they_are_written_afterwards(
    known: KitDestination,
) -> None:
    names = [f"Field {number}" for number in range(11)]
    known.account.furnish(fields=names)
    values = tuple(FieldValue(name, "x") for name in names)
    memory = DictMemory()
    for what in ("set", "already so"):
        outcome = known.crm.apply(Plan(NEW, add=(GOLD,), fields=values), memory)
        assert {done.what for done in outcome.done if done.sort is Sort.FIELD} == {what}
    assert known.account.fields_of(NEW.email) == dict.fromkeys(names, "x")
    assert known.calls().count(UPSERT) == 1
    assert WRITE not in known.calls()


def test_fields_that_may_not_be_listed_are_refused(known: KitDestination) -> None:
    known.start_over()
    known.account.faults.fail(403, path="/custom_fields", body={"errors": ["No"]})
    outcome = known.crm.apply(Plan(NEW, add=(GOLD,), fields=TWO[:1]), DictMemory())
    assert [refusal.reason[:39] for refusal in outcome.refused] == [
        f"Kit refused the field '{ORDER}' (403)."[:39]
    ]
    assert known.account.tags_of(NEW.email) == {GOLD}


def test_an_empty_name_blanks_nothing(known: KitDestination, memory: DictMemory) -> None:
    known.crm.apply(Plan(Contact(ANN.email, " "), add=(SILVER,)), memory)
    assert known.account.profile_of(ANN.email)["first_name"] == ANN.first_name
