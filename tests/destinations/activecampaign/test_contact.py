"""One contact: found, made, remembered, named. Over real HTTP."""

import pytest

from bridge.model import Contact, Done, Outcome, Plan, Sort
from bridge.model.errors import AccountRefused, CrmRefused, CrmUnavailable
from tests.destinations.activecampaign.destination import ADD, ASK, SYNC, WRITE, SandboxDestination
from tests.destinations.activecampaign.scripted import GROUPS, NO, Scripted, not_this_one
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.fakes import DictMemory
from tests.destinations.stand_in_destination import CANC, PAYF

TAGS = "GET /tags"


def test_an_impossible_address_is_refused_in_plain_words(known: SandboxDestination) -> None:
    with pytest.raises(CrmRefused) as caught:
        known.crm.apply(Plan(Contact("nobody at home"), add=(GOLD,)), DictMemory())
    assert str(caught.value) == (
        "ActiveCampaign does not take the buyer's e-mail address (422). Correct it in ThriveCart"
        " and tag the contact by hand. ActiveCampaign says: 'Contact Email Address is not valid.'"
    )


def test_a_contact_created_by_somebody_else_meanwhile_is_tried_again(scripted: Scripted) -> None:
    body = {"errors": [{"title": "Email address already exists", "code": "duplicate"}]}
    scripted.on("POST", "/contact/sync", 422, json=body)
    told = scripted.told()
    assert str(told) == "Somebody else created this contact in ActiveCampaign just now."
    assert isinstance(told, CrmUnavailable)


def test_a_sync_that_names_no_contact_is_tried_again(scripted: Scripted) -> None:
    scripted.on("POST", "/contact/sync", 200, json={"contact": {}})
    assert str(scripted.told()) == "ActiveCampaign answered POST /contact/sync without the id."


def test_ids_may_be_numbers_and_the_answer_to_a_removal_may_be_204(scripted: Scripted) -> None:
    row = {"id": 31, "contact": 5, "tag": 7}
    scripted.on(
        "GET",
        "/contacts",
        json={"contacts": [{"id": 5, "email": ANN.email}], "contactTags": [row]},
    )
    scripted.on("DELETE", "/contactTags/31", 204)
    outcome = scripted.apply(Plan(ANN, remove=(GOLD,)))
    assert outcome.done == (Done(GOLD, "removed"),)
    assert scripted.memory.values["contact"] == "5"


@pytest.mark.parametrize("status", [401, 403])
def test_a_contact_that_may_not_be_written_is_refused_and_the_account_goes_on(
    known: SandboxDestination, memory: DictMemory, status: int
) -> None:
    known.account.faults.fail(status, times=None, path="/contact/sync", body=NO)
    with pytest.raises(CrmRefused) as caught:
        known.crm.apply(Plan(Contact("new@example.com", "New"), add=(GOLD,)), DictMemory())
    menu = f"{GROUPS} > Permissions > Contacts"
    assert str(caught.value) == not_this_one("to write this contact", menu, status)
    assert not isinstance(caught.value, AccountRefused)
    assert known.crm.apply(Plan(ANN, add=(GOLD,)), memory).done == (Done(GOLD, "added"),)


@pytest.mark.parametrize("status", [400, 403, 422])
def test_a_remembered_contact_whose_name_is_not_taken_gets_all_else(
    known: SandboxDestination, memory: DictMemory, status: int
) -> None:
    known.account.faults.fail(status, times=None, path="/contacts/{id}", method="PUT", body=NO)
    renamed = Contact(ANN.email, "Anna")
    outcome = known.crm.apply(Plan(renamed, add=(GOLD,), remove=(SILVER,)), memory)
    assert outcome == Outcome((Done(SILVER, "removed"), Done(GOLD, "added")))


