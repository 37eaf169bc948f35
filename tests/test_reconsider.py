"""What a new rules file promises to the deliveries that the old one had no rule for."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select

from bridge import rulesfile
from bridge.jobs import Signals, redis_for
from bridge.model import Change, Event, Item, Kind
from bridge.reconsider import MixedOrders, reconsider
from bridge.rules import Rules, SpokenOf
from bridge.settings import Settings
from bridge.store import destinations
from bridge.store.deliveries import Deliveries
from bridge.store.delivery import Delivery, State
from bridge.store.tables import deliveries
from bridge.store.unmapped import unmapped
from bridge.working.work import Work
from tests.fakes import Clock, FakeCrm, event
from worker import Timing, chores_for

OLD = rulesfile.parse("crm: activecampaign\nmemberships:\n  Gold: {items: product-1}\n")
NEW = rulesfile.parse(
    "crm: activecampaign\nmemberships:\n  Gold: {items: product-1}\n  Silver: {items: product-2}\n"
)
BEA = "bea@example.com"


class Shop:
    """A bridge around the database; `rules` are the file that its workers started with."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.crm, self.clock = engine, FakeCrm(), Clock()
        self.deliveries = Deliveries(engine)
        self.rules = OLD
        destinations.ensure(engine, self.crm.name)

    def happens(self, told: Event) -> int:
        id_ = self.deliveries.keep(told, self.clock()).id
        self.work(id_)
        return id_

    def work(self, *ids: int) -> None:
        version, now = self.rules.version, self.clock
        work = Work(self.engine, self.rules.changes, self.crm, rules_version=version, now=now)
        for id_ in ids:
            work.deliver(id_)

    def starts_with(self, rules: Rules, batch: int = 200) -> list[bool]:
        """The workers start anew; gives what each batch answered until nothing was left."""
        self.rules = rules
        answers = [False]
        while not answers[-1]:
            now, decide = self.clock, rules.changes
            answers.append(reconsider(self.engine, decide, rules.version, now, batch))
        return answers[1:]

    def sees(self, id_: int) -> Delivery:
        found = self.deliveries.find(id_)
        assert found is not None
        return found

    def whole_record(self) -> list[object]:
        with self.engine.connect() as connection:
            return [*connection.execute(select(deliveries).order_by(deliveries.c.id))]


@pytest.fixture
def shop(engine: Engine) -> Shop:
    return Shop(engine)


def test_a_sale_without_a_rule_is_applied_when_its_rule_arrives(shop: Shop) -> None:
    sale = shop.happens(event(Kind.PURCHASE, "product-2"))
    assert shop.sees(sale).state is State.NO_RULE
    shop.clock.forward(days=3)
    assert shop.starts_with(NEW) == [True]
    waiting = shop.sees(sale)
    assert (waiting.state, waiting.reason, waiting.next_try_at, waiting.settled_at) == (
        State.WAITING,
        "",
        shop.clock(),
        None,
    )
    assert shop.deliveries.overdue(shop.clock()) == [sale]
    shop.work(sale)
    applied = shop.sees(sale)
    assert (applied.state, applied.rules_version) == (State.APPLIED, NEW.version)
    assert shop.crm.tags == {BEA: {"Silver"}}


def test_what_happened_first_still_counts_as_first(shop: Shop) -> None:
    sale = shop.happens(event(Kind.PURCHASE, "product-2"))
    refund = shop.happens(event(Kind.REFUND, "product-2", minute=5))
    shop.starts_with(NEW)
    shop.work(refund, sale)
    assert shop.crm.tags == {BEA: set()}
    assert [shop.sees(id_).state for id_ in (sale, refund)] == [State.APPLIED] * 2


