"""A refusal of one thing is that thing's alone; what is so already is done. Over real HTTP."""

import pytest

from bridge.model import Contact, Done, FieldValue, Firing, ListWish, Outcome, Plan, Refusal, Sort
from bridge.model.errors import AccountRefused, CrmRefused
from tests.destinations.activecampaign.destination import (
    ADD,
    LOOK,
    PAYF,
    PUT,
    START,
    SYNC,
    WRITE,
    SandboxDestination,
)
from tests.destinations.activecampaign.test_answers import TAGGED, THEIRS, Scripted, scripted
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_besides import COURSE, NEWS, WELCOME
from tests.destinations.fakes import DictMemory

__all__ = ["scripted"]  # a fixture

ME = "GET /users/me"
NO = {"message": "You do not have permission to do that"}
GROUPS = "Settings > Users and Groups > Groups"
TOO_FAST = {"success": 0, "message": "Rate limit exceeded."}
THERE = {"errors": [{"title": "It already exists in the system", "code": "duplicate"}]}
IN_THE_DATABASE = {"message": "Could not process request", "error": "Duplicate entry '5-7' for key"}


def not_this_one(what: str, menu: str, status: int = 403) -> str:
    return (
        f"ActiveCampaign refused {what} ({status}). The user of ACTIVECAMPAIGN_KEY may do other"
        f" things, and not this one: see there {menu}, then retry. {THEIRS} '{NO['message']}'"
    )


@pytest.mark.parametrize(
    ("sort", "name", "plan", "menu"),
    [
        (Sort.TAG, GOLD, Plan(ANN, add=(GOLD,)), f"{GROUPS} > Permissions > Contacts"),
        (
            Sort.LIST,
            NEWS,
            Plan(ANN, subscribe=(ListWish(NEWS),)),
            f"{GROUPS}, where the lists of that user's group are ticked",
        ),
        (
            Sort.FIELD,
            COURSE,
            Plan(ANN, fields=(FieldValue(COURSE, "Knots"),)),
            f"{GROUPS} > Permissions > Contacts",
        ),
    ],
    ids=["tag", "list", "field"],
)
def test_what_may_not_be_changed_is_named_with_the_menu_of_permissions(
    known: SandboxDestination, memory: DictMemory, sort: Sort, name: str, plan: Plan, menu: str
) -> None:
    known.forbid(sort, name)
    reason = not_this_one(f"the {sort} '{name}'", menu)
    assert known.crm.apply(plan, memory).refused == (Refusal(name, reason, sort=sort),)


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


def test_tags_that_may_not_be_listed_are_refused_by_name(
    destination: SandboxDestination, memory: DictMemory
) -> None:
    destination.account.faults.fail(403, times=None, path="/tags", body=NO)
    reason = not_this_one(f"the tag '{GOLD}'", f"{GROUPS} > Permissions > Contacts")
    plan = Plan(ANN, add=(GOLD,), subscribe=(ListWish(NEWS),))
    outcome = destination.crm.apply(plan, memory)
    assert outcome.refused == (Refusal(GOLD, reason),)
    assert [done.what for done in outcome.done] == ["subscribed"]


def test_the_key_is_asked_about_once_for_each_thing_that_is_refused(
    known: SandboxDestination,
) -> None:
    known.forbid(Sort.TAG, GOLD)
    for number in range(10):
        new = Contact(f"new{number}@example.com", "New")
        known.crm.apply(Plan(new, add=(GOLD, SILVER)), DictMemory())
    assert known.calls() == [SYNC, ADD, ME, ADD, *([SYNC, ADD, ADD] * 9)]
    known.forbid(Sort.TAG, SILVER)
    known.account.reset()
    known.crm.apply(Plan(Contact("new@example.com", "New"), add=(GOLD, SILVER)), DictMemory())
    assert known.calls() == [SYNC, ADD, ADD, ME]


def test_a_key_that_is_revoked_after_a_refusal_of_one_thing_pauses_the_account(
    known: SandboxDestination, memory: DictMemory
) -> None:
    known.forbid(Sort.TAG, GOLD)
    known.crm.apply(Plan(ANN, add=(GOLD,)), memory)
    known.refuse_key()
    with pytest.raises(AccountRefused):
        known.crm.apply(Plan(ANN, add=(PAYF,)), memory)


def test_trouble_while_the_key_is_asked_about_is_left_to_a_later_try(scripted: Scripted) -> None:
    scripted.on("POST", "/contact/sync", 403, json=NO)
    scripted.on("GET", "/users/me", 500)
    assert str(scripted.told()) == "ActiveCampaign answered 500 to GET /users/me."


def test_a_404_that_is_no_json_is_believed_where_the_account_answers_elsewhere(
    scripted: Scripted,
) -> None:
    scripted.memory.values["contact"] = "5"
    scripted.on("POST", "/contactTags", 404, body="")
    scripted.on("GET", "/users/me", json={"user": {}})
    scripted.on("GET", "/contacts/5", 404, body="<html>Not found</html>")
    scripted.on("GET", "/contacts", json={"contacts": []})
    outcome = scripted.apply(Plan(ANN, add_if_there=(GOLD,)))
    assert outcome.done == (Done(GOLD, "no such contact", False),)


