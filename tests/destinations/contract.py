"""What every adapter of a CRM with tags promises. A CRM's test inherits `CrmContract`, says what
the CRM has, and gives `destination`.

class TestMyCrm(CrmContract, WholePlanContract, FieldsContract, RefusalsContract):
    sorts = (Sort.TAG, Sort.FIELD)

    @pytest.fixture
    def destination(self) -> Iterator[Destination]: ...
"""

import traceback
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar, Protocol

import pytest

from bridge.destinations.base import Crm
from bridge.model import Contact, Done, Firing, Outcome, Plan, Refusal, Sort
from bridge.model.errors import AccountRefused, CrmUnavailable
from tests.destinations.fakes import DictMemory, FreePace

ANN = Contact("Ann.Secret@example.com", "Annabelle", "Secretname", "+49 170 1234567")
PERSONAL = ("ann.secret", "annabelle", "secretname", "1234567")
GOLD, SILVER = "Gold Membership", "Silver"  # tags the account has; it has no "Bronze"


class Destination(Protocol):
    """One CRM's account for tests, with the tags `GOLD` and `SILVER` and no contacts."""

    crm: Crm
    title: str  # how messages name the CRM
    pace: FreePace
    key: str

    def contacts(self) -> dict[str, set[str]]:
        """E-mail (lower case) -> tags."""

    def tag_by_hand(self, contact: Contact, tag: str) -> None: ...

    def untag_by_hand(self, contact: Contact, tag: str) -> None: ...

    def fail(self, status: int, times: int, after: int = 0) -> None:
        """Answer the next calls so and do nothing; 429 with what asks for `CrmContract.quiet`
        seconds, in the CRM's own way.

        `after` is for how many calls all goes well before.
        """

    def lose_answers(self, times: int, after: int = 0) -> None:
        """Do what the next calls ask and never answer."""

    def refuse_key(self) -> None: ...

    def count(self) -> int:
        """How many calls it was sent so far."""


def settled(outcome: Outcome) -> set[tuple[str, str]]:
    """(tag, what) of everything done; fails when something was refused."""
    assert outcome.refused == ()
    return {(done.tag, done.what) for done in outcome.done}


def everything_said(destination: Destination, plan: Plan, memory: DictMemory) -> str:
    """Of a plan that goes wrong: its error with all its causes, or its refusals; and the calls."""
    try:
        refused = destination.crm.apply(plan, memory).refused
    except Exception as error:  # noqa: BLE001 - its text is what is looked at
        said = "".join(traceback.format_exception(error))
    else:
        assert refused
        said = repr(refused)
    return said + repr(memory.calls)


@pytest.fixture
def memory() -> DictMemory:
    return DictMemory()


class OfSorts:
    """`sorts` is what the CRM has: a test that takes a `sort` runs for each that it speaks of.
    `spelled` are names as its account spells them, where those of the contract only mean them."""

    sorts: ClassVar[Sequence[Sort]] = tuple(sort for sort in Sort if sort is not Sort.ACCESS)
    spelled: ClassVar[Mapping[str, str]] = MappingProxyType({})

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        if "sort" in metafunc.fixturenames:
            speaks_of = getattr(metafunc.function, "speaks_of", tuple(Sort))
            mine = [sort for sort in self.sorts if sort in speaks_of]
            metafunc.parametrize("sort", mine, ids=str)

    @pytest.fixture(autouse=True)
    def its_own(self, destination: object) -> None:
        """Else one without a fixture of its own would be tried with ActiveCampaign's."""
        tests, given = type(self).__module__, type(destination).__module__
        assert tests.rpartition(".")[0] == given.rpartition(".")[0], f"{tests} was given {given}"


