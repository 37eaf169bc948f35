"""Undoing restores exactly, also where the CRM did something and nobody heard of it, and where
several applications stood one above the other."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bridge.crms.activecampaign import ActiveCampaign
from bridge.errors import CrmUnavailable
from bridge.model import Event, Kind, Subscription
from bridge.sandbox.activecampaign import SandboxAccount
from bridge.store.delivery import State
from bridge.store.memory import AccountMemory
from tests.crms.fakes import FreePace
from tests.fakes import NOON, event
from tests.redeciding.shop import BEA, Shop, rules_of

GOLD = rules_of("memberships:", "  Gold: {items: product-1}")
SILVER = rules_of("memberships:", "  Silver: {items: product-1}")
AND = ("memberships:", "  Gold: {items: product-1}", "rules:")
AND_SILVER = rules_of(*AND, "  - {name: S, when: purchase, add: Silver}")
NO_PROSPECT = rules_of(*AND, "  - {name: Buyers, when: purchase, remove: Prospect}")
NOTHING = rules_of("rules:", "  - {name: Never, when: refund, add: Refunded}")
LOST = CrmUnavailable("ActiveCampaign did not answer in time.")


class Killed(BaseException):
    """As kill -9."""


@pytest.fixture
def shop(engine: Engine) -> Shop:
    return Shop(engine, GOLD)


def is_killed_having_told(shop: Shop) -> None:
    shop.crm.after_apply = [Killed()]  # type: ignore[list-item] # as good as kill -9 here
    with pytest.raises(Killed):
        shop.works()


def test_what_a_worker_told_before_it_was_killed_is_taken_back(shop: Shop) -> None:
    """The next worker has found that out, and keeps quiet for a while."""
    shop.happens(event())
    shop.applies(SILVER, work=False)
    is_killed_having_told(shop)
    shop.works()
    assert (shop.tags, shop.carrier.state) == ({BEA: {"Silver"}}, State.WAITING)
    shop.undoes(work=False)
    shop.goes_by(minutes=1)
    assert shop.tags == {BEA: {"Gold"}}


@pytest.mark.parametrize("hands", [set(), {"Silver"}])
def test_a_tag_that_was_added_at_a_try_without_an_answer_goes_and_one_by_other_hands_stays(
    shop: Shop, hands: set[str]
) -> None:
    shop.happens(event())
    shop.crm.tags[BEA] |= hands
    shop.crm.after_apply = [LOST]
    shop.applies(AND_SILVER)
    shop.goes_by(hours=1)
    (result,) = [each for each in shop.carrier.results if each["tag"] == "Silver"]
    assert (result["what"], result["changed"]) == (
        ("already there", False) if hands else ("added", True)
    )
    shop.undoes()
    assert shop.tags == {BEA: {"Gold", *hands}}


def test_a_tag_that_was_taken_at_a_try_without_an_answer_comes_back(shop: Shop) -> None:
    shop.happens(event())
    shop.crm.tags[BEA].add("Prospect")
    shop.crm.after_apply = [LOST]
    shop.applies(NO_PROSPECT)
    shop.goes_by(hours=1)
    shop.undoes()
    assert shop.tags == {BEA: {"Gold", "Prospect"}}


def test_what_was_to_be_given_back_when_it_was_applied_again_is_given_back(shop: Shop) -> None:
    """No worker had come to it."""
    shop.happens(event())
    shop.applies(NOTHING)
    shop.undoes(work=False)
    shop.applies(NOTHING, work=False)
    shop.works()
    assert shop.tags == {}
    shop.undoes()
    assert shop.tags == {BEA: {"Gold"}}
    assert shop.carrier.state is State.APPLIED


def test_what_a_later_application_put_and_left_goes_with_the_earlier_one(shop: Shop) -> None:
    """By then the earlier one's timer wished for it too."""
    shop.happens(event())
    put_off = "  - {name: S, when: purchase, add: Silver, after: 2 days, unless: rebill}"
    late = rules_of(*AND, put_off)
    shop.applies(late)
    shop.applies(AND_SILVER)
    shop.clock.forward(days=3)
    shop.undoes(2)
    assert shop.tags == {BEA: {"Gold", "Silver"}}
    shop.undoes(1)
    assert shop.tags == {BEA: {"Gold"}}


def test_what_two_applications_never_told_is_undone_without_a_word(shop: Shop) -> None:
    shop.rules = NOTHING
    shop.happens(event())
    shop.crm.tags[BEA] = {"Gold", "Silver"}
    shop.applies(GOLD, work=False)
    shop.applies(SILVER, work=False)
    for application in (2, 1):
        shop.undoes(application, work=False)
    shop.goes_by(hours=1)
    assert shop.tags == {BEA: {"Gold", "Silver"}}
    assert {each.state for each in shop.deliveries.latest()} == {State.KEPT, State.NO_RULE}


