"""A whole plan: in which order, in which calls, and what makes nobody. Over real HTTP."""

from random import Random

import pytest

from bridge.destinations.drip.subscriber import UNSUBSCRIBED
from bridge.model import Contact, Done, FieldValue, Firing, ListWish, Outcome, Plan, Sort
from bridge.model.errors import CrmUnavailable
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_other_targets import COURSE, NEWS, WELCOME
from tests.destinations.drip.destination import (
    EVE,
    JOIN,
    SERIES,
    START,
    WORKFLOW,
    WRITE,
    DripDestination,
)
from tests.destinations.fakes import DictMemory
from tests.destinations.stand_in_destination import PAYF, TWO_FIELDS


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


@pytest.mark.parametrize("seed", range(10))
def test_whatever_goes_wrong_on_the_way_everybody_ends_with_what_was_told(
    destination: DripDestination, seed: int
) -> None:
    chance = Random(seed)
    for name in ("v1.0", "Yes/No"):
        destination.account.account.add(Sort.TAG, name)
    destination.account.conditions.absent_tag = chance.choice((204, 404))
    destination.account.conditions.unknown_id = chance.choice((404, 422))
    destination.account.conditions.case_matters = chance.random() < 0.5
    memories = {contact: DictMemory() for contact in (ANN, EVE)}
    expected: dict[str, set[str]] = {}
    for _ in range(12):
        contact = chance.choice((ANN, EVE))
        plan = _any_plan(chance, contact)
        _trouble(chance, destination)
        _carry_out(destination, plan, memories[contact])
        if plan.add or plan.fire or contact.key in expected:
            hers = expected.setdefault(contact.key, set())
            hers -= {*plan.remove}
            hers |= {*plan.add, *plan.add_if_there, *(each.tag for each in plan.fire)}
        assert destination.contacts() == expected
        by_hand = chance.random()
        if by_hand < 0.2 and contact.key in expected:
            destination.account.unsubscribe(contact.email, chance.choice(("active", UNSUBSCRIBED)))
        elif by_hand < 0.3 and contact.key in expected:
            destination.delete_by_hand(contact)
            del expected[contact.key]


def _any_plan(chance: Random, contact: Contact) -> Plan:
    add, remove, fire = list[str](), list[str](), list[str]()
    for tag in (GOLD, SILVER, PAYF, "v1.0", "Yes/No"):
        chance.choice((add, remove, fire, [], [])).append(tag)
    if_there = [add.pop()] if add and chance.random() < 0.3 else []
    return Plan(
        contact,
        add=tuple(add),
        remove=tuple(remove),
        add_if_there=tuple(if_there),
        fire=tuple(Firing(tag, str(chance.random())) for tag in fire[:1]),
        fields=TWO_FIELDS if add and chance.random() < 0.3 else (),
    )


def _trouble(chance: Random, destination: DripDestination) -> None:
    faults, after = destination.account.faults, chance.randrange(3)
    kind = chance.choice(("lost", "500", "503", "429", "crowd", ""))
    if kind == "lost":
        faults.lose_answers(times=1, after=after)
    elif kind == "crowd":
        destination.account.conditions.crowded = chance.randrange(5)
    elif kind:
        faults.fail(int(kind), times=chance.randrange(1, 5), after=after)


def _carry_out(destination: DripDestination, plan: Plan, memory: DictMemory) -> None:
    """As the worker does; what went wrong and did not come to pass is over then."""
    for _ in range(20):
        try:
            assert destination.crm.apply(plan, memory).refused == ()
        except CrmUnavailable:
            continue
        destination.account.faults.clear()
        destination.account.conditions.crowded = 0
        return
    raise AssertionError("it never got through")


def test_two_answers_under_way_at_once_do_no_harm(known: DripDestination) -> None:
    """A worker that was thought dead ends its call after another began."""
    for _ in range(3):
        known.crm.apply(Plan(EVE, add=(GOLD,), remove=(PAYF,)), DictMemory())
    assert known.contacts()[EVE.key] == {GOLD}
    assert len(known.contacts()) == 2
