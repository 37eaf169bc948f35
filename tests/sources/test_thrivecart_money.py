"""What a delivery tells of money and of how often is paid: the fold goes by it."""

from typing import Any

import pytest

from bridge.model import Kind
from bridge.sandbox.thrivecart.deliveries import as_json
from bridge.sources.thrivecart.source import read_saved
from tests.sources.reading import read_event

LINES = [
    {"item_identifier": "product_12", "amount": "29700", "type": "single"},
    {"item_identifier": "bump_3", "amount": "1900", "type": "single"},
    {"item_identifier": "bump_3", "amount": "500", "type": "recurring", "frequency_days": "30"},
]


def order(**more: Any) -> dict[str, Any]:
    return {
        "event": "order.success",
        "order_id": "1001",
        "base_product": "12",
        "customer": {"id": "77", "email": "bea@example.com"},
        "purchase_map": ["product-12", "bump-3"],
        "order": {"id": "1001", "total": "32100", "charges": LINES},
        "order_timestamp": "1750000000",
        **more,
    }


def later(word: str, **more: Any) -> dict[str, Any]:
    return {
        "event": word,
        "order_id": "1001",
        "base_product": "12",
        "customer_id": "77",
        "customer": {"email": "bea@example.com"},
        "date_unix": "1750000100",
        **more,
    }


def read(fields: dict[str, Any]) -> Any:
    event = read_saved(as_json(fields))
    assert event is not None
    return event


def test_each_item_of_an_order_has_the_sum_of_its_lines() -> None:
    assert [(i.key, i.amount) for i in read(order()).items] == [
        ("product-12", 29700),
        ("bump-3", 2400),
    ]


def test_an_item_is_paid_once_when_all_its_lines_are() -> None:
    assert [i.single for i in read(order()).items] == [True, False]
    silent = order(order={"id": "1001", "charges": [{"item_identifier": "product_12"}]})
    assert [i.single for i in read(silent).items] == [None, None]


def test_nothing_is_asked_yet_for_what_only_later_charges_name() -> None:
    trial = {"item_identifier": "bump_3", "amount": "500", "type": "recurring"}
    told = order(order={"id": "1", "charges": LINES[:1], "future_charges": [trial]})
    assert [(i.key, i.amount) for i in read(told).items] == [("product-12", 29700), ("bump-3", 0)]


def test_a_later_event_has_its_amount_on_its_one_item() -> None:
    frame = {"type": "product", "id": "12", "amount": "2900"}
    (item,) = read(later("order.subscription_payment", subscription=frame)).items
    assert (item.key, item.amount) == ("product-12", 2900)
    refund = read(later("order.refund", refund=frame, currency="USD"))
    assert (refund.items[0].amount, refund.money.amount) == (2900, 2900)


def test_an_event_that_names_no_item_says_that_its_item_is_the_orders_base_product() -> None:
    told = read(later("order.refund", refund={"amount": "2900"}))
    assert ([i.key for i in told.items], told.items_told) == (["product-12"], False)
    named = read(later("order.refund", refund={"type": "bump", "id": "3"}))
    assert ([i.key for i in named.items], named.items_told) == (["bump-3"], True)
    assert read(order()).items_told


@pytest.mark.parametrize(
    ("frame", "days"),
    [
        ({"frequency": "month", "frequency_days": "31"}, 31),
        ({"frequency": "month"}, 30),
        ({"frequency": "year"}, 365),
        ({"frequency": "blue moon"}, None),
        ({}, None),
    ],
)
def test_how_often_is_paid_is_told_in_days(frame: dict[str, str], days: int | None) -> None:
    told = {"type": "product", "id": "12", **frame}
    event = read(later("order.subscription_payment", subscription=told))
    assert event.subscription.frequency_days == days


def test_an_order_tells_it_by_its_lines() -> None:
    assert read(order()).subscription.frequency_days == 30


@pytest.mark.parametrize("none", ["0", "", "null"])
def test_a_customer_number_that_is_none_names_nobody(none: str) -> None:
    told = order(customer_id=none, customer={"email": "bea@example.com", "id": none})
    assert read(told).contact.customer_id == ""


@pytest.mark.parametrize("invisible", ["​", "﻿", "­", " "])
def test_what_nobody_can_see_in_an_address_is_no_part_of_it(invisible: str) -> None:
    told = order(customer={"email": f"bea@example.com{invisible}"})
    event = read(told)
    assert (event.contact.email, event.problem) == ("bea@example.com", "")


@pytest.mark.parametrize(
    "told",
    [
        {"customer": {"id": "77", "email": "new@example.com"}},
        {
            "customer_id": "77",
            "customer": {"email": "old@example.com"},
            "new_email": "new@example.com",
        },
        {"customer_id": "77", "email": "new@example.com"},
    ],
)
def test_a_change_of_address_tells_the_new_one_and_whose_it_is(told: dict[str, Any]) -> None:
    event = read({"event": "customer_updated", **told})
    assert (event.kind, event.problem) == (Kind.EMAIL_CHANGED, "")
    assert (event.contact.email, event.contact.customer_id) == ("new@example.com", "77")


def test_money_given_back_has_no_sign() -> None:
    event = read_event("refund", amount=-1000)
    assert (event.money.amount, event.items[0].amount) == (1000, 1000)
