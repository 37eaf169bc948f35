"""Which calls were made because of a delivery, also in vain."""

import pytest
from sqlalchemy import Engine

from bridge.destinations.base import Memory
from bridge.model import Call, Outcome, Plan
from bridge.model.errors import AccountRefused, BridgeError, CrmUnavailable
from tests.cli.shop import AnsweringCrm, Shop

SILENT = CrmUnavailable("It answered 500.")


class CallingCrm(AnsweringCrm):
    """Is called also where it answers that it is not well."""

    def apply(self, plan: Plan, memory: Memory) -> Outcome:
        if self.fails:
            memory.note(Call("GET", "/contacts", 500, 40))
        return super().apply(plan, memory)


@pytest.fixture
def shop(engine: Engine) -> Shop:
    shop = Shop(engine)
    shop.crm = CallingCrm()
    return shop


def statuses(shop: Shop, id_: int) -> list[int]:
    assert len(shop.deliveries.called_at(id_)) == len(shop.deliveries.calls(id_))
    return [call.status for _, call in shop.deliveries.calls(id_)]


@pytest.mark.parametrize("trouble", [SILENT, AccountRefused("It refused the key (403).")])
def test_calls_in_vain_are_its_own_while_it_waits(shop: Shop, trouble: BridgeError) -> None:
    shop.crm.fails = trouble
    id_ = shop.comes("purchase")
    shop.work(id_)
    assert statuses(shop, id_) == [500]


def test_they_stay_when_it_is_done_and_a_later_delivery_has_none_of_them(shop: Shop) -> None:
    shop.crm.fails = SILENT
    id_ = shop.comes("purchase")
    shop.work(id_)
    shop.sweep()
    assert statuses(shop, id_) == [500, 500]
    shop.crm.fails = None
    shop.sweep()
    assert statuses(shop, id_) == [500, 500, 201]
    later = shop.keeps("refund", shop.deliveries.calls(id_)[-1][0])
    shop.work(later)
    assert statuses(shop, later) == [201]
    assert statuses(shop, id_) == [500, 500, 201]


def test_one_that_is_opened_again_has_no_calls_that_settled_others(shop: Shop) -> None:
    first = shop.comes("purchase")
    shop.work(first)
    second = shop.comes("refund")
    shop.work(second)
    theirs = shop.deliveries.calls(second)
    shop.deliveries.reopen([first], theirs[0][0])
    shop.sweep()
    assert [each for each in shop.deliveries.calls(first) if each in theirs] == []
