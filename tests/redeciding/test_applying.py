"""What applying other rules to what came before promises, and undoing it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bridge.errors import CrmUnavailable
from bridge.model import Change, Event, Kind
from bridge.redeciding.rewriting import Rewriting, Rulebook, Turn
from bridge.store import applications, contacts, destinations
from bridge.store.delivery import State
from bridge.store.engine import transaction
from bridge.store.timers_listed import drop
from bridge.wording import wish
from tests.fakes import event
from tests.redeciding.shop import BEA, Shop, rules_of, told

GOLD = rules_of("memberships:", "  Gold: {items: product-1}")
SILVER = rules_of("memberships:", "  Silver: {items: product-1}")
BOTH = rules_of("memberships:", "  Gold: {items: product-1}", "  Silver: {items: product-1}")
NO_PROSPECT = rules_of("rules:", "  - {name: Buyers, when: purchase, remove: Prospect}")


def bought(*items: str, minute: int = 0, email: str = BEA) -> Event:
    return event(Kind.PURCHASE, *items, minute=minute, email=email, order=f"{minute} {email}")


@pytest.fixture
def shop(engine: Engine) -> Shop:
    return Shop(engine, GOLD)


def test_the_file_that_decided_everything_differs_in_nothing(shop: Shop) -> None:
    shop.happens(bought(), event(Kind.ABANDONED_CART), bought("product-9", email="cy@example.com"))
    (first, *_) = shop.deliveries.latest()
    shop.deliveries.reopen([first.id], shop.clock())
    assert shop.compares(GOLD) == []
    shop.works()
    assert shop.compares(GOLD) == []


def test_it_tells_who_would_gain_and_lose_what_and_changes_nothing(shop: Shop) -> None:
    shop.happens(bought(), bought("product-9", email="cy@example.com"))
    blocking = ["?SilverCANC", "?SilverPAYF", "?SilverSUSP"]
    assert told(shop.compares(SILVER)) == {BEA: ["-Gold", "+Silver", *blocking]}
    lost, gained, *_ = shop.compares(SILVER)[0].differences
    assert (lost.cause.rule, lost.cause.was) == ("", "Gold: purchase")
    assert (gained.cause.rule, gained.cause.line) == ("Silver: purchase", 3)
    assert shop.tags == {BEA: {"Gold"}}


def test_it_brings_contacts_to_the_new_files_result(shop: Shop) -> None:
    (sale,) = shop.happens(bought())
    tally = shop.applies(SILVER)
    assert (tally.changed, tally.calls, tally.busy) == (1, 5, [])
    assert shop.tags == {BEA: {"Silver"}}
    carrier = shop.carrier
    assert (carrier.state, carrier.event.word) == (State.APPLIED, "rules applied")
    assert [(r["rule"], r["line"], r["tag"], r["what"]) for r in carrier.results][:2] == [
        ("no rule of rules.yaml asks for it any more", 0, "Gold", "removed"),
        ("Silver: purchase", 3, "Silver", "added"),
    ]
    revised = shop.sees(sale)
    assert (revised.state, revised.rules_version) == (State.APPLIED, SILVER.version)
    assert revised.reason == (
        f"Decided anew by rules.yaml (application 1). Delivery {carrier.id} carries it out."
    )
    assert {each["tag"] for each in revised.changes} >= {"Silver"}
    assert shop.applies(SILVER).changed == 0


def test_undoing_it_brings_back_the_tags_and_the_record(shop: Shop) -> None:
    (sale,) = shop.happens(bought())
    before = shop.sees(sale)
    shop.applies(SILVER)
    shop.undoes()
    assert shop.tags == {BEA: {"Gold"}}
    assert shop.sees(sale) == before
    assert shop.compares(GOLD) == []
    assert shop.carrier.event.word == "rules taken back"


def test_what_was_there_before_the_application_stays_when_it_is_undone(shop: Shop) -> None:
    shop.happens(bought())
    shop.crm.tags[BEA].add("Silver")
    shop.applies(BOTH)
    shop.undoes()
    assert shop.tags == {BEA: {"Gold", "Silver"}}


def test_a_tag_that_the_bridge_knew_nothing_of_is_given_back(shop: Shop) -> None:
    shop.happens(bought(), bought(email="cy@example.com"))
    shop.crm.tags[BEA].add("Prospect")
    shop.applies(NO_PROSPECT)
    assert shop.tags == {}
    shop.undoes()
    assert shop.tags == {BEA: {"Gold", "Prospect"}, "cy@example.com": {"Gold"}}
    (carrier, *_) = shop.deliveries.latest(email=BEA)
    assert [(wish(r, str), r["rule"], r["what"]) for r in carrier.results] == [
        ("put on 'Gold'", "Gold: purchase", "added"),
        ("give back 'Prospect'", "it was there before", "added"),
    ]
    assert shop.compares(GOLD) == []


def test_a_trigger_that_newly_stands_is_only_added_and_no_automation_is_started(
    shop: Shop,
) -> None:
    shop.happens(bought())
    new = rules_of(
        "rules:",
        "  - {name: W, when: purchase, trigger: Welcome, start automation: Series, grant: Gold}",
    )
    shop.applies(new)
    assert (shop.tags, shop.crm.fired, shop.crm.started) == ({BEA: {"Gold", "Welcome"}}, [], [])
    shop.rules = new
    shop.happens(bought(minute=5))
    assert len(shop.crm.fired) == len(shop.crm.started) == 1


def test_a_trigger_that_is_still_owed_is_fired_all_the_same(shop: Shop) -> None:
    welcome = "  - {name: W, when: purchase, trigger: Welcome}"
    shop.rules = rules_of("rules:", welcome)
    shop.crm.answers = [CrmUnavailable("ActiveCampaign did not answer in time.")]
    shop.happens(bought())
    new = rules_of("rules:", welcome, "  - {name: B, when: purchase, add: Buyer}")
    shop.applies(new)
    shop.goes_by(hours=1)
    assert (shop.tags, len(shop.crm.fired)) == ({BEA: {"Welcome", "Buyer"}}, 1)


def test_what_was_received_before_the_days_asked_for_stays_as_it_was_decided(shop: Shop) -> None:
    shop.happens(bought())
    shop.goes_by(days=40)
    shop.happens(bought(minute=40 * 24 * 60, email="cy@example.com"))
    shop.applies(SILVER, days=30)
    assert shop.tags == {BEA: {"Gold"}, "cy@example.com": {"Silver"}}


def test_what_no_rule_spoke_about_is_applied_and_not_taken_up_again(shop: Shop) -> None:
    (sale,) = shop.happens(bought("product-2"))
    assert shop.sees(sale).state is State.NO_RULE
    new = rules_of("memberships:", "  Gold: {items: [product-1, product-2]}")
    assert [each.mapped for each in shop.compares(new)] == [1]
    shop.applies(new)
    applied = shop.sees(sale)
    assert (applied.state, shop.tags) == (State.APPLIED, {BEA: {"Gold"}})
    shop.undoes()
    assert (shop.sees(sale).state, shop.tags) == (State.NO_RULE, {})


def test_where_no_tag_changes_only_the_record_does(shop: Shop) -> None:
    """A later refund then takes back what the new file says."""
    (sale,) = shop.happens(bought())
    new = rules_of("rules:", "  - {name: Buyers, when: purchase, grant: Gold}")
    plans = len(shop.crm.plans)
    assert told(shop.compares(new)) == {BEA: []}
    assert shop.applies(new).calls == 0
    assert (len(shop.crm.plans), shop.tags) == (plans, {BEA: {"Gold"}})
    assert shop.sees(sale).reason == (
        "Decided anew by rules.yaml (application 1). Nothing in the CRM changes by it."
    )
    assert shop.compares(new) == []


def test_a_rule_that_only_moved_or_was_renamed_changes_nothing(shop: Shop) -> None:
    shop.rules = rules_of("rules:", "  - {name: A, when: purchase, add: Gold}")
    shop.happens(bought())
    moved = rules_of("rules:", "  # since May", "  - {name: B, when: purchase, add: Gold}")
    assert shop.compares(moved) == []


def test_lists_are_joined_and_left_and_fields_set(shop: Shop) -> None:
    old = rules_of(
        "rules:", "  - {name: A, when: purchase, subscribe: News, set: {Course: Bought it}}"
    )
    new = rules_of(
        "rules:", "  - {name: A, when: purchase, subscribe: Deals, set: {Course: Has it}}"
    )
    shop.rules = old
    shop.happens(bought())
    assert told(shop.compares(new)) == {BEA: ["+Course", "+Deals", "-News"]}
    shop.applies(new)
    assert [wish(each, str) for each in shop.carrier.results] == [
        "set the field 'Course' to 'Has it'",
        "subscribe to the list 'Deals'",
        "unsubscribe from the list 'News'",
    ]
    assert shop.crm.lists[BEA] == {"News": False, "Deals": True}
    assert shop.crm.fields[BEA] == {"Course": "Has it"}
    shop.undoes()
    assert shop.crm.lists[BEA] == {"News": False, "Deals": False}  # she may have opted out since
    assert shop.crm.fields[BEA] == {"Course": "Bought it"}


SUSPEND = ("rules:", "  - name: Suspend", "    when: payment failed", "    add: SUSP")
FAILED = event(Kind.PAYMENT_FAILED)


def test_timers_are_put_off_anew_and_listed(shop: Shop) -> None:
    shop.rules = rules_of(*SUSPEND, "    after: 7 days", "    unless: rebill")
    shop.happens(FAILED)
    sooner = rules_of(*SUSPEND, "    after: 3 days", "    unless: rebill")
    shop.goes_by(days=2)
    (found,) = shop.compares(sooner)
    assert (found.differences, found.starts, found.ends) == ([], [], [])
    shop.applies(sooner)
    shop.goes_by(days=2)
    assert shop.tags == {BEA: {"SUSP"}}
    shop.undoes()
    assert shop.tags == {}
    shop.goes_by(days=3)
    assert shop.tags == {BEA: {"SUSP"}}


def test_a_timer_begins_and_another_ends(shop: Shop) -> None:
    shop.rules = rules_of(*SUSPEND, "    after: 7 days", "    unless: rebill")
    shop.happens(FAILED)
    other = rules_of(
        "rules:", "  - {name: Warn, when: payment failed, add: W, after: 5 days, unless: never}"
    )
    (found,) = shop.compares(other)
    assert [timer.change.tag for timer in found.starts] == ["W"]
    assert [timer.change.tag for timer in found.ends] == ["SUSP"]
    shop.applies(other)
    shop.goes_by(days=8)
    assert shop.tags == {BEA: {"W"}}


def test_a_timer_that_was_dropped_by_hand_stays_dropped(shop: Shop) -> None:
    shop.rules = rules_of(*SUSPEND, "    after: 7 days", "    unless: rebill")
    shop.happens(FAILED)
    with transaction(shop.engine) as connection:
        drop(connection, [1], shop.clock())
    shop.works()
    shop.applies(rules_of(*SUSPEND, "    after: 1 day", "    unless: rebill"))
    shop.goes_by(days=8)
    assert shop.tags == {}


def test_a_paused_account_is_told_when_it_answers_again(shop: Shop) -> None:
    shop.happens(bought())
    with shop.engine.connect() as connection:
        destinations.pause(connection, shop.crm.name, "The key is refused.", shop.clock())
    shop.applies(SILVER)
    assert (shop.tags, shop.carrier.state) == ({BEA: {"Gold"}}, State.WAITING)
    with shop.engine.connect() as connection:
        destinations.resume(connection, shop.crm.name)
    shop.works()
    assert shop.tags == {BEA: {"Silver"}}


def test_what_was_never_told_is_undone_without_a_word(shop: Shop) -> None:
    shop.happens(bought())
    plans = len(shop.crm.plans)
    shop.crm.tags[BEA].add("Silver")
    shop.applies(SILVER, work=False)
    shop.undoes()
    assert (len(shop.crm.plans), shop.tags) == (plans, {BEA: {"Gold", "Silver"}})


def test_what_still_waited_or_failed_is_given_up_when_it_is_undone(shop: Shop) -> None:
    shop.happens(bought())
    shop.crm.missing = {"Silver"}
    shop.applies(rules_of("memberships:", "  Gold: {items: product-1}",
                          "rules:", "  - {name: S, when: purchase, add: Silver}"))  # fmt: skip
    first = shop.carrier.id
    assert shop.carrier.state is State.FAILED
    shop.undoes()
    assert shop.carrier.id == first
    assert (shop.carrier.state, shop.carrier.reason) == (
        State.KEPT,
        "Application 1 was taken back. Nothing in the CRM changes by it.",
    )
    shop.deliveries.reopen([first], shop.clock())
    shop.works()
    assert (shop.carrier.state, shop.tags) == (State.APPLIED, {BEA: {"Gold"}})
    shop.applies(SILVER, work=False)
    waited = shop.carrier.id
    shop.undoes(work=False)
    assert shop.sees(waited).state is State.KEPT
    assert shop.sees(waited).next_try_at is None


def test_what_may_have_been_told_is_taken_back(shop: Shop) -> None:
    """The answer was lost: the CRM may have done it."""
    shop.happens(bought())
    shop.crm.after_apply = [CrmUnavailable("ActiveCampaign did not answer in time.")]
    shop.applies(SILVER)
    assert shop.tags == {BEA: {"Silver"}}
    shop.undoes()
    shop.goes_by(hours=1)
    assert shop.tags == {BEA: {"Gold"}}


def test_an_event_that_arrives_meanwhile_is_told_to_a_worker_at_once(shop: Shop) -> None:
    shop.happens(bought())
    (failed,) = shop.comes(event(Kind.PAYMENT_FAILED, minute=5))
    shop.applies(SILVER)
    assert [at for _, at in shop.signals] == [None]
    assert shop.sees(failed).state is State.APPLIED
    assert shop.tags == {BEA: {"Silver", "GoldPAYF"}}  # it was decided by the workers' rules


def test_a_contact_that_a_worker_has_is_asked_again_and_then_left(shop: Shop) -> None:
    shop.happens(bought(), bought(email="cy@example.com"))
    (bea, *_) = shop.compares(SILVER)
    with contacts.lock(shop.engine, bea.past.contact_id):
        tally = shop.applies(SILVER)
    assert (tally.changed, tally.busy) == (1, [bea.past.contact_id])
    assert shop.tags == {BEA: {"Gold"}, "cy@example.com": {"Silver"}}
    shop.applies(SILVER)
    assert shop.tags[BEA] == {"Silver"}


def test_who_is_killed_in_between_leaves_each_contact_done_or_not_begun(shop: Shop) -> None:
    shop.happens(*(bought(email=f"{name}@example.com") for name in ("ann", "bob", "cat")))
    first, *_ = shop.compares(SILVER)
    rules = "new.yaml", SILVER.version
    number = applications.begin(shop.engine, SILVER.crm, rules, 3, shop.clock())

    class Killed(BaseException):
        pass

    def decide(told: Event) -> Sequence[Change]:
        if told.contact.email != first.past.email:
            raise Killed
        return SILVER.changes(told)

    rewriting = Rewriting(shop.engine, number, shop.clock())
    rulebook = Rulebook(decide, *rules, shop.clock() - timedelta(days=30))
    ids = [each.past.contact_id for each in shop.compares(SILVER)]
    with pytest.raises(Killed):
        shop.goes_through(ids, lambda id_, when: rewriting.apply(id_, rulebook, when))
    (cut_off,) = applications.all_of(shop.engine)
    assert (cut_off.applied, cut_off.contacts, cut_off.finished_at) == (1, 3, None)
    assert shop.applies(SILVER).changed == 2
    assert set().union(*shop.tags.values()) == {"Silver"}
    for application in (2, 1):
        shop.undoes(application)
    assert set().union(*shop.tags.values()) == {"Gold"}


def test_the_workers_are_told_no_faster_than_the_crms_pace(shop: Shop) -> None:
    shop.happens(*(bought(email=f"{name}@example.com") for name in ("ann", "bob", "cat")))
    shop.applies(SILVER)
    at = [when and (when - shop.clock()).total_seconds() for _, when in shop.signals]
    assert at == [None, 1.25, 2.5]  # five calls each, at four a second


def test_what_another_rules_file_decided_since_is_left_when_it_is_undone(shop: Shop) -> None:
    (sale,) = shop.happens(bought())
    shop.applies(SILVER)
    shop.rules = BOTH
    shop.deliveries.reopen([sale], shop.clock())
    shop.works()
    shop.undoes()
    assert shop.sees(sale).rules_version == BOTH.version
    assert shop.tags == {BEA: {"Gold", "Silver"}}


def test_what_failed_is_looked_at_again(shop: Shop) -> None:
    shop.crm.missing = {"Gold"}
    (sale,) = shop.happens(bought())
    assert shop.sees(sale).state is State.FAILED
    shop.applies(SILVER)
    assert (shop.sees(sale).state, shop.tags) == (State.APPLIED, {BEA: {"Silver"}})


def test_only_what_the_applied_file_may_create_is_created(shop: Shop) -> None:
    """The workers' own file creates nothing."""
    shop.crm.missing = {"Silver", "GoldPAYF"}
    shop.happens(bought())
    (failed,) = shop.comes(event(Kind.PAYMENT_FAILED, minute=5))
    shop.applies(replace(SILVER, create_missing_tags=True))
    assert shop.tags == {BEA: {"Silver"}}
    assert (shop.carrier.state, shop.sees(failed).state) == (State.APPLIED, State.FAILED)


