"""What rules put off: kept in Postgres, done when due, called off by what is newer."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from bridge.errors import CrmUnavailable
from bridge.model import Action, Change, Event, Kind, Sort
from bridge.store.delivery import Delivery, State
from bridge.store.engine import transaction
from bridge.store.tables import timers
from bridge.store.timers import wake_due
from bridge.store.timers_listed import drop, hurry, list_timers
from bridge.sweeper import Sweeper
from bridge.working.work import Work
from tests.fakes import Clock, FakeCrm, FakeSignals, event
from tests.working.test_work import Shop

SUSP = "GoldSUSP"
WEEK = timedelta(days=7)


def decide(told: Event) -> Sequence[Change]:
    """By hand: a failed payment suspends in a week, unless a rebill comes; a purchase grants."""
    assert told.occurred_at is not None
    stamp, timer = told.stamp, f"suspend {told.items[0].key}"
    suspend = Change(Action.ADD, SUSP, stamp, rule="suspend", line=7, timer=timer)
    wishes = {
        Kind.PURCHASE: [Change(Action.GRANT, "Gold", stamp, told.items[0].key, "gold", 3)],
        Kind.PAYMENT_FAILED: [replace(suspend, due_at=told.occurred_at + WEEK)],
        Kind.REBILL: [
            replace(suspend, action=Action.CALL_OFF, claim="call off", sort=Sort.TAG),
        ],
        Kind.RESUMED: [Change(Action.REMOVE, SUSP, stamp, rule="resumed", line=9)],
    }
    return wishes.get(told.kind, [])


@pytest.fixture
def shop(engine: Engine) -> Shop:
    shop = Shop(engine, FakeCrm(), Clock())
    shop.work = Work(engine, decide, shop.crm, now=shop.clock)
    return shop


def sweeps(shop: Shop) -> list[int]:
    """A sweep, and what it signalled; the workers have done it by the end."""
    signals = FakeSignals()
    Sweeper(shop.engine, signals, {}, shop.clock).sweep()
    for id_ in signals.queue:
        shop.work.deliver(id_)
    return signals.queue


def what(delivery: Delivery) -> list[tuple[str, bool]]:
    return [(result["what"], result["changed"]) for result in delivery.results]


def states(shop: Shop) -> list[str]:
    with shop.engine.connect() as connection:
        return list(connection.execute(select(timers.c.state).order_by(timers.c.id)).scalars())


def tags(shop: Shop) -> set[str]:
    return shop.crm.tags.get("bea@example.com", set())


def test_what_is_put_off_waits_without_a_call(shop: Shop) -> None:
    delivery = shop.happens(event(Kind.PAYMENT_FAILED))
    assert (delivery.state, what(delivery)) == (State.APPLIED, [("waits until then", False)])
    assert shop.crm.plans == []
    shop.clock.forward(days=6, hours=23)
    assert sweeps(shop) == []


def test_it_is_done_when_it_is_due_and_its_delivery_says_so(shop: Shop) -> None:
    delivery = shop.happens(event(Kind.PAYMENT_FAILED))
    shop.clock.forward(days=7)
    assert sweeps(shop) == [delivery.id]
    assert tags(shop) == {SUSP}
    assert what(shop.sees(delivery.id)) == [("added", True)]
    assert (shop.sees(delivery.id).state, states(shop)) == (State.APPLIED, ["done"])
    assert sweeps(shop) == []


def test_it_is_done_although_its_signal_was_lost(shop: Shop) -> None:
    delivery = shop.happens(event(Kind.PAYMENT_FAILED))
    shop.clock.forward(days=7)
    lost = FakeSignals()
    Sweeper(shop.engine, lost, {}, shop.clock).sweep()
    shop.clock.forward(minutes=1)
    assert sweeps(shop) == [delivery.id]
    assert tags(shop) == {SUSP}


def test_another_event_of_the_contact_takes_along_what_is_due(shop: Shop) -> None:
    failed = shop.happens(event(Kind.PAYMENT_FAILED))
    shop.clock.forward(days=8)
    shop.happens(event(Kind.PURCHASE, "product-2", minute=8 * 24 * 60))
    assert tags(shop) == {SUSP, "Gold"}
    assert len(shop.crm.plans) == 1
    assert what(shop.sees(failed.id)) == [("added", True)]


def test_a_rebill_calls_it_off_before_and_takes_it_back_after(shop: Shop) -> None:
    first = shop.happens(event(Kind.PAYMENT_FAILED))
    rebill = shop.happens(event(Kind.REBILL, minute=60))
    assert what(rebill) == [("call off", False)]
    assert what(shop.sees(first.id)) == [
        ("called off: a newer event says otherwise ('suspend', line 7)", False)
    ]
    assert (shop.crm.plans, states(shop)) == ([], ["called off"])
    second = shop.happens(event(Kind.PAYMENT_FAILED, minute=120))
    shop.clock.forward(days=8)
    assert sweeps(shop) == [second.id]
    assert tags(shop) == {SUSP}
    late = shop.happens(event(Kind.REBILL, minute=9 * 24 * 60))
    assert (tags(shop), what(late)) == (set(), [("removed", True)])


def test_a_rebill_that_calls_nothing_off_costs_no_call_and_has_no_rule(shop: Shop) -> None:
    delivery = shop.happens(event(Kind.REBILL))
    assert (delivery.state, delivery.reason) == (State.NO_RULE, "No rule speaks about this.")
    assert what(delivery) == [("nothing to call off", False)]
    assert shop.crm.plans == []


def test_a_recovery_that_came_late_still_takes_it_back(shop: Shop) -> None:
    shop.happens(event(Kind.PAYMENT_FAILED))
    shop.clock.forward(days=7)
    sweeps(shop)
    shop.happens(event(Kind.REBILL, minute=60))
    assert tags(shop) == set()


def test_a_newer_event_about_the_tag_settles_it_without_any_unless(shop: Shop) -> None:
    failed = shop.happens(event(Kind.PAYMENT_FAILED))
    shop.happens(event(Kind.RESUMED, minute=60))
    assert states(shop) == ["called off"]
    because = "called off: a newer event says otherwise ('resumed', line 9)"
    assert what(shop.sees(failed.id)) == [(because, False)]


def test_a_delivery_told_twice_waits_once(shop: Shop) -> None:
    delivery = shop.happens(event(Kind.PAYMENT_FAILED))
    shop.deliveries.reopen([delivery.id], shop.clock())
    shop.works(delivery.id)
    assert states(shop) == ["pending"]


def test_what_was_dropped_stays_dropped_when_the_delivery_is_tried_again(shop: Shop) -> None:
    delivery = shop.happens(event(Kind.PAYMENT_FAILED))
    [row] = list_timers(shop.engine)
    with transaction(shop.engine) as connection:
        assert drop(connection, [row.id], shop.clock()) == [delivery.id]
    assert what(shop.works(delivery.id)) == [("dropped: by hand", False)]
    shop.deliveries.reopen([delivery.id], shop.clock())
    shop.works(delivery.id)
    shop.clock.forward(days=8)
    assert (sweeps(shop), states(shop), tags(shop)) == ([], ["dropped"], set())


def test_it_can_be_done_now(shop: Shop) -> None:
    delivery = shop.happens(event(Kind.PAYMENT_FAILED))
    [row] = list_timers(shop.engine, "bea@example.com")
    assert (row.email, row.delivery_id) == ("bea@example.com", delivery.id)
    with transaction(shop.engine) as connection:
        hurry(connection, [row.id], shop.clock())
    assert what(shop.works(delivery.id)) == [("added", True)]
    assert tags(shop) == {SUSP}


def test_a_rule_that_went_takes_its_timer_with_it_when_the_delivery_is_tried_again(
    shop: Shop,
) -> None:
    delivery = shop.happens(event(Kind.PAYMENT_FAILED))
    shop.work = Work(shop.engine, lambda _: [], shop.crm, now=shop.clock)
    shop.deliveries.reopen([delivery.id], shop.clock())
    shop.works(delivery.id)
    assert states(shop) == []


def test_a_due_timer_survives_a_crm_that_does_not_answer(shop: Shop) -> None:
    delivery = shop.happens(event(Kind.PAYMENT_FAILED))
    shop.clock.forward(days=7)
    shop.crm.answers = [CrmUnavailable("ActiveCampaign answered 502.")]
    sweeps(shop)
    assert shop.sees(delivery.id).state is State.WAITING
    shop.clock.forward(hours=1)
    sweeps(shop)
    assert (tags(shop), states(shop)) == ({SUSP}, ["done"])


def test_lists_fields_and_automations_go_the_way_of_tags(shop: Shop) -> None:
    def besides(told: Event) -> Sequence[Change]:
        return [
            Change(Action.SUBSCRIBE, "News", told.stamp, rule="r"),
            Change(Action.SET, "Last order", told.stamp, rule="r", value=told.order_id),
            Change(Action.START, "Welcome", told.stamp, "purchase 1001 product-1", rule="r"),
        ]

    shop.work = Work(shop.engine, besides, shop.crm, now=shop.clock)
    delivery = shop.happens(event())
    assert what(delivery) == [("subscribed", True), ("set", True), ("started", True)]
    assert shop.crm.lists == {"bea@example.com": {"News": True}}
    assert shop.crm.fields == {"bea@example.com": {"Last order": "1001"}}
    assert shop.crm.started == ["purchase 1001 product-1 automation,welcome"]
    shop.deliveries.reopen([delivery.id], shop.clock())
    shop.works(delivery.id)
    assert len(shop.crm.started) == 1


def test_a_list_that_is_missing_fails_the_delivery_and_nothing_else(shop: Shop) -> None:
    def besides(told: Event) -> Sequence[Change]:
        return [
            Change(Action.SUBSCRIBE, "News", told.stamp, rule="r"),
            Change(Action.ADD, "News", told.stamp, rule="r"),
        ]

    shop.work = Work(shop.engine, besides, shop.crm, now=shop.clock)
    shop.crm.missing = {"News"}
    delivery = shop.happens(event())
    assert delivery.state is State.FAILED
    assert what(delivery) == [("subscribed", True), ("refused", False)]


def test_what_called_nothing_off_takes_nothing_when_it_is_tried_again(shop: Shop) -> None:
    shop.happens(event())
    shop.crm.tags["bea@example.com"] = {"Gold", SUSP}  # somebody put it on by hand
    rebill = shop.happens(event(Kind.REBILL, minute=60))
    shop.deliveries.reopen([rebill.id], shop.clock())
    assert what(shop.works(rebill.id)) == [("nothing to call off", False)]
    assert tags(shop) == {"Gold", SUSP}


def test_what_is_done_by_hand_is_done_although_its_delivery_is_tried_again_first(
    shop: Shop,
) -> None:
    delivery = shop.happens(event(Kind.PAYMENT_FAILED))
    [row] = list_timers(shop.engine)
    with transaction(shop.engine) as connection:
        hurry(connection, [row.id], shop.clock())
    shop.deliveries.reopen([delivery.id], shop.clock())
    shop.works(delivery.id)
    assert tags(shop) == {SUSP}


def test_those_that_wait_anyway_leave_room_for_the_others(shop: Shop) -> None:
    for number in range(3):
        shop.happens(event(Kind.PAYMENT_FAILED, email=f"b{number}@example.com"))
    shop.clock.forward(days=8)
    woken = [wake_due(shop.engine, shop.clock(), 1) for _ in range(4)]
    assert woken == [[1], [2], [3], []]


def test_a_late_call_off_leaves_her_on_the_list(shop: Shop) -> None:
    def news(told: Event) -> Sequence[Change]:
        assert told.occurred_at is not None
        wish = Change(Action.SUBSCRIBE, "News", told.stamp, rule="news", timer="news")
        if told.kind is Kind.PAYMENT_FAILED:
            return [replace(wish, due_at=told.occurred_at + WEEK)]
        return [replace(wish, action=Action.CALL_OFF, claim="call off", sort=Sort.LIST)]

    shop.work = Work(shop.engine, news, shop.crm, now=shop.clock)
    shop.happens(event(Kind.PAYMENT_FAILED))
    shop.clock.forward(days=8)
    sweeps(shop)
    shop.happens(event(Kind.REBILL, minute=9 * 24 * 60))
    assert shop.crm.lists == {"bea@example.com": {"News": True}}
