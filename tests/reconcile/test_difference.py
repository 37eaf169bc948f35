"""What a contact is told: desired less applied."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.entitlements.desired import Desired, DesiredState, Value
from bridge.entitlements.inputs import Fact
from bridge.model import AccessWish, Contact, Done, Moment, Outcome, Plan, Sort, target_key
from bridge.reconcile.difference import Difference, applied_after, attempted, diff
from bridge.store.applied import Applied
from tests.entitlements.lives.life import Life
from tests.entitlements.lives.strategy import lives
from tests.entitlements.shop import BEGINNING, by_naive
from tests.reconcile.told_site import ToldSite

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


NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
HOLD = "live:1001:product-12"
AT_SITE = target_key(Sort.ACCESS, "Gold", HOLD)


def access(until: datetime | None = None, value: Value = Value.WANTED) -> Desired:
    text = until.isoformat() if until else ""
    over = until is not None and until <= NOW
    return Desired(Sort.ACCESS, "Gold", value, Moment(1), creates=not over, text=text)


def told(until: datetime | None = None, value: str = Value.WANTED, **more: Any) -> Applied:
    text = until.isoformat() if until else ""
    return Applied(AT_SITE, Sort.ACCESS, "Gold", value, text, **more)


def site(desired: Desired | None, known: Applied | None) -> Plan:
    """What a site is told that was told that."""
    there = {AT_SITE: desired} if desired else {}
    before = {AT_SITE: known} if known else {}
    return plan(diff(DesiredState(EMAIL, targets=there, at=NOW), before, ()))


def test_access_is_given_with_its_end_and_each_payment_tells_a_new_one() -> None:
    assert site(access(NOW + DAY), None).access == (AccessWish("Gold", HOLD, NOW + DAY),)
    assert site(access(), None).access == (AccessWish("Gold", HOLD),)
    paid = site(access(NOW + 2 * DAY), told(NOW + DAY))
    assert paid.access == (AccessWish("Gold", HOLD, NOW + 2 * DAY),)
    assert not site(access(NOW + DAY), told(NOW + DAY))


def test_an_end_that_has_come_is_told_to_nobody() -> None:
    assert not site(access(NOW), told(NOW))
    assert not site(access(NOW), None)
    assert not site(access(NOW - DAY), told(NOW))
    assert not site(access(NOW), told(value=Value.UNWANTED))


def test_an_end_that_turns_out_to_lie_before_what_was_told_is_told() -> None:
    for known in (told(NOW + DAY), told()):
        assert site(access(NOW - DAY), known).access == (AccessWish("Gold", HOLD, NOW - DAY),)


def test_what_ended_at_once_is_ended_where_it_was_given_and_given_again_when_paid_for() -> None:
    ended = access(value=Value.UNWANTED)
    assert site(ended, told(NOW + DAY)).end_access == (AccessWish("Gold", HOLD),)
    assert not site(ended, None)
    assert site(access(), told(value=Value.UNWANTED)).access == (AccessWish("Gold", HOLD),)


def test_access_of_which_nobody_speaks_any_more_ends_unless_it_has_run_out() -> None:
    given = AccessWish("Gold", HOLD, NOW + DAY)
    assert site(None, told(NOW + DAY)).end_access == (given,)
    assert site(None, told(value="", attempted="wanted")).end_access == (AccessWish("Gold", HOLD),)
    for known in (told(NOW), told(value=Value.UNWANTED), told(refused="no such membership")):
        assert not site(None, known)


def test_what_became_of_access_is_kept_with_its_end_and_a_refusal_with_its_hold() -> None:
    state = DesiredState(EMAIL, targets={AT_SITE: access(NOW + DAY)}, at=NOW)
    difference = diff(state, {}, ())
    outcome = Outcome((Done("Gold", "given", sort=Sort.ACCESS, hold=HOLD),))
    assert applied_after(difference, {}, outcome) == [told(NOW + DAY)]
    [kept] = applied_after(difference, {}, difference.refused("no"))
    assert (kept.target, kept.refused) == (AT_SITE, "no")


def test_what_an_attempt_of_the_other_way_may_have_done_says_nothing_of_before() -> None:
    """The add may have landed, so that what is removed now was the bridge's own."""
    [tried] = attempted(diff(state(GOLD), {}, ()), {})
    away = replace(GOLD, value=Value.UNWANTED, anew=Moment(2))
    outcome = Outcome((Done("Gold", "removed"),))
    [known] = applied_after(diff(state(away), {KEY: tried}, ()), {KEY: tried}, outcome)
    assert known.found is None
    [known] = applied_after(diff(state(away), {}, ()), {}, outcome)
    assert known.found is True


unhurried = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def agrees_with_the_calendar(site: ToldSite, life: Life, at: datetime) -> None:
    """With the second fold's, which begins anew with all that happened. Whoever runs out today is
    in until midnight only where the site was told before that she would."""
    for address, state in by_naive(life.by(at), life.book_of, at).items():
        there, expected = site.access(address, at), state.access
        by_now = {k: v for k, v in expected.items() if v == "for life" or v > str(at)}
        message = f"+{at - BEGINNING} {address}: {there} {expected}"
        assert by_now.items() <= there.items() <= expected.items(), message


@unhurried
@given(lives(wide=False))
def test_a_site_lets_in_by_the_calendar_at_every_moment(life: Life) -> None:
    site = ToldSite(life.book_of)
    moments = [(when_of(fact), fact) for fact in life.facts]
    arriving = sorted(moments, key=lambda each: each[0])
    for at in life.asked:
        while arriving and arriving[0][0] <= at:
            happened, fact = arriving.pop(0)
            site.arrives([fact], happened)
        site.time_passes(at)
        agrees_with_the_calendar(site, life, at)


@unhurried
@given(lives(), st.randoms(use_true_random=False))
def test_so_it_does_whatever_the_order_in_which_it_is_told_and_how_often(
    life: Life, chance: Random
) -> None:
    site, facts = ToldSite(life.book_of), [*life.facts, *life.facts]
    chance.shuffle(facts)
    last = max(map(when_of, facts))
    while facts:
        batch = chance.randint(1, len(facts))
        site.arrives(facts[:batch], last)
        facts = facts[batch:]
    for at in (each for each in life.asked if each >= last):
        site.time_passes(at)
        agrees_with_the_calendar(site, life, at)


def when_of(fact: Fact) -> datetime:
    assert fact.event.occurred_at is not None
    return fact.event.occurred_at
