"""When it happened, what it cost or gave back, and what a delivery says of the subscription."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.sources.reading import NOON, read, read_event, sent


def charge(item: str, amount: str) -> dict[str, str]:
    return {"item_identifier": item, "amount": amount}


TWO = [charge("product_12", "9700"), charge("bump_12", "1700")]


def refunded(amount: str, **order: Any) -> str:
    """What a refund of product-12 by this amount is called."""
    refund = {"type": "product", "id": "12", "amount": amount}
    told = {"refund": refund, "invoice_id": "000007", "order": {"invoice_id": "000007", **order}}
    return read_event("refund", items=("product-12",), more=told).refunded


def test_the_old_orders_time_is_not_the_events() -> None:
    fields = sent("refund", more={"date_unix": None, "date_iso8601": None, "date": None})
    assert fields["order"]["date_unix"]
    assert read(fields).occurred_at is None


@pytest.mark.parametrize("what", ["refund", "rebill", "cancelled", "payment failed"])
def test_a_later_event_tells_when_the_order_was(what: str) -> None:
    event = read_event(what)
    assert event.occurred_at == NOON
    assert event.ordered_at == NOON - timedelta(days=30)
    assert event.since_order == timedelta(days=30)


def test_either_spelling_of_the_orders_time_is_read() -> None:
    order = {"date_unix": "null", "date_iso8601": "2025-12-27T14:00:00+02:00"}
    assert read_event("refund", more={"order": order}).since_order == timedelta(days=9)
    nothing = read_event("refund", more={"order": {"id": "1001"}})
    assert (nothing.ordered_at, nothing.since_order) == (None, None)


def test_a_purchase_is_the_order_itself_and_an_abandoned_cart_has_none() -> None:
    assert read_event("purchase").ordered_at == NOON
    assert read_event("purchase", more={"order": {}}).since_order == timedelta()
    assert read_event("abandoned cart").ordered_at is None


def test_null_as_text_means_an_endless_subscription() -> None:
    assert read_event("rebill", payments_left=None).subscription.payments_left is None
    assert read_event("rebill", payments_left=0).subscription.payments_left == 0
    assert read_event("rebill", payments_left=3).subscription.payments_left == 3


def test_the_end_of_the_paid_period_is_told_by_a_cancellation() -> None:
    until = NOON + timedelta(days=11)
    assert read_event("cancelled", paid_until=until).subscription.paid_until == until


def test_a_payment_tells_its_number_and_the_next_one() -> None:
    event = read_event("rebill", payment_number=6)
    assert event.invoice_id == "000001001-6"
    assert event.subscription.payment_number == 6
    assert event.subscription.next_payment_at == NOON + timedelta(days=30)


@pytest.mark.parametrize("written", [str(int(NOON.timestamp()) + 86400), "2026-01-06"])
def test_a_purchase_tells_the_first_of_the_payments_to_come(written: str) -> None:
    fields = sent()
    due = [{"item_identifier": "product_12", "due": each} for each in ("2030-01-01", written, "")]
    fields["order"] |= {"future_charges": due}
    next_payment = read(fields).subscription.next_payment_at
    assert next_payment is not None
    assert next_payment.date() == date(2026, 1, 6)


@pytest.mark.parametrize(
    ("more", "mode"),
    [
        ({"mode": "test", "mode_int": "1"}, "test"),
        ({"mode": None, "mode_int": "1"}, "test"),
        ({"mode": "Live", "mode_int": "1"}, "live"),
        ({"mode": None, "mode_int": None}, "live"),
        ({"mode": "other", "mode_int": "7"}, "live"),
    ],
)
def test_the_mode_is_told_twice(more: dict[str, Any], mode: str) -> None:
    event = read_event(more=more)
    assert event.mode == mode
    assert event.key.startswith(f"thrivecart:{mode}:")


@pytest.mark.parametrize("told", ["SPRING", {"code": "SPRING"}, {"id": "null", "name": "SPRING"}])
def test_a_coupon_may_stand_in_several_places(told: object) -> None:
    assert read_event(more={"coupon": "null", "coupon_code": told}).coupon == "SPRING"
    fields = sent()
    fields["order"]["coupon"] = told
    assert read(fields).coupon == "SPRING"


def test_the_first_payment_may_be_number_nought() -> None:
    fields = sent("rebill", more={"recurring_payment_idx": "0"})
    fields["subscription"]["recurring_payment_idx"] = "7"
    assert read(fields).subscription.payment_number == 0


def test_the_invoice_of_a_payment_may_stand_in_its_subscription() -> None:
    assert read_event("rebill", more={"invoice_id": None}).invoice_id == "000001001-2"


def test_a_currency_is_in_capitals() -> None:
    assert read_event(currency="usd").money.currency == "USD"


def test_an_order_number_of_0_is_none() -> None:
    assert read_event(order_id="0").order_id == ""


def test_all_of_an_items_price_is_a_full_refund_though_the_order_cost_more() -> None:
    assert refunded("9700", total="11400", charges=TWO) == "full"


def test_less_than_an_items_price_is_a_partial_refund() -> None:
    assert refunded("5000", total="11400", charges=TWO) == "partial"


def test_the_lines_of_one_item_are_added_up() -> None:
    lines = [charge("product_12", "9700"), charge("product_12", "300")]
    assert refunded("9700", charges=lines) == "partial"
    assert refunded("10000", charges=lines) == "full"


def test_without_lines_all_of_the_order_is_a_full_refund() -> None:
    assert refunded("9700", total="9700") == "full"


def test_without_lines_less_than_the_order_may_be_all_of_one_item() -> None:
    assert refunded("9700", total="11400") == ""


@pytest.mark.parametrize(
    "order",
    [
        {"total": "5000"},
        {"total": "null"},
        {"total": "0"},
        {"charges": [charge("product_13", "9700")]},
        {"charges": [charge("product_12", "null")]},
        {"total": "9700", "invoice_id": "000007-3"},
    ],
    ids=["more than the price", "no total", "free", "another item", "no amount", "a later payment"],
)
def test_what_cannot_be_told_is_not_guessed(order: dict[str, Any]) -> None:
    assert refunded("9700", **order) == ""


def test_only_a_refund_is_called_full_or_partial() -> None:
    assert read_event("rebill", items=("product-12",)).refunded == ""


def test_money_given_back_has_no_sign() -> None:
    event = read_event("refund", amount=-1000)
    assert (event.money.amount, event.items[0].amount) == (1000, 1000)