def test_what_a_later_application_took_is_given_back_although_its_undoing_was_never_told(
    shop: Shop,
) -> None:
    shop.rules = NOTHING
    shop.happens(event())
    shop.crm.tags[BEA] = {"Silver"}
    shop.applies(SILVER, work=False)
    shop.applies(GOLD)
    assert shop.tags == {BEA: {"Gold"}}
    for application in (2, 1):
        shop.undoes(application, work=False)
    shop.goes_by(hours=1)
    assert shop.tags == {BEA: {"Silver"}}


def test_a_timer_that_was_due_when_it_was_undone_and_no_worker_took_up_takes_nothing(
    shop: Shop,
) -> None:
    shop.rules = NOTHING
    shop.happens(event())
    shop.crm.tags[BEA] = {"Silver"}
    put_off = "  - {name: S, when: purchase, add: Silver, after: 2 days, unless: rebill}"
    shop.applies(rules_of("rules:", put_off))
    shop.clock.forward(days=3)
    shop.undoes()
    assert shop.tags == {BEA: {"Silver"}}


def test_what_was_superseded_before_it_was_told_is_taken_back(shop: Shop) -> None:
    """A later word of the bridge's own carried it out."""
    shop.happens(event())
    shop.applies(AND_SILVER, work=False)
    shop.applies(GOLD, work=False)
    shop.undoes(2)
    assert shop.tags == {BEA: {"Gold", "Silver"}}
    shop.undoes(1)
    assert shop.tags == {BEA: {"Gold"}}


def test_what_it_took_comes_back_also_while_an_older_timer_for_it_is_due(shop: Shop) -> None:
    """Which will count for nothing, as a newer event has put it on."""
    late = "  - {name: S, when: rebill, grant: Silver, at: period end, unless: refund}"
    shop.rules = rules_of("rules:", late)
    shop.happens(paid(minute=0, until=-60))
    shop.applies(NOTHING)
    shop.happens(paid(minute=-60, until=2 * 24 * 60))
    assert shop.tags == {}
    shop.clock.forward(days=3)
    shop.undoes()
    assert shop.tags == {BEA: {"Silver"}}


def paid(minute: int, until: int) -> Event:
    """`until` is when the next payment is due, in minutes after noon."""
    next_payment_at = NOON + timedelta(minutes=until)
    subscription = Subscription(next_payment_at=next_payment_at)
    return replace(event(Kind.REBILL, minute=minute), subscription=subscription)


def test_what_an_event_since_took_is_not_given_back(shop: Shop) -> None:
    """It would have taken it without the application, too."""
    trial = "  - {name: T, when: purchase, add: Trial, after: 1 day, unless: cancelled}"
    shop.rules = rules_of("rules:", trial)
    shop.happens(event(Kind.REBILL))
    shop.crm.tags[BEA] = {"Trial"}
    shop.applies(rules_of("rules:", "  - {name: X, when: rebill, add: X}"))
    shop.happens(event(minute=-2 * 24 * 60))
    shop.happens(event(Kind.CANCELLED))
    assert shop.tags == {BEA: {"X"}}
    shop.undoes()
    assert shop.tags == {}


def test_nor_where_the_rules_call_off_what_was_never_there(shop: Shop) -> None:
    silver = "  - {name: S, when: payment failed, add: Silver, after: 2 days, unless: purchase}"
    shop.rules = rules_of("rules:", silver)
    shop.happens(event())
    shop.crm.tags[BEA] = {"Silver"}
    shop.applies(rules_of("rules:", "  - {name: B, when: purchase, add: Silver}"), work=False)
    shop.applies(GOLD, work=False)
    for application in (2, 1):
        shop.undoes(application, work=False)
    shop.goes_by(hours=1)
    assert shop.tags == {BEA: {"Silver"}}


@pytest.fixture
def account() -> Iterator[SandboxAccount]:
    with SandboxAccount(tags=["Gold", "Silver", "VIP"], rate=None) as account:
        yield account


@pytest.mark.parametrize("hands", [set(), {"Silver"}])
def test_in_the_account_too_a_tag_that_was_there_stays_and_another_goes(
    shop: Shop, account: SandboxAccount, hands: set[str]
) -> None:
    """Adding takes no look at ActiveCampaign; what was there is known all the same."""
    memory = AccountMemory(shop.engine, "activecampaign")
    shop.crm = ActiveCampaign(account.url, account.key, FreePace(), memory)  # type: ignore[assignment] # the real one
    shop.happens(event())
    for tag in hands:
        account.tag(BEA, tag)
    shop.applies(AND_SILVER)
    assert account.contacts() == {BEA: {"Gold", "Silver"}}
    shop.undoes()
    assert account.contacts() == {BEA: {"Gold", *hands}}


def test_what_came_since_stays(shop: Shop) -> None:
    shop.happens(event())
    shop.applies(SILVER)
    shop.happens(event(Kind.PAYMENT_FAILED, minute=5))
    shop.undoes()
    assert shop.tags == {BEA: {"Gold", "GoldPAYF"}}
