"""What Keap is told of a contact: by the address where its id is not known, else by the id."""

import json
from typing import Any

import pytest

from bridge.model import Contact, FieldValue, Plan
from bridge.model.errors import CrmRefused, CrmUnavailable
from tests.contracts.vendor_schemas import sent_requests
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_other_targets import COURSE, ORDER
from tests.destinations.fakes import DictMemory
from tests.destinations.keap.destination import (
    ADD,
    ASK,
    MODEL,
    NEW,
    UPSERT,
    WRITE,
    KeapDestination,
)

TWO = (FieldValue(ORDER, "1001"), FieldValue(COURSE, "Knots"))


def arrays_of(keap: KeapDestination, contact: Contact, array: str) -> list[Any]:
    return keap.account.contact(contact.email).arrays[array]


def test_long_names_and_phones_are_cut_to_what_keap_takes(keap: KeapDestination) -> None:
    long = Contact(NEW.email, "A" * 45, "B" * 41, "1" * 50)
    assert keap.crm.apply(Plan(long, add=(GOLD,)), DictMemory()).refused == ()
    assert keap.account.contact(NEW.email).names == {
        "given_name": "A" * 40,
        "family_name": "B" * 40,
    }
    assert arrays_of(keap, NEW, "phone_numbers") == [{"field": "PHONE1", "number": "1" * 40}]


def test_an_address_that_is_too_long_is_refused_without_a_call(keap: KeapDestination) -> None:
    long = Contact(f"{'a' * 64}@example.com", "Ann")
    with pytest.raises(CrmRefused) as caught:
        keap.crm.apply(Plan(long, add=(GOLD,)), DictMemory())
    assert str(caught.value) == "Keap takes no e-mail address of more than 75 characters."
    assert keap.calls() == []


def test_an_address_that_keap_does_not_take_is_refused_in_its_words(keap: KeapDestination) -> None:
    with pytest.raises(CrmRefused) as caught:
        keap.crm.apply(Plan(Contact("nobody"), add=(GOLD,)), DictMemory())
    assert str(caught.value) == (
        "Keap does not take this contact (400). Correct it in ThriveCart and tag the contact by"
        " hand. Keap says: 'Input could not be converted to a Contact: email_addresses'"
    )


def test_a_user_who_may_not_write_contacts_is_told_where_that_is_ticked(
    keap: KeapDestination,
) -> None:
    keap.account.faults.fail(403, times=None, method="PUT", body={"message": "No"})
    with pytest.raises(CrmRefused) as caught:
        keap.crm.apply(Plan(ANN, add=(GOLD,)), DictMemory())
    assert str(caught.value) == (
        "Keap refused to write this contact (403). The user of KEAP_KEY may do other things, and"
        " not this one: see there Settings > Users, where what that user may see and change is"
        " ticked. Keap says: 'No'"
    )


@pytest.mark.parametrize("reason", ["", "She ticked the box"])
def test_consent_is_told_only_where_the_settings_say_why(
    keap: KeapDestination, reason: str
) -> None:
    keap.configure(KEAP_OPT_IN_REASON=reason)
    with sent_requests() as sent:
        keap.crm.apply(Plan(NEW, add=(GOLD,)), DictMemory())
    assert keap.account.contact(NEW.email).opt_in_reason == reason
    assert ("opt_in_reason" in json.loads(sent[0].body or "")) == bool(reason)


def test_who_is_there_already_is_not_made_twice_and_keeps_all_that_is_not_told(
    keap: KeapDestination,
) -> None:
    keap.account.add_contact(ANN.email.upper(), [SILVER], given_name="Anna", family_name="Old")
    contact, state = keap.account.contact(ANN.email), keap.account.account
    state.merge(
        contact, "email_addresses", [{"email": "b@example.com", "field": "EMAIL2"}], "field"
    )
    state.write(contact, "phone_numbers", [{"field": "PHONE2", "number": "2"}])
    outcome = keap.crm.apply(Plan(Contact(ANN.email, "Ann"), add=(GOLD,)), DictMemory())
    assert (outcome.created, keap.contacts()) == (False, {ANN.key: {GOLD, SILVER}})
    assert contact.names == {"given_name": "Ann", "family_name": "Old"}
    assert [row["field"] for row in contact.arrays["email_addresses"]] == ["EMAIL1", "EMAIL2"]
    assert contact.arrays["phone_numbers"] == [{"field": "PHONE2", "number": "2"}]


