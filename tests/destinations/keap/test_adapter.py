"""Keap keeps the contract, and its calls stay within their numbers. Over real HTTP."""

from dataclasses import replace

import pytest

from bridge.destinations.account import settings_of_account
from bridge.destinations.keap.adapter import Keap
from bridge.model import Contact, FieldValue, Firing, Plan, Sort
from bridge.model import Destination as ModelDestination
from bridge.model.errors import AccountRefused, ConfigError
from bridge.sandbox.keap import SandboxKeap
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_making import MakingContract
from tests.destinations.contract_other_targets import (
    COURSE,
    ORDER,
    WELCOME,
    AutomationsContract,
    FieldsContract,
    WholePlanContract,
)
from tests.destinations.contract_refusals import RefusalsContract
from tests.destinations.fakes import DictMemory, FreePace, account_of
from tests.destinations.keap.destination import (
    ADD,
    ASK,
    CAMPAIGNS,
    FIND,
    KEY,
    LIST,
    MODEL,
    NEW,
    REMOVE,
    SEQUENCES,
    START,
    TEST,
    UPSERT,
    WRITE,
    KeapDestination,
)
from tests.destinations.stand_in_destination import CANC, PAYF, SUSP, TAGS

OTHER_KEY = "KeapAK-0d4b7d1a5c2e9f68"


class TestKeap(
    MakingContract, WholePlanContract, FieldsContract, AutomationsContract, RefusalsContract
):
    """The contract, for what Keap's pages leave open both ways."""

    sorts = (Sort.TAG, Sort.FIELD, Sort.AUTOMATION)
    knows_what_it_started = False
    fewest_calls = 7


class TestCalls:
    """At most so many calls, the ids of names being known."""

    def test_a_purchase_by_somebody_new_takes_two_for_one_tag(self, keap: KeapDestination) -> None:
        keap.crm.apply(Plan(NEW, add=(GOLD,), remove=(PAYF, SUSP, CANC)), DictMemory())
        assert keap.calls() == [UPSERT, ADD]

    def test_and_two_for_three_tags(self, keap: KeapDestination) -> None:
        keap.crm.apply(Plan(NEW, add=(GOLD, SILVER, PAYF)), DictMemory())
        assert keap.calls() == [UPSERT, ADD]

    def test_a_purchase_by_somebody_whom_the_bridge_does_not_know_yet_takes_two(
        self, keap: KeapDestination
    ) -> None:
        keap.account.add_contact(NEW.email, [SILVER])
        keap.crm.apply(Plan(NEW, add=(GOLD,), remove=(PAYF,)), DictMemory())
        assert keap.calls() == [UPSERT, ADD]
        assert keap.contacts() == {NEW.key: {GOLD, SILVER}}

    @pytest.mark.parametrize(("tells", "more"), [(True, []), (False, [ASK])])
    def test_adding_one_and_removing_one_takes_three(
        self, keap: KeapDestination, tells: bool, more: list[str]
    ) -> None:
        """One more where nothing is known of her and the first answer does not tell her tags."""
        keap.account.conditions.tells_tags = tells
        keap.account.add_contact(NEW.email, [SILVER])
        memory = DictMemory()
        keap.crm.apply(Plan(NEW, add=(GOLD,), remove=(SILVER,)), memory)
        assert keap.calls() == [UPSERT, *more, REMOVE, ADD]
        keap.account.reset()
        keap.crm.apply(Plan(NEW, add=(SILVER,), remove=(GOLD,)), memory)
        assert keap.calls() == [ASK, REMOVE, ADD]

    def test_removing_takes_one_where_it_is_not_there_and_two_where_several_are(
        self, known: KeapDestination, memory: DictMemory
    ) -> None:
        known.crm.apply(Plan(ANN, remove=(GOLD,)), memory)
        assert known.calls() == [ASK]
        known.account.tag(ANN.email, GOLD)
        known.account.reset()
        known.crm.apply(Plan(ANN, remove=(GOLD, SILVER, PAYF)), memory)
        assert known.calls() == [ASK, REMOVE]

    def test_removing_from_nobody_takes_one_and_makes_nobody(self, keap: KeapDestination) -> None:
        plan = Plan(NEW, remove=(GOLD,), add_if_there=(SILVER,))
        outcome = keap.crm.apply(plan, DictMemory())
        assert [done.what for done in outcome.done] == ["no such contact"] * 2
        assert (keap.calls(), keap.contacts()) == ([FIND], {})

    def test_a_known_contact_takes_one_for_all_tags_and_none_for_nothing(
        self, known: KeapDestination, memory: DictMemory
    ) -> None:
        known.crm.apply(Plan(ANN), memory)
        known.crm.apply(Plan(ANN, add=(GOLD, PAYF)), memory)
        assert known.calls() == [ADD]

    @pytest.mark.parametrize(
        ("contact", "calls"),
        [
            (replace(ANN, first_name="Anna"), [WRITE]),
            (replace(ANN, phone="+49 30 1234"), [ASK, WRITE]),
        ],
        ids=["name", "phone"],
    )
    def test_what_changed_of_a_known_contact_takes_one_more_and_a_list_a_look(
        self, known: KeapDestination, memory: DictMemory, contact: Contact, calls: list[str]
    ) -> None:
        for expected in (calls, []):
            known.account.reset()
            known.crm.apply(Plan(contact, add=(GOLD,)), memory)
            assert known.calls() == [*expected, ADD]

    def test_fields_take_one_more_and_a_look_where_somebody_is_known(
        self, known: KeapDestination, memory: DictMemory
    ) -> None:
        fields = (FieldValue(ORDER, "1001"), FieldValue(COURSE, "Knots"))
        known.crm.apply(Plan(NEW, add=(GOLD,), fields=fields), DictMemory())
        assert known.calls() == [UPSERT, WRITE, ADD]
        for calls in ([ASK, WRITE], []):
            known.account.reset()
            known.crm.apply(Plan(ANN, fields=fields), memory)
            assert known.calls() == calls

    def test_who_told_no_first_name_is_called_by_her_address_once(
        self, keap: KeapDestination
    ) -> None:
        memory = DictMemory()
        for calls in ([UPSERT, WRITE, ADD], [ADD]):
            keap.account.reset()
            keap.crm.apply(Plan(Contact(NEW.email), add=(GOLD,)), memory)
            assert keap.calls() == calls
        assert keap.account.contact(NEW.email).names["given_name"] == "new"

    def test_an_automation_takes_one_and_a_new_address_three(
        self, known: KeapDestination, memory: DictMemory
    ) -> None:
        known.crm.apply(Plan(ANN, start=(Firing(WELCOME, "1"),)), memory)
        assert known.calls() == [START]
        known.account.reset()
        assert known.crm.rename(NEW, memory)
        assert known.calls() == [ASK, FIND, WRITE]

    def test_names_that_are_not_known_take_one_listing_each(self) -> None:
        with SandboxKeap(TAGS, None, KEY) as account:
            fresh = KeapDestination(account)
            fields, start = (FieldValue(ORDER, "1"),), (Firing(WELCOME, "1"),)
            plan = Plan(NEW, add=(GOLD, SILVER), fields=fields, start=start)
            for names in ([TEST, MODEL, LIST, CAMPAIGNS, SEQUENCES], []):
                account.reset()
                fresh.crm.apply(replace(plan, start=(Firing(WELCOME, str(names)),)), DictMemory())
                assert fresh.calls()[: len(names) + 1] == [*names, UPSERT]


