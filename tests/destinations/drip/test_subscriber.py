"""One person: found, made, remembered, renamed. Over real HTTP."""

import pytest

from bridge.model import Contact, Done, FieldValue, Outcome, Plan
from bridge.model.errors import CrmRefused, CrmUnavailable
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_other_targets import COURSE
from tests.destinations.drip.destination import ASK, EVE, LIST, REMOVE, WRITE, DripDestination
from tests.destinations.drip.scripted import NUMBER, ScriptedDrip
from tests.destinations.fakes import DictMemory
from tests.destinations.stand_in_destination import PAYF

NEW = Contact("new@example.com", "Anna")


def test_an_impossible_address_is_refused_in_plain_words(known: DripDestination) -> None:
    with pytest.raises(CrmRefused) as caught:
        known.crm.apply(Plan(Contact("nobody at home"), add=(GOLD,)), DictMemory())
    assert str(caught.value) == (
        "Drip does not take the buyer's e-mail address (422). Correct it in ThriveCart and tag the"
        " contact by hand. Drip says: 'Email is invalid'"
    )


def test_an_answer_that_names_nobody_is_tried_again(scripted: ScriptedDrip) -> None:
    scripted.on("POST", "/subscribers", 200, json={"subscribers": [{}]})
    told = scripted.told()
    assert isinstance(told, CrmUnavailable)
    assert str(told) == "Drip answered POST /subscribers without the contact."


def test_an_answer_without_tags_is_followed_by_a_look(scripted: ScriptedDrip) -> None:
    scripted.written(tags=None)
    row = {"id": NUMBER, "email": ANN.email, "tags": [GOLD]}
    scripted.on("GET", f"/subscribers/{NUMBER}", json={"subscribers": [row]})
    assert scripted.apply().done == (Done(GOLD, "added"),)
    assert scripted.memory.values["contact"] == NUMBER


def test_who_is_shown_instead_of_her_counts_for_nothing(scripted: ScriptedDrip) -> None:
    """As where an address in a path would be passed over."""
    row = {"id": "another", "email": "another@example.com", "tags": [GOLD]}
    address = "/subscribers/Ann.Secret%40example.com"
    scripted.on("GET", address, json={"subscribers": [row]})
    scripted.on("GET", "/subscribers", json={"subscribers": [row]})
    outcome = scripted.apply(Plan(ANN, remove=(GOLD,), add_if_there=(GOLD,)))
    assert {done.what for done in outcome.done} == {"no such contact"}


def test_no_address_stands_in_what_people_see_of_a_call(
    destination: DripDestination, memory: DictMemory
) -> None:
    destination.crm.apply(Plan(ANN, remove=(GOLD,)), memory)
    shown = [(call.method, call.path) for call in memory.calls]
    assert shown[1:] == [
        ("DELETE", "/subscribers/{email}/tags/Gold%20Membership"),
        ("GET", "/subscribers/{email}"),
        ("GET", "/subscribers"),
    ]


@pytest.mark.parametrize("unknown_id", [404, 422, 200])
def test_a_deleted_contact_is_made_again_only_to_add_and_with_all_that_it_was_told(
    known: DripDestination, memory: DictMemory, unknown_id: int
) -> None:
    known.account.conditions.unknown_id = unknown_id
    known.crm.apply(Plan(ANN, fields=(FieldValue(COURSE, "Knots"),)), memory)
    known.delete_by_hand(ANN)
    outcome = known.crm.apply(Plan(ANN, remove=(SILVER,)), memory)
    assert outcome.done == (Done(SILVER, "no such contact", False),)
    assert known.contacts() == {}
    plan = Plan(ANN, add=(GOLD,), remove=(SILVER,), fields=(FieldValue(COURSE, "Knots"),))
    assert known.crm.apply(plan, memory).created
    assert known.contacts() == {ANN.key: {GOLD}}
    assert known.account.profile_of(ANN.email)["first_name"] == ANN.first_name
    assert known.fields() == {COURSE: "Knots"}


