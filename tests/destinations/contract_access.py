"""What every adapter promises that knows access to memberships. Its test inherits `AccessContract`
and gives `destination`.

class TestMySite(AccessContract):
    @pytest.fixture
    def destination(self) -> Iterator[AccessDestination]: ...
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Protocol

import pytest

from bridge.destinations.base import Crm
from bridge.model import AccessWish, Contact, Done, Outcome, Plan, Refusal, Sort, target_key
from bridge.model.errors import AccountRefused, CrmUnavailable
from tests.destinations.contract import ANN, GOLD, PERSONAL, SILVER, everything_said
from tests.destinations.fakes import DictMemory, FreePace, Killed

EVE = Contact("eve@example.com", "Eve")
NEW = "ann.new@example.com"
ONE, TWO = "live:1001:product-12", "live:1002:product-12"
END = datetime(2031, 1, 5, 14, 0, tzinfo=UTC)
LATER = datetime(2031, 2, 5, 14, 0, tzinfo=UTC)
SOON = datetime(2030, 12, 24, 14, 0, tzinfo=UTC)
PAST = datetime(2020, 1, 5, 14, 0, tzinfo=UTC)
FAR = datetime(2099, 1, 1, tzinfo=UTC)
MINUTE, TWO_DAYS = timedelta(minutes=1), timedelta(days=2)
_PAGE = "<html><body><h1>One moment, please</h1></body></html>"


class AccessDestination(Protocol):
    """One site for tests, with the memberships `GOLD` and `SILVER` and no people."""

    crm: Crm
    title: str  # how messages name it
    pace: FreePace
    key: str
    key_setting: str
    account_memory: DictMemory

    def open_at(self, contact: Contact, at: datetime) -> set[str]:
        """The memberships that let her in at this time, as things stand."""

    def people(self) -> set[str]:
        """The addresses of all people, in lower case."""

    def grant_by_hand(self, contact: Contact, membership: str) -> None:
        """For life, in the site's own pages; somebody unknown is made a user."""

    def revoke_by_hand(self, contact: Contact, membership: str) -> None: ...

    def rename_by_hand(self, contact: Contact, email: str) -> None: ...

    def delete_by_hand(self, contact: Contact) -> None: ...

    def by_hand(self) -> object:
        """Whatever tells whether something that a hand made was changed."""

    def fail(self, status: int, times: int, after: int = 0, body: str | None = None) -> None:
        """Answer the next calls so and do nothing; 429 with `Retry-After: 30`."""

    def lose_answers(self, times: int, after: int = 0) -> None: ...

    def forbid(self, membership: str) -> None:
        """From now on nothing may be written about this one."""

    def allow(self) -> None: ...

    def refuse_key(self) -> None: ...

    def count(self) -> int: ...

    def writes(self) -> int:
        """How many calls it was sent so far that change something."""


def wish(membership: str = GOLD, until: datetime | None = END, hold: str = ONE) -> AccessWish:
    return AccessWish(membership, hold, until)


def give(*wishes: AccessWish, contact: Contact = ANN) -> Plan:
    return Plan(contact, access=wishes or (wish(),))


def end(*wishes: AccessWish, contact: Contact = ANN) -> Plan:
    return Plan(contact, end_access=wishes or (wish(),))


def done(what: str, membership: str = GOLD, hold: str = ONE) -> Done:
    changed = what in ("given", "ended")
    return Done(membership, what, changed, sort=Sort.ACCESS, hold=hold)


