"""One contact from what it was told to what it should be, against a CRM account in memory."""

import logging
import re
from datetime import timedelta
from itertools import permutations

import pytest

from bridge.model import Hand, Kind, Sort
from bridge.model.errors import AccountRefused, CrmRefused, CrmUnavailable
from bridge.model.text import wish
from bridge.reconcile import missing_names
from bridge.store import destinations
from bridge.store.delivery import State
from tests.reconcile.site import GOLD as SITE_GOLD
from tests.reconcile.site import SiteStage
from tests.reconcile.stage import BEA, CRM, CY, RULES, Stage
from tests.store.clock import DatabaseClock

BESIDE = """\
crm: activecampaign
memberships:
  Gold:
    items: [product-12, upsell-3]
rules:
  - name: Welcome
    when: purchase
    trigger: Welcome
  - name: Course
    when: purchase
    start automation: Onboarding
    subscribe: News
    set:
      Course: "{item name}"
  - name: Refunds
    when: refund
    add: Refunded
"""
LATER = """\
crm: activecampaign
memberships:
  Gold:
    items: product-12
rules:
  - name: Anniversary
    when: purchase
    after: 7 days
    unless: refund
    trigger: Anniversary
  - name: Reminder
    when: payment failed
    after: 3 days
    unless: rebill
    add: Reminder
"""
ACCESS = """\
crm: activecampaign
memberships:
  Gold:
    items: [product-12, upsell-3]
rules:
  - name: Goodbye
    when: access ends
    memberships: Gold
    start automation: Goodbye
  - name: Hello
    when: access starts
    memberships: Gold
    start automation: Hello
"""


def fired(stage: Stage) -> int:
    return len(stage.crm.fired) + len(stage.crm.started)


def test_a_purchase_gives_the_tag_and_says_so(stage: Stage) -> None:
    stage.publish()
    id_ = stage.buys()
    assert stage.tags() == {"Gold"}
    delivery = stage.delivery(id_)
    assert (delivery.state, delivery.reason) == (State.APPLIED, "")
    assert [(row["action"], row["tag"], row["what"]) for row in delivery.results] == [
        ("add", "Gold", "added"),
        ("remove", "GoldPAYF", "was not there"),
        ("remove", "GoldSUSP", "was not there"),
        ("remove", "GoldCANC", "was not there"),
    ]
    assert stage.applied()[BEA, "gold"] == ("wanted", "", False, "")


def test_what_was_done_is_not_done_twice(stage: Stage) -> None:
    stage.publish(BESIDE)
    id_ = stage.buys()
    asked = len(stage.crm.plans)
    stage.work.take_in(id_)
    stage.rest()
    assert (len(stage.crm.plans), fired(stage)) == (asked, 2)
    assert stage.delivery(id_).state is State.APPLIED


def test_a_delivery_posted_twice_is_one(stage: Stage) -> None:
    stage.publish(BESIDE)
    for _ in range(2):
        stage.buys(key="the same")
    assert (fired(stage), stage.tags()) == (2, {"Gold", "Welcome"})


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_events_may_come_in_any_order(stage: Stage, order: tuple[int, ...]) -> None:
    stage.publish()
    told = (
        (Kind.PURCHASE, "1", timedelta(hours=4)),
        (Kind.PAYMENT_FAILED, "1", timedelta(hours=3)),
        (Kind.PURCHASE, "2", timedelta(hours=2)),
        (Kind.REFUND, "2", timedelta(hours=1)),
    )
    for kind, number, ago in (told[each] for each in order):
        stage.happens(kind, "product-12", order=number, ago=ago)
    assert stage.tags() == {"Gold", "GoldPAYF"}


def test_a_crm_that_is_away_is_tried_again_when_the_wait_is_over(
    stage: Stage, clock: DatabaseClock
) -> None:
    stage.publish()
    stage.crm.answers = [CrmUnavailable("ActiveCampaign answered 502.")] * 2
    id_ = stage.buys()
    waiting = stage.delivery(id_)
    assert (waiting.state, waiting.reason) == (State.WAITING, "ActiveCampaign answered 502.")
    assert stage.tags() == set()
    assert stage.sweep() == 0
    clock.forward(seconds=11)
    stage.rest()
    assert stage.tags() == set()
    clock.forward(seconds=11)
    stage.rest()
    assert (stage.tags(), stage.delivery(id_).state) == ({"Gold"}, State.APPLIED)


