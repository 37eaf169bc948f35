"""Whether a refund was full or partial: read by comparing amounts, and never guessed."""

from typing import Any

import pytest

from tests.sources.reading import read_event


def charge(item: str, amount: str) -> dict[str, str]:
    return {"item_identifier": item, "amount": amount}


TWO = [charge("product_12", "9700"), charge("bump_12", "1700")]


def refunded(amount: str, **order: Any) -> str:
    """What a refund of product-12 by this amount is called."""
    refund = {"type": "product", "id": "12", "amount": amount}
    told = {"refund": refund, "invoice_id": "000007", "order": {"invoice_id": "000007", **order}}
    return read_event("refund", items=("product-12",), more=told).refunded


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
