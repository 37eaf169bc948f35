"""The contract, and the number of calls, over real HTTP."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import pytest

from bridge.model import Contact, Firing, ListWish, Plan, Sort
from tests.destinations.contract import ANN, GOLD, SILVER, CrmContract
from tests.destinations.contract_other_targets import (
    NEWS,
    WELCOME,
    AutomationsContract,
    FieldsContract,
    ListsContract,
    WholePlanContract,
)
from tests.destinations.contract_refusals import RefusalsContract
from tests.destinations.drip.destination import (
    ASK,
    EVE,
    IDENTIFIERS,
    JOIN,
    LEAVE,
    LIST,
    NAMES,
    REMOVE,
    SERIES,
    START,
    WORKFLOW,
    WRITE,
    DripDestination,
    furnished,
)
from tests.destinations.fakes import DictMemory
from tests.destinations.stand_in_destination import CANC, PAYF, SUSP, TWO_FIELDS

# What the documentation leaves open, each way.
ODDITIES: Mapping[str, Mapping[str, Any]] = {
    "as published": {},
    "the other way": {
        "created_status": 201,
        "unknown_id": 422,
        "absent_tag": 404,
        "case_matters": True,
        "hides_unsubscribed": False,
        "bare_refusals": True,
        "series_wakes": True,
        "subscriptions_path": "campaign_subscriptions",
    },
}


class TestDrip(
    CrmContract,
    ListsContract,
    FieldsContract,
    AutomationsContract,
    WholePlanContract,
    RefusalsContract,
):
    """The contract, for both kinds of account. The account's limit names no time; nothing tells who
    is on a workflow."""

    sorts = (Sort.TAG, Sort.LIST, Sort.FIELD, Sort.AUTOMATION)
    spelled: ClassVar[Mapping[str, str]] = IDENTIFIERS
    quiet = 300
    knows_what_it_started = False

    @pytest.fixture(params=ODDITIES)
    def destination(self, request: pytest.FixtureRequest) -> Iterator[DripDestination]:
        with furnished(**ODDITIES[request.param]) as account:
            yield DripDestination(account)


class TestDripCalls:
    """At most so many calls, the names being known."""

    def test_a_first_purchase_takes_one_for_one_tag_and_for_three(
        self, known: DripDestination
    ) -> None:
        known.crm.apply(Plan(EVE, add=(GOLD,)), DictMemory())
        assert known.calls() == [WRITE]
        known.crm.apply(Plan(Contact("new@example.com"), add=(GOLD, PAYF, SUSP)), DictMemory())
        assert known.calls() == [WRITE] * 2

    def test_a_purchase_that_takes_off_what_blocks_takes_one(
        self, known: DripDestination, memory: DictMemory
    ) -> None:
        for plan in (
            Plan(EVE, add=(GOLD,), remove=(PAYF, SUSP, CANC)),
            Plan(ANN, add=(GOLD,), remove=(SILVER,), fields=TWO_FIELDS),
        ):
            known.account.reset()
            known.crm.apply(plan, DictMemory() if plan.contact is EVE else memory)
            assert known.calls() == [WRITE]
        assert known.contacts() == {EVE.key: {GOLD}, ANN.key: {GOLD}}

    def test_blocking_tags_that_are_not_in_use_are_neither_looked_up_nor_made(
        self, known: DripDestination, memory: DictMemory
    ) -> None:
        for each in (memory, DictMemory()):
            known.account.reset()
            known.crm.apply(Plan(ANN, add=(GOLD,), remove=("Unused", "Unused 2")), each)
            assert known.calls() == [WRITE]
        assert not {"Unused", "Unused 2"} & {*known.account.account.tags}

    @pytest.mark.parametrize("remembered", [True, False])
    def test_one_tag_to_take_off_takes_one_whether_she_has_it_or_not(
        self, known: DripDestination, memory: DictMemory, remembered: bool
    ) -> None:
        for tag in (SILVER, PAYF):
            known.account.reset()
            known.crm.apply(Plan(ANN, remove=(tag,)), memory if remembered else DictMemory())
            assert known.calls() == [REMOVE]

    def test_several_take_a_look_and_a_write_where_she_has_one_of_them(
        self, known: DripDestination, memory: DictMemory
    ) -> None:
        known.crm.apply(Plan(ANN, remove=(PAYF, SUSP)), memory)
        assert known.calls() == [ASK]
        known.account.reset()
        known.crm.apply(Plan(ANN, remove=(PAYF, SILVER, SUSP)), memory)
        assert known.calls() == [ASK, WRITE]

    def test_nobody_there_to_take_off_from_takes_three_and_makes_nobody(
        self, known: DripDestination
    ) -> None:
        known.crm.apply(Plan(EVE, remove=(GOLD,)), DictMemory())
        assert known.calls() == [REMOVE, ASK, LIST]
        assert EVE.key not in known.contacts()

    def test_a_tag_for_whoever_is_there_takes_one(
        self, known: DripDestination, memory: DictMemory
    ) -> None:
        known.crm.apply(Plan(ANN, add_if_there=(PAYF,)), memory)
        assert known.calls() == [WRITE]
        known.account.reset()
        known.crm.apply(Plan(EVE, add_if_there=(PAYF,)), DictMemory())
        assert known.calls() == [ASK]
        known.account.reset()
        known.crm.apply(Plan(ANN, add_if_there=(CANC,), remove=(SILVER,)), memory)
        assert known.calls() == [ASK, WRITE]

    def test_a_tag_that_the_account_has_not_takes_none_of_the_person(
        self, known: DripDestination, memory: DictMemory
    ) -> None:
        known.crm.apply(Plan(ANN, remove=("Bronze",)), memory)
        assert known.calls() in ([], [NAMES])

    def test_a_trigger_tag_takes_a_write_that_clears_and_one_that_fires(
        self, known: DripDestination, memory: DictMemory
    ) -> None:
        known.crm.apply(Plan(ANN, fire=(Firing(GOLD, "1"),), add=(PAYF,)), memory)
        assert known.calls() == [WRITE, WRITE]

    def test_what_is_done_already_takes_none(
        self, known: DripDestination, memory: DictMemory
    ) -> None:
        plan = Plan(
            ANN, fire=(Firing(GOLD, "1"),), fields=TWO_FIELDS, start=(Firing(WELCOME, "1"),)
        )
        known.crm.apply(plan, memory)
        known.account.reset()
        outcome = known.crm.apply(plan, memory)
        assert known.calls() == []
        assert {done.changed for done in outcome.done} == {False}

    def test_fields_take_one(self, known: DripDestination, memory: DictMemory) -> None:
        known.crm.apply(Plan(ANN, fields=TWO_FIELDS), memory)
        assert known.calls() == [WRITE]

    def test_a_series_takes_a_look_before_and_a_workflow_too(
        self, known: DripDestination, memory: DictMemory
    ) -> None:
        known.account_memory.values["path:series"] = "campaign_subscription"
        known.crm.apply(Plan(ANN, subscribe=(ListWish(NEWS),)), memory)
        assert known.calls() == [WRITE, SERIES, JOIN]
        known.account.reset()
        known.crm.apply(Plan(ANN, start=(Firing(WELCOME, "1"),)), memory)
        assert known.calls() == [WRITE, WORKFLOW, START]
        known.account.reset()
        known.crm.apply(Plan(ANN, unsubscribe=(NEWS,)), memory)
        assert known.calls() == [ASK, SERIES, LEAVE]

    def test_a_new_address_takes_a_look_at_both_and_a_write(
        self, known: DripDestination, memory: DictMemory
    ) -> None:
        assert known.crm.rename(Contact("new@example.com"), memory)
        assert known.calls() == [ASK, ASK, WRITE]

    def test_every_call_asks_the_pace_and_is_noted(
        self, known: DripDestination, memory: DictMemory
    ) -> None:
        known.start_over()
        memory.calls.clear()
        known.crm.apply(Plan(ANN, add=(GOLD,)), memory)
        assert known.pace.asked == 1
        noted = [(call.method, call.path, call.status, call.note) for call in memory.calls]
        assert noted == [("POST", "/subscribers", 200, "")]


def test_it_never_tells_a_status_a_consent_or_a_user_id(
    known: DripDestination, memory: DictMemory
) -> None:
    plan = Plan(
        ANN,
        add=(GOLD,),
        remove=(SILVER,),
        fire=(Firing(PAYF, "1"),),
        fields=TWO_FIELDS,
        subscribe=(ListWish(NEWS, True),),
        start=(Firing(WELCOME, "1"),),
    )
    known.crm.apply(plan, memory)
    known.crm.rename(Contact("new@example.com"), memory)
    assert known.account.account.sent == {
        *("email", "id", "new_email", "first_name", "last_name", "phone"),
        *("tags", "remove_tags", "custom_fields", "reactivate_if_removed"),
    }


def test_the_account_has_the_name_of_its_destination(destination: DripDestination) -> None:
    assert destination.crm.name == "drip"


def test_a_look_tells_the_tags_of_who_gets_no_mails_and_none_of_her_series(
    known: DripDestination, memory: DictMemory
) -> None:
    known.account.put_on_list(ANN.email, NEWS)
    known.account.unsubscribe(ANN.email)
    names = [(Sort.TAG, SILVER), (Sort.TAG, GOLD), (Sort.LIST, NEWS)]
    for each in (memory, DictMemory()):
        assert known.crm.look(ANN, names, each) == {SILVER.lower()}


def test_a_look_at_nothing_that_the_account_has_asks_about_nobody(
    known: DripDestination, memory: DictMemory
) -> None:
    assert known.crm.look(ANN, [(Sort.TAG, "Bronze")], memory) == frozenset()
    assert ASK not in known.calls()
