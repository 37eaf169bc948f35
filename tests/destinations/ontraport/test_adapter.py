"""Ontraport keeps the contract, whichever way it answers what is not documented, and its calls stay
within their numbers. Over real HTTP."""

from collections.abc import Iterator
from typing import Any

import pytest

from bridge import model
from bridge.destinations.account import AccountSettings
from bridge.destinations.ontraport import VENDOR
from bridge.model import Contact, Done, FieldValue, Firing, Plan, Sort
from bridge.model.errors import AccountRefused
from bridge.sandbox.ontraport import SandboxOntraport
from tests.destinations.contract import ANN, GOLD, SILVER, Destination, settled
from tests.destinations.contract_making import MakingContract
from tests.destinations.contract_other_targets import (
    ORDER,
    AutomationsContract,
    FieldsContract,
    WholePlanContract,
)
from tests.destinations.contract_refusals import RefusalsContract
from tests.destinations.fakes import DictMemory, FreePace
from tests.destinations.ontraport.destination import (
    ADD,
    FIND,
    KEY,
    NEW,
    REMOVE,
    SAVE,
    SHOW,
    WRITE,
    OntraportDestination,
)
from tests.destinations.stand_in_destination import CANC, PAYF, SUSP, TAGS, TWO_FIELDS

WAYS: dict[str, dict[str, Any]] = {
    "as documented": {"plain_errors": False},
    "as seen": {"nobody": 404, "unknown_ids": "refused"},
}


class TestOntraport(
    MakingContract, WholePlanContract, FieldsContract, AutomationsContract, RefusalsContract
):
    """The contract, for both kinds of account."""

    sorts = (Sort.TAG, Sort.FIELD, Sort.AUTOMATION)
    knows_what_it_started = False
    fewest_calls = 5
    fewest_writes = 11

    @pytest.fixture(params=[*WAYS])
    def destination(self, request: pytest.FixtureRequest) -> Iterator[OntraportDestination]:
        with SandboxOntraport(TAGS, None, KEY, **WAYS[request.param]) as account:
            yield OntraportDestination(account)


class TestLateTags(TestOntraport):
    """The contract where no read shows a tag that was told before the last three reads."""

    @pytest.fixture
    def destination(self) -> Iterator[OntraportDestination]:
        with SandboxOntraport(TAGS, None, KEY, nobody=400, tag_reads=3) as account:
            yield OntraportDestination(account)

    def test_it_removes_what_is_there_and_says_what_was_not(
        self, destination: Destination, memory: DictMemory
    ) -> None:
        """Of what no read shows yet it is only said that it is off."""
        destination.crm.apply(Plan(ANN, add=(GOLD,)), memory)
        outcome = destination.crm.apply(Plan(ANN, remove=(GOLD, SILVER)), memory)
        assert settled(outcome) == {(GOLD, "taken off"), (SILVER, "was not there")}
        assert destination.contacts() == {ANN.key: set()}