class AccessContract:
    """Inherit me. `looks` is how many calls may ask, once all ids are known, whether one hold is
    still as it was told; `renames` whether it gives people another address."""

    looks: ClassVar[int] = 1
    renames: ClassVar[bool] = True

    def test_it_lets_a_new_person_in(
        self, destination: AccessDestination, memory: DictMemory
    ) -> None:
        outcome = destination.crm.apply(give(wish(), wish(SILVER, None)), memory)
        assert outcome == Outcome((done("given"), done("given", SILVER)), created=True)
        assert destination.people() == {ANN.key}
        assert destination.open_at(ANN, END) == {GOLD, SILVER}
        assert destination.open_at(ANN, FAR) == {SILVER}

    def test_it_lets_somebody_in_whom_the_site_knows(
        self, destination: AccessDestination, memory: DictMemory
    ) -> None:
        destination.grant_by_hand(ANN, SILVER)
        outcome = destination.crm.apply(give(), memory)
        assert outcome == Outcome((done("given"),))
        assert destination.people() == {ANN.key}
        assert destination.open_at(ANN, END) == {GOLD, SILVER}

    @pytest.mark.parametrize(
        "clock", [(0, 0, 0), (0, 30, 0), (12, 0, 0), (23, 30, 0), (23, 59, 59)], ids=str
    )
    def test_nobody_is_shut_out_before_her_end_and_everybody_soon_after(
        self, destination: AccessDestination, memory: DictMemory, clock: tuple[int, int, int]
    ) -> None:
        until = datetime(2031, 1, 5, *clock, tzinfo=UTC)
        destination.crm.apply(give(wish(until=until)), memory)
        assert destination.open_at(ANN, until - MINUTE) == {GOLD}
        assert destination.open_at(ANN, until + TWO_DAYS) == set()

    def test_an_end_counts_in_whatever_zone_it_is_told(
        self, destination: AccessDestination, memory: DictMemory
    ) -> None:
        until = datetime.fromisoformat("2031-01-05T22:00:00-08:00")
        destination.crm.apply(give(wish(until=until)), memory)
        assert destination.open_at(ANN, until - MINUTE) == {GOLD}

    @pytest.mark.parametrize("until", [END, None], ids=["an end", "for life"])
    def test_the_same_again_is_one_look_at_the_most_and_changes_nothing(
        self, destination: AccessDestination, memory: DictMemory, until: datetime | None
    ) -> None:
        plan = give(wish(until=until))
        destination.crm.apply(plan, memory)
        calls, writes = destination.count(), destination.writes()
        outcome = destination.crm.apply(plan, memory)
        assert outcome == Outcome((done("already given"),))
        assert destination.writes() == writes
        assert destination.count() <= calls + self.looks

    @pytest.mark.parametrize("before", [SOON, END, None], ids=["sooner", "later", "for life"])
    @pytest.mark.parametrize("after", [SOON, END, None], ids=["soon", "late", "life"])
    def test_another_end_takes_the_place_of_the_first(
        self,
        destination: AccessDestination,
        memory: DictMemory,
        before: datetime | None,
        after: datetime | None,
    ) -> None:
        destination.crm.apply(give(wish(until=before)), memory)
        destination.crm.apply(give(wish(until=after)), memory)
        assert destination.open_at(ANN, (after or FAR) - MINUTE) == {GOLD}
        if after is not None:
            assert destination.open_at(ANN, after + TWO_DAYS) == set()

    def test_it_extends_without_the_memory_of_before(
        self, destination: AccessDestination, memory: DictMemory
    ) -> None:
        destination.crm.apply(give(), memory)
        destination.crm.apply(give(wish(until=LATER)), DictMemory())
        assert destination.open_at(ANN, LATER - MINUTE) == {GOLD}
        destination.crm.apply(end(), DictMemory())
        assert destination.open_at(ANN, SOON) == set()

    def test_it_ends_at_once_and_says_what_had_ended(
        self, destination: AccessDestination, memory: DictMemory
    ) -> None:
        destination.crm.apply(give(wish(), wish(SILVER)), memory)
        for what in ("ended", "had ended"):
            assert destination.crm.apply(end(), memory) == Outcome((done(what),))
            assert destination.open_at(ANN, SOON) == {SILVER}
        assert destination.people() == {ANN.key}

    def test_a_plan_that_only_ends_never_makes_anybody(
        self, destination: AccessDestination, memory: DictMemory
    ) -> None:
        assert destination.crm.apply(end(), memory) == Outcome((done("no such contact"),))
        assert (destination.people(), destination.writes()) == (set(), 0)

    def test_what_it_never_gave_is_not_its_to_end(
        self, destination: AccessDestination, memory: DictMemory
    ) -> None:
        destination.grant_by_hand(ANN, GOLD)
        before = destination.by_hand()
        for remembered in (memory, DictMemory()):
            [settled] = destination.crm.apply(end(), remembered).done
            assert settled.changed is False
        assert (destination.by_hand(), destination.writes()) == (before, 0)
        assert destination.open_at(ANN, SOON) == {GOLD}

    def test_each_hold_has_a_life_of_its_own_and_the_best_lets_in(
        self, destination: AccessDestination, memory: DictMemory
    ) -> None:
        destination.crm.apply(give(wish(), wish(until=LATER, hold=TWO)), memory)
        assert destination.open_at(ANN, LATER - MINUTE) == {GOLD}
        [settled] = destination.crm.apply(end(wish(hold=TWO)), memory).done
        assert settled.changed
        assert destination.open_at(ANN, END - MINUTE) == {GOLD}
        assert destination.open_at(ANN, END + TWO_DAYS) == set()
        destination.crm.apply(end(), memory)
        assert destination.open_at(ANN, SOON) == set()

    def test_holds_with_names_like_one_anothers_are_not_mixed_up(
        self, destination: AccessDestination, memory: DictMemory
    ) -> None:
        others = [f"{ONE}3", "live:91001:product-12", "test:1001:product-12", "live:1001:x/1.2"]
        destination.crm.apply(give(*(wish(until=LATER, hold=each) for each in others)), memory)
        destination.crm.apply(give(), memory)
        destination.crm.apply(end(*(wish(hold=each) for each in others)), memory)
        assert destination.open_at(ANN, END - MINUTE) == {GOLD}
        assert destination.open_at(ANN, END + TWO_DAYS) == set()

    def test_one_hold_on_two_memberships_is_two_and_either_ends_alone(
        self, destination: AccessDestination, memory: DictMemory
    ) -> None:
        destination.crm.apply(give(wish(), wish(SILVER)), memory)
        destination.crm.apply(end(wish(SILVER)), memory)
        assert destination.open_at(ANN, SOON) == {GOLD}

    def test_what_else_lets_her_in_stays_as_it_is_and_is_told(
        self, destination: AccessDestination, memory: DictMemory
    ) -> None:
        destination.grant_by_hand(ANN, GOLD)
        before = destination.by_hand()
        destination.crm.apply(give(), memory)
        [settled] = destination.crm.apply(end(), memory).done
        assert settled.changed
        assert settled.what.startswith("ended, and another ")
        assert destination.by_hand() == before
        assert destination.open_at(ANN, FAR) == {GOLD}

    def test_it_ends_one_hold_and_gives_another_in_one_plan(
        self, destination: AccessDestination, memory: DictMemory
    ) -> None:
        destination.crm.apply(give(wish(hold=TWO)), memory)
        plan = Plan(ANN, access=(wish(SILVER),), end_access=(wish(hold=TWO),))
        outcome = destination.crm.apply(plan, memory)
        assert outcome == Outcome((done("ended", hold=TWO), done("given", SILVER)))
        assert destination.open_at(ANN, SOON) == {SILVER}

    def test_an_end_that_has_passed_makes_nobody_and_nothing(
        self, destination: AccessDestination, memory: DictMemory
    ) -> None:
        for _ in range(2):
            outcome = destination.crm.apply(give(wish(until=PAST)), memory)
            assert outcome == Outcome((done("had ended"),))
            assert destination.writes() == 0
            destination.grant_by_hand(ANN, SILVER)
        assert destination.open_at(ANN, SOON) == {SILVER}

    @pytest.mark.parametrize("before", [END, None], ids=["an end", "for life"])
    @pytest.mark.parametrize("remembered", [True, False])
    def test_an_end_that_turned_out_earlier_closes_what_was_open(
        self,
        destination: AccessDestination,
        memory: DictMemory,
        before: datetime | None,
        remembered: bool,
    ) -> None:
        destination.crm.apply(give(wish(until=before), wish(SILVER)), memory)
        memory = memory if remembered else DictMemory()
        for what in ("ended", "had ended"):
            outcome = destination.crm.apply(give(wish(until=PAST)), memory)
            assert outcome == Outcome((done(what),))
            assert destination.open_at(ANN, SOON) == {SILVER}
        assert destination.crm.apply(give(), memory).done == (done("given"),)
        assert destination.open_at(ANN, SOON) == {GOLD, SILVER}

    def test_a_hold_that_another_person_had_is_given_to_this_one_too(
        self, destination: AccessDestination, memory: DictMemory
    ) -> None:
        destination.crm.apply(give(contact=EVE), DictMemory())
        destination.crm.apply(give(), memory)
        destination.crm.apply(end(contact=EVE), DictMemory())
        assert destination.open_at(ANN, SOON) == {GOLD}
        assert destination.open_at(EVE, SOON) == set()

    def test_who_pays_again_after_an_end_is_let_in_again(
        self, destination: AccessDestination, memory: DictMemory
    ) -> None:
        for _ in range(3):
            assert destination.crm.apply(give(), memory).done == (done("given"),)
            assert destination.open_at(ANN, SOON) == {GOLD}
            assert destination.crm.apply(end(), memory).done == (done("ended"),)
            assert destination.open_at(ANN, SOON) == set()

    def test_what_a_hand_took_is_given_again_when_it_is_told_anew(
        self, destination: AccessDestination, memory: DictMemory
    ) -> None:
        destination.crm.apply(give(), memory)
        destination.revoke_by_hand(ANN, GOLD)
        assert destination.crm.apply(give(), memory).done == (done("given"),)
        assert destination.open_at(ANN, SOON) == {GOLD}

    def test_an_empty_plan_makes_no_call(
        self, destination: AccessDestination, memory: DictMemory
    ) -> None:
        assert destination.crm.apply(Plan(ANN), memory) == Outcome()
        assert destination.count() == 0

    def test_it_knows_people_and_memberships_in_any_case(
        self, destination: AccessDestination, memory: DictMemory
    ) -> None:
        destination.grant_by_hand(ANN, SILVER)
        shouting = Contact(ANN.email.upper())
        destination.crm.apply(give(wish("gold MEMBERSHIP"), contact=shouting), memory)
        assert destination.people() == {ANN.key}
        assert destination.open_at(ANN, SOON) == {GOLD, SILVER}

    def test_a_membership_that_is_not_there_is_refused_with_the_nearest_and_the_rest_goes_on(
        self, destination: AccessDestination, memory: DictMemory
    ) -> None:
        outcome = destination.crm.apply(give(wish("Gold Membershp"), wish(SILVER)), memory)
        [refused] = outcome.refused
        assert refused == Refusal("Gold Membershp", refused.reason, sort=Sort.ACCESS, hold=ONE)
        assert refused.reason.startswith(
            f"The membership 'Gold Membershp' does not exist in {destination.title}."
            " Nearest there: 'Gold Membership'."
        )
        assert (outcome.done, outcome.created) == ((done("given", SILVER),), True)
        assert destination.open_at(ANN, SOON) == {SILVER}

    def test_nobody_is_made_for_a_membership_that_is_not_there(
        self, destination: AccessDestination, memory: DictMemory
    ) -> None:
        outcome = destination.crm.apply(give(wish("Bronze")), memory)
        assert [each.target for each in outcome.refused] == give(wish("Bronze")).targets()
        assert destination.crm.apply(end(wish("Bronze")), memory).refused == ()
        assert (destination.people(), destination.writes()) == (set(), 0)

    @pytest.mark.parametrize("known", [False, True], ids=["new person", "known person"])
    def test_what_one_may_not_change_is_refused_by_name_and_all_else_goes_on(
        self, destination: AccessDestination, memory: DictMemory, known: bool
    ) -> None:
        if known:
            destination.crm.apply(give(wish(SILVER, hold=TWO)), memory)
        destination.forbid(GOLD)
        outcome = destination.crm.apply(give(wish(), wish(SILVER)), memory)
        assert [each.target for each in outcome.refused] == [target_key(Sort.ACCESS, GOLD, ONE)]
        assert f"'{GOLD}'" in outcome.refused[0].reason
        assert outcome.done == (done("given", SILVER),)
        destination.allow()
        assert destination.crm.apply(give(), memory).done == (done("given"),)
        assert destination.open_at(ANN, SOON) == {GOLD, SILVER}

    def test_a_refused_key_refuses_the_account_and_names_its_setting(
        self, destination: AccessDestination, memory: DictMemory
    ) -> None:
        destination.refuse_key()
        calls: tuple[Callable[[], object], ...] = (
            lambda: destination.crm.apply(give(), memory),
            lambda: destination.crm.apply(end(), memory),
            destination.crm.check,
        )
        for call in calls:
            with pytest.raises(AccountRefused, match=destination.key_setting):
                call()

    def test_429_holds_every_worker_back_for_the_time_named(
        self, destination: AccessDestination, memory: DictMemory
    ) -> None:
        destination.fail(429, times=1)
        with pytest.raises(CrmUnavailable) as caught:
            destination.crm.apply(give(), memory)
        assert (caught.value.retry_after, destination.pace.held) == (30, [30])
        assert destination.count() == 1
        destination.crm.apply(give(), memory)
        assert destination.open_at(ANN, SOON) == {GOLD}

    @pytest.mark.parametrize("status", [500, 502, 503, 504, 511, 520])
    @pytest.mark.parametrize("after", [0, 1, 2])
    def test_a_failing_site_is_unavailable_and_right_again_later(
        self, destination: AccessDestination, memory: DictMemory, status: int, after: int
    ) -> None:
        destination.fail(status, times=3, after=after)
        with pytest.raises(CrmUnavailable):
            destination.crm.apply(give(), memory)
        self.try_until_done(destination, give(), memory)
        assert destination.open_at(ANN, SOON) == {GOLD}

    @pytest.mark.parametrize("body", ["", _PAGE, "[]x", '"text"', "{}"], ids=str)
    def test_what_is_no_answer_is_asked_again_later(
        self, destination: AccessDestination, memory: DictMemory, body: str
    ) -> None:
        destination.crm.check((), [(Sort.ACCESS, GOLD)])
        destination.grant_by_hand(EVE, SILVER)
        memories = {ANN: memory, EVE: DictMemory()}
        for plan in (give(), give(contact=EVE), give(wish(until=LATER)), end()):
            memory = memories[plan.contact]
            for after in (0, 1):
                destination.fail(200, times=1, after=after, body=body)
                with pytest.raises(CrmUnavailable):
                    destination.crm.apply(plan, memory)
                destination.allow()
            assert destination.crm.apply(plan, memory).refused == ()
        assert destination.open_at(ANN, SOON) == set()
        assert destination.open_at(EVE, SOON) == {GOLD, SILVER}

    def test_an_answer_lost_after_the_change_does_no_harm(
        self, destination: AccessDestination, memory: DictMemory
    ) -> None:
        destination.crm.apply(give(wish(SILVER)), DictMemory())
        plan = Plan(ANN, access=(wish(),), end_access=(wish(SILVER),))
        for _ in range(8):
            destination.lose_answers(times=1)
            self.apply_if_it_can(destination, plan, memory)
        destination.allow()
        assert destination.crm.apply(plan, memory).refused == ()
        assert destination.open_at(ANN, SOON) == {GOLD}
        destination.crm.apply(end(), memory)
        assert destination.open_at(ANN, SOON) == set()

    @pytest.mark.parametrize("known", [False, True], ids=["new person", "known person"])
    def test_a_kill_between_any_two_steps_loses_and_doubles_nothing(
        self, destination: AccessDestination, known: bool
    ) -> None:
        if known:
            destination.grant_by_hand(ANN, SILVER)
        dies_at, killed = 1, True
        memory = DictMemory()
        while killed:
            memory.writes, memory.kill_at = 0, dies_at
            try:
                killed = False
                destination.crm.apply(give(), memory)
            except Killed:
                killed = True
            dies_at += 1
        memory.kill_at = None
        assert GOLD in destination.open_at(ANN, SOON)
        destination.crm.apply(end(), memory)
        assert GOLD not in destination.open_at(ANN, SOON)

    @pytest.mark.parametrize("trouble", [429, 500, 402, 403, 400, 422, 0])
    def test_nothing_personal_stands_in_errors_and_calls(
        self, destination: AccessDestination, memory: DictMemory, trouble: int
    ) -> None:
        if trouble:
            destination.fail(trouble, times=99)
        else:
            destination.lose_answers(times=99)
        for plan in (end(), give()):
            text = everything_said(destination, plan, memory)  # type: ignore[arg-type] # it asks for the crm alone
            found = [word for word in (*PERSONAL, destination.key.lower()) if word in text.lower()]
            assert found == []
        assert memory.calls

    def test_check_names_what_is_missing_and_changes_nothing(
        self, destination: AccessDestination
    ) -> None:
        assert destination.crm.check().others == ()
        asked = [(Sort.ACCESS, name) for name in (GOLD.lower(), SILVER, "Gold Membershp", "Xyzzy")]
        missing = destination.crm.check((), asked).others
        assert missing == (
            (Sort.ACCESS, "Gold Membershp", GOLD),
            (Sort.ACCESS, "Xyzzy", None),
        )
        assert (destination.people(), destination.writes()) == (set(), 0)

    def test_a_look_tells_which_are_open_whatever_opened_them(
        self, destination: AccessDestination, memory: DictMemory
    ) -> None:
        names = [(Sort.ACCESS, name) for name in (GOLD, "SILVER", "Bronze")]
        assert destination.crm.look(ANN, names, memory) == frozenset()
        destination.grant_by_hand(ANN, SILVER)
        assert destination.crm.look(ANN, names, memory) == {target_key(Sort.ACCESS, SILVER)}
        assert destination.writes() == 0

    def test_who_was_renamed_there_stays_the_same_person(
        self, destination: AccessDestination, memory: DictMemory
    ) -> None:
        destination.crm.apply(give(), memory)
        destination.rename_by_hand(ANN, NEW)
        destination.crm.apply(give(wish(until=LATER), wish(SILVER)), memory)
        assert destination.people() == {NEW}
        assert destination.open_at(Contact(NEW), END) == {GOLD, SILVER}
        destination.crm.apply(end(), memory)
        assert destination.open_at(Contact(NEW), SOON) == {SILVER}

    def test_who_was_deleted_there_is_made_anew_when_she_pays_and_not_for_an_end(
        self, destination: AccessDestination, memory: DictMemory
    ) -> None:
        destination.crm.apply(give(), memory)
        destination.delete_by_hand(ANN)
        assert destination.crm.apply(end(wish(SILVER)), memory).done[0].changed is False
        assert destination.people() == set()
        outcome = destination.crm.apply(give(wish(until=LATER)), memory)
        assert outcome == Outcome((done("given"),), created=True)
        assert destination.open_at(ANN, SOON) == {GOLD}

    def test_it_renames_whom_it_remembers_and_nobody_to_an_address_that_another_has(
        self, destination: AccessDestination, memory: DictMemory
    ) -> None:
        destination.crm.apply(give(), memory)
        destination.grant_by_hand(EVE, SILVER)
        assert destination.crm.rename(Contact(EVE.email.upper()), memory) is False
        assert destination.people() == {ANN.key, EVE.key}
        for _ in range(2):
            assert destination.crm.rename(Contact(NEW), memory) is self.renames
        assert destination.people() == {NEW if self.renames else ANN.key, EVE.key}

    def test_it_renames_nobody_where_none_is_remembered_or_left(
        self, destination: AccessDestination, memory: DictMemory
    ) -> None:
        destination.grant_by_hand(ANN, GOLD)
        assert destination.crm.rename(Contact(NEW), memory) is False
        destination.crm.apply(give(), memory)
        destination.delete_by_hand(ANN)
        assert destination.crm.rename(Contact(NEW), memory) is False
        assert destination.people() == set()

    @staticmethod
    def apply_if_it_can(destination: AccessDestination, plan: Plan, memory: DictMemory) -> None:
        try:
            destination.crm.apply(plan, memory)
        except CrmUnavailable:
            return

    @classmethod
    def try_until_done(cls, destination: AccessDestination, plan: Plan, memory: DictMemory) -> None:
        for _ in range(4):
            cls.apply_if_it_can(destination, plan, memory)
