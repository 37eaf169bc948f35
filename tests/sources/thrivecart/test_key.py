"""The delivery key: the same for one delivery told twice."""

from datetime import timedelta
from typing import Any

import pytest

from bridge.model import Event
from bridge.model.event import key_of_before
from bridge.sources.thrivecart.samples import JSON, as_json
from tests.sources.reading import NOON, SOURCE, read, read_event, sent

DIFFERENT: list[dict[str, Any]] = [
    {},
    {"order_id": "1002"},
    {"items": ("product-13",)},
    {"items": ("upsell-12",), "base_product": "product-12"},
    {"items": ("product-12", "upsell-3")},
    {"at": NOON + timedelta(seconds=1)},
    {"mode": "test"},
    {"what": "order_created", "more": {"webhook_id": None}},
    {"more": {"invoice_id": "000009999"}},
    {"more": {"order_timestamp": None, "order_date": None, "order": None}},
]


def refund(amount: int | None = 2900, **more: Any) -> Event:
    """Without any id, as account webhooks tell it."""
    told = sent("refund", more={"event_id": None, **more})
    told["refund"]["amount"] = "null" if amount is None else str(amount)
    return read(told)


NO_TIME = {"date_unix": None, "date_iso8601": None, "date": None}


def test_the_delivery_id_is_the_key_over_all_retries() -> None:
    more = {"webhook_id": "5b7e-41"}
    event = read_event(more=more)
    assert event.key == "thrivecart:live:webhook:5b7e-41"
    assert read_event(at=NOON + timedelta(hours=1), more=more).key == event.key


def test_else_the_transaction_and_what_happened_to_it() -> None:
    event = read_event("refund", mode="test", more={"event_id": "777"})
    assert event.key == "thrivecart:test:event:order.refund:777:product-12"


@pytest.mark.parametrize("field", ["webhook_id", "event_id"])
def test_ids_that_are_long_or_odd_are_told_apart(field: str) -> None:
    ids = ["x" * 500, "x" * 501, "a:b", "a", "é", "a b", "\U0001f600", "x" * 500 + "y"]
    events = [read_event("refund", more={"event_id": None, field: id_}) for id_ in ids]
    assert len({event.key for event in events}) == len(ids)
    assert max(len(event.key) for event in events) <= 100


def test_different_purchases_have_different_keys() -> None:
    keys = [read_event(**told).key for told in DIFFERENT]
    assert len(set(keys)) == len(DIFFERENT)
    assert max(map(len, keys)) <= 100


def test_two_parts_given_back_in_one_second_are_told_apart_by_their_amounts() -> None:
    whole, part, another = refund(), refund(1000), refund(900)
    assert len({whole.key, part.key, another.key}) == 3
    assert refund(1000).key == part.key
    assert refund(999_999_999_999).key.endswith(":amount-999999999999")
    assert max(len(refund(each).key) for each in (None, 0, 999_999_999_999)) <= 100


def test_a_refund_has_the_key_of_before_and_behind_it_its_amount() -> None:
    """Its digest must never change: an older bridge kept deliveries by it."""
    before = "thrivecart:live:562ed2a8cb1d0167cb3e61303cdb665e90538a7bf0a98406c02dc92f61b1c54e"
    assert refund(None).key == before
    assert refund(1000).key == f"{before}:amount-1000"
    assert key_of_before(refund(1000).key) == before


def test_only_refunds_have_a_key_of_before() -> None:
    for what in ("purchase", "rebill", "abandoned cart", "e-mail changed"):
        assert key_of_before(read_event(what, more={"event_id": None}).key) == ""
    assert key_of_before(read_event("refund", more={"event_id": "777"}).key) == ""
    assert key_of_before(read_event("refund", more={"webhook_id": "5b7e-41"}).key) == ""


def test_what_does_not_tell_a_purchase_apart_is_not_in_its_key() -> None:
    first = read_event(items=("product-12", "upsell-3"))
    more = {"purchase_map": "upsell-3, product-12", "fulfillment": {"url": "https://example.com"}}
    assert read_event(items=("product-12", "upsell-3"), more=more).key == first.key


def test_abandoned_carts_are_told_apart_by_person_product_and_time() -> None:
    told: list[dict[str, Any]] = [
        {},
        {"email": "other@example.com"},
        {"items": ("product-13",)},
        {"at": NOON + timedelta(seconds=1)},
    ]
    keys = [read_event("abandoned cart", **each).key for each in told]
    assert len(set(keys)) == len(told)
    assert read_event("abandoned cart", email="BUYER@example.com").key == keys[0]


def test_no_key_shows_a_person() -> None:
    for what in ("purchase", "abandoned cart", "e-mail changed"):
        assert "buyer" not in read_event(what).key


@pytest.mark.parametrize(
    ("what", "more"),
    [
        ("payment failed", NO_TIME),
        ("refund", {"event_id": None, "order_id": None, "order": None}),
        ("abandoned cart", NO_TIME),
        ("abandoned cart", {"viewer": None, "customer": None}),
        ("commission earned", {}),
        ("purchase", {"event": "order.something_new"}),
        ("purchase", {"event": None}),
    ],
)
def test_where_too_little_is_told_the_whole_body_is_the_key(
    what: str, more: dict[str, Any]
) -> None:
    event = read_event(what, more=more)
    assert read_event(what, more=more).key == event.key
    assert read_event(what, more={**more, "note": "another"}).key != event.key
    assert read_event(what, more={**more, "note": "null", "empty": []}).key == event.key


def test_true_counts_for_the_whole_body_as_its_text_does() -> None:
    keys = [
        read_event("commission earned", more={"first": told}).key for told in ("true", "false", "x")
    ]
    assert len(set(keys)) == 3
    as_json_has_it = as_json(sent("commission earned", more={"first": True}))
    event = SOURCE.read({"Content-Type": JSON}, as_json_has_it)
    assert event is not None
    assert event.key == keys[0]


def test_the_number_of_the_order_may_stand_in_the_order() -> None:
    fields = sent(more={"order_id": None})
    event = read(fields)
    assert event.order_id == "1001"
    assert event.key == read_event().key


def test_an_id_with_a_colon_is_not_taken_for_two() -> None:
    event = read_event("refund", more={"webhook_id": "a:b"})
    assert event.key.startswith("thrivecart:live:")
    assert ":a:b" not in event.key


def test_a_secret_changed_between_two_tries_changes_no_key() -> None:
    fields = sent("commission earned")
    extra = {**fields, "more": {"thrivecart_secret": "another"}}
    assert read(extra).key == read(fields).key


def test_one_order_number_stands_for_many_events() -> None:
    names = ("purchase", "rebill", "payment failed", "refund", "cancelled")
    events = [read_event(what, order_id="1001") for what in names]
    assert {event.order_id for event in events} == {"1001"}
    assert len({event.key for event in events}) == len(names)


def test_every_attempt_of_a_failed_payment_is_its_own_event() -> None:
    attempts = [read_event("payment failed", at=NOON + timedelta(days=day)) for day in range(4)]
    assert len({event.key for event in attempts}) == 4
    assert len({event.invoice_id for event in attempts}) == 1


def test_a_second_order_success_with_more_items_is_its_own_event() -> None:
    first = read_event(items=("product-12",))
    second = read_event(items=("product-12", "upsell-3"))
    assert first.key != second.key
    with_id = [
        read_event(items=items, more={"event_id": "777"}).key
        for items in (("product-12",), ("product-12", "upsell-3"))
    ]
    assert with_id[0] != with_id[1]
