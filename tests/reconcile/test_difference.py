"""What a contact is told: desired less applied."""

from dataclasses import replace

import pytest

from bridge.entitlements.desired import Desired, DesiredState, Value
from bridge.model import Contact, Done, Moment, Outcome, Plan, Sort
from bridge.reconcile.difference import Difference, applied_after, attempted, diff
from bridge.store.applied import Applied

EMAIL = "bea@example.com"
GOLD = Desired(Sort.TAG, "Gold", Value.WANTED, Moment(1), creates=True)
KEY = "gold"


def state(*targets: Desired) -> DesiredState:
    return DesiredState(EMAIL, targets={each.name.lower(): each for each in targets})


def plan(difference: Difference) -> Plan:
    return difference.plan(Contact(EMAIL), create_missing_tags=False)


def test_what_was_never_told_is_told_where_it_is_wanted() -> None:
    assert plan(diff(state(GOLD), {}, ())).add == ("Gold",)
    assert not diff(state(replace(GOLD, value=Value.UNWANTED)), {}, ())


def test_what_was_told_is_told_again_only_where_it_is_to_be_told_anew() -> None:
    known = {KEY: Applied(KEY, Sort.TAG, "Gold", Value.WANTED, moment=Moment(5))}
    assert not diff(state(GOLD), known, ())
    assert not diff(state(replace(GOLD, anew=Moment(5))), known, ())
    assert plan(diff(state(replace(GOLD, anew=Moment(6))), known, ())).add == ("Gold",)


@pytest.mark.parametrize(("found", "add", "remove"), [(True, (), ()), (False, (), ("Gold",))])
def test_where_nobody_speaks_any_more_it_goes_back_to_how_it_was_found(
    found: bool, add: tuple[str, ...], remove: tuple[str, ...]
) -> None:
    known = {KEY: Applied(KEY, Sort.TAG, "Gold", Value.WANTED, found=found)}
    told = plan(diff(state(), known, ()))
    assert (told.add_if_there, told.remove) == (add, remove)


def test_an_attempt_whose_end_is_not_known_is_made_again_and_says_nothing_of_before() -> None:
    first = diff(state(GOLD), {}, ())
    [tried] = attempted(first, {})
    again = diff(state(GOLD), {KEY: tried}, ())
    outcome = Outcome((Done("Gold", "already there", changed=False),))
    [known] = applied_after(again, {KEY: tried}, outcome)
    assert (known.value, known.found, known.attempted) == (Value.WANTED, None, "")
    [known] = applied_after(first, {}, outcome)
    assert known.found is True