class TestCalls:
    """At most so many calls, the ids of tags being known."""

    def test_a_first_purchase_takes_two_with_one_tag_and_with_three(
        self, known: OntraportDestination
    ) -> None:
        blocks = (PAYF, SUSP, CANC)
        known.crm.apply(Plan(NEW, add=(GOLD,), remove=blocks), DictMemory())
        assert known.calls() == [SAVE, ADD]
        known.account.reset()
        known.crm.apply(Plan(Contact("other@example.com"), add=blocks), DictMemory())
        assert known.calls() == [SAVE, ADD]

    def test_adding_one_and_removing_one_takes_three(
        self, known: OntraportDestination, memory: DictMemory
    ) -> None:
        known.crm.apply(Plan(ANN, add=(GOLD,), remove=(SILVER,)), memory)
        assert known.calls() == [SHOW, REMOVE, ADD]
        assert known.contacts() == {ANN.key: {GOLD}}

    def test_also_for_whom_the_bridge_does_not_know_and_whose_profile_changed(
        self, known: OntraportDestination, memory: DictMemory
    ) -> None:
        known.crm.apply(Plan(ANN, add=(GOLD,), remove=(SILVER,)), DictMemory())
        assert known.calls() == [SAVE, REMOVE, ADD]
        known.account.reset()
        anna = Contact(ANN.email, "Anna")
        known.crm.apply(Plan(anna, add=(SILVER,), remove=(GOLD,)), memory)
        assert known.calls() == [WRITE, REMOVE, ADD]
        assert known.contacts() == {ANN.key: {SILVER}}

    def test_what_nobody_looked_at_is_not_told_as_having_been_there(
        self, known: OntraportDestination, memory: DictMemory
    ) -> None:
        known.account.tag(ANN.email, GOLD)
        blind = known.crm.apply(Plan(ANN, add=(PAYF,), remove=(SILVER,)), DictMemory())
        assert blind.done == (Done(SILVER, "taken off"), Done(PAYF, "added"))
        seen = known.crm.apply(Plan(ANN, remove=(GOLD, SUSP)), memory)
        assert seen.done == (Done(GOLD, "removed"), Done(SUSP, "was not there", False))

    def test_three_tags_for_a_known_contact_take_two(
        self, known: OntraportDestination, memory: DictMemory
    ) -> None:
        known.crm.apply(Plan(ANN, add=(GOLD, PAYF, SUSP)), memory)
        assert known.calls() == [SHOW, ADD]

    def test_a_removal_alone_takes_a_look_and_where_it_is_there_the_removal(
        self, known: OntraportDestination, memory: DictMemory
    ) -> None:
        known.crm.apply(Plan(ANN, remove=(PAYF,)), memory)
        assert known.calls() == [SHOW]
        known.account.reset()
        known.crm.apply(Plan(ANN, remove=(SILVER,)), memory)
        assert known.calls() == [SHOW, REMOVE]

    def test_a_removal_of_whom_the_bridge_does_not_know_takes_one_call_more(
        self, known: OntraportDestination
    ) -> None:
        known.crm.apply(Plan(ANN, remove=(PAYF,)), DictMemory())
        known.crm.apply(Plan(NEW, remove=(PAYF,)), DictMemory())
        assert known.calls() == [FIND, SHOW, FIND]

    def test_the_same_again_takes_one_look(
        self, known: OntraportDestination, memory: DictMemory
    ) -> None:
        known.crm.apply(Plan(ANN, add=(GOLD,)), memory)
        known.account.reset()
        outcome = known.crm.apply(Plan(ANN, add=(GOLD,)), memory)
        assert (known.calls(), outcome.done) == ([SHOW], (Done(GOLD, "already there", False),))

    def test_fields_go_along_with_the_contact_and_the_same_again_take_none(
        self, known: OntraportDestination, memory: DictMemory
    ) -> None:
        known.crm.apply(Plan(NEW, add=(GOLD,), fields=TWO_FIELDS), DictMemory())
        assert known.calls() == [SAVE, ADD]
        known.crm.apply(Plan(ANN, fields=TWO_FIELDS), memory)
        known.account.reset()
        known.crm.apply(Plan(ANN, fields=TWO_FIELDS), memory)
        assert known.calls() == []

    def test_a_firing_takes_two_for_a_new_contact_and_at_most_three_for_a_known_one(
        self, known: OntraportDestination, memory: DictMemory
    ) -> None:
        known.crm.apply(Plan(NEW, fire=(Firing(GOLD, "1"),)), DictMemory())
        known.crm.apply(Plan(ANN, fire=(Firing(GOLD, "1"),)), memory)
        known.crm.apply(Plan(ANN, fire=(Firing(GOLD, "2"),)), memory)
        assert known.calls() == [SAVE, ADD, SHOW, ADD, SHOW, REMOVE, ADD]

    def test_every_call_asks_the_pace_and_is_noted_without_its_query(
        self, known: OntraportDestination, memory: DictMemory
    ) -> None:
        known.start_over()
        memory.calls.clear()
        known.crm.apply(Plan(ANN, add=(GOLD,)), memory)
        assert known.pace.asked == 2
        noted = [(call.method, call.path, call.status, call.note) for call in memory.calls]
        assert noted == [("GET", "/object", 200, ""), ("PUT", "/objects/tag", 200, "")]


class TestAccount:
    """Which account the settings mean, and what is said of it."""

    def settings(self, name: str, **values: str) -> AccountSettings:
        prefix = "" if name == "ontraport" else "SCHOOL_"
        named = {f"ONTRAPORT_{key}": value for key, value in values.items()}
        return AccountSettings(model.Destination(name, "ontraport"), named, prefix)

    @pytest.mark.parametrize(
        ("app_id", "identity"),
        [
            ("2_187157_AbC", "ontraport 187157"),
            ("odd", "ontraport 990cb8ebd0af"),
            ("", ""),
        ],
    )
    def test_it_is_told_by_its_number_and_by_nothing_secret(
        self, app_id: str, identity: str
    ) -> None:
        assert self.settings("ontraport", APP_ID=app_id, KEY="secret").identity == identity

    def test_it_is_ontraports_own_address_and_its_limit_is_kept_unless_settings_say_otherwise(
        self,
    ) -> None:
        defaults = {each.name: each.default for each in VENDOR.settings}
        assert VENDOR.needed == ("ONTRAPORT_APP_ID", "ONTRAPORT_KEY")
        assert defaults["ONTRAPORT_URL"] == "https://api.ontraport.com"
        assert 60 * float(defaults["ONTRAPORT_RATE"] or 0) <= 180

    def test_another_one_is_called_by_its_own_name_and_settings(self) -> None:
        with SandboxOntraport(TAGS, None, KEY) as account:
            values = {"APP_ID": account.app_id, "KEY": "wrong", "URL": f"{account.url}/"}
            settings = self.settings("school", **values)
            crm = settings.connect(FreePace(), DictMemory())
            with pytest.raises(AccountRefused) as caught:
                crm.apply(Plan(ANN, add=(GOLD,)), DictMemory())
        assert crm.name == "school"
        assert str(caught.value) == (
            "Ontraport 'school' refused the key (401). Check SCHOOL_ONTRAPORT_APP_ID and"
            " SCHOOL_ONTRAPORT_KEY. Ontraport 'school' says: 'Your App ID and API Key do not"
            " authenticate.'"
        )


def test_a_look_is_not_fooled_by_a_read_that_is_older_than_what_was_told(
    known: OntraportDestination, memory: DictMemory
) -> None:
    known.account.conditions.tag_reads = 5
    known.crm.apply(Plan(ANN, add=(GOLD,), remove=(SILVER,)), memory)
    names = [(Sort.TAG, name) for name in (GOLD, SILVER, "Bronze")]
    assert known.crm.look(ANN, names, memory) == {GOLD.lower()}


def test_a_field_is_found_by_its_key_too(known: OntraportDestination, memory: DictMemory) -> None:
    (key, _) = known.account.account.fields
    known.crm.apply(Plan(ANN, fields=(FieldValue(key, "1001"),)), memory)
    assert known.fields() == {ORDER: "1001"}