def test_what_came_meanwhile_does_not_wait_for_that(stage: Stage, clock: DatabaseClock) -> None:
    stage.publish()
    stage.crm.answers = [CrmUnavailable("ActiveCampaign answered 429.", 3600)]
    stage.buys(order="1")
    clock.forward(seconds=30)
    assert stage.tags() == set()
    stage.buys("product-99", order="2")
    assert stage.tags() == {"Gold"}


def test_the_time_that_a_crm_names_is_waited_for(stage: Stage, clock: DatabaseClock) -> None:
    stage.publish()
    stage.crm.answers = [CrmUnavailable("ActiveCampaign answered 429.", 3600)]
    stage.buys()
    clock.forward(seconds=3599)
    assert stage.sweep() == 0
    clock.forward(seconds=2)
    stage.rest()
    assert stage.tags() == {"Gold"}


def test_an_answer_that_was_lost_is_asked_for_again(stage: Stage, clock: DatabaseClock) -> None:
    """The CRM did as it was told, and nobody heard it."""
    stage.publish(BESIDE)
    stage.crm.after_apply = [CrmUnavailable("ActiveCampaign did not answer in time.")]
    id_ = stage.buys()
    clock.forward(seconds=11)
    stage.rest()
    assert (stage.tags(), fired(stage)) == ({"Gold", "Welcome"}, 2)
    assert stage.delivery(id_).state is State.APPLIED
    assert stage.applied()[BEA, "gold"] == ("wanted", "", None, "")


def test_a_refused_key_pauses_the_account_and_everything_goes_on_afterwards(
    stage: Stage, clock: DatabaseClock
) -> None:
    stage.publish()
    stage.crm.answers = [AccountRefused("ActiveCampaign refused the key (401).")]
    first = stage.buys()
    second = stage.buys(email=CY, order="1002")
    clock.forward(days=1)
    assert (len(stage.crm.plans), stage.sweep()) == (1, 0)
    assert stage.delivery(first).state is State.WAITING
    with stage.engine.connect() as connection:
        standing = destinations.read(connection, CRM)
        destinations.resume(connection, CRM)
    assert standing.paused_because == "ActiveCampaign refused the key (401)."
    stage.rest()
    assert (stage.tags(), stage.tags(CY)) == ({"Gold"}, {"Gold"})
    states = [stage.delivery(each).state for each in (first, second)]
    assert states == [State.APPLIED, State.APPLIED]


def test_while_an_account_is_paused_time_passes_and_the_state_of_now_is_told(
    stage: Stage, clock: DatabaseClock
) -> None:
    stage.publish()
    stage.crm.answers = [AccountRefused("ActiveCampaign refused the key (401).")]
    stage.buys()
    stage.happens(Kind.PAYMENT_FAILED, "product-12")
    clock.forward(days=3)
    stage.happens(Kind.REBILL, "product-12")
    with stage.engine.connect() as connection:
        destinations.resume(connection, CRM)
    stage.rest()
    assert stage.tags() == {"Gold"}


def test_one_target_that_is_refused_fails_alone_and_names_itself(stage: Stage) -> None:
    stage.publish(BESIDE)
    stage.crm.missing = {"Gold"}
    id_ = stage.buys()
    delivery = stage.delivery(id_)
    assert (delivery.state, delivery.reason) == (State.FAILED, "The tag 'Gold' does not exist.")
    assert (stage.tags(), fired(stage)) == ({"Welcome"}, 2)
    assert stage.applied()[BEA, "gold"][3] == "The tag 'Gold' does not exist."


def test_a_refusal_is_tried_again_when_somebody_says_retry(stage: Stage) -> None:
    stage.publish(BESIDE)
    stage.crm.missing = {"Gold", "Welcome"}
    id_ = stage.buys()
    assert stage.delivery(id_).reason == (
        "The tag 'Welcome' does not exist. The tag 'Gold' does not exist."
    )
    stage.rest()
    asked = len(stage.crm.plans)
    stage.crm.missing = set()
    stage.rest()
    assert len(stage.crm.plans) == asked
    assert stage.deliveries.reopen([id_], stage.now()) == [id_]
    stage.rest()
    assert (stage.tags(), fired(stage)) == ({"Gold", "Welcome"}, 2)
    assert (stage.delivery(id_).state, stage.delivery(id_).reason) == (State.APPLIED, "")


def test_a_contact_that_is_refused_whole_fails_what_is_about_it(
    stage: Stage, clock: DatabaseClock
) -> None:
    stage.publish()
    stage.crm.answers = [CrmRefused("ActiveCampaign does not take this contact (422).")]
    id_ = stage.buys()
    other = stage.buys(email=CY, order="1002")
    clock.forward(days=1)
    stage.rest()
    assert (stage.delivery(id_).state, stage.delivery(id_).reason) == (
        State.FAILED,
        "ActiveCampaign does not take this contact (422).",
    )
    assert (stage.delivery(other).state, stage.tags(CY)) == (State.APPLIED, {"Gold"})


