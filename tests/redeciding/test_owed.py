"""What was owed when other rules were applied is owed again when that is undone; and what hands
did to timers since then stays done."""

import pytest
from sqlalchemy import Engine

from bridge.errors import CrmUnavailable
from bridge.model import Kind
from bridge.store.delivery import State
from bridge.store.engine import transaction
from bridge.store.timers_listed import drop, hurry, list_timers
from tests.fakes import event
from tests.redeciding.shop import BEA, Shop, rules_of

OTHER = rules_of("rules:", "  - {name: X, when: refund, add: X}")
AWAY = CrmUnavailable("ActiveCampaign answered 502.")


@pytest.mark.parametrize("between", [0, 2])
def test_a_grant_and_a_removal_that_were_owed_are_told_after_all(
    engine: Engine, between: int
) -> None:
    shop = Shop(engine, rules_of("memberships:", "  Gold: {items: product-1}"))
    shop.crm.tags[BEA] = {"GoldCANC"}
    shop.crm.answers = [AWAY]
    [purchase] = shop.happens(event())
    shop.applies(OTHER, work=False)
    if between:
        shop.goes_by(hours=between)
    shop.undoes(work=False)
    shop.goes_by(hours=2)
    shop.goes_by(hours=2)
    assert shop.crm.tags[BEA] == {"Gold"}
    assert shop.sees(purchase).state is State.APPLIED


def test_a_trigger_that_was_owed_fires_once(engine: Engine) -> None:
    shop = Shop(engine, rules_of("rules:", "  - {name: B, when: purchase, trigger: Welcome}"))
    shop.crm.answers = [AWAY]
    shop.happens(event())
    shop.applies(OTHER, work=False)
    shop.undoes(work=False)
    shop.goes_by(hours=2)
    shop.goes_by(hours=2)
    assert shop.crm.fired == ["purchase 1001 product-1 welcome"]


def test_an_unsubscription_that_was_owed_is_told(engine: Engine) -> None:
    shop = Shop(engine, rules_of("rules:", "  - {name: B, when: purchase, unsubscribe: Leads}"))
    shop.crm.lists[BEA] = {"Leads": True}
    shop.crm.answers = [AWAY]
    shop.happens(event())
    shop.applies(OTHER, work=False)
    shop.undoes(work=False)
    shop.goes_by(hours=2)
    shop.goes_by(hours=2)
    assert shop.crm.lists[BEA] == {"Leads": False}


SUSPEND = "  - {name: S, when: payment failed, after: 7 days, unless: rebill, add: SUSP}"


@pytest.mark.parametrize(("hand", "after"), [(drop, set()), (hurry, {"SUSP"})])
def test_what_hands_did_to_a_timer_since_stays_done(
    engine: Engine, hand: object, after: set[str]
) -> None:
    shop = Shop(engine, rules_of("rules:", SUSPEND))
    shop.happens(event(Kind.PAYMENT_FAILED))
    more = "  - {name: Y, when: payment failed, add: Y}"
    shop.applies(rules_of("rules:", SUSPEND, more))
    with transaction(engine) as connection:
        hand(connection, [row.id for row in list_timers(engine)], shop.clock())  # type: ignore[operator] # either of the two
    shop.works()
    shop.undoes()
    shop.goes_by(days=9)
    assert shop.crm.tags.get(BEA, set()) == after