def test_what_the_new_file_takes_off_later_is_not_given_back(shop: Shop) -> None:
    """The application added it; so nobody had it before."""
    shop.happens(bought())
    trial = rules_of(
        "rules:",
        "  - {name: Begin, when: purchase, add: Trial}",
        "  - {name: End, when: purchase, remove: Trial, after: 1 day, unless: rebill}",
        "  - {name: Gold, when: purchase, grant: Gold}",
    )
    shop.applies(trial)
    assert shop.tags == {BEA: {"Gold", "Trial"}}
    shop.goes_by(days=1)
    shop.undoes()
    assert shop.tags == {BEA: {"Gold"}}


def test_a_second_telling_does_not_hide_what_the_first_changed(shop: Shop) -> None:
    shop.happens(bought())
    shop.crm.tags[BEA].add("Prospect")
    shop.applies(NO_PROSPECT)
    shop.deliveries.reopen([shop.carrier.id], shop.clock())
    shop.works()
    assert [(r["what"], r["changed"]) for r in shop.carrier.results] == [
        ("removed", True),
        ("removed", True),
    ]
    shop.undoes()
    assert shop.tags == {BEA: {"Gold", "Prospect"}}


def test_who_comes_second_finds_nothing_to_do(shop: Shop) -> None:
    """Both looked at the same time; each contact has one turn at a time."""
    shop.happens(bought())
    (bea,) = shop.compares(SILVER)
    shop.applies(SILVER)
    rewriting = Rewriting(shop.engine, 1, shop.clock())
    rulebook = Rulebook(SILVER.changes, "new.yaml", SILVER.version, shop.clock())
    assert rewriting.apply(bea.past.contact_id, rulebook, shop.clock()) == Turn()