def test_what_the_new_rules_do_not_speak_about_either_is_left_and_not_looked_at_again(
    shop: Shop,
) -> None:
    cart = shop.happens(event(Kind.ABANDONED_CART, "product-2"))
    before = shop.sees(cart)
    asked: list[str] = []
    shop.starts_with(NEW)
    after = shop.sees(cart)
    assert (before.rules_version, after.rules_version) == (OLD.version, NEW.version)
    assert (after.state, after.reason, after.settled_at, after.attempts) == (
        State.NO_RULE,
        before.reason,
        before.settled_at,
        before.attempts,
    )

    def decide(told: Event) -> tuple[()]:
        asked.append(told.key)
        return ()

    assert reconsider(shop.engine, decide, NEW.version, shop.clock)
    assert asked == []


def test_nothing_else_is_touched(shop: Shop) -> None:
    shop.happens(event(Kind.PURCHASE, "product-1"))
    shop.happens(event(Kind.AFFILIATE_JOINED))
    shop.happens(event(email="", problem="There is no e-mail address."))
    shop.crm.missing = {"GoldPAYF"}
    shop.happens(event(Kind.PAYMENT_FAILED, "product-1", minute=1))
    shop.deliveries.keep(event(Kind.REBILL, "product-1", minute=2), shop.clock())
    states = {delivery.state for delivery in shop.deliveries.latest()}
    assert states == set(State) - {State.NO_RULE}
    before = shop.whole_record()
    shop.clock.forward(days=1)
    assert shop.starts_with(NEW) == [True]
    assert shop.whole_record() == before


def test_many_are_taken_up_batch_by_batch(shop: Shop) -> None:
    sales = [
        shop.happens(event(Kind.PURCHASE, f"product-{2 + number % 2}", order=str(number)))
        for number in range(5)
    ]
    assert shop.starts_with(NEW, batch=2) == [False, False, True]
    assert [shop.sees(id_).state for id_ in sales] == [
        State.WAITING, State.NO_RULE, State.WAITING, State.NO_RULE, State.WAITING,
    ]  # fmt: skip


def test_the_same_file_looks_at_nothing_twice(shop: Shop) -> None:
    shop.happens(event(Kind.PURCHASE, "product-2"))
    before = shop.whole_record()
    assert shop.starts_with(OLD) == [True]
    assert shop.whole_record() == before


def test_a_failure_in_between_leaves_everything_as_it_was(shop: Shop) -> None:
    shop.happens(event(Kind.PURCHASE, "product-2"))
    before = shop.whole_record()

    def now() -> datetime:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        reconsider(shop.engine, NEW.changes, NEW.version, now)
    assert shop.whole_record() == before


