from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from bridge.crms import Memory
from bridge.errors import AccountRefused, CrmRefused, CrmUnavailable
from bridge.model import Action, Call, Change, Event, Kind, Outcome, Plan
from bridge.store import contacts, destinations
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import Delivery, State
from bridge.working.telling import Patience
from bridge.working.work import Work
from tests.fakes import Clock, FakeCrm, event

GOLD = "Gold"


def decide(told: Event) -> Sequence[Change]:
    """A membership by hand: one rule for each kind that matters here."""
    claims = [item.key for item in told.items]
    wishes = {
        Kind.PURCHASE: [(Action.GRANT, GOLD, claim) for claim in claims],
        Kind.REFUND: [(Action.REVOKE, GOLD, claim) for claim in claims],
        Kind.PAYMENT_FAILED: [(Action.ADD, "GoldPAYF", "")],
        Kind.REBILL: [(Action.REMOVE, "GoldPAYF", "")],
        Kind.RESUMED: [(Action.TRIGGER, "welcome back", f"resumed {told.order_id}")],
    }
    return [
        Change(action, tag, told.stamp, claim, rule="a rule", line=3)
        for action, tag, claim in wishes.get(told.kind, [])
    ]


@dataclass
class Shop:
    """A bridge around the database, without queue or HTTP."""

    engine: Engine
    crm: FakeCrm
    clock: Clock

    def __post_init__(self) -> None:
        self.deliveries = Deliveries(self.engine)
        destinations.ensure(self.engine, self.crm.name)
        patience = Patience(first=5, longest=3600, quiet=20)
        self.work = Work(self.engine, decide, self.crm, patience=patience, now=self.clock)

    def keep(self, told: Event) -> int:
        return self.deliveries.keep(told, self.clock()).id

    def happens(self, told: Event) -> Delivery:
        return self.works(self.keep(told))

    def works(self, id_: int) -> Delivery:
        self.work.deliver(id_)
        return self.sees(id_)

    def sees(self, id_: int) -> Delivery:
        found = self.deliveries.find(id_)
        assert found is not None
        return found


@pytest.fixture
def shop(engine: Engine) -> Shop:
    return Shop(engine, FakeCrm(), Clock())


def whats(delivery: Delivery) -> list[str]:
    return [result["what"] for result in delivery.results]


def test_a_purchase_adds_its_tag_and_says_so(shop: Shop) -> None:
    delivery = shop.happens(event())
    assert shop.crm.tags == {"bea@example.com": {GOLD}}
    assert (delivery.state, delivery.reason) == (State.APPLIED, "")
    assert delivery.results == [
        {
            "action": "grant",
            "tag": GOLD,
            "claim": "product-1",
            "rule": "a rule",
            "line": 3,
            "what": "added",
            "changed": True,
        }
    ]
    calls = [call for _, call in shop.deliveries.calls(delivery.id)]
    assert calls == [Call("POST", "contact/sync", 200, 12)]


def test_a_delivery_told_twice_is_applied_once_and_counted(shop: Shop) -> None:
    first = shop.happens(event())
    again = shop.deliveries.keep(event(), shop.clock())
    assert (again.id, again.duplicate) == (first.id, True)
    shop.work.deliver(first.id)
    assert shop.sees(first.id).duplicates == 1
    assert len(shop.crm.plans) == 1


def test_a_refund_that_came_first_wins_over_its_purchase(shop: Shop) -> None:
    shop.happens(event(Kind.REFUND, minute=9))
    late = shop.happens(event(minute=1))
    assert shop.crm.tags == {"bea@example.com": set()}
    assert whats(late) == ["nothing to do: a newer event decides"]


def test_a_refund_of_one_of_two_makes_no_call(shop: Shop) -> None:
    shop.happens(event(Kind.PURCHASE, "product-1"))
    shop.happens(event(Kind.PURCHASE, "upsell-1", minute=1))
    refund = shop.happens(event(Kind.REFUND, "product-1", minute=2))
    assert shop.crm.tags == {"bea@example.com": {GOLD}}
    assert len(shop.crm.plans) == 2
    assert (refund.state, whats(refund)) == (
        State.APPLIED,
        ["nothing to do: the tag stays for another reason"],
    )


