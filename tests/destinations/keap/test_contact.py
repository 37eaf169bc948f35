"""One contact in Keap: found by a filter alone, hers by her id, renamed in a list that keeps the
rest."""

from typing import Any

import pytest

from bridge.model import Contact, Outcome, Plan
from bridge.model.errors import CrmRefused, CrmUnavailable
from tests.contracts.vendor_schemas import sent_requests
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.fakes import DictMemory
from tests.destinations.keap.destination import ASK, FIND, NEW, WRITE, KeapDestination

ODD = Contact("ann+tea&co=1@example.com", "Ann")
SECOND = "second@example.com"


def gives(keap: KeapDestination, contact: Contact, email: str, slot: str) -> None:
    """She has this address, too."""
    row = {"email": email, "field": slot}
    found = keap.account.contact(contact.email)
    keap.account.account.merge(found, "email_addresses", [row], "field")


def emails_of(keap: KeapDestination, email: str) -> list[tuple[str, str]]:
    rows = keap.account.contact(email).arrays["email_addresses"]
    return [(row["field"], row["email"]) for row in rows]


def test_she_is_looked_for_by_a_filter_that_is_percent_encoded(keap: KeapDestination) -> None:
    """`?email=` is passed over, and everybody is listed."""
    keap.account.add_contact(ODD.email, [GOLD])
    keap.account.add_contact("ann@example.com", [GOLD])
    with sent_requests() as sent:
        keap.crm.apply(Plan(ODD, remove=(GOLD,)), DictMemory())
    query = str(sent[0].url).partition("?")[2]
    assert query.startswith("filter=email%3D%3Dann%2Btea%26co%3D1%40example.com&")
    assert keap.contacts() == {ODD.email: set(), "ann@example.com": {GOLD}}


def test_rows_that_are_not_hers_prove_nothing(keap: KeapDestination) -> None:
    """An account that did not hear the filter: another's tag is never taken."""
    number = keap.account.add_contact("other@example.com", [GOLD])
    rows = [{"id": number, "email_addresses": [{"email": "other@example.com", "field": "EMAIL1"}]}]
    keap.account.faults.fail(200, times=None, path="/v2/contacts", body={"contacts": rows})
    with pytest.raises(CrmUnavailable) as caught:
        keap.crm.apply(Plan(ANN, remove=(GOLD,)), DictMemory())
    assert str(caught.value) == "Keap listed other contacts than the one asked for."
    assert keap.contacts() == {"other@example.com": {GOLD}}


def test_of_several_with_one_address_the_oldest_whose_first_it_is_is_hers(
    keap: KeapDestination,
) -> None:
    keap.account.add_contact(SECOND)
    gives(keap, Contact(SECOND), ANN.email, "EMAIL2")
    oldest = keap.account.add_contact(ANN.email, [GOLD])
    keap.account.add_contact(ANN.email, [GOLD])
    memory = DictMemory()
    keap.crm.apply(Plan(ANN, remove=(GOLD,)), memory)
    assert memory.values["contact"] == oldest
    assert [len(each.tags) for each in keap.account.account.contacts.values()] == [0, 0, 1]


def test_a_contact_that_was_deleted_is_made_anew_and_her_id_forgotten(
    known: KeapDestination, memory: DictMemory
) -> None:
    before = memory.values["contact"]
    known.delete_by_hand(ANN)
    outcome = known.crm.apply(Plan(ANN, add=(GOLD,)), memory)
    assert (outcome.created, known.contacts()) == (True, {ANN.key: {GOLD}})
    assert memory.values["contact"] != before


def test_a_contact_that_was_merged_is_found_under_her_other_id(
    known: KeapDestination, memory: DictMemory
) -> None:
    known.account.add_contact(ANN.email, [SILVER])
    known.delete_by_hand(ANN)
    outcome = known.crm.apply(Plan(ANN, remove=(SILVER,)), memory)
    assert (outcome.created, known.contacts()) == (False, {ANN.key: set()})
    assert known.calls()[:2] == [ASK, FIND]