@pytest.mark.parametrize("unknown_id", [404, 422])
def test_a_remembered_id_that_does_not_serve_is_given_up_in_the_same_plan(
    known: DripDestination, memory: DictMemory, unknown_id: int
) -> None:
    known.account.conditions.unknown_id = unknown_id
    known.delete_by_hand(ANN)
    outcome = known.crm.apply(Plan(ANN, add=(GOLD,)), memory)
    assert outcome == Outcome((Done(GOLD, "added"),), created=True)
    assert known.account.profile_of(ANN.email)["last_name"] == ANN.last_name


def test_only_who_has_nothing_else_counts_as_made(known: DripDestination) -> None:
    known.account.add_contact(EVE.email, [PAYF])
    assert not known.crm.apply(Plan(EVE, add=(GOLD,)), DictMemory()).created
    known.account.add_contact("old@example.com", [], created_at="2013-06-21T10:31:58Z")
    old = Contact("old@example.com")
    assert not known.crm.apply(Plan(old, add=(GOLD,)), DictMemory()).created
    assert known.crm.apply(Plan(NEW, add=(GOLD,)), DictMemory()).created


def test_only_what_says_something_is_sent_and_only_when_it_changed(
    known: DripDestination, memory: DictMemory
) -> None:
    known.account.contact(ANN.email)["last_name"] = "by hand"
    known.crm.apply(Plan(Contact(ANN.email, "", " "), add=(GOLD,)), memory)
    known.crm.apply(Plan(Contact(ANN.email, ANN.first_name, ANN.last_name), add=(PAYF,)), memory)
    known.crm.apply(Plan(Contact(ANN.email, "Anna"), add=(PAYF,)), memory)
    assert known.account.profile_of(ANN.email) == {
        "first_name": "Anna",
        "last_name": "by hand",
        "phone": ANN.phone,
    }


class TestWhoGetsNoMails:
    """404 at her own path, while writes reach her."""

    @pytest.fixture(autouse=True)
    def unsubscribed(self, known: DripDestination) -> None:
        known.account.unsubscribe(ANN.email)

    def test_she_is_told_all_the_same_and_gets_no_mails_by_it(
        self, known: DripDestination, memory: DictMemory
    ) -> None:
        for each in (memory, DictMemory()):
            known.crm.apply(Plan(ANN, add=(GOLD,), remove=(SILVER,)), each)
            assert known.contacts() == {ANN.key: {GOLD}}
        assert known.account.contact(ANN.email)["status"] == "unsubscribed"

    def test_what_she_has_is_taken_off_by_her_id(
        self, known: DripDestination, memory: DictMemory
    ) -> None:
        outcome = known.crm.apply(Plan(ANN, remove=(SILVER,)), memory)
        assert outcome.done == (Done(SILVER, "removed"),)
        assert known.contacts() == {ANN.key: set()}
        assert known.calls() == [REMOVE, ASK, WRITE, WRITE]

    @pytest.mark.parametrize("tags", [(SILVER,), (SILVER, PAYF)])
    def test_and_where_she_is_not_remembered_she_is_found_by_what_she_carries(
        self, known: DripDestination, tags: tuple[str, ...]
    ) -> None:
        known.account.add_contact("other@example.com", [SILVER])
        known.account.unsubscribe("other@example.com")
        outcome = known.crm.apply(Plan(ANN, remove=tags), DictMemory())
        assert Done(SILVER, "removed") in outcome.done
        assert known.contacts() == {ANN.key: set(), "other@example.com": {SILVER}}
        assert known.calls()[-2:] == [LIST, WRITE]

    def test_an_account_that_does_not_write_her_refuses_each_by_name(
        self, known: DripDestination, memory: DictMemory
    ) -> None:
        known.account.conditions.refuses_unsubscribed = True
        plan = Plan(ANN, add=(GOLD,), fields=(FieldValue(COURSE, "Knots"),))
        outcome = known.crm.apply(plan, memory)
        assert [each.reason for each in outcome.refused] == [
            "Drip refused the tag 'Gold Membership' (422). Drip says: 'The person is not active'",
            "Drip refused the field 'Course' (422). Drip says: 'The person is not active'",
        ]
        assert (outcome.done, known.contacts()) == ((), {ANN.key: {SILVER}})

    def test_she_is_renamed_all_the_same(self, known: DripDestination, memory: DictMemory) -> None:
        assert known.crm.rename(NEW, memory)
        assert known.contacts() == {NEW.key: {SILVER}}

    @pytest.mark.parametrize("bare", [False, True], ids=["with a reason", "without"])
    def test_her_address_is_taken_for_others_although_it_is_not_found(
        self, known: DripDestination, bare: bool
    ) -> None:
        known.account.conditions.bare_refusals = bare
        memory = DictMemory()
        known.crm.apply(Plan(EVE, add=(GOLD,)), memory)
        assert known.crm.rename(ANN, memory) is False
        assert known.contacts() == {ANN.key: {SILVER}, EVE.key: {GOLD}}