def test_one_job_carries_all_that_the_contact_is_owed(shop: Shop) -> None:
    waiting = [
        shop.keep(event(kind, minute=minute))
        for minute, kind in enumerate([Kind.PURCHASE, Kind.PAYMENT_FAILED, Kind.REBILL])
    ]
    shop.work.deliver(waiting[1])
    assert [shop.sees(id_).state for id_ in waiting] == [State.APPLIED] * 3
    assert len(shop.crm.plans) == 1
    assert (shop.crm.plans[0].add, shop.crm.plans[0].remove) == ((GOLD,), ("GoldPAYF",))


def test_what_no_rule_mentions_is_told_apart(shop: Shop) -> None:
    delivery = shop.happens(event(Kind.ABANDONED_CART))
    assert (delivery.state, delivery.reason) == (State.NO_RULE, "No rule speaks about this.")


def test_the_version_of_the_rules_that_decided_it_is_on_a_delivery(shop: Shop) -> None:
    for version in ("a1", "b2"):
        shop.work = Work(shop.engine, decide, shop.crm, rules_version=version, now=shop.clock)
        decided = shop.happens(event(order=version))
        unmapped = shop.happens(event(Kind.ABANDONED_CART, order=version))
        assert (decided.rules_version, unmapped.rules_version) == (version, version)
    assert [shop.sees(id_).rules_version for id_ in (1, 2)] == ["a1", "a1"]
    shop.deliveries.reopen([1], shop.clock())
    assert shop.works(1).rules_version == "b2"


def test_an_event_without_an_address_says_why_it_cannot_be_applied(shop: Shop) -> None:
    delivery = shop.happens(event(email="", problem="There is no e-mail address."))
    assert (delivery.state, delivery.reason) == (State.UNUSABLE, "There is no e-mail address.")
    assert shop.crm.plans == []


def test_an_event_about_somebody_else_is_kept_and_changes_nothing(shop: Shop) -> None:
    delivery = shop.happens(event(Kind.COMMISSION_EARNED))
    assert (delivery.state, delivery.reason) == (
        State.KEPT,
        "Stored for you to see; 'commission earned' changes no tags.",
    )
    assert shop.crm.plans == []


def test_an_unavailable_crm_is_asked_again_with_growing_waits(shop: Shop) -> None:
    id_ = shop.keep(event())
    waits = []
    for _ in range(14):
        shop.crm.answers = [CrmUnavailable("ActiveCampaign answered 502.")]
        again = shop.work.deliver(id_)
        assert again is not None
        assert shop.sees(id_).reason == "ActiveCampaign answered 502."
        assert shop.sees(id_).next_try_at == again
        waits.append(again - shop.clock.at)
        shop.clock.at = again
    full = [timedelta(seconds=min(5 * 2**attempt, 3600)) for attempt in range(14)]
    assert all(wait / 2 <= got <= wait for got, wait in zip(waits, full, strict=True))
    shop.work.deliver(id_)
    assert shop.sees(id_).state is State.APPLIED


def test_it_waits_as_long_as_the_crm_asks(shop: Shop) -> None:
    shop.crm.answers = [CrmUnavailable("Too many requests.", retry_after=600)]
    again = shop.work.deliver(shop.keep(event()))
    assert again == shop.clock.at + timedelta(seconds=600)


def test_while_a_contact_waits_its_next_event_waits_with_it(shop: Shop) -> None:
    shop.crm.answers = [CrmUnavailable("Too many requests.", retry_after=600)]
    again = shop.work.deliver(shop.keep(event()))
    assert shop.work.deliver(shop.keep(event(Kind.PAYMENT_FAILED, minute=1))) == again
    assert len(shop.crm.plans) == 1


def test_a_refused_contact_fails_in_plain_words_and_others_go_on(shop: Shop) -> None:
    shop.crm.answers = [CrmRefused("ActiveCampaign does not take this e-mail address.")]
    failed = shop.happens(event())
    assert (failed.state, failed.reason) == (
        State.FAILED,
        "ActiveCampaign does not take this e-mail address.",
    )
    assert shop.happens(event(email="cy@example.com")).state is State.APPLIED


def test_a_missing_tag_fails_its_delivery_and_no_other_tag(shop: Shop) -> None:
    shop.crm.missing = {"GoldPAYF"}
    paid = shop.keep(event())
    failed = shop.keep(event(Kind.PAYMENT_FAILED, minute=1))
    shop.work.deliver(paid)
    assert shop.sees(paid).state is State.APPLIED
    assert (shop.sees(failed).state, shop.sees(failed).reason) == (
        State.FAILED,
        "The tag 'GoldPAYF' does not exist.",
    )