def test_a_rename_keeps_her_other_addresses_and_all_that_is_not_one(
    known: KeapDestination, memory: DictMemory
) -> None:
    gives(known, ANN, SECOND, "EMAIL2")
    with sent_requests() as sent:
        assert known.crm.rename(NEW, memory)
    assert "update_mask=email_addresses&" in str(sent[-1].url)
    assert emails_of(known, NEW.email) == [("EMAIL1", NEW.email), ("EMAIL2", SECOND)]
    assert known.account.contact(NEW.email).names["given_name"] == ANN.first_name
    assert known.contacts() == {NEW.key: {SILVER}}


def test_a_second_address_of_hers_becomes_the_first(
    known: KeapDestination, memory: DictMemory
) -> None:
    gives(known, ANN, NEW.email.upper(), "EMAIL3")
    assert known.crm.rename(NEW, memory)
    assert emails_of(known, NEW.email) == [("EMAIL1", NEW.email)]


@pytest.mark.parametrize("slot", ["EMAIL1", "EMAIL2"])
@pytest.mark.parametrize("refuses", [False, True])
def test_nobody_is_renamed_to_an_address_that_another_has_in_any_slot(
    known: KeapDestination, memory: DictMemory, slot: str, refuses: bool
) -> None:
    """Keap may allow it, and the address would be two people's."""
    known.account.conditions.refuse_taken = refuses
    known.account.add_contact(SECOND)
    gives(known, Contact(SECOND), NEW.email, slot)
    known.account.reset()
    assert not known.crm.rename(NEW, memory)
    assert known.calls() == [ASK, FIND]
    assert emails_of(known, ANN.email) == [("EMAIL1", ANN.email)]


@pytest.mark.parametrize("status", [404, 409])
def test_an_address_that_was_taken_just_now_renames_nobody(
    known: KeapDestination, memory: DictMemory, status: int
) -> None:
    known.account.faults.fail(status, method="PATCH", body={"message": "Taken"})
    assert not known.crm.rename(NEW, memory)
    assert known.calls() == [ASK, FIND, WRITE]


def test_an_address_that_keap_does_not_take_is_told_without_it(
    known: KeapDestination, memory: DictMemory
) -> None:
    told = {"message": f"{NEW.email} is no address"}
    known.account.faults.fail(400, method="PATCH", body=told)
    with pytest.raises(CrmRefused) as caught:
        known.crm.rename(NEW, memory)
    assert str(caught.value) == (
        "Keap did not take the new e-mail address (400). Keap says: '… is no address'"
    )


@pytest.mark.parametrize(
    ("settings", "before", "reason"),
    [
        ({}, "in", None),
        ({"KEAP_OPT_IN_REASON": "Yes"}, "in", "Yes"),
        ({"KEAP_OPT_IN_REASON": "Yes"}, "never", None),
        ({"KEAP_OPT_IN_REASON": "Yes"}, "out", None),
    ],
)
def test_a_new_address_is_opted_in_only_where_the_settings_say_why_and_the_old_one_is(
    known: KeapDestination,
    memory: DictMemory,
    settings: dict[str, Any],
    before: str,
    reason: str | None,
) -> None:
    known.configure(**settings)
    known.account.contact(ANN.email).opt_in_reason = "" if before == "never" else "By a form"
    if before == "out":
        known.account.opt_out(ANN.email)
    known.crm.rename(NEW, memory)
    (row,) = known.account.contact(NEW.email).arrays["email_addresses"]
    assert row.get("opt_in_reason") == reason


def test_a_look_for_nobody_remembers_nothing(keap: KeapDestination, memory: DictMemory) -> None:
    assert keap.crm.apply(Plan(ANN, remove=(GOLD,)), memory) != Outcome()
    assert memory.values == {}


def test_a_look_without_the_contact_proves_nothing(
    known: KeapDestination, memory: DictMemory
) -> None:
    known.account.faults.fail(200, method="GET", path="/v2/contacts/{id}", body={"status": "OK"})
    with pytest.raises(CrmUnavailable, match="without the JSON that was due"):
        known.crm.apply(Plan(ANN, remove=(SILVER,)), memory)
    known.crm.apply(Plan(ANN, remove=(SILVER,)), memory)
    assert known.contacts() == {ANN.key: set()}
