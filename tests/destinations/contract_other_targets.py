"""What every CRM adapter promises of lists, custom fields and automations, and of a whole plan.

As `CrmContract`, beside which those are inherited that speak of what the CRM has: `ListsContract`,
`FieldsContract`, `AutomationsContract`; and `WholePlanContract` by all.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from itertools import count
from typing import ClassVar, Protocol, TypeVar

import pytest

from bridge.model import Contact, Done, FieldValue, Firing, ListWish, Outcome, Plan, Refusal, Sort
from bridge.model.errors import CrmUnavailable
from tests.destinations.contract import (
    ANN,
    GOLD,
    PERSONAL,
    SILVER,
    Destination,
    OfSorts,
    everything_said,
)
from tests.destinations.fakes import DictMemory, Killed

NEWS, DEALS = "Newsletter", "Daily deals"  # lists the account has
ORDER, COURSE = "Last order", "Course"  # custom fields it has
WELCOME, FAREWELL = "Welcome series", "Farewell"  # automations it has
EVERYTHING = Plan(
    ANN,
    add=(GOLD,),
    remove=(SILVER,),
    subscribe=(ListWish(NEWS),),
    unsubscribe=(DEALS,),
    fields=(FieldValue(ORDER, "1001"), FieldValue(COURSE, "Knots for Secretname")),
    start=(Firing(WELCOME, "order 1001"), Firing(WELCOME, "order 1002")),
)
IN = "subscribed"
OUT = "opted out"


class FullDestination(Destination, Protocol):
    """With those of the lists, custom fields and automations above that the CRM has, each of no
    contact; what it has none of is empty."""

    def lists(self) -> dict[str, str]:
        """Ann's, each with `subscribed`, `opted out`, `not confirmed` or `bounced`."""

    def fields(self) -> dict[str, str]:
        """Ann's that hold something."""

    def started(self) -> list[str]:
        """The automations that Ann entered, in order."""

    def put_on_list(self, name: str, standing: str) -> None:
        """By somebody else; Ann is there afterwards. The standings are those of `lists`."""

    def delete_by_hand(self, contact: Contact) -> None: ...

    def start_over(self) -> None:
        """As a new process does: with nothing but what is in the memories."""


def told(outcome: Outcome) -> list[tuple[str, str, bool]]:
    """(name, what, changed) of everything done; fails when something was refused."""
    assert outcome.refused == ()
    return [(done.tag, done.what, done.changed) for done in outcome.done]


Test = TypeVar("Test", bound=Callable[..., None])


def everything(sorts: Collection[Sort]) -> Plan:
    """`EVERYTHING` as far as a CRM has these."""
    plan = EVERYTHING
    if Sort.LIST not in sorts:
        plan = replace(plan, subscribe=(), unsubscribe=())
    if Sort.FIELD not in sorts:
        plan = replace(plan, fields=())
    return plan if Sort.AUTOMATION in sorts else replace(plan, start=())


def about(*sorts: Sort) -> Callable[[Test], Test]:
    """The test speaks of these alone."""

    def mark(test: Test) -> Test:
        test.speaks_of = sorts  # type: ignore[attr-defined] # read by OfSorts
        return test

    return mark