@pytest.mark.parametrize("replaces", [False, True])
def test_should_create_or_update_replace_lists_only_somebody_unknown_would_lose_a_second_phone(
    known: KeapDestination, memory: DictMemory, replaces: bool
) -> None:
    """Its description says that it does not: the docs page has the request that would settle it.
    Who is known by her id is written by the other call, and fields never go by this one."""
    known.account.conditions.upsert_replaces = replaces
    known.account.add_contact(NEW.email)
    state, second = known.account.account, {"field": "PHONE2", "number": "2"}
    number = next(iter(state.fields))
    for contact in state.contacts.values():
        state.merge(contact, "phone_numbers", [second], "field")
        state.write(contact, "custom_fields", [{"id": number, "content": "kept"}])
    moved = Contact(ANN.email, "Anna", ANN.last_name, "+49 30 555")
    known.crm.apply(Plan(moved, add=(GOLD,)), memory)
    known.crm.apply(Plan(NEW, add=(GOLD,)), DictMemory())
    assert second in arrays_of(known, ANN, "phone_numbers")
    assert (second in arrays_of(known, NEW, "phone_numbers")) == (not replaces)
    assert [len(arrays_of(known, each, "custom_fields")) for each in (ANN, NEW)] == [1, 1]


@pytest.mark.parametrize("anywhere", [False, True])
def test_who_has_the_address_in_a_second_slot_alone_is_whom_keap_takes_for_her(
    keap: KeapDestination, anywhere: bool
) -> None:
    """Whether that is the same contact is not published: what Keap answers is remembered."""
    keap.account.conditions.matches_any_slot = anywhere
    other = keap.account.add_contact("other@example.com")
    row = {"email": ANN.email, "field": "EMAIL2"}
    found = keap.account.contact("other@example.com")
    keap.account.account.merge(found, "email_addresses", [row], "field")
    memory = DictMemory()
    outcome = keap.crm.apply(Plan(ANN, add=(GOLD,)), memory)
    assert (memory.values["contact"] == other, outcome.created) == (anywhere, not anywhere)
    keap.crm.apply(Plan(ANN, remove=(GOLD,)), memory)
    assert all(tags == set() for tags in keap.contacts().values())


def test_lists_of_a_known_contact_are_merged_and_only_what_is_ours_is_written(
    known: KeapDestination, memory: DictMemory
) -> None:
    contact, state = known.account.contact(ANN.email), known.account.account
    other = state.add_field("Size")
    state.write(contact, "custom_fields", [{"id": other, "content": "XL"}])
    state.merge(contact, "phone_numbers",
                [{"field": "PHONE2", "number": "2", "type": "Work", "number_e164": "+2"}],
                "field")  # fmt: skip
    moved = Contact(ANN.email, ANN.first_name, "Married", "+49 30 555")
    with sent_requests() as sent:
        known.crm.apply(Plan(moved, add=(GOLD,), fields=TWO), memory)
    masks = [str(each.url).partition("?")[2] for each in sent if each.method == "PATCH"]
    assert masks[0].startswith("update_mask=family_name&update_mask=phone_numbers&fields=id%2C")
    assert masks[1].startswith("update_mask=custom_fields&fields=")
    assert known.account.people()[0]["fields"] == {ORDER: "1001", COURSE: "Knots", "Size": "XL"}
    assert contact.arrays["phone_numbers"] == [
        {"field": "PHONE1", "number": "+49 30 555"},
        {"field": "PHONE2", "number": "2", "type": "Work"},
    ]
    assert [row["email"] for row in contact.arrays["email_addresses"]] == [ANN.email]
    assert contact.names["family_name"] == "Married"


def test_a_phone_that_stands_in_another_slot_stays_there(
    known: KeapDestination, memory: DictMemory
) -> None:
    contact = known.account.contact(ANN.email)
    rows = [{"field": "PHONE3", "number": "(030) 555-1"}]
    known.account.account.write(contact, "phone_numbers", rows)
    known.crm.apply(Plan(Contact(ANN.email, ANN.first_name, "", "030 5551"), add=(GOLD,)), memory)
    assert contact.arrays["phone_numbers"] == rows
    assert known.calls() == [ASK, ADD]


