"""What every CRM adapter promises of lists, custom fields and automations.

As `CrmContract`, beside which it is inherited: a CRM's test gives `destination`.
"""

from itertools import count
from typing import Protocol

import pytest

from bridge.model import Contact, Done, FieldValue, Firing, ListWish, Outcome, Plan, Refusal, Sort
from bridge.model.errors import CrmUnavailable
from tests.destinations.contract import ANN, GOLD, PERSONAL, SILVER, Destination, everything_said
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
    """With the lists, custom fields and automations above, each of no contact."""

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


class OtherTargetsContract:
    """Inherit me."""

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

    def test_every_target_of_a_plan_is_told_of_and_the_second_time_nothing_changes(
        self, destination: FullDestination, memory: DictMemory
    ) -> None:
        destination.tag_by_hand(ANN, SILVER)
        destination.put_on_list(DEALS, IN)
        for changed in (True, False):
            outcome = destination.crm.apply(EVERYTHING, memory)
            assert sorted(done.target for done in outcome.done) == sorted(EVERYTHING.targets())
            tags = {(done.what, done.changed) for done in outcome.done if done.tag == GOLD}
            assert tags <= {("added", True), ("already there", False)}
            assert {done.changed for done in outcome.done if done.tag != GOLD} == {changed}
            self.see_everything(destination)

    @pytest.mark.parametrize(
        ("sort", "near", "near_plan", "far_plan"),
        [
            (
                Sort.LIST,
                NEWS,
                Plan(ANN, add=(GOLD,), subscribe=(ListWish("Newsleter"),)),
                Plan(ANN, subscribe=(ListWish("Xyzzy"),)),
            ),
            (
                Sort.LIST,
                NEWS,
                Plan(ANN, add=(GOLD,), unsubscribe=("Newsleter",)),
                Plan(ANN, unsubscribe=("Xyzzy",)),
            ),
            (
                Sort.FIELD,
                ORDER,
                Plan(ANN, add=(GOLD,), fields=(FieldValue("Last ordr", "1"),)),
                Plan(ANN, fields=(FieldValue("Xyzzy", "1"),)),
            ),
            (
                Sort.AUTOMATION,
                WELCOME,
                Plan(ANN, add=(GOLD,), start=(Firing("Welcom series", "1"),)),
                Plan(ANN, start=(Firing("Xyzzy", "1"),)),
            ),
        ],
        ids=["subscribe", "unsubscribe", "field", "automation"],
    )
    def test_what_is_missing_is_refused_with_the_nearest_and_the_rest_goes_on(
        self,
        destination: FullDestination,
        memory: DictMemory,
        sort: Sort,
        near: str,
        near_plan: Plan,
        far_plan: Plan,
    ) -> None:
        def refusal(name: str, hint: str) -> Refusal:
            what_next = f"Create the {sort} or correct rules.yaml."
            reason = f"The {sort} '{name}' does not exist in {destination.title}.{hint} {what_next}"
            return Refusal(name, reason, "1" if sort is Sort.AUTOMATION else "", sort)

        outcome = destination.crm.apply(far_plan, memory)
        assert outcome == Outcome((), (refusal("Xyzzy", ""),))
        assert destination.contacts() == {}
        misspelt = near_plan.targets()[-1].partition(",")[2].capitalize()
        outcome = destination.crm.apply(near_plan, memory)
        assert outcome.refused == (refusal(misspelt, f" Nearest there: '{near}'."),)
        assert outcome.done == (Done(GOLD, "added"),)

    def test_check_names_what_else_is_missing_with_the_nearest(
        self, destination: FullDestination
    ) -> None:
        there = [(Sort.LIST, NEWS.lower()), (Sort.FIELD, ORDER), (Sort.AUTOMATION, WELCOME)]
        assert destination.crm.check([GOLD], there).others == ()
        lacking = [(sort, f"{name}x") for sort, name in there]
        assert destination.crm.check((), [*there, *lacking]).others == (
            (Sort.LIST, f"{NEWS.lower()}x", NEWS),
            (Sort.FIELD, f"{ORDER}x", ORDER),
            (Sort.AUTOMATION, f"{WELCOME}x", WELCOME),
        )

    @pytest.mark.parametrize("status", [429, 500, 503, 0], ids=str)
    def test_trouble_at_any_call_neither_loses_nor_repeats_anything(
        self, destination: FullDestination, status: int
    ) -> None:
        """With 0 the call is done, and its answer is lost."""
        for at in count():
            destination.tag_by_hand(ANN, SILVER)
            destination.put_on_list(DEALS, IN)
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
        assert at > 7  # each of its calls has failed once

    @pytest.mark.parametrize("known", [False, True], ids=["new contact", "known contact"])
    def test_a_kill_at_any_moment_neither_loses_nor_repeats_anything(
        self, destination: FullDestination, known: bool
    ) -> None:
        for moment in count(1):
            if known:
                destination.tag_by_hand(ANN, SILVER)
                destination.put_on_list(DEALS, IN)
            memory = DictMemory(kill_at=moment)
            try:
                destination.crm.apply(EVERYTHING, memory)
            except Killed:
                destination.start_over()
                destination.crm.apply(EVERYTHING, memory)
            self.see_everything(destination, known)
            if memory.writes < moment:
                break  # it came through before the moment to kill it
            destination.delete_by_hand(ANN)
        assert moment > 12  # it was killed at each write there is

    @pytest.mark.parametrize("trouble", [429, 500, 400, 422, 0])
    def test_nothing_personal_stands_in_errors_refusals_and_calls_about_these_either(
        self, destination: FullDestination, memory: DictMemory, trouble: int
    ) -> None:
        if trouble:
            destination.fail(trouble, times=9)
        else:
            destination.lose_answers(times=9)
        text = everything_said(destination, EVERYTHING, memory)
        assert [word for word in (*PERSONAL, destination.key) if word in text.lower()] == []
        assert memory.calls

    @staticmethod
    def finish(destination: FullDestination, memory: DictMemory) -> None:
        """As the worker does: again and again until it is through."""
        for _ in range(20):
            try:
                destination.crm.apply(EVERYTHING, memory)
            except CrmUnavailable:
                continue
            return
        raise AssertionError("it never got through")

    @staticmethod
    def see_everything(destination: FullDestination, had_deals: bool = True) -> None:
        assert destination.contacts()[ANN.key] == {GOLD}
        assert destination.lists() == {NEWS: IN} | ({DEALS: OUT} if had_deals else {})
        assert destination.fields() == {ORDER: "1001", COURSE: "Knots for Secretname"}
        assert destination.started() == [WELCOME, WELCOME]