def test_a_look_and_a_check_write_nothing(known: KeapDestination, memory: DictMemory) -> None:
    names = [(Sort.TAG, name) for name in (GOLD, SILVER, "Bronze")]
    assert known.crm.look(ANN, names, memory) == {"silver"}
    known.crm.check(["Bronze"], [(Sort.FIELD, "Color"), (Sort.AUTOMATION, "Farewel")])
    assert {call.method for call in known.account.calls} == {"GET"}


def test_a_key_of_another_account_is_refused_until_it_is_given_a_name_of_its_own(
    keap: KeapDestination,
) -> None:
    keap.account.conditions.tenant = "another"
    with pytest.raises(AccountRefused) as caught:
        keap.crm.check()
    assert str(caught.value) == (
        "KEAP_KEY belongs to another Keap account than the one that Keap was so far. If that is"
        " meant, give it a name of its own in rules.yaml, under destinations."
    )


def test_a_key_of_another_account_tells_nobody_anything_there(
    known: KeapDestination, memory: DictMemory
) -> None:
    """Its contacts have the same small numbers, and are other people."""
    with SandboxKeap(TAGS, None, OTHER_KEY, tenant="another") as other:
        other.add_contact("stranger@example.com")
        values = {"KEAP_URL": other.url, "KEAP_KEY": OTHER_KEY}
        crm = Keap(account_of("keap", **values), FreePace(), known.account_memory)
        with pytest.raises(AccountRefused, match="belongs to another Keap account"):
            crm.apply(Plan(ANN, add=(GOLD,)), memory)
        with pytest.raises(AccountRefused, match="belongs to another Keap account"):
            crm.rename(NEW, memory)
        with pytest.raises(AccountRefused, match="belongs to another Keap account"):
            crm.look(ANN, [(Sort.TAG, GOLD)], memory)
        assert other.contacts() == {"stranger@example.com": set()}


def test_a_new_key_of_the_same_account_is_asked_about_once(
    known: KeapDestination, memory: DictMemory
) -> None:
    known.account.key = OTHER_KEY
    values = {"KEAP_URL": known.account.url, "KEAP_KEY": OTHER_KEY}
    for _ in range(2):
        Keap(account_of("keap", **values), FreePace(), known.account_memory).apply(
            Plan(ANN, add=(GOLD,)), memory
        )
    assert known.calls() == [TEST, ADD, ADD]
    assert OTHER_KEY not in repr(known.account_memory.values)


def test_its_settings_are_read_and_named_as_the_user_calls_them() -> None:
    second = ModelDestination("school", "keap", first=False)
    environment = {"SCHOOL_KEAP_KEY": KEY, "SCHOOL_KEAP_HEADER": "authorization"}
    settings = settings_of_account(second, environment)
    assert settings.values == {
        "KEAP_KEY": KEY,
        "KEAP_URL": "https://api.infusionsoft.com",
        "KEAP_HEADER": "Authorization",
        "KEAP_RATE": 4.0,
    }
    crm = settings.connect(FreePace(), DictMemory())
    assert crm.name == "school"
    with pytest.raises(ConfigError) as caught:
        settings_of_account(second, {"SCHOOL_KEAP_HEADER": "X-Key"})
    assert caught.value.problems == (
        "SCHOOL_KEAP_KEY is missing: your account's Service Account Key or Personal Access Token."
        " It looks like KeapAK-… and a long row of letters; Keap shows it once, under Settings >"
        " API Settings.",
        "SCHOOL_KEAP_HEADER must be X-Keap-API-Key or Authorization, not 'X-Key'. It looks like"
        " X-Keap-API-Key or Authorization.",
    )
