"""A whole plan in Ontraport: what comes first, and what creates no contact."""

import pytest

from bridge.model import FieldValue, Firing, Plan
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_other_targets import EVERYTHING, everything
from tests.destinations.fakes import DictMemory
from tests.destinations.ontraport.destination import (
    ADD,
    REMOVE,
    SAVE,
    SHOW,
    START,
    OntraportDestination,
)
from tests.destinations.ontraport.test_adapter import TestOntraport as OfOntraport


def test_the_contact_comes_first_then_removals_then_gifts_then_starts(
    known: OntraportDestination,
) -> None:
    known.crm.apply(everything(OfOntraport.sorts), DictMemory())
    assert known.calls() == [SAVE, REMOVE, ADD, START, START]


@pytest.mark.parametrize(
    "plan",
    [
        Plan(ANN, remove=(GOLD, SILVER)),
        Plan(ANN, add_if_there=(GOLD,)),
        Plan(ANN, add=("Gld",), remove=(GOLD,)),
        Plan(ANN, fire=(Firing("Gld", "1"),)),
        Plan(ANN, start=(Firing("Welcom", "1"),)),
        Plan(ANN, fields=(FieldValue("No such field", "1"),)),
    ],
    ids=["remove", "add if there", "mistyped tag", "mistyped firing", "automation", "field"],
)
def test_nobody_is_made_for_what_only_takes_away_or_cannot_be_had(
    ontraport: OntraportDestination, memory: DictMemory, plan: Plan
) -> None:
    ontraport.crm.apply(plan, memory)
    assert ontraport.contacts() == {}


def test_what_was_all_done_before_is_looked_at_once_and_not_done_again(
    known: OntraportDestination, memory: DictMemory
) -> None:
    plan = everything(OfOntraport.sorts)
    known.crm.apply(plan, memory)
    known.account.reset()
    outcome = known.crm.apply(plan, memory)
    assert known.calls() == [SHOW]
    assert not any(done.changed for done in outcome.done)
    assert sorted(done.target for done in outcome.done) == sorted(plan.targets())


def test_lists_are_none_of_its_targets() -> None:
    """Whoever hands it a plan leaves them out, and rules that name one do not go live."""
    assert EVERYTHING.subscribe
    assert everything(OfOntraport.sorts).subscribe == ()
