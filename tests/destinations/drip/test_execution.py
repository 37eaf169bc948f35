"""A whole plan: in which order, in which calls, and what makes nobody. Over real HTTP."""

from bridge.model import Done, FieldValue, Firing, ListWish, Outcome, Plan
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_other_targets import COURSE, NEWS, WELCOME
from tests.destinations.drip.destination import (
    EVE,
    JOIN,
    PAYF,
    SERIES,
    START,
    WORKFLOW,
    WRITE,
    DripDestination,
)
from tests.destinations.fakes import DictMemory


def test_what_sets_something_off_comes_last(known: DripDestination, memory: DictMemory) -> None:
    known.account_memory.values["path:series"] = "campaign_subscription"
    plan = Plan(
        ANN,
        add=(GOLD,),
        remove=(SILVER,),
        fire=(Firing(PAYF, "1"),),
        fields=(FieldValue(COURSE, "Knots"),),
        subscribe=(ListWish(NEWS),),
        start=(Firing(WELCOME, "1"),),
    )
    outcome = known.crm.apply(plan, memory)
    assert known.calls() == [WRITE, SERIES, JOIN, WRITE, WORKFLOW, START]
    assert sorted(each.target for each in outcome.done) == sorted(plan.targets())


def test_a_plan_of_which_nothing_is_known_makes_nobody(known: DripDestination) -> None:
    plan = Plan(
        EVE,
        add=("Golt",),
        remove=("Sliver",),
        fire=(Firing("Trigge", "1"),),
        fields=(FieldValue("corse", "Knots"),),
        subscribe=(ListWish("Newsleter"),),
        start=(Firing("Welcom", "1"),),
    )
    outcome = known.crm.apply(plan, DictMemory())
    assert outcome.done == (Done("Sliver", "was not there", False),)
    assert len(outcome.refused) == 5
    assert [*known.contacts()] == [ANN.key]


def test_a_tag_that_makes_no_contact_goes_along_where_one_is_made(
    known: DripDestination,
) -> None:
    plan = Plan(EVE, add=(GOLD,), add_if_there=(PAYF,))
    outcome = known.crm.apply(plan, DictMemory())
    assert outcome == Outcome((Done(GOLD, "added"), Done(PAYF, "added")), created=True)
    assert known.calls() == [WRITE]


def test_an_address_that_was_corrected_there_stays(
    known: DripDestination, memory: DictMemory
) -> None:
    known.rename_by_hand(ANN, "corrected@example.com")
    known.account.add_contact(ANN.email, [GOLD])
    known.crm.apply(Plan(ANN, add=(PAYF,), remove=(GOLD, SILVER)), memory)
    known.crm.apply(Plan(ANN, remove=(GOLD,)), memory)
    assert known.contacts() == {"corrected@example.com": {PAYF}, ANN.key: {GOLD}}


def test_two_answers_under_way_at_once_do_no_harm(known: DripDestination) -> None:
    """A worker that was thought dead ends its call after another began."""
    for _ in range(3):
        known.crm.apply(Plan(EVE, add=(GOLD,), remove=(PAYF,)), DictMemory())
    assert known.contacts()[EVE.key] == {GOLD}
    assert len(known.contacts()) == 2
