"""One person on a site: found among likenesses, made with a login that WordPress takes, renamed."""

from dataclasses import replace

import pytest

from bridge.model import Contact, Outcome, Refusal, Sort
from bridge.model.errors import CrmUnavailable
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_access import EVE, NEW, ONE, SOON, done, end, give, wish
from tests.destinations.fakes import DictMemory
from tests.destinations.memberpress.destination import (
    MAKE,
    MEMBER,
    MEMBERS,
    RENAME,
    SiteDestination,
)

LONG = f"{'a' * 60}@example.com"


def login_of(destination: SiteDestination, email: str) -> str:
    return str(destination.site.user(email)["login"])


def test_addresses_that_hold_hers_are_not_hers(
    destination: SiteDestination, memory: DictMemory
) -> None:
    for email in (f"jo{ANN.email}", f"{ANN.email}.au"):
        destination.site.grant(email, SILVER)
    assert destination.crm.apply(give(), memory) == Outcome((done("given"),), created=True)
    assert destination.open_at(ANN, SOON) == {GOLD}


def test_she_is_found_behind_a_hundred_likenesses(
    destination: SiteDestination, memory: DictMemory
) -> None:
    destination.site.add_contact(ANN.email)
    for number in range(120):
        destination.site.add_contact(f"x{number}.{ANN.email}")
    assert destination.crm.apply(give(), memory).created is False
    assert destination.calls().count(MEMBERS) == 2


@pytest.mark.parametrize(
    ("email", "login"),
    [
        ("Ann@Example.com", "ann@example.com"),
        ("ann+shop@example.com", "annshop@example.com"),
        (LONG, f"{'a' * 40}-e386173d"),
    ],
)
def test_her_login_is_her_address_as_far_as_wordpress_takes_it(
    destination: SiteDestination, memory: DictMemory, email: str, login: str
) -> None:
    contact = Contact(email)
    assert destination.crm.apply(give(contact=contact), memory).done == (done("given"),)
    assert login_of(destination, email) == login
    assert destination.open_at(contact, SOON) == {GOLD}


def test_a_login_that_is_somebody_elses_by_now_is_not_hers_and_not_in_her_way(
    destination: SiteDestination, memory: DictMemory
) -> None:
    destination.site.grant(ANN.email, SILVER)
    destination.site.change_email(ANN.email, NEW)
    assert destination.crm.apply(give(), memory).created is True
    assert destination.calls().count(MAKE) == 1
    assert destination.open_at(ANN, SOON) == {GOLD}
    assert destination.open_at(Contact(NEW), SOON) == {SILVER}


def test_a_login_that_only_the_site_knows_of_is_gone_round_too(
    destination: SiteDestination, memory: DictMemory
) -> None:
    """`ann+x` and `annx` are one login."""
    destination.site.add_contact("somebody@example.com", "annx@example.com")
    contact = Contact("ann+x@example.com")
    assert destination.crm.apply(give(contact=contact), memory).done == (done("given"),)
    assert destination.open_at(contact, SOON) == {GOLD}


@pytest.mark.parametrize("crash", [False, True], ids=["with a code", "with an error of PHP"])
def test_who_was_made_meanwhile_is_found_and_let_in(
    destination: SiteDestination, memory: DictMemory, crash: bool
) -> None:
    destination.site.conditions.crash_on_existing = crash
    destination.crm.apply(end(), DictMemory())
    destination.site.faults.fail(200, times=1, path="/members", body="[]")
    destination.site.add_contact(ANN.email)
    if crash:
        with pytest.raises(CrmUnavailable):
            destination.crm.apply(give(), memory)
    assert destination.crm.apply(give(), memory) == Outcome((done("given"),))
    assert destination.people() == {ANN.key}


def test_an_address_that_wordpress_refuses_is_refused_once_for_all_in_its_words(
    destination: SiteDestination, memory: DictMemory
) -> None:
    wrong = Contact("nobody")
    outcome = destination.crm.apply(give(wish(), wish(SILVER), contact=wrong), memory)
    told = "MemberPress says: 'email is not a valid e-mail address'"
    assert outcome.refused == tuple(
        Refusal(name, f"MemberPress refused access to '{name}' (500). {told}", "", Sort.ACCESS, ONE)
        for name in (GOLD, SILVER)
    )
    assert destination.calls().count(MAKE) == 2


def test_her_name_goes_along_when_she_is_new_and_is_hers_to_change_afterwards(
    destination: SiteDestination, memory: DictMemory
) -> None:
    destination.crm.apply(give(), memory)
    destination.crm.apply(give(wish(SILVER), contact=replace(ANN, first_name="Anna")), memory)
    user = destination.site.user(ANN.email)
    assert (user["first_name"], user["last_name"]) == ("Annabelle", "Secretname")


@pytest.mark.parametrize("older", [False, True], ids=["newer build", "older build"])
def test_a_new_user_is_mailed_her_password_and_a_new_member_her_welcome(
    destination: SiteDestination, memory: DictMemory, older: bool
) -> None:
    destination.site.conditions.older_build = older
    destination.crm.apply(give(), memory)
    assert destination.site.mails_to(ANN.email) == ["password", "welcome"]
    destination.crm.apply(give(wish(SILVER)), memory)
    assert destination.site.mails_to(ANN.email) == ["password", "welcome", "welcome"]
    destination.crm.apply(end(), memory)
    destination.crm.apply(give(), memory)
    assert len(destination.site.mails_to(ANN.email)) == 3


def test_nobody_is_mailed_where_the_setting_says_no(
    destination: SiteDestination, memory: DictMemory
) -> None:
    destination.settings["MEMBERPRESS_WELCOME"] = False
    destination.start_over()
    destination.crm.apply(give(wish(), wish(SILVER)), memory)
    assert destination.site.mails_to(ANN.email) == []


def test_a_rename_takes_two_looks_and_keeps_the_login(
    destination: SiteDestination, memory: DictMemory
) -> None:
    destination.crm.apply(give(), memory)
    destination.site.reset()
    assert destination.crm.rename(Contact(NEW), memory) is True
    assert destination.calls() == [MEMBERS, MEMBER, RENAME]
    assert login_of(destination, NEW) == ANN.key
    assert destination.open_at(Contact(NEW), SOON) == {GOLD}
    destination.crm.apply(end(contact=Contact(NEW)), memory)
    assert destination.open_at(Contact(NEW), SOON) == set()


def test_in_a_restored_site_her_number_may_be_anothers_who_is_left_alone(
    destination: SiteDestination, memory: DictMemory
) -> None:
    destination.crm.apply(give(), memory)
    number = memory.values["contact"]
    destination.delete_by_hand(ANN)
    destination.site.add_contact(EVE.email)
    eve = destination.site.user(EVE.email)
    del destination.site.site.users[int(str(eve["id"]))]
    destination.site.site.users[int(number)] = eve | {"id": int(number)}
    destination.site.site.transactions.clear()
    assert destination.crm.rename(Contact(NEW), memory) is False
    memory.put("contact", number)
    outcome = destination.crm.apply(give(wish(SILVER)), memory)
    assert outcome == Outcome((done("given", SILVER),), created=True)
    assert destination.people() == {ANN.key, EVE.key}
    assert destination.open_at(EVE, SOON) == set()
    assert destination.open_at(ANN, SOON) == {SILVER}