def test_a_failed_delivery_heals_with_the_contacts_next_event(shop: Shop) -> None:
    shop.crm.missing = {"GoldPAYF"}
    failed = shop.happens(event(Kind.PAYMENT_FAILED))
    assert failed.state is State.FAILED
    shop.crm.missing = set()
    shop.happens(event(minute=1))
    assert shop.sees(failed.id).state is State.APPLIED
    assert shop.crm.tags == {"bea@example.com": {GOLD, "GoldPAYF"}}


def test_a_retry_tries_a_failed_delivery_again(shop: Shop) -> None:
    shop.crm.missing = {GOLD}
    failed = shop.happens(event())
    shop.crm.missing = set()
    assert shop.deliveries.reopen_failed(shop.clock()) == [failed.id]
    assert shop.works(failed.id).state is State.APPLIED
    assert shop.crm.tags == {"bea@example.com": {GOLD}}


def test_what_a_delivery_once_changed_stays_on_its_record_when_it_is_tried_again(
    shop: Shop,
) -> None:
    sold = shop.happens(event())
    assert shop.deliveries.reopen([sold.id], shop.clock()) == [sold.id]
    assert shop.works(sold.id).results == sold.results
    assert sold.results[0]["changed"]


def test_a_refused_key_pauses_the_destination_and_fails_nothing(shop: Shop) -> None:
    shop.crm.answers = [AccountRefused("ActiveCampaign refused the key (403).")]
    first, second = shop.keep(event()), shop.keep(event(email="cy@example.com"))
    shop.work.deliver(first)
    shop.work.deliver(second)
    assert len(shop.crm.plans) == 1
    assert [shop.sees(id_).state for id_ in (first, second)] == [State.WAITING] * 2
    (paused,) = destinations.all_of(shop.engine)
    assert (paused.paused, paused.paused_because) == (
        True,
        "ActiveCampaign refused the key (403).",
    )
    with shop.engine.connect() as connection:
        destinations.resume(connection, shop.crm.name)
    assert [shop.works(id_).state for id_ in (first, second)] == [State.APPLIED] * 2


def test_a_worker_that_finds_the_contact_locked_leaves_it_to_the_holder(shop: Shop) -> None:
    first = shop.keep(event())
    late: list[int] = []

    class Slow(FakeCrm):
        def apply(self, plan: Plan, memory: Memory) -> Outcome:
            if not late:
                late.append(shop.keep(event(Kind.PAYMENT_FAILED, minute=1)))
                assert shop.work.deliver(late[0]) is None
                assert shop.sees(late[0]).state is State.WAITING
            return super().apply(plan, memory)

    shop.crm = Slow()
    shop.__post_init__()
    shop.work.deliver(first)
    assert shop.sees(late[0]).state is State.APPLIED
    assert shop.crm.tags == {"bea@example.com": {GOLD, "GoldPAYF"}}


def test_after_a_worker_died_in_a_call_nobody_speaks_until_the_call_is_over(shop: Shop) -> None:
    shop.crm.answers = [SystemExit()]  # type: ignore[list-item] # as good as kill -9 here
    id_ = shop.keep(event())
    with pytest.raises(SystemExit):
        shop.work.deliver(id_)
    assert shop.work.deliver(id_) == shop.clock.at + timedelta(seconds=20)
    shop.clock.forward(seconds=10)
    assert shop.work.deliver(id_) == shop.clock.at + timedelta(seconds=10)
    assert len(shop.crm.plans) == 1
    shop.clock.forward(seconds=10)
    assert shop.works(id_).state is State.APPLIED


def test_an_answer_that_never_came_keeps_the_contact_quiet(shop: Shop) -> None:
    class Silent(FakeCrm):
        def apply(self, plan: Plan, memory: Memory) -> Outcome:
            self.plans.append(plan)
            memory.note(Call("POST", "contactTags", 0, 15000))
            raise CrmUnavailable("ActiveCampaign did not answer in time.")

    shop.crm = Silent()
    shop.__post_init__()
    assert shop.work.deliver(shop.keep(event())) == shop.clock.at + timedelta(seconds=20)