def test_what_was_applied_again_meanwhile_is_not_undone_below_it(shop: Shop) -> None:
    """Whoever asked for it was told that nothing stood above."""
    shop.happens(bought())
    shop.applies(SILVER)
    shop.applies(BOTH)
    (bea,) = applications.contacts_of(shop.engine, 1)
    before = shop.deliveries.latest()
    rewriting = Rewriting(shop.engine, 1, shop.clock())
    assert rewriting.undo(bea, SILVER.version, shop.clock()) == Turn(busy=True)
    assert shop.deliveries.latest() == before
    for application in (2, 1):
        shop.undoes(application)
    assert shop.tags == {BEA: {"Gold"}}


def test_what_an_older_event_asks_for_that_came_since_is_told_when_it_is_undone(
    shop: Shop,
) -> None:
    shop.rules = rules_of("rules:", "  - {name: B, when: purchase, items: product-2, add: Buyer}")
    shop.happens(bought(minute=5))
    taken = ("  - {name: B, when: purchase, items: product-2, add: Buyer}",
             "  - {name: C, when: purchase, items: product-1, remove: Buyer}")  # fmt: skip
    shop.applies(rules_of("rules:", *taken))
    shop.happens(bought("product-2"))
    assert shop.tags == {}
    shop.undoes()
    assert shop.tags == {BEA: {"Buyer"}}