def test_fields_of_somebody_who_was_there_are_merged_after_a_look(keap: KeapDestination) -> None:
    keap.account.add_contact(NEW.email)
    other = keap.account.account.add_field("Size")
    rows = [{"id": other, "content": "XL"}]
    keap.account.account.write(keap.account.contact(NEW.email), "custom_fields", rows)
    keap.crm.apply(Plan(NEW, fields=TWO), DictMemory())
    assert keap.calls() == [UPSERT, ASK, WRITE]
    assert keap.account.fields_of(NEW.email) == {"Size": "XL", ORDER: "1001", COURSE: "Knots"}


@pytest.mark.parametrize("passed_over", [False, True])
def test_a_field_that_was_made_anew_is_looked_up_once_more(
    known: KeapDestination, memory: DictMemory, passed_over: bool
) -> None:
    """Whether an unknown field is refused or passed over."""
    known.account.conditions.passes_over_fields = passed_over
    state = known.account.account
    old = state.id_of(state.fields, COURSE)
    del state.fields[str(old)]
    state.add_field(COURSE)
    known.crm.apply(Plan(ANN, fields=TWO), memory)
    assert known.calls() == [ASK, WRITE, MODEL, WRITE]
    assert known.fields() == {ORDER: "1001", COURSE: "Knots"}


def test_a_value_that_keap_does_not_take_is_refused_alone(
    known: KeapDestination, memory: DictMemory
) -> None:
    told = {"message": "Knots is no number"}
    known.account.faults.fail(400, times=None, field=COURSE, body=told)
    outcome = known.crm.apply(Plan(ANN, add=(GOLD,), fields=TWO), memory)
    assert [each.reason for each in outcome.refused] == [
        f"Keap did not take the value of the field '{COURSE}' (400). Set it by hand."
        " Keap says: '… is no number'"
    ]
    assert known.fields() == {ORDER: "1001"}
    assert {done.tag for done in outcome.done} == {GOLD, ORDER}


def test_a_profile_that_keap_does_not_take_keeps_nobody_from_her_tags(
    known: KeapDestination, memory: DictMemory
) -> None:
    known.account.faults.fail(400, times=None, method="PATCH", body={"message": "No"})
    changed = Contact(ANN.email, "Anna")
    assert known.crm.apply(Plan(changed, add=(GOLD,)), memory).refused == ()
    assert known.contacts() == {ANN.key: {GOLD, SILVER}}


@pytest.mark.parametrize("phone", ["", "+49 30 555"])
def test_one_who_is_gone_when_her_profile_is_written_is_made_anew(
    known: KeapDestination, memory: DictMemory, phone: str
) -> None:
    known.delete_by_hand(ANN)
    changed = Contact(ANN.email, "Anna", "", phone)
    assert known.crm.apply(Plan(changed, add=(GOLD,)), memory).created
    assert known.account.contact(ANN.email).names == {"given_name": "Anna"}


def test_one_who_is_gone_when_her_fields_are_written_is_tried_again_later(
    known: KeapDestination, memory: DictMemory
) -> None:
    known.delete_by_hand(ANN)
    with pytest.raises(CrmUnavailable, match="was deleted in Keap just now"):
        known.crm.apply(Plan(ANN, fields=TWO), memory)
    known.crm.apply(Plan(ANN, fields=TWO), memory)
    assert known.fields() == {ORDER: "1001", COURSE: "Knots"}


def test_an_answer_without_an_id_is_tried_again_later(keap: KeapDestination) -> None:
    keap.account.faults.fail(200, method="PUT", body={"given_name": "Ann"})
    with pytest.raises(CrmUnavailable, match="answered PUT /v1/contacts without the id"):
        keap.crm.apply(Plan(ANN, add=(GOLD,)), DictMemory())


def test_a_first_name_that_is_there_stays_where_the_cart_told_none(keap: KeapDestination) -> None:
    keap.account.add_contact(NEW.email, given_name="Newton")
    keap.crm.apply(Plan(Contact(NEW.email), add=(GOLD,)), DictMemory())
    assert keap.calls() == [UPSERT, ADD]
    assert keap.account.contact(NEW.email).names == {"given_name": "Newton"}


def test_no_answer_that_tells_of_no_tags_is_trusted_about_them(keap: KeapDestination) -> None:
    """A blocking tag is looked for where the account only seems to tell that there is none."""
    number = keap.account.add_contact(NEW.email, [SILVER])
    told = {"id": int(number), "given_name": "New", "tag_ids": []}
    keap.account.faults.fail(200, method="PUT", body=told)
    keap.crm.apply(Plan(NEW, add=(GOLD,), remove=(SILVER,)), DictMemory())
    assert keap.contacts() == {NEW.key: {GOLD}}