def test_a_lost_answer_keeps_the_contact_quiet_even_after_a_second_try(shop: Shop) -> None:
    class Stammering(FakeCrm):
        def apply(self, plan: Plan, memory: Memory) -> Outcome:
            memory.note(Call("POST", "contactTags", 0, 15000))
            return super().apply(plan, memory)

    shop.crm = Stammering()
    shop.__post_init__()
    assert shop.happens(event()).state is State.APPLIED
    next_one = shop.keep(event(Kind.REFUND, minute=1))
    assert shop.work.deliver(next_one) == shop.clock.at + timedelta(seconds=20)


def test_a_lock_lost_in_between_makes_it_tell_again(shop: Shop, engine: Engine) -> None:
    id_ = shop.keep(event())

    class Restarting(FakeCrm):
        def apply(self, plan: Plan, memory: Memory) -> Outcome:
            outcome = super().apply(plan, memory)
            if len(self.plans) == 1:
                with engine.connect() as connection:
                    connection.execute(
                        text(
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                        )
                    )
            return outcome

    shop.crm = Restarting()
    shop.__post_init__()
    with pytest.raises(Exception, match=r"terminating connection|server closed"):
        shop.work.deliver(id_)
    assert shop.sees(id_).state is State.WAITING
    shop.clock.forward(minutes=1)
    shop.work.deliver(id_)
    shop.clock.forward(minutes=1)
    assert shop.works(id_).state is State.APPLIED
    assert len(shop.crm.plans) == 2


def test_a_worker_that_lost_its_lock_has_the_contact_looked_at_once_more(
    shop: Shop, engine: Engine
) -> None:
    """Its call may have landed after what its successor said, which is settled meanwhile."""
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )

    class Overtaken(FakeCrm):
        def apply(self, plan: Plan, memory: Memory) -> Outcome:
            if not self.plans:
                self.plans.append(plan)
                with engine.connect() as connection:
                    connection.execute(cut)
                engine.dispose()
                newer = shop.keep(event(Kind.REBILL, minute=1))
                shop.work.deliver(newer)
                shop.clock.forward(seconds=20)
                assert shop.works(newer).state is State.APPLIED
            return super().apply(plan, memory)

    shop.crm = Overtaken()
    shop.__post_init__()
    failed = shop.keep(event(Kind.PAYMENT_FAILED))
    with pytest.raises(Exception, match=r"terminating connection|server closed|closed"):
        shop.work.deliver(failed)
    assert shop.crm.tags == {"bea@example.com": {"GoldPAYF"}}
    assert shop.sees(failed).state is State.WAITING
    assert shop.works(failed).state is State.APPLIED
    assert shop.crm.tags == {"bea@example.com": set()}


def test_a_contact_made_anew_in_the_crm_gets_back_what_she_is_due(shop: Shop) -> None:
    class Deleting(FakeCrm):
        def apply(self, plan: Plan, memory: Memory) -> Outcome:
            created = plan.contact.key not in self.tags
            return replace(super().apply(plan, memory), created=created)

    shop.crm = Deleting()
    shop.__post_init__()
    shop.happens(event())
    assert len(shop.crm.plans) == 1
    del shop.crm.tags["bea@example.com"]
    failed = shop.happens(event(Kind.PAYMENT_FAILED, minute=1))
    assert shop.works(failed.id).state is State.APPLIED
    assert shop.crm.tags == {"bea@example.com": {GOLD, "GoldPAYF"}}


def test_the_lock_ends_with_its_holder(engine: Engine) -> None:
    with contacts.lock(engine, 7) as held:
        assert held is not None
        with contacts.lock(engine, 7) as second, contacts.lock(engine, 8) as other:
            assert second is None
            assert other is not None
    with contacts.lock(engine, 7) as free:
        assert free is not None


def test_a_delivery_that_arrives_while_others_are_taken_up_is_not_forgotten(shop: Shop) -> None:
    """It is stored after the worker looked what there is, and before it writes how they ended."""
    late: list[int] = []

    def decide_while_another_arrives(told: Event) -> Sequence[Change]:
        if not late:
            late.append(shop.keep(event(Kind.PAYMENT_FAILED, minute=1)))
        return decide(told)

    first = shop.keep(event())
    Work(shop.engine, decide_while_another_arrives, shop.crm, now=shop.clock).deliver(first)
    assert shop.sees(late[0]).state is State.APPLIED
    assert shop.crm.tags == {"bea@example.com": {GOLD, "GoldPAYF"}}