def test_a_purchase_tells_anew_what_a_hand_took_off(stage: Stage) -> None:
    stage.publish()
    stage.buys()
    stage.tags().clear()
    stage.happens(Kind.RESUMED, "product-12")
    assert stage.tags() == set()
    stage.buys(order="1002")
    assert stage.tags() == {"Gold"}


def test_a_payment_looks_for_blocking_tags_that_a_hand_put_on(
    stage: Stage, clock: DatabaseClock
) -> None:
    stage.publish()
    stage.buys()
    stage.happens(Kind.PAYMENT_FAILED, "product-12")
    assert stage.tags() == {"Gold", "GoldPAYF"}
    stage.tags().add("GoldCANC")
    clock.forward(hours=1)
    stage.happens(Kind.REBILL, "product-12")
    assert stage.tags() == {"Gold"}


def test_a_retry_tells_anew_what_its_delivery_told(stage: Stage) -> None:
    stage.publish()
    id_ = stage.buys()
    stage.tags().clear()
    stage.deliveries.reopen([id_], stage.now())
    stage.rest()
    assert (stage.tags(), stage.delivery(id_).state) == ({"Gold"}, State.APPLIED)


def test_a_contact_that_was_deleted_and_made_anew_gets_everything(stage: Stage) -> None:
    stage.publish(BESIDE)
    stage.buys()
    stage.buys("product-99", order="1002")
    stage.crm.contacts.clear()
    stage.happens(Kind.REFUND, "product-99", order="1002")
    assert stage.tags() == {"Gold", "Refunded", "Welcome"}
    assert stage.crm.lists[BEA] == {"News": True}


def test_blocking_tags_make_no_contact_and_wait_untold(stage: Stage) -> None:
    stage.publish()
    id_ = stage.happens(Kind.PAYMENT_FAILED, "product-12")
    assert stage.crm.contacts == {}
    assert stage.delivery(id_).state is State.APPLIED
    stage.happens(Kind.PURCHASE, "product-99", order="1002")
    assert stage.crm.contacts == {}


def test_what_is_put_off_is_told_when_it_is_due(stage: Stage, clock: DatabaseClock) -> None:
    stage.publish(LATER)
    id_ = stage.buys()
    assert (stage.tags(), stage.crm.fired) == ({"Gold"}, [])
    assert "waits until then" in [row["what"] for row in stage.delivery(id_).results]
    clock.forward(days=6.9)
    assert stage.sweep() == 0
    clock.forward(days=0.1)
    stage.rest()
    assert (stage.tags(), len(stage.crm.fired)) == ({"Gold", "Anniversary"}, 1)
    assert "waits until then" not in [row["what"] for row in stage.delivery(id_).results]
    clock.forward(days=365)
    assert stage.sweep() == 0


def test_what_is_called_off_never_comes(stage: Stage, clock: DatabaseClock) -> None:
    stage.publish(LATER)
    stage.buys(ago=timedelta(days=30))
    stage.happens(Kind.PAYMENT_FAILED, "product-12")
    clock.forward(days=1)
    stage.happens(Kind.REBILL, "product-12")
    clock.forward(days=30)
    stage.rest()
    assert "Reminder" not in stage.tags()


def test_a_cancellation_shuts_the_door_a_minute_later_and_never_for_an_upgrade(
    stage: Stage, clock: DatabaseClock
) -> None:
    stage.publish(ACCESS)
    stage.buys(order="monthly")
    clock.forward(days=30)
    stage.happens(Kind.CANCELLED, "product-12", order="monthly")
    clock.forward(seconds=3)
    stage.buys("upsell-3", order="yearly")
    clock.forward(seconds=60)
    stage.rest()
    assert (stage.tags(), len(stage.crm.started)) == ({"Gold"}, 1)
    stage.happens(Kind.CANCELLED, "upsell-3", order="yearly")
    assert stage.tags() == {"Gold"}
    clock.forward(seconds=61)
    stage.rest()
    assert (stage.tags(), len(stage.crm.started)) == ({"Gold", "GoldCANC"}, 2)


