"""ActiveCampaign keeps the contract, and its calls stay within their numbers. Over real HTTP."""

import pytest

from bridge.model import Contact, Done, Firing, Plan
from tests.destinations.activecampaign.destination import (
    ADD,
    LIST,
    LOOK,
    REMOVE,
    SYNC,
    WRITE,
    SandboxDestination,
)
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_making import MakingContract
from tests.destinations.contract_other_targets import (
    AutomationsContract,
    FieldsContract,
    ListsContract,
    WholePlanContract,
)
from tests.destinations.contract_refusals import RefusalsContract
from tests.destinations.fakes import DictMemory
from tests.destinations.stand_in_destination import CANC, PAYF, SUSP


class TestActiveCampaign(
    MakingContract,
    WholePlanContract,
    ListsContract,
    FieldsContract,
    AutomationsContract,
    RefusalsContract,
):
    """The contract, for both kinds of account."""


class TestCalls:
    """At most so many calls, the ids of tags being known."""

    @pytest.fixture
    def look(self, known: SandboxDestination) -> list[str]:
        """One call where include is honoured, else one more."""
        return [LOOK, LIST] if known.account.conditions.ignore_include else [LOOK]

    def test_a_purchase_by_a_new_contact_takes_two(self, known: SandboxDestination) -> None:
        plan = Plan(Contact("new@example.com", "New"), add=(GOLD,), remove=(PAYF, SUSP, CANC))
        known.crm.apply(plan, DictMemory())
        assert known.calls() == [SYNC, ADD]

    def test_three_tags_for_a_known_contact_take_three(
        self, known: SandboxDestination, memory: DictMemory
    ) -> None:
        known.crm.apply(Plan(ANN, add=(GOLD, PAYF, SUSP)), memory)
        assert known.calls() == [ADD, ADD, ADD]

    def test_and_four_when_the_profile_changed_or_the_contact_is_not_remembered(
        self, known: SandboxDestination, memory: DictMemory
    ) -> None:
        renamed = Contact(ANN.email, "Anna", ANN.last_name, ANN.phone)
        known.crm.apply(Plan(renamed, add=(GOLD, PAYF, SUSP)), memory)
        assert known.calls() == [WRITE, ADD, ADD, ADD]
        assert known.account.profile_of(ANN.email)["firstName"] == "Anna"
        known.account.reset()
        known.crm.apply(Plan(renamed, add=(GOLD, PAYF, SUSP)), DictMemory())
        assert known.calls() == [SYNC, ADD, ADD, ADD]

    def test_a_rebill_that_finds_no_failed_tag_takes_a_look(
        self, known: SandboxDestination, memory: DictMemory, look: list[str]
    ) -> None:
        known.crm.apply(Plan(ANN, remove=(PAYF,)), memory)
        assert known.calls() == look

    @pytest.mark.parametrize("tag", [PAYF, CANC])
    def test_a_failed_payment_or_a_cancellation_takes_one(
        self, known: SandboxDestination, memory: DictMemory, tag: str
    ) -> None:
        known.crm.apply(Plan(ANN, add=(tag,)), memory)
        assert known.calls() == [ADD]

    def test_removing_a_tag_that_is_there_takes_a_look_and_a_removal(
        self, known: SandboxDestination, memory: DictMemory, look: list[str]
    ) -> None:
        known.crm.apply(Plan(ANN, remove=(SILVER,)), memory)
        assert known.calls() == [*look, REMOVE]

    def test_a_cancellation_that_also_removes_takes_a_look_and_the_writes(
        self, known: SandboxDestination, memory: DictMemory, look: list[str]
    ) -> None:
        known.crm.apply(Plan(ANN, add=(CANC,), remove=(SILVER,)), memory)
        assert known.calls() == [*look, REMOVE, ADD]

    def test_a_look_spares_what_is_there_already(
        self, known: SandboxDestination, memory: DictMemory, look: list[str]
    ) -> None:
        outcome = known.crm.apply(Plan(ANN, add=(SILVER, GOLD), remove=(PAYF,)), memory)
        assert known.calls() == [*look, ADD]
        assert Done(SILVER, "already there", False) in outcome.done

    def test_a_changed_profile_and_removals_take_a_write_a_look_and_the_rest(
        self, known: SandboxDestination, memory: DictMemory
    ) -> None:
        renamed = Contact(ANN.email, "Anna")
        known.crm.apply(Plan(renamed, add=(GOLD,), remove=(SILVER,)), memory)
        assert known.calls() == [WRITE, LIST, REMOVE, ADD]

    def test_a_new_contact_fires_in_two(self, known: SandboxDestination) -> None:
        plan = Plan(Contact("new@example.com", "New"), fire=(Firing(GOLD, "1"),))
        known.crm.apply(plan, DictMemory())
        assert known.calls() == [SYNC, ADD]

    def test_who_told_no_name_and_has_none_takes_one_more(self, known: SandboxDestination) -> None:
        nameless, memory = Contact("new@example.com"), DictMemory()
        known.crm.apply(Plan(nameless, add=(GOLD,), remove=(PAYF,)), memory)
        assert known.calls() == [SYNC, WRITE, ADD]
        known.account.reset()
        known.crm.apply(Plan(nameless, add=(PAYF,)), memory)
        assert known.calls() == [ADD]

    def test_a_known_contact_fires_after_a_look_which_clears_the_tag(
        self, known: SandboxDestination, memory: DictMemory, look: list[str]
    ) -> None:
        known.crm.apply(Plan(ANN, fire=(Firing(GOLD, "1"),)), memory)
        assert known.calls() == [*look, ADD]
        known.account.reset()
        known.crm.apply(Plan(ANN, fire=(Firing(GOLD, "2"),)), memory)
        assert known.calls() == [*look, REMOVE, ADD]

    def test_what_has_fired_takes_no_call(
        self, known: SandboxDestination, memory: DictMemory
    ) -> None:
        plan = Plan(ANN, fire=(Firing(GOLD, "1"),))
        known.crm.apply(plan, memory)
        known.account.reset()
        known.crm.apply(plan, memory)
        assert known.calls() == []

    def test_only_fields_that_say_something_are_sent_and_only_when_they_changed(
        self, known: SandboxDestination, memory: DictMemory
    ) -> None:
        known.crm.apply(Plan(Contact(ANN.email, "", " "), add=(GOLD,)), memory)
        known.crm.apply(Plan(Contact(ANN.email, ANN.first_name), add=(PAYF,)), memory)
        assert known.calls() == [ADD, ADD]
        known.crm.apply(Plan(Contact(ANN.email, "Anna"), add=(CANC,)), memory)
        assert known.account.profile_of(ANN.email) == {
            "firstName": "Anna",
            "lastName": ANN.last_name,
            "phone": ANN.phone,
        }

    def test_every_call_asks_the_pace_and_is_noted(
        self, known: SandboxDestination, memory: DictMemory
    ) -> None:
        known.start_over()
        memory.calls.clear()
        known.crm.apply(Plan(ANN, add=(GOLD,)), memory)
        assert known.pace.asked == 1
        noted = [(call.method, call.path, call.status, call.note) for call in memory.calls]
        assert noted == [("POST", "/contactTags", 201, "")]