class CrmContract(OfSorts):
    """Inherit me.

    `quiet` is for how many seconds the CRM asks not to be called with its 429. `tells_absence`: it
    tells a tag that was taken off from one that was not there. Where it does not, both count as
    changed, and are told as `taken off`, which says nothing of how it was.
    """

    quiet: ClassVar[float] = 30
    tells_absence: ClassVar[bool] = True

    def test_it_adds_tags_to_a_new_contact(
        self, destination: Destination, memory: DictMemory
    ) -> None:
        outcome = destination.crm.apply(Plan(ANN, add=(GOLD, SILVER)), memory)
        assert settled(outcome) == {(GOLD, "added"), (SILVER, "added")}
        assert destination.contacts() == {ANN.key: {GOLD, SILVER}}

    def test_it_removes_what_is_there_and_says_what_was_not(
        self, destination: Destination, memory: DictMemory
    ) -> None:
        destination.crm.apply(Plan(ANN, add=(GOLD,)), memory)
        outcome = destination.crm.apply(Plan(ANN, remove=(GOLD, SILVER)), memory)
        was = dict(settled(outcome))
        if self.tells_absence:
            assert was == {GOLD: "removed", SILVER: "was not there"}
            assert [done.changed for done in outcome.done] == [True, False]
        else:  # "removed" would say that it was there before, and that it goes back there one day
            assert was[GOLD] in ("removed", "taken off")
            assert was[SILVER] == "taken off"
        assert destination.contacts() == {ANN.key: set()}

    def test_applying_twice_leaves_it_as_applying_once(
        self, destination: Destination, memory: DictMemory
    ) -> None:
        destination.tag_by_hand(ANN, SILVER)
        plan = Plan(ANN, add=(GOLD,), remove=(SILVER,))
        for _ in range(2):
            destination.crm.apply(plan, memory)
            assert destination.contacts() == {ANN.key: {GOLD}}

    def test_a_plan_that_only_removes_never_creates_a_contact(
        self, destination: Destination, memory: DictMemory
    ) -> None:
        outcome = destination.crm.apply(Plan(ANN, remove=(GOLD,)), memory)
        assert outcome == Outcome((Done(GOLD, "no such contact", False),))
        assert destination.contacts() == {}

    def test_an_empty_plan_makes_no_call(
        self, destination: Destination, memory: DictMemory
    ) -> None:
        assert destination.crm.apply(Plan(ANN), memory) == Outcome()
        assert destination.count() == 0

    def test_it_removes_a_tag_that_came_back_by_hand(
        self, destination: Destination, memory: DictMemory
    ) -> None:
        destination.crm.apply(Plan(ANN, add=(GOLD,)), memory)
        destination.crm.apply(Plan(ANN, remove=(GOLD,)), memory)
        destination.tag_by_hand(ANN, GOLD)
        destination.crm.apply(Plan(ANN, remove=(GOLD,)), memory)
        assert destination.contacts() == {ANN.key: set()}

    def test_it_adds_a_tag_again_that_went_by_hand(
        self, destination: Destination, memory: DictMemory
    ) -> None:
        destination.crm.apply(Plan(ANN, add=(GOLD,)), memory)
        destination.untag_by_hand(ANN, GOLD)
        destination.crm.apply(Plan(ANN, add=(GOLD,)), memory)
        assert destination.contacts() == {ANN.key: {GOLD}}

    def test_it_knows_the_contact_and_its_tags_in_any_case(
        self, destination: Destination, memory: DictMemory
    ) -> None:
        destination.tag_by_hand(ANN, GOLD)
        shouting = Contact(ANN.email.upper())
        destination.crm.apply(Plan(shouting, add=("sILVER",), remove=("GOLD membership",)), memory)
        assert destination.contacts() == {ANN.key: {SILVER}}

    def test_a_missing_tag_is_refused_with_the_nearest_and_the_others_go_on(
        self, destination: Destination, memory: DictMemory
    ) -> None:
        outcome = destination.crm.apply(Plan(ANN, add=("Gold Membershp", SILVER)), memory)
        reason = (
            f"The tag 'Gold Membershp' does not exist in {destination.title}."
            " Nearest there: 'Gold Membership'. Create the tag or correct rules.yaml."
        )
        [refused] = outcome.refused
        assert refused == Refusal("Gold Membershp", refused.reason)
        assert refused.reason.startswith(reason)
        assert outcome.done == (Done(SILVER, "added"),)
        assert destination.contacts() == {ANN.key: {SILVER}}

    def test_a_missing_tag_is_created_when_the_plan_says_so(
        self, destination: Destination, memory: DictMemory
    ) -> None:
        plan = Plan(ANN, add=("Bronze",), create_missing_tags=True)
        assert settled(destination.crm.apply(plan, memory)) == {("Bronze", "added")}
        assert destination.contacts() == {ANN.key: {"Bronze"}}

    def test_it_creates_only_those_that_the_plan_names(
        self, destination: Destination, memory: DictMemory
    ) -> None:
        plan = Plan(ANN, add=("Bronze", "Gold Membershp"), may_create=frozenset({"bronze"}))
        outcome = destination.crm.apply(plan, memory)
        assert outcome.done == (Done("Bronze", "added"),)
        assert [refusal.tag for refusal in outcome.refused] == ["Gold Membershp"]
        assert destination.contacts() == {ANN.key: {"Bronze"}}

    def test_a_tag_that_exists_nowhere_counts_as_removed(
        self, destination: Destination, memory: DictMemory
    ) -> None:
        destination.tag_by_hand(ANN, GOLD)
        outcome = destination.crm.apply(Plan(ANN, remove=("Bronze",)), memory)
        assert outcome == Outcome((Done("Bronze", "was not there", False),))

    def test_it_fires_each_token_once(self, destination: Destination, memory: DictMemory) -> None:
        plan = Plan(ANN, fire=(Firing(GOLD, "purchase 1"),))
        assert destination.crm.apply(plan, memory).done == (
            Done(GOLD, "fired", True, "purchase 1"),
        )
        assert destination.crm.apply(plan, memory).done == (
            Done(GOLD, "fired", False, "purchase 1"),
        )
        assert destination.contacts() == {ANN.key: {GOLD}}

    def test_a_look_tells_what_she_has_and_writes_nothing(
        self, destination: Destination, memory: DictMemory
    ) -> None:
        names = [(Sort.TAG, name) for name in (GOLD, "SILVER", "Bronze")]
        assert destination.crm.look(ANN, names, memory) == frozenset()
        assert destination.contacts() == {}
        destination.tag_by_hand(ANN, SILVER)
        assert destination.crm.look(ANN, names, memory) == {"silver"}
        assert destination.contacts() == {ANN.key: {SILVER}}

    def test_a_refused_key_refuses_the_account(
        self, destination: Destination, memory: DictMemory
    ) -> None:
        destination.refuse_key()
        with pytest.raises(AccountRefused):
            destination.crm.apply(Plan(ANN, add=(GOLD,)), memory)
        with pytest.raises(AccountRefused):
            destination.crm.check()

    def test_429_holds_every_worker_back_for_the_time_named(
        self, destination: Destination, memory: DictMemory
    ) -> None:
        destination.fail(429, times=1)
        with pytest.raises(CrmUnavailable) as caught:
            destination.crm.apply(Plan(ANN, add=(GOLD,)), memory)
        assert (caught.value.retry_after, destination.pace.held) == (self.quiet, [self.quiet])
        assert destination.count() == 1
        destination.crm.apply(Plan(ANN, add=(GOLD,)), memory)
        assert destination.contacts() == {ANN.key: {GOLD}}

    @pytest.mark.parametrize("status", [500, 502, 503, 504, 511, 520])
    def test_a_failing_crm_is_unavailable_and_right_again_later(
        self, destination: Destination, memory: DictMemory, status: int
    ) -> None:
        destination.fail(status, times=3)
        with pytest.raises(CrmUnavailable):
            destination.crm.apply(Plan(ANN, add=(GOLD,)), memory)
        for _ in range(3):
            self.apply_if_it_can(destination, Plan(ANN, add=(GOLD,)), memory)
        assert destination.contacts() == {ANN.key: {GOLD}}

    def test_an_answer_lost_after_the_change_does_no_harm(
        self, destination: Destination, memory: DictMemory
    ) -> None:
        destination.tag_by_hand(ANN, SILVER)
        plan = Plan(ANN, add=(GOLD,), remove=(SILVER,))
        for _ in range(8):
            destination.lose_answers(times=1)
            self.apply_if_it_can(destination, plan, memory)
        assert destination.contacts() == {ANN.key: {GOLD}}

    @pytest.mark.parametrize("trouble", [429, 500, 402, 403, 400, 422, 0])
    def test_nothing_personal_stands_in_errors_and_calls(
        self, destination: Destination, memory: DictMemory, trouble: int
    ) -> None:
        if trouble:
            destination.fail(trouble, times=9)
        else:
            destination.lose_answers(times=9)
        for plan in (Plan(ANN, remove=(GOLD,)), Plan(ANN, add=(GOLD,))):
            text = everything_said(destination, plan, memory)
            found = [word for word in (*PERSONAL, destination.key.lower()) if word in text.lower()]
            assert found == []
        assert memory.calls

    def test_check_names_what_is_missing_with_the_nearest(self, destination: Destination) -> None:
        assert destination.crm.check().missing == ()
        assert destination.crm.check([GOLD.lower(), SILVER]).missing == ()
        missing = destination.crm.check([GOLD, "Gold Membershp", "Xyzzy"]).missing
        assert missing == (("Gold Membershp", GOLD), ("Xyzzy", None))

    @staticmethod
    def apply_if_it_can(destination: Destination, plan: Plan, memory: DictMemory) -> None:
        try:
            destination.crm.apply(plan, memory)
        except CrmUnavailable:
            return