def test_access_that_turns_fires_once_for_each_turn(stage: Stage, clock: DatabaseClock) -> None:
    stage.publish(ACCESS)
    stage.buys()
    for kind in (Kind.REFUND, Kind.REFUND, Kind.PURCHASE):
        clock.forward(days=1)
        order = "1002" if kind is Kind.PURCHASE else "1001"
        stage.happens(kind, "product-12", order=order)
        clock.forward(seconds=61)
        stage.rest()
    names = [each.partition("access ")[2].partition(" Gold")[0] for each in stage.crm.started]
    assert names == ["starts", "ends", "starts"]
    assert len(set(stage.crm.started)) == 3


def test_access_of_two_people_that_turns_in_one_second_fires_for_both(stage: Stage) -> None:
    """As when a sale opens, or at the end of a term that many share."""
    stage.publish(ACCESS)
    second = stage.now().replace(microsecond=0)
    for n, email in enumerate((BEA, "ben@example.com")):
        stage.buys(email=email, order=f"{1001 + n}", at=second)
    assert len({*stage.crm.started}) == 2


def test_a_state_that_was_only_passed_through_fires_nothing(
    stage: Stage, clock: DatabaseClock
) -> None:
    """A backlog: she bought, cancelled and bought again before the bridge heard of any of it."""
    stage.publish(ACCESS)
    told = [
        stage.arrives(Kind.PURCHASE, "product-12", order="1", ago=timedelta(days=3)),
        stage.arrives(Kind.CANCELLED, "product-12", order="1", ago=timedelta(days=2)),
        stage.arrives(Kind.PURCHASE, "product-12", order="2", ago=timedelta(days=1)),
    ]
    for id_ in reversed(told):
        stage.intake.take_in(id_)
    stage.rest()
    clock.forward(hours=1)
    stage.rest()
    assert (stage.tags(), len(stage.crm.started)) == ({"Gold"}, 1)


def test_occurrences_happen_once_over_retries(stage: Stage, clock: DatabaseClock) -> None:
    stage.publish(BESIDE)
    stage.crm.answers = [CrmUnavailable("ActiveCampaign answered 502.")] * 3
    stage.crm.after_apply = [CrmUnavailable("ActiveCampaign did not answer in time.")] * 3
    id_ = stage.buys()
    for _ in range(8):
        clock.forward(seconds=60)
        stage.rest()
    assert stage.delivery(id_).state is State.APPLIED
    assert (len(stage.crm.fired), len(stage.crm.started)) == (1, 1)


def test_access_by_hand_stands_beside_what_was_bought(stage: Stage, clock: DatabaseClock) -> None:
    stage.publish()
    until = stage.now() + timedelta(days=10)
    stage.happens(Kind.GRANTED_BY_HAND, order="", hand=Hand("Gold", until, "a prize"), email=BEA)
    assert stage.tags() == {"Gold"}
    stage.buys()
    stage.happens(Kind.REFUND, "product-12")
    clock.forward(days=9)
    stage.rest()
    assert stage.tags() == {"Gold"}
    clock.forward(days=2)
    stage.rest()
    assert stage.tags() == set()


def test_notify_is_called_after_tags_changed_and_only_then(stage: Stage) -> None:
    told: list[tuple[str, str]] = []
    stage.reconciler._notify = lambda contact, email: told.append((contact, email))
    stage.publish()
    stage.buys()
    stage.buys(order="1002")
    stage.buys("product-99", order="1003")
    assert told == [("1", BEA)]


def test_notify_is_called_for_a_change_whose_answer_was_lost(
    stage: Stage, clock: DatabaseClock
) -> None:
    told: list[tuple[str, str]] = []
    stage.reconciler._notify = lambda contact, email: told.append((contact, email))
    stage.publish()
    stage.crm.after_apply = [CrmUnavailable("no answer")]
    stage.buys()
    assert (stage.tags(), told) == ({"Gold"}, [])
    clock.forward(minutes=1)
    stage.rest()
    assert told == [("1", BEA)]


LEAVERS = """\
crm: activecampaign
memberships:
  Gold:
    items: product-12
rules:
  - name: Leavers
    when: access ends
    memberships: Gold
    add: Has left
    start automation: Goodbye
"""


@pytest.mark.parametrize("how", ["retry", "the name is there"])
def test_a_refusal_of_what_an_end_of_access_asks_for_is_told_and_mended(
    stage: Stage, clock: DatabaseClock, how: str
) -> None:
    stage.publish(LEAVERS)
    stage.crm.missing = {"Has left"}
    stage.buys()
    refund = stage.happens(Kind.REFUND, "product-12")
    clock.forward(minutes=2)
    stage.rest()
    told = stage.delivery(refund)
    assert told.state is State.FAILED
    assert [(row["tag"], row["what"]) for row in told.results if row["rule"] == "Leavers"] == [
        ("Has left", "refused"),
        ("Goodbye", "started"),
    ]
    stage.crm.missing = set()
    if how == "retry":
        stage.deliveries.reopen([refund], stage.now())
    else:
        missing_names.tell_again(stage.engine, CRM, {(Sort.TAG, "Has left")}, lambda *_: True)
    stage.rest()
    assert stage.tags() == {"Has left"}
    assert len(stage.crm.started) == 1
    assert stage.delivery(refund).state is State.APPLIED