class ListsContract:
    """Inherit me where the CRM has lists. `standings`: those besides `subscribed` and `opted out`
    that it knows."""

    standings: ClassVar[Collection[str]] = ("not confirmed", "bounced")

    def test_a_look_tells_the_lists_she_is_on(
        self, destination: FullDestination, memory: DictMemory
    ) -> None:
        destination.put_on_list(NEWS, IN)
        destination.put_on_list(DEALS, OUT)
        names = [(Sort.LIST, NEWS), (Sort.LIST, DEALS), (Sort.LIST, "No such list")]
        assert destination.crm.look(ANN, names, memory) == {f"list,{NEWS.lower()}"}

    def test_it_subscribes_a_new_contact(
        self, destination: FullDestination, memory: DictMemory
    ) -> None:
        outcome = destination.crm.apply(Plan(ANN, subscribe=(ListWish(NEWS),)), memory)
        assert outcome == Outcome((Done(NEWS, "subscribed", sort=Sort.LIST),), created=True)
        assert (destination.contacts(), destination.lists()) == ({ANN.key: set()}, {NEWS: IN})

    def test_it_leaves_a_subscriber_as_she_is(
        self, destination: FullDestination, memory: DictMemory
    ) -> None:
        destination.put_on_list(NEWS, IN)
        wishes = (ListWish("newsLETTER"), ListWish(DEALS))
        outcome = destination.crm.apply(Plan(ANN, subscribe=wishes), memory)
        assert told(outcome) == [
            ("newsLETTER", "already subscribed", False),
            (DEALS, "subscribed", True),
        ]
        assert destination.lists() == {NEWS: IN, DEALS: IN}

    @pytest.mark.parametrize("standing", [OUT, "not confirmed"])
    def test_who_opted_out_or_did_not_confirm_is_subscribed_only_by_a_rule_that_says_so(
        self, destination: FullDestination, memory: DictMemory, standing: str
    ) -> None:
        self.skip_unknown(standing)
        destination.put_on_list(NEWS, standing)
        outcome = destination.crm.apply(Plan(ANN, subscribe=(ListWish(NEWS),)), memory)
        assert told(outcome) == [(NEWS, standing, False)]
        assert destination.lists() == {NEWS: standing}
        outcome = destination.crm.apply(Plan(ANN, subscribe=(ListWish(NEWS, True),)), memory)
        assert told(outcome) == [(NEWS, "subscribed", True)]
        assert destination.lists() == {NEWS: IN}

    def test_an_address_that_bounced_is_not_subscribed_again(
        self, destination: FullDestination, memory: DictMemory
    ) -> None:
        self.skip_unknown("bounced")
        destination.put_on_list(NEWS, "bounced")
        outcome = destination.crm.apply(Plan(ANN, subscribe=(ListWish(NEWS, True),)), memory)
        assert told(outcome) == [(NEWS, "bounced", False)]
        assert destination.lists() == {NEWS: "bounced"}

    def test_who_opts_out_of_what_it_subscribed_her_to_stays_out(
        self, destination: FullDestination, memory: DictMemory
    ) -> None:
        plan = Plan(ANN, subscribe=(ListWish(NEWS),))
        destination.crm.apply(plan, memory)
        destination.put_on_list(NEWS, OUT)
        assert told(destination.crm.apply(plan, memory)) == [(NEWS, OUT, False)]
        assert destination.lists() == {NEWS: OUT}

    @pytest.mark.parametrize("standing", [IN, "not confirmed", "bounced"])
    def test_it_unsubscribes_whoever_is_on_the_list_in_any_way(
        self, destination: FullDestination, memory: DictMemory, standing: str
    ) -> None:
        self.skip_unknown(standing)
        destination.put_on_list(NEWS, standing)
        outcome = destination.crm.apply(Plan(ANN, unsubscribe=(NEWS, DEALS)), memory)
        assert told(outcome) == [(NEWS, "unsubscribed", True), (DEALS, "was not subscribed", False)]
        assert destination.lists() == {NEWS: OUT}
        outcome = destination.crm.apply(Plan(ANN, unsubscribe=(NEWS,)), memory)
        assert told(outcome) == [(NEWS, "was not subscribed", False)]

    def test_unsubscribing_never_creates_a_contact(
        self, destination: FullDestination, memory: DictMemory
    ) -> None:
        outcome = destination.crm.apply(Plan(ANN, unsubscribe=(NEWS,)), memory)
        assert told(outcome) == [(NEWS, "no such contact", False)]
        assert destination.contacts() == {}

    def skip_unknown(self, standing: str) -> None:
        if standing not in (IN, OUT, *self.standings):
            pytest.skip(f"this CRM knows nobody on a list who is '{standing}'")


class FieldsContract:
    """Inherit me where the CRM has custom fields."""

    def test_it_sets_fields_and_says_what_was_so(
        self, destination: FullDestination, memory: DictMemory
    ) -> None:
        plan = Plan(ANN, fields=(FieldValue(ORDER, "1001"), FieldValue(COURSE, "Knots")))
        assert told(destination.crm.apply(plan, memory)) == [
            (ORDER, "set", True),
            (COURSE, "set", True),
        ]
        plan = Plan(ANN, fields=(FieldValue("last ORDER", "1002"), FieldValue(COURSE, "Knots")))
        assert told(destination.crm.apply(plan, memory)) == [
            ("last ORDER", "set", True),
            (COURSE, "already so", False),
        ]
        assert destination.fields() == {ORDER: "1002", COURSE: "Knots"}