class TestFirstName:
    """Memberium makes no log-in without one."""

    NAMELESS = Contact("new.buyer@example.com")

    def first_name(self, known: SandboxDestination) -> str:
        return known.account.profile_of(self.NAMELESS.email)["firstName"]

    def test_who_told_none_and_has_none_is_called_by_the_local_part(
        self, known: SandboxDestination
    ) -> None:
        known.crm.apply(Plan(self.NAMELESS, add=(GOLD,)), DictMemory())
        assert self.first_name(known) == "new.buyer"

    def test_a_name_that_is_there_stays(self, known: SandboxDestination) -> None:
        known.account.add_contact(self.NAMELESS.email, firstName="Nora")
        known.crm.apply(Plan(self.NAMELESS, add=(GOLD,)), DictMemory())
        assert self.first_name(known) == "Nora"
        assert known.calls() == [SYNC, ADD]

    def test_one_that_is_told_later_takes_its_place(self, known: SandboxDestination) -> None:
        memory = DictMemory()
        known.crm.apply(Plan(self.NAMELESS, add=(GOLD,)), memory)
        known.crm.apply(Plan(Contact(self.NAMELESS.email, "Nora"), add=(PAYF,)), memory)
        assert self.first_name(known) == "Nora"

    def test_a_known_contact_that_is_seen_without_one_gets_one(
        self, known: SandboxDestination
    ) -> None:
        known.account.add_contact(self.NAMELESS.email)
        memory = DictMemory()
        known.crm.apply(Plan(self.NAMELESS, remove=(PAYF,)), memory)
        assert self.first_name(known) == ""
        known.crm.apply(Plan(self.NAMELESS, add=(GOLD,), remove=(PAYF,)), memory)
        assert self.first_name(known) == "new.buyer"

    def test_an_account_that_does_not_take_it_refuses_nothing_else(
        self, known: SandboxDestination
    ) -> None:
        known.account.faults.fail(422, times=None, method="PUT", body=NO)
        outcome = known.crm.apply(Plan(self.NAMELESS, add=(GOLD,)), DictMemory())
        assert outcome == Outcome((Done(GOLD, "added"),), created=True)

    def test_trouble_meanwhile_does_not_lose_it(self, known: SandboxDestination) -> None:
        known.account.faults.fail(500, method="PUT")
        memory = DictMemory()
        with pytest.raises(Exception, match="answered 500"):
            known.crm.apply(Plan(self.NAMELESS, add=(GOLD,)), memory)
        known.crm.apply(Plan(self.NAMELESS, add=(GOLD,)), memory)
        assert self.first_name(known) == "new.buyer"
        assert known.calls() == [SYNC, WRITE, SYNC, WRITE, ADD]


def test_a_contact_with_a_new_id_is_found_again(
    known: SandboxDestination, memory: DictMemory
) -> None:
    number = known.account.renumber_contact(ANN.email)
    outcome = known.crm.apply(Plan(ANN, add=(GOLD, PAYF)), memory)
    assert outcome == Outcome((Done(GOLD, "added"), Done(PAYF, "added")))
    assert known.contacts() == {ANN.key: {GOLD, SILVER, PAYF}}
    assert memory.values["contact"] == str(number)
    assert known.calls() == [ADD, ASK, SYNC, TAGS, ADD, ADD]


def test_a_removal_finds_a_contact_with_a_new_id(
    known: SandboxDestination, memory: DictMemory
) -> None:
    known.account.renumber_contact(ANN.email)
    known.crm.apply(Plan(ANN, remove=(SILVER,)), memory)
    assert known.contacts() == {ANN.key: set()}


def test_a_deleted_contact_is_created_again_only_to_add(
    known: SandboxDestination, memory: DictMemory
) -> None:
    known.account.delete_contact(ANN.email)
    outcome = known.crm.apply(Plan(ANN, remove=(SILVER,)), memory)
    assert outcome.done == (Done(SILVER, "no such contact", False),)
    assert known.contacts() == {}
    known.crm.apply(Plan(ANN, add=(GOLD,), remove=(SILVER,)), memory)
    assert known.contacts() == {ANN.key: {GOLD}}
    assert known.account.profile_of(ANN.email)["firstName"] == ANN.first_name


def test_a_contact_made_anew_by_hand_gets_its_profile_again(
    known: SandboxDestination, memory: DictMemory
) -> None:
    known.account.delete_contact(ANN.email)
    known.account.add_contact(ANN.email, [SILVER])
    known.crm.apply(Plan(ANN, remove=(SILVER,)), memory)
    known.crm.apply(Plan(ANN, add=(GOLD,)), memory)
    assert known.account.profile_of(ANN.email)["lastName"] == ANN.last_name


def test_a_contact_whose_address_was_corrected_there_stays_hers(
    known: SandboxDestination, memory: DictMemory
) -> None:
    known.account.change_email(ANN.email, "someone@example.com")
    known.account.remake(Sort.TAG, PAYF)
    renamed = Contact(ANN.email, "Anna")
    known.crm.apply(Plan(renamed, add=(GOLD, PAYF), remove=(CANC, SILVER)), memory)
    assert known.contacts() == {"someone@example.com": {GOLD, PAYF}}
    assert known.account.profile_of("someone@example.com")["firstName"] == "Anna"


def test_a_second_contact_of_the_former_address_is_another(
    known: SandboxDestination, memory: DictMemory
) -> None:
    known.account.change_email(ANN.email, "someone@example.com")
    known.account.add_contact(ANN.email, [CANC])
    known.crm.apply(Plan(ANN, add=(GOLD,), remove=(CANC, SILVER)), memory)
    assert known.contacts() == {ANN.key: {CANC}, "someone@example.com": {GOLD}}


def test_a_contact_memory_that_is_unreadable_costs_a_call_and_no_more(
    known: SandboxDestination, memory: DictMemory
) -> None:
    memory.values["profile"] = "{broken"
    known.crm.apply(Plan(ANN, add=(GOLD,)), memory)
    assert known.calls() == [WRITE, ADD]