def test_a_trigger_that_was_refused_at_the_end_of_access_stays_failed_until_a_retry(
    stage: Stage, clock: DatabaseClock
) -> None:
    """Also when her contact is looked at again for something else."""
    stage.publish(LEAVERS.replace("start automation: Goodbye", "trigger: Left for good"))
    stage.crm.missing = {"Left for good"}
    stage.buys()
    refund = stage.happens(Kind.REFUND, "product-12")
    clock.forward(minutes=2)
    stage.rest()
    stage.buys("product-99", order="1002")
    assert stage.delivery(refund).state is State.FAILED
    stage.crm.missing = set()
    stage.deliveries.reopen([refund], stage.now())
    stage.rest()
    assert (stage.delivery(refund).state, len(stage.crm.fired)) == (State.APPLIED, 1)


def test_each_delivery_has_a_line_in_the_log_that_names_nobody(
    stage: Stage, clock: DatabaseClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    stage.publish()
    stage.crm.answers = [CrmUnavailable("ActiveCampaign did not answer in time.")]
    stage.buys()
    clock.forward(minutes=1)
    stage.rest()
    stage.buys(order="1002")
    stage.buys("product-99", order="1003")
    stage.crm.missing = {"GoldCANC"}
    stage.happens(Kind.CANCELLED, "product-12", order="1001")
    stage.happens(Kind.CANCELLED, "product-12", order="1002")
    clock.forward(hours=1)
    stage.rest()
    told = [each.getMessage() for each in caplog.records if each.name == "bridge.reconcile.history"]
    assert re.sub(r"\d\d:\d\d:\d\d", "(soon)", told[0]) == (
        "delivery 1 waiting: ActiveCampaign did not answer in time. Tries again at (soon) without "
        "you."
    )
    assert told[1] == "delivery 1 applied: 1 added"
    assert "delivery 2 applied: nothing changed" in told
    assert "delivery 3 no rule: No rule speaks about this." in told
    assert told[-1] == (
        "delivery 5 failed: needs you: The tag 'GoldCANC' does not exist. Then run `bridge retry "
        "5`."
    )
    assert "example.com" not in caplog.text


def test_test_events_are_kept_apart_from_real_ones(stage: Stage) -> None:
    stage.publish(RULES)
    stage.buys()
    stage.happens(Kind.REFUND, "product-12", mode="test")
    assert stage.tags() == {"Gold"}


def test_a_site_is_told_the_end_once_and_nothing_when_it_comes(
    site: SiteStage, clock: DatabaseClock
) -> None:
    site.publish(SITE_GOLD + "    lasts: 30 days\n")
    site.buys()
    [given] = site.site.holds.values()
    bought = site.now().replace(microsecond=0)
    assert (given.membership, given.hold) == ("Gold", "live:1001:product-12")
    assert given.until == bought + timedelta(days=30)
    clock.forward(days=31)
    site.rest()
    assert site.site.calls == 1
    site.happens(Kind.REBILL, "product-12")
    assert site.site.calls == 2
    assert site.site.holds[given.hold].until == site.now().replace(microsecond=0) + timedelta(30)


def test_at_a_site_another_order_keeps_it_open_when_one_is_given_back(
    site: SiteStage, clock: DatabaseClock
) -> None:
    site.buys(order="1")
    site.buys(order="2")
    site.happens(Kind.REFUND, "product-12", order="1")
    clock.forward(seconds=61)
    site.rest()
    assert [*site.site.holds] == ["live:2:product-12"]
    row = site.delivery(3).results[0]
    assert wish(row) == "end access to 'Gold'"


def test_nothing_that_only_takes_tells_a_site_anything(site: SiteStage) -> None:
    for kind in (Kind.PAYMENT_FAILED, Kind.CANCELLED, Kind.REFUND):
        site.happens(kind, "product-12")
    site.rest()
    assert site.site.calls == 0


def test_at_a_site_access_comes_along_to_a_new_address(site: SiteStage) -> None:
    site.buys(customer="7")
    site.happens(Kind.EMAIL_CHANGED, customer="7", email=CY)
    site.rest()
    assert [*site.site.holds] == ["live:1001:product-12"]