def test_a_404_that_is_no_json_everywhere_is_a_matter_of_the_address(scripted: Scripted) -> None:
    scripted.memory.values["contact"] = "5"
    scripted.on("POST", "/contactTags", 404, body="<html>Not found</html>")
    scripted.on("GET", "/users/me", 404, body="<html>Not found</html>")
    told = scripted.told(Plan(ANN, add_if_there=(GOLD,)))
    sentence = "No ActiveCampaign API answers behind ACTIVECAMPAIGN_URL (404)."
    assert str(told) == f"{sentence} Check ACTIVECAMPAIGN_URL."
    assert isinstance(told, AccountRefused)


@pytest.mark.parametrize(("status", "body"), [(422, THERE), (400, IN_THE_DATABASE)])
def test_what_they_say_is_there_already_is_done(
    known: SandboxDestination, memory: DictMemory, status: int, body: dict[str, object]
) -> None:
    known.crm.apply(Plan(ANN, start=(Firing(WELCOME, "0"),)), memory)
    known.account.put_on_list(ANN.email, "Daily deals", "1")
    for path in ("/contactTags", "/contactLists", "/contactAutomations"):
        known.account.faults.fail(status, times=None, method="POST", path=path, body=body)
    plan = Plan(
        ANN,
        add=(GOLD,),
        add_if_there=(PAYF,),
        subscribe=(ListWish(NEWS),),
        unsubscribe=("Daily deals",),
        start=(Firing(WELCOME, "1"),),
    )
    assert known.crm.apply(plan, memory) == Outcome(
        (
            Done("Daily deals", "was not subscribed", False, sort=Sort.LIST),
            Done(GOLD, "already there", False),
            Done(PAYF, "already there", False),
            Done(NEWS, "already subscribed", False, sort=Sort.LIST),
            Done(WELCOME, "already started", False, "1", Sort.AUTOMATION),
        )
    )


@pytest.mark.parametrize(
    ("call", "plan"),
    [
        (SYNC, TAGGED),
        (ADD, TAGGED),
        (LOOK, Plan(ANN, remove=(GOLD,))),
        (PUT, Plan(ANN, subscribe=(ListWish(NEWS),))),
        (START, Plan(ANN, start=(Firing(WELCOME, "1"),))),
        ("GET /tags", Plan(ANN, add=("Bronze",), create_missing_tags=True)),
    ],
)
def test_a_limit_that_is_told_with_400_is_waited_for(
    known: SandboxDestination, call: str, plan: Plan
) -> None:
    method, path = call.split()
    known.account.faults.fail(400, times=2, method=method, path=path, body=TOO_FAST)
    outcome = known.crm.apply(plan, DictMemory())
    assert outcome.refused == ()
    assert known.pace.held == [1, 1]


def test_a_limit_that_is_told_with_400_again_and_again_is_left_to_a_later_try(
    scripted: Scripted,
) -> None:
    scripted.on("POST", "/contact/sync", 400, json=TOO_FAST)
    assert str(scripted.told()) == "ActiveCampaign asks for fewer requests (400)."


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


class TestSpelling:
    """Names that differ by entities, case or Unicode form alone are one."""

    @pytest.mark.parametrize(
        ("how", "name"), [("entities", "Tea & Cake"), ("nfd", "Café Zoë"), ("entities", "A < B")]
    )
    @pytest.mark.parametrize("ignores_filters", [False, True])
    def test_a_tag_that_is_told_in_another_spelling_is_found(
        self, destination: SandboxDestination, how: str, name: str, ignores_filters: bool
    ) -> None:
        conditions = destination.account.conditions
        conditions.tell_tags, conditions.ignore_filters = how, ignores_filters
        destination.account.account.add_tag(name)
        memory = DictMemory()
        plan = Plan(ANN, add=(name.upper(),), create_missing_tags=True)
        assert destination.crm.apply(plan, memory).done == (Done(name.upper(), "added"),)
        assert destination.contacts() == {ANN.key: {name}}
        assert destination.crm.apply(Plan(ANN, remove=(name,)), memory).done[0].what == "removed"
        assert destination.crm.check([name]).missing == ()

    @pytest.mark.parametrize("kept", ["Tea &amp; Cake", "Cafe\u0301"])
    def test_a_tag_that_is_kept_in_another_spelling_is_not_made_a_second_time(
        self, destination: SandboxDestination, kept: str
    ) -> None:
        name = {"Tea &amp; Cake": "Tea & Cake"}.get(kept, "Café")
        destination.account.account.add_tag(kept)
        plan = Plan(ANN, add=(name,), create_missing_tags=True)
        assert destination.crm.apply(plan, DictMemory()).done == (Done(name, "added"),)
        assert destination.contacts() == {ANN.key: {kept}}

    def test_the_nearest_is_named_as_the_account_spells_it(
        self, destination: SandboxDestination
    ) -> None:
        destination.account.account.add_tag("TEA Rooms")
        assert destination.crm.check(["tea room"]).missing == (("tea room", "TEA Rooms"),)