class AutomationsContract:
    """Inherit me where the CRM has automations."""

    def test_what_opens_no_door_is_never_started_twice(self, destination: FullDestination) -> None:
        """Where the CRM cannot say whether it started, the record says that this is not known."""
        plan = Plan(ANN, start=(Firing(WELCOME, "1", opens=False),))
        for moment in count(1):
            memory = DictMemory(kill_at=moment)
            try:
                destination.crm.apply(plan, memory)
            except Killed:
                destination.start_over()
                again = destination.crm.apply(plan, memory).done
                assert {each.what for each in again} <= _STARTS
            assert destination.started() in ([WELCOME], [])
            if memory.writes < moment:
                break  # it came through before the moment to kill it
            if ANN.key in destination.contacts():
                destination.delete_by_hand(ANN)
        assert destination.started() == [WELCOME]

    def test_it_starts_an_automation_once_for_each_token(
        self, destination: FullDestination, memory: DictMemory
    ) -> None:
        plan = Plan(ANN, start=(Firing(WELCOME, "1"),))
        for what, changed in (("started", True), ("already started", False)):
            assert destination.crm.apply(plan, memory) == Outcome(
                (Done(WELCOME, what, changed, "1", Sort.AUTOMATION),), created=changed
            )
        destination.crm.apply(Plan(ANN, start=(Firing(WELCOME, "2"),)), memory)
        assert destination.started() == [WELCOME, WELCOME]