def test_a_new_address_never_makes_somebody(known: DripDestination, memory: DictMemory) -> None:
    known.account.conditions.unknown_id = 200  # an unknown old one does, in the documentation
    known.delete_by_hand(ANN)
    assert known.crm.rename(NEW, memory) is False
    assert known.crm.rename(NEW, DictMemory()) is False
    assert known.contacts() == {}


def test_an_impossible_new_address_is_refused(scripted: ScriptedDrip) -> None:
    scripted.memory.values["contact"] = NUMBER
    row = {"id": NUMBER, "email": ANN.email, "tags": []}
    scripted.on("GET", f"/subscribers/{NUMBER}", json={"subscribers": [row]})
    scripted.on("GET", "/subscribers/nobody%20at%20home", 404, json={"errors": []})
    error = {"code": "email_error", "attribute": "new_email", "message": "Email is invalid"}
    scripted.on("POST", "/subscribers", 422, json={"errors": [error]})
    with pytest.raises(CrmRefused) as caught:
        scripted.crm.rename(Contact("nobody at home"), scripted.memory)
    assert "does not take the buyer's e-mail address (422)" in str(caught.value)


def test_a_rename_that_is_answered_with_the_old_address_is_none(scripted: ScriptedDrip) -> None:
    scripted.memory.values["contact"] = NUMBER
    row = {"id": NUMBER, "email": ANN.email, "tags": []}
    scripted.on("GET", f"/subscribers/{NUMBER}", json={"subscribers": [row]})
    scripted.on("GET", "/subscribers/new%40example.com", 404, json={"errors": []})
    scripted.written()
    assert scripted.crm.rename(NEW, scripted.memory) is False


def test_a_contact_deleted_between_look_and_write_is_tried_again(scripted: ScriptedDrip) -> None:
    scripted.memory.values["contact"] = NUMBER
    scripted.account_memory.values["tag:silver"] = SILVER
    row = {"id": NUMBER, "email": ANN.email, "tags": [GOLD, SILVER]}
    scripted.on("GET", f"/subscribers/{NUMBER}", json={"subscribers": [row]})
    scripted.on("POST", "/subscribers", 404, json={"errors": [{"code": "not_found_error"}]})
    told = scripted.told(Plan(ANN, remove=(GOLD, SILVER)))
    assert isinstance(told, CrmUnavailable)
    assert str(told) == "The contact was deleted in Drip just now."


@pytest.mark.parametrize("path", ["/tags", "/subscribers/{id}"])
def test_an_answer_that_shows_nothing_is_not_taken_for_nobody(
    destination: DripDestination, path: str
) -> None:
    destination.tag_by_hand(ANN, GOLD)
    destination.tag_by_hand(ANN, SILVER)
    destination.account.faults.fail(200, path=path, body={}, method="GET")
    plan, memory = Plan(ANN, remove=(GOLD, SILVER)), DictMemory()
    with pytest.raises(CrmUnavailable, match="without the JSON that was due"):
        destination.crm.apply(plan, memory)
    destination.crm.apply(plan, memory)
    assert destination.contacts() == {ANN.key: set()}