def test_what_it_took_and_a_timer_brought_again_stays_when_it_is_undone(shop: Shop) -> None:
    """She had it before."""
    shop.happens(bought())
    shop.crm.tags[BEA].add("Trial")
    taken = ("  - {name: End, when: purchase, remove: Trial}",
             "  - {name: Again, when: purchase, add: Trial, after: 1 day, unless: rebill}",
             "  - {name: Gold, when: purchase, grant: Gold}")  # fmt: skip
    shop.applies(rules_of("rules:", *taken))
    assert shop.tags == {BEA: {"Gold"}}
    shop.goes_by(days=1)
    assert shop.tags == {BEA: {"Gold", "Trial"}}
    shop.undoes()
    assert shop.tags == {BEA: {"Gold", "Trial"}}


def test_what_she_had_already_when_an_event_since_asked_for_it_stays_when_it_is_undone(
    shop: Shop,
) -> None:
    """Without the application it would have been called off before anybody was told."""
    trial = "  - {name: T, when: purchase, add: Trial, after: 1 day, unless: rebill}"
    shop.rules = rules_of("rules:", trial)
    shop.happens(event(Kind.REBILL))
    shop.crm.tags[BEA] = {"Trial"}
    shop.applies(rules_of("rules:", "  - {name: T, when: purchase, add: Trial}"))
    shop.happens(bought(minute=-24 * 60))
    assert shop.tags == {BEA: {"Trial"}}
    shop.undoes()
    assert shop.tags == {BEA: {"Trial"}}


def test_what_it_took_and_an_event_since_called_off_is_not_given_back(shop: Shop) -> None:
    """She had it of the bridge alone."""
    trial = "  - {name: T, when: purchase, add: Trial, after: 1 day, unless: cancelled}"
    shop.rules = rules_of("rules:", trial)
    shop.happens(bought(minute=-2 * 24 * 60))
    shop.applies(rules_of("rules:", "  - {name: T, when: rebill, add: Trial}"))
    shop.happens(event(Kind.CANCELLED))
    shop.undoes()
    assert shop.tags == {}