class WholePlanContract(OfSorts):
    """Inherit me. `fewest_calls` and `fewest_writes` are how often `everything` calls the CRM, and
    writes to memory, at the least: trouble is tried at each. `knows_what_it_started`: it can be
    asked whether a contact entered an automation; where it cannot, an automation that opens a door
    is started once more after an answer that never came."""

    fewest_calls: ClassVar[int] = 8
    fewest_writes: ClassVar[int] = 13
    knows_what_it_started: ClassVar[bool] = True

    @property
    def everything(self) -> Plan:
        return everything(self.sorts)

    def test_every_target_of_a_plan_is_told_of_and_the_second_time_nothing_changes(
        self, destination: FullDestination, memory: DictMemory
    ) -> None:
        self.begin(destination)
        for changed in (True, False):
            outcome = destination.crm.apply(self.everything, memory)
            assert sorted(done.target for done in outcome.done) == sorted(self.everything.targets())
            tags = {(done.what, done.changed) for done in outcome.done if done.tag == GOLD}
            assert tags <= {("added", True), ("already there", False)}
            others = {done.changed for done in outcome.done if done.tag not in (GOLD, SILVER)}
            assert others <= {changed}
            self.see_everything(destination)

    @pytest.mark.parametrize("takes_away", [False, True], ids=["give", "take away"])
    @about(Sort.LIST, Sort.FIELD, Sort.AUTOMATION)
    def test_what_is_missing_is_refused_with_the_nearest_and_the_rest_goes_on(
        self, destination: FullDestination, memory: DictMemory, sort: Sort, takes_away: bool
    ) -> None:
        if takes_away and sort is not Sort.LIST:
            pytest.skip("nothing is taken away of fields and automations")

        def refusal(name: str, hint: str) -> Refusal:
            what_next = f"Create the {sort} or correct rules.yaml."
            reason = f"The {sort} '{name}' does not exist in {destination.title}.{hint} {what_next}"
            return Refusal(name, reason, "1" if sort is Sort.AUTOMATION else "", sort)

        outcome = destination.crm.apply(_naming(sort, "Xyzzy", takes_away), memory)
        assert outcome == Outcome((), (refusal("Xyzzy", ""),))
        assert destination.contacts() == {}
        misspelt, near = _MISSPELT[sort]
        plan = replace(_naming(sort, misspelt, takes_away), add=(GOLD,))
        outcome = destination.crm.apply(plan, memory)
        assert outcome.refused == (
            refusal(misspelt, f" Nearest there: '{self.spelled.get(near, near)}'."),
        )
        assert outcome.done == (Done(GOLD, "added"),)

    def test_check_names_what_else_is_missing_with_the_nearest(
        self, destination: FullDestination
    ) -> None:
        every = {Sort.LIST: NEWS, Sort.FIELD: ORDER, Sort.AUTOMATION: WELCOME}
        mine = {sort: name for sort, name in every.items() if sort in self.sorts}
        there = [(sort, name.lower()) for sort, name in mine.items()]
        assert destination.crm.check([GOLD], there).others == ()
        lacking = [(sort, f"{name}x") for sort, name in there]
        assert destination.crm.check((), [*there, *lacking]).others == tuple(
            (sort, f"{name.lower()}x", self.spelled.get(name, name)) for sort, name in mine.items()
        )

    @pytest.mark.parametrize("status", [429, 500, 503, 0], ids=str)
    def test_trouble_at_any_call_neither_loses_nor_repeats_anything(
        self, destination: FullDestination, status: int
    ) -> None:
        """With 0 the call is done, and its answer is lost."""
        for at in count():
            self.begin(destination)
            before = destination.count()
            if status:
                destination.fail(status, times=3, after=at)
            else:
                destination.lose_answers(times=1, after=at)
            self.finish(destination, DictMemory())
            self.see_everything(destination)
            if destination.count() <= before + at:
                break  # it came through before the call that was to fail
            destination.delete_by_hand(ANN)
        assert at >= self.fewest_calls  # each of its calls has failed once

    @pytest.mark.parametrize("known", [False, True], ids=["new contact", "known contact"])
    def test_a_kill_at_any_moment_neither_loses_nor_repeats_anything(
        self, destination: FullDestination, known: bool
    ) -> None:
        for moment in count(1):
            if known:
                self.begin(destination)
            memory = DictMemory(kill_at=moment)
            try:
                destination.crm.apply(self.everything, memory)
            except Killed:
                destination.start_over()
                destination.crm.apply(self.everything, memory)
            self.see_everything(destination, known)
            if memory.writes < moment:
                break  # it came through before the moment to kill it
            destination.delete_by_hand(ANN)
        assert moment >= self.fewest_writes  # it was killed at each write there is

    @pytest.mark.parametrize("trouble", [429, 500, 400, 422, 0])
    def test_nothing_personal_stands_in_errors_refusals_and_calls_about_these_either(
        self, destination: FullDestination, memory: DictMemory, trouble: int
    ) -> None:
        if trouble:
            destination.fail(trouble, times=9)
        else:
            destination.lose_answers(times=9)
        text = everything_said(destination, self.everything, memory)
        assert [word for word in (*PERSONAL, destination.key.lower()) if word in text.lower()] == []
        assert memory.calls

    def begin(self, destination: FullDestination) -> None:
        """Ann is there, with what is to be taken from her."""
        destination.tag_by_hand(ANN, SILVER)
        if Sort.LIST in self.sorts:
            destination.put_on_list(DEALS, IN)

    def finish(self, destination: FullDestination, memory: DictMemory) -> None:
        """As the worker does: again and again until it is through."""
        for _ in range(20):
            try:
                destination.crm.apply(self.everything, memory)
            except CrmUnavailable:
                continue
            return
        raise AssertionError("it never got through")

    def see_everything(self, destination: FullDestination, had_deals: bool = True) -> None:
        lists = {NEWS: IN} | ({DEALS: OUT} if had_deals else {})
        fields = {ORDER: "1001", COURSE: "Knots for Secretname"}
        assert destination.contacts()[ANN.key] == {GOLD}
        assert destination.lists() == (lists if Sort.LIST in self.sorts else {})
        assert destination.fields() == (fields if Sort.FIELD in self.sorts else {})
        started = [WELCOME, WELCOME] if Sort.AUTOMATION in self.sorts else []
        once_more = [] if self.knows_what_it_started or not started else [WELCOME]
        assert destination.started() in (started, started + once_more)


_STARTS = {"started", "already started", "may have started"}
_MISSPELT = {
    Sort.LIST: ("Newsleter", NEWS),
    Sort.FIELD: ("Last ordr", ORDER),
    Sort.AUTOMATION: ("Welcom series", WELCOME),
}


def _naming(sort: Sort, name: str, takes_away: bool) -> Plan:
    if sort is Sort.LIST:
        wish = (ListWish(name),)
        return Plan(ANN, unsubscribe=(name,)) if takes_away else Plan(ANN, subscribe=wish)
    if sort is Sort.FIELD:
        return Plan(ANN, fields=(FieldValue(name, "1"),))
    return Plan(ANN, start=(Firing(name, "1"),))
