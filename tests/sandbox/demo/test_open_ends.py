"""What the demo leaves for somebody to look at."""

from datetime import UTC, datetime

import pytest

from bridge.sandbox.accounts import account_with
from bridge.sandbox.demo.open_ends import LACKING, OPEN_ENDS, UNANSWERED, OpenEnd, trouble
from bridge.sandbox.demo.shop import SHOP
from bridge.sources.thrivecart.samples import as_form
from bridge.sources.thrivecart.source import read_saved
from bridge.store.delivery import State

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize("end", OPEN_ENDS, ids=lambda end: end.says)
def test_every_delivery_can_be_applied(end: OpenEnd) -> None:
    event = read_saved(as_form(end.delivery(NOON, "SECRET123456")))
    assert event is not None
    assert (event.kind, event.problem) == (end.event, "")


def test_there_is_one_of_everything() -> None:
    assert {each.state for each in OPEN_ENDS} >= {
        State.FAILED, State.WAITING, State.APPLIED, State.NO_RULE,
    }  # fmt: skip
    orders = [(each.shopper, each.order) for each in OPEN_ENDS]
    assert any(len({o for s, o in orders if s == shopper}) > 1 for shopper, _ in orders)
    addresses = {(each.shopper, each.email) for each in OPEN_ENDS}
    assert len(addresses) > len({shopper for shopper, _ in addresses})
    assert "test" in {each.mode for each in OPEN_ENDS}


def test_what_is_lacking_is_a_name_of_the_rules() -> None:
    assert f"  {LACKING}:\n" in SHOP.read_text(encoding="utf-8")


def test_the_account_fails_whoever_waits_and_nobody_else() -> None:
    account = account_with("activecampaign", [])
    trouble([account])
    (fault,) = account.faults
    assert (fault.status, fault.email, fault.times) == (500, UNANSWERED, None)
    assert UNANSWERED in {f"{each.shopper.lower()}@example.com" for each in OPEN_ENDS}
