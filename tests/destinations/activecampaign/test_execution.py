"""A plan's calls stay within their numbers, and in their order. Over real HTTP."""

import pytest

from bridge.model import Contact, FieldValue, Firing, Plan
from tests.destinations.activecampaign.destination import (
    ADD,
    LIST,
    LISTS,
    LOOK,
    NEW,
    PUT,
    REMOVE,
    START,
    SUBSCRIBE,
    SYNC,
    WRITE,
    SandboxDestination,
)
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_other_targets import COURSE, DEALS, NEWS, ORDER, WELCOME
from tests.destinations.fakes import DictMemory
from tests.destinations.stand_in_destination import CANC, TWO_FIELDS


class TestCalls:
    """At most so many calls, the ids of names being known."""

    @pytest.fixture
    def look(self, full: SandboxDestination) -> list[str]:
        """One call where include is honoured, else one more."""
        return [LOOK, LISTS] if full.account.conditions.ignore_include else [LOOK]

    def test_a_purchase_by_a_new_contact_with_fields_takes_two(
        self, full: SandboxDestination
    ) -> None:
        full.crm.apply(Plan(NEW, add=(GOLD,), fields=TWO_FIELDS), DictMemory())
        assert full.calls() == [SYNC, ADD]
        assert full.account.fields_of(NEW.email) == {ORDER: "1001", COURSE: "Knots"}

    def test_fields_that_did_not_change_take_none(
        self, full: SandboxDestination, memory: DictMemory
    ) -> None:
        full.crm.apply(Plan(ANN, add=(GOLD,), fields=TWO_FIELDS), memory)
        assert full.calls() == [ADD]
        full.account.reset()
        full.crm.apply(Plan(ANN, fields=TWO_FIELDS), memory)
        assert full.calls() == []

    def test_fields_that_changed_take_one_with_the_profile(
        self, full: SandboxDestination, memory: DictMemory
    ) -> None:
        renamed = Contact(ANN.email, "Anna")
        changed = (FieldValue(ORDER, "1002"), FieldValue(COURSE, "Ropes"))
        full.crm.apply(Plan(renamed, add=(GOLD,), fields=changed), memory)
        assert full.calls() == [WRITE, ADD]
        assert full.fields() == {ORDER: "1002", COURSE: "Ropes"}

    def test_a_new_contact_is_subscribed_in_two_without_a_look(
        self, full: SandboxDestination
    ) -> None:
        full.crm.apply(Plan(NEW, subscribe=SUBSCRIBE), DictMemory())
        assert full.calls() == [SYNC, PUT]

    def test_a_known_contact_is_subscribed_after_a_look(
        self, full: SandboxDestination, memory: DictMemory, look: list[str]
    ) -> None:
        full.crm.apply(Plan(ANN, subscribe=SUBSCRIBE), memory)
        assert full.calls() == [*look, PUT]
        full.account.reset()
        full.crm.apply(Plan(ANN, subscribe=SUBSCRIBE), memory)
        assert full.calls() == look

    def test_a_contact_that_is_not_remembered_is_subscribed_in_three(
        self, full: SandboxDestination
    ) -> None:
        full.crm.apply(Plan(ANN, subscribe=SUBSCRIBE), DictMemory())
        assert full.calls() == [SYNC, LISTS, PUT]

    def test_a_known_contact_is_unsubscribed_after_a_look(
        self, full: SandboxDestination, memory: DictMemory, look: list[str]
    ) -> None:
        full.put_on_list(NEWS, "subscribed")
        full.crm.apply(Plan(ANN, unsubscribe=(NEWS, DEALS)), memory)
        assert full.calls() == [*look, PUT]

    @pytest.mark.parametrize("fields", [(), (FieldValue(ORDER, "1002"),)])
    def test_one_look_serves_tags_and_lists(
        self, full: SandboxDestination, memory: DictMemory, fields: tuple[FieldValue, ...]
    ) -> None:
        plan = Plan(ANN, (CANC,), (SILVER,), subscribe=SUBSCRIBE, fields=fields)
        full.crm.apply(plan, memory)
        both = [LOOK, LIST, LISTS] if full.account.conditions.ignore_include else [LOOK]
        assert full.calls() == [*([WRITE] if fields else []), *both, REMOVE, ADD, PUT]

    def test_what_sets_something_off_comes_last(
        self, full: SandboxDestination, memory: DictMemory
    ) -> None:
        full.put_on_list(DEALS, "subscribed")
        plan = Plan(
            ANN,
            add=(CANC,),
            remove=(SILVER,),
            fire=(Firing(GOLD, "1"),),
            subscribe=SUBSCRIBE,
            unsubscribe=(DEALS,),
            fields=(FieldValue(ORDER, "1002"),),
            start=(Firing(WELCOME, "1"),),
        )
        full.crm.apply(plan, memory)
        writes = [call for call in full.calls() if not call.startswith("GET")]
        assert writes == [WRITE, REMOVE, PUT, ADD, PUT, ADD, START]

    def test_an_automation_takes_one_and_a_replay_none(
        self, full: SandboxDestination, memory: DictMemory
    ) -> None:
        for calls in ([START], []):
            full.crm.apply(Plan(ANN, start=(Firing(WELCOME, "1"),)), memory)
            assert full.calls() == calls
            full.account.reset()

    def test_what_is_not_remembered_of_one_sort_is_listed_once(
        self, destination: SandboxDestination, memory: DictMemory
    ) -> None:
        plan = Plan(ANN, subscribe=SUBSCRIBE, unsubscribe=(DEALS,), fields=TWO_FIELDS)
        destination.crm.apply(plan, memory)
        assert destination.calls() == ["GET /fields", "GET /lists", SYNC, PUT]