def test_a_delivery_at_which_the_rules_fail_is_named_and_left_and_the_others_go_on(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    odd, sale = (shop.happens(event(Kind.PURCHASE, "product-2", order=o)) for o in ("odd", "7"))

    def decide(told: Event) -> Sequence[Change]:
        if told.order_id == "odd":
            raise KeyError(told.contact.email)
        return NEW.changes(told)

    assert reconsider(shop.engine, decide, NEW.version, shop.clock)
    left = shop.sees(odd)
    assert (left.state, left.rules_version) == (State.NO_RULE, NEW.version)
    assert shop.sees(sale).state is State.WAITING
    (warning,) = [each.getMessage() for each in caplog.records if each.levelname == "WARNING"]
    assert re.fullmatch(
        rf"delivery {odd}: the rules failed with KeyError at \S+/test_reconsider\.py:\d+", warning
    )


def mixed(shop: Shop, rules: Rules, batch: int = 200) -> MixedOrders:
    decided = SpokenOf(rules).newly_mapped
    return MixedOrders(shop.engine, decided, rules.version, shop.clock, batch)


def test_an_item_of_an_applied_order_gets_its_tag_when_its_rule_arrives(shop: Shop) -> None:
    order = shop.happens(event(Kind.PURCHASE, "product-1", "product-2"))
    assert (shop.sees(order).state, shop.crm.tags) == (State.APPLIED, {BEA: {"Gold"}})
    shop.rules = NEW
    assert mixed(shop, NEW).take_up()
    assert shop.deliveries.overdue(shop.clock()) == [order]
    shop.work(order)
    applied = shop.sees(order)
    assert (applied.state, applied.rules_version) == (State.APPLIED, NEW.version)
    assert shop.crm.tags == {BEA: {"Gold", "Silver"}}
    assert [plan.add for plan in shop.crm.plans] == [("Gold",), ("Silver",)]
    before = shop.whole_record()
    assert mixed(shop, NEW).take_up()
    assert shop.whole_record() == before


def test_an_item_of_an_order_that_failed_gets_its_tag_too_when_its_rule_arrives(shop: Shop) -> None:
    shop.crm.missing = {"Gold"}
    order = shop.happens(event(Kind.PURCHASE, "product-1", "product-2"))
    failed = shop.sees(order)
    assert (failed.state, shop.crm.tags.get(BEA, set())) == (State.FAILED, set())
    shop.rules = NEW
    assert mixed(shop, NEW).take_up()
    assert shop.deliveries.overdue(shop.clock()) == [order]
    shop.work(order)
    again = shop.sees(order)
    assert (again.state, again.reason, again.rules_version) == (
        State.FAILED,
        failed.reason,
        NEW.version,
    )
    assert shop.crm.tags == {BEA: {"Silver"}}
    before = shop.whole_record()
    assert mixed(shop, NEW).take_up()
    assert shop.whole_record() == before


def test_an_item_that_joins_a_membership_claims_its_tag_too(shop: Shop) -> None:
    order = shop.happens(event(Kind.PURCHASE, "product-1", "bump-2"))
    both = rulesfile.parse(
        "crm: activecampaign\nmemberships:\n  Gold: {items: [product-1, bump-2]}\n"
    )
    shop.rules = both
    mixed(shop, both).take_up()
    shop.work(order)
    shop.happens(event(Kind.REFUND, "product-1", minute=5))
    assert shop.crm.tags == {BEA: {"Gold"}}


ANY_SALE = "rules:\n  - {name: Buyers, when: purchase, trigger: Welcome, remove: Abandoned cart}\n"


@pytest.mark.parametrize("stays", [ANY_SALE, ""], ids=["the other stays", "the other is gone"])
def test_a_sale_that_only_a_rule_for_any_sale_was_for_gets_its_tag_when_its_rule_arrives(
    stays: str, shop: Shop
) -> None:
    gold = "crm: activecampaign\nmemberships:\n  Gold: {items: product-1}\n"
    shop.rules = rulesfile.parse(f"{gold}{ANY_SALE}")
    sale = shop.happens(event(Kind.PURCHASE, "product-2"))
    shop.happens(event(Kind.PURCHASE, "product-1", order="7", email="ann@example.com"))
    assert (shop.sees(sale).state, shop.crm.tags[BEA]) == (State.APPLIED, {"Welcome"})
    shop.rules = rulesfile.parse(f"{gold}  Silver: {{items: product-2}}\n{stays}")
    assert mixed(shop, shop.rules).take_up()
    assert shop.deliveries.overdue(shop.clock()) == [sale]
    shop.work(sale)
    assert (shop.sees(sale).state, shop.crm.tags[BEA]) == (State.APPLIED, {"Welcome", "Silver"})
    assert len(shop.crm.fired) == 2  # one for each sale, as before
    before = shop.whole_record()
    assert mixed(shop, shop.rules).take_up()
    assert shop.whole_record() == before


def test_one_that_these_rules_decided_meanwhile_is_not_taken_up_twice(shop: Shop) -> None:
    order = shop.happens(event(Kind.PURCHASE, "product-1", "product-2"))
    speaks = SpokenOf(NEW).newly_mapped

    def another_machine_is_faster(
        told: Event, changes: Sequence[Mapping[str, Any]]
    ) -> Collection[Item]:
        shop.rules = NEW
        mixed(shop, NEW).take_up()
        shop.work(order)
        return speaks(told, changes)

    assert MixedOrders(shop.engine, another_machine_is_faster, NEW.version, shop.clock).take_up()
    assert shop.sees(order).state is State.APPLIED
    assert [plan.add for plan in shop.crm.plans] == [("Gold",), ("Silver",)]


def test_an_applied_order_without_a_rule_for_more_of_it_is_left_alone(shop: Shop) -> None:
    shop.happens(event(Kind.PURCHASE, "product-1", "product-3"))
    shop.happens(event(Kind.PURCHASE, "product-1"))
    before = shop.whole_record()
    more = rulesfile.parse(
        "crm: activecampaign\nmemberships:\n  Gold: {items: product-1}\n"
        "rules:\n  - {name: Also, when: purchase, items: product-1, add: Also}\n"
    )
    assert mixed(shop, more).take_up()
    assert shop.whole_record() == before


def test_mixed_orders_are_taken_up_batch_by_batch_round_after_round(shop: Shop) -> None:
    orders = [
        shop.happens(event(Kind.PURCHASE, "product-1", f"product-{item}", order=str(number)))
        for number, item in enumerate((3, 2, 3, 2))
    ]
    taken = mixed(shop, NEW, batch=1)
    assert [taken.take_up() for _ in range(5)] == [False] * 4 + [True]
    assert shop.deliveries.overdue(shop.clock()) == [orders[1], orders[3]]
    again = shop.happens(event(Kind.PURCHASE, "product-1", "product-2", order="9"))
    while not taken.take_up():
        pass
    assert again in shop.deliveries.overdue(shop.clock())


def test_an_applied_order_at_which_the_rules_fail_is_left_as_it_is(shop: Shop) -> None:
    shop.happens(event(Kind.PURCHASE, "product-1", "product-2"))
    before = shop.whole_record()

    def fails(*_: object) -> tuple[()]:
        raise KeyError

    assert MixedOrders(shop.engine, fails, NEW.version, shop.clock).take_up()
    assert shop.whole_record() == before


def test_two_machines_may_start_at_once(shop: Shop) -> None:
    sale = shop.happens(event(Kind.PURCHASE, "product-2"))

    def decide(told: Event) -> Sequence[Change]:
        assert reconsider(shop.engine, NEW.changes, NEW.version, shop.clock)
        return NEW.changes(told)

    assert reconsider(shop.engine, decide, NEW.version, shop.clock)
    assert shop.sees(sale).state is State.WAITING


def test_workers_that_start_signal_what_has_a_rule_now(
    shop: Shop, database_url: str, redis_url: str
) -> None:
    sale = shop.happens(event(Kind.PURCHASE, "product-2"))
    config = Settings(
        database_url=database_url,
        redis_url=redis_url,
        activecampaign_url="http://127.0.0.1:9",
        activecampaign_key="MADEUPKEY",
    )
    rules = Rules(NEW.crm, NEW.rules, create_missing_tags=True, version=NEW.version)
    chores = chores_for(config, rules, Timing(sweep_every=3600))
    try:
        chores.tick()
    finally:
        chores.stop()
    assert Signals(redis_for(redis_url), silence=0).waiting() == {sale}


def test_they_are_counted_by_kind_item_and_pricing_option(shop: Shop, engine: Engine) -> None:
    assert unmapped(engine) == []
    first = datetime(2026, 5, 4, 12, tzinfo=UTC)
    for number in range(3):
        shop.happens(event(Kind.PURCHASE, "product-2", "bump-2", order=str(number)))
        shop.clock.forward(hours=1)
    shop.happens(event(Kind.PURCHASE, "product-1"))
    shop.happens(event(Kind.COMPLETED, "product-1"))
    told = [
        (each.kind, each.item.key if each.item else "", each.deliveries, each.only_tests)
        for each in unmapped(engine)
    ]
    assert told == [
        (Kind.PURCHASE, "bump-2", 3, False),
        (Kind.PURCHASE, "product-2", 3, False),
        (Kind.COMPLETED, "product-1", 1, False),
    ]
    frequent = unmapped(engine)[0]
    assert (frequent.first, (frequent.last - first).total_seconds()) == (first, 7200)
