"""Which items a delivery is about, and what it asks for each."""

from typing import Any

import pytest

from tests.sources.reading import LINES, keys, order, read, read_event, read_unsigned, sent

NO_MAPS = {"purchase_map": None, "purchase_map_flat": None}


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


def test_without_a_map_the_charges_are_the_items() -> None:
    assert keys(read_event(items=("product-12", "bump-4"), more=NO_MAPS)) == [
        "product-12",
        "bump-4",
    ]


def test_a_charge_may_name_its_item_by_type_and_reference() -> None:
    fields = sent(more=NO_MAPS)
    fields["order"]["charges"] = [{"item_type": "upsell", "reference": "3", "payment_plan_id": "8"}]
    (item,) = read(fields).items
    assert (item.key, item.plan) == ("upsell-3", "8")


def test_without_map_and_charges_the_front_product_is_the_item() -> None:
    event = read_event(more={**NO_MAPS, "order": None, "base_payment_plan": "90222"})
    assert [(item.key, item.plan, item.name) for item in event.items] == [
        ("product-12", "90222", "Product 12 & more")
    ]


def test_an_unreadable_map_does_not_open_the_accessible_one() -> None:
    more = {"purchase_map": ["?"], "purchase_map_flat": None, "accessible_purchase_map": "bump-1"}
    assert keys(read_event(more=more)) == ["product-12"]


def test_a_declined_payment_is_not_about_what_she_may_open() -> None:
    more = {**NO_MAPS, "accessible_purchase_map": "bump-1"}
    assert keys(read_event("payment declined", more=more)) == ["product-12"]


@pytest.mark.parametrize(
    ("frame", "items"),
    [
        ({"type": "upsell", "id": "3"}, ["upsell-3"]),
        ({"type": "Upsell", "upsell_id": "3"}, ["upsell-3"]),
        ({"upsell_id": "3", "product_id": "12"}, ["upsell-3"]),
        ({"downsell_id": "4"}, ["downsell-4"]),
        ({"bump_id": "12"}, ["bump-12"]),
        ({"product_id": "17"}, ["product-17"]),
        ({"type": "product", "id": "17"}, ["product-17"]),
        ({"type": "product"}, ["product-12"]),
        ({"id": "12"}, ["product-12"]),
        ({}, ["product-12"]),
        ("null", ["product-12"]),
        ([], ["product-12"]),
        # Something else than the front product is meant, but not which: nobody loses anything.
        ({"id": "3"}, []),
        ({"type": "upsell"}, []),
        ({"type": "upsell", "id": "null"}, []),
        ({"type": "course", "id": "3"}, []),
        ({"type": "product", "id": "../../x"}, []),
    ],
)
@pytest.mark.parametrize(("what", "name"), [("refund", "refund"), ("cancelled", "subscription")])
def test_the_frame_names_the_item(what: str, name: str, frame: Any, items: list[str]) -> None:
    assert keys(read_event(what, more={name: frame})) == items


@pytest.mark.parametrize("type_", ["bump", "upsell", "downsell"])
def test_an_events_name_may_tell_the_type(type_: str) -> None:
    for word in (f"order_refund_{type_}", f"order.refund.{type_}"):
        bare = {"event": word, "refund": {"id": "3"}}
        assert keys(read_event("refund", more=bare)) == [f"{type_}-3"]
        own = {"event": word, "refund": None, f"{type_}_id": "3"}
        assert keys(read_event("refund", more=own)) == [f"{type_}-3"]
        assert keys(read_event("refund", more={"event": word, "refund": None})) == []


def test_a_subscribed_purchase_may_stand_in_a_frame_of_its_own() -> None:
    more = {**NO_MAPS, "order": None, "purchase": {"upsell_id": "3", "name": "More"}}
    (item,) = read_event("order_payment_upsell", more=more).items
    assert (item.key, item.name) == ("upsell-3", "More")


def test_the_subscription_of_a_purchase_is_found_by_its_item() -> None:
    more = {"subscription_ids": {"upsell_3": "888"}}
    event = read_event(items=("product-12", "upsell-3"), more=more)
    assert event.subscription.id == "888"


def test_of_two_charges_for_one_item_the_one_that_names_a_plan_counts() -> None:
    fields = sent()
    charge = {"item_identifier": "product_12", "payment_plan_id": "90222", "name": "Gold"}
    bare = {"item_identifier": "product_12"}
    fields["order"] |= {"charges": [bare, charge], "future_charges": [bare]}
    (item,) = read(fields).items
    assert (item.plan, item.name) == ("90222", "Gold")


def test_the_plan_in_the_frame_is_nearer_than_the_base_plan() -> None:
    more = {"refund": {"type": "product", "id": "12", "payment_plan_id": "8", "name": "Gold"}}
    (item,) = read_event("refund", more=more).items
    assert (item.plan, item.name) == ("8", "Gold")


def test_an_endless_map_is_cut() -> None:
    endless = ",".join(f"product-{number}" for number in range(2_000))
    assert len(read_event(more={"purchase_map": endless}).items) == 500


def test_the_id_of_a_subscription_is_the_items() -> None:
    event = read_event("rebill", items=("product-17",))
    assert keys(event) == ["product-17"]
    assert event.subscription.id == sent("rebill", items=("product-17",))["subscription_id"]
    assert event.subscription.id != "17"


def test_the_id_of_a_refund_is_the_items() -> None:
    assert keys(read_event("refund", items=("bump-17",))) == ["bump-17"]


@pytest.mark.parametrize(
    "what", ["refund", "cancelled", "rebill", "payment failed", "paused", "resumed", "completed"]
)
@pytest.mark.parametrize("item", ["upsell-12", "downsell-5", "bump-12"])
def test_the_front_product_is_not_the_item_concerned(what: str, item: str) -> None:
    event = read_event(what, items=(item,), base_product="product-12")
    assert event.body["base_product"] == "12"
    assert keys(event) == [item]


def test_later_events_need_no_purchase_map() -> None:
    fields = sent("refund")
    assert "purchase_map" not in fields
    assert keys(read(fields)) == ["product-12"]


def test_a_purchase_map_left_in_a_refund_does_not_widen_it() -> None:
    more = {"purchase_map": ["product-12", "upsell-3"], "accessible_purchase_map": ["bump-1"]}
    assert keys(read_event("refund", items=("upsell-3",), more=more)) == ["upsell-3"]


def test_underscores_and_hyphens_name_the_same_item() -> None:
    fields = sent(more={"purchase_map": ["product_12", "UPSELL-3"]})
    assert fields["order"]["charges"][0]["item_identifier"] == "product_12"
    event = read(fields)
    assert keys(event) == ["product-12", "upsell-3"]
    assert event.items[0].plan == "912"


def test_the_number_alone_is_no_item() -> None:
    items = ("product-5", "bump-5", "upsell-5", "downsell-5")
    event = read_event(items=items, plan="90222")
    assert keys(event) == list(items)
    assert [item.plan for item in event.items] == ["90222", "95", "95", "95"]


@pytest.mark.parametrize(
    "written",
    [
        "product-12, upsell-2",
        "product-12,upsell-2,",
        ["product-12", "upsell-2"],
        ["product-12, upsell-2"],
        {"0": "product-12", "1": "upsell-2"},
        {"3": "product-12", "8": "upsell-2"},
        {"product-12": "Gold", "upsell-2": "More"},
        ["product-12", "upsell-2", "product-12", "gift-9", "", "null", "upsell-"],
    ],
)
def test_a_purchase_map_may_be_text_or_a_list(written: object) -> None:
    assert keys(read_event(more={"purchase_map": written})) == ["product-12", "upsell-2"]
    more = {"purchase_map": None, "purchase_map_flat": written}
    assert keys(read_event(more=more)) == ["product-12", "upsell-2"]
    more = {"purchase_map": None, "purchase_map_flat": None, "accessible_purchase_map": written}
    assert keys(read_event(more=more)) == ["product-12", "upsell-2"]


def test_what_she_may_open_is_not_what_she_bought() -> None:
    event = read_event(more={"accessible_purchase_map": ["product-12", "product-1"]})
    assert keys(event) == ["product-12"]


@pytest.mark.parametrize("charges", ["charges", "future_charges"])
def test_a_trials_pricing_option_stands_in_the_future_charges(charges: str) -> None:
    fields = sent()
    charge = {"item_identifier": "product_12", "payment_plan_id": "90222", "name": "A &amp; B"}
    fields["order"] |= {"charges": [], "future_charges": [], charges: [charge]}
    (item,) = read(fields).items
    assert (item.plan, item.name) == ("90222", "A & B")


def test_the_base_plan_is_only_the_base_products() -> None:
    assert read_event("refund", plan="90222").items[0].plan == "90222"
    upsell = read_event("refund", items=("upsell-12",), base_product="product-12")
    assert upsell.body["base_payment_plan"] == "912"
    assert upsell.items[0].plan == ""


def test_each_item_of_an_order_has_the_sum_of_its_lines() -> None:
    assert [(i.key, i.amount) for i in read_unsigned(order()).items] == [
        ("product-12", 29700),
        ("bump-3", 2400),
    ]


def test_an_item_is_paid_once_when_all_its_lines_are() -> None:
    assert [i.single for i in read_unsigned(order()).items] == [True, False]
    silent = order(order={"id": "1001", "charges": [{"item_identifier": "product_12"}]})
    assert [i.single for i in read_unsigned(silent).items] == [None, None]


def test_nothing_is_asked_yet_for_what_only_later_charges_name() -> None:
    trial = {"item_identifier": "bump_3", "amount": "500", "type": "recurring"}
    told = order(order={"id": "1", "charges": LINES[:1], "future_charges": [trial]})
    assert [(i.key, i.amount) for i in read_unsigned(told).items] == [
        ("product-12", 29700),
        ("bump-3", 0),
    ]


def test_a_later_event_has_its_amount_on_its_one_item() -> None:
    frame = {"type": "product", "id": "12", "amount": "2900"}
    (item,) = read_unsigned(later("order.subscription_payment", subscription=frame)).items
    assert (item.key, item.amount) == ("product-12", 2900)
    refund = read_unsigned(later("order.refund", refund=frame, currency="USD"))
    assert (refund.items[0].amount, refund.money.amount) == (2900, 2900)


def test_an_event_that_names_no_item_says_that_its_item_is_the_orders_base_product() -> None:
    told = read_unsigned(later("order.refund", refund={"amount": "2900"}))
    assert ([i.key for i in told.items], told.items_told) == (["product-12"], False)
    named = read_unsigned(later("order.refund", refund={"type": "bump", "id": "3"}))
    assert ([i.key for i in named.items], named.items_told) == (["bump-3"], True)
    assert read_unsigned(order()).items_told


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
    event = read_unsigned(later("order.subscription_payment", subscription=told))
    assert event.subscription.frequency_days == days


def test_an_order_tells_it_by_its_lines() -> None:
    assert read_unsigned(order()).subscription.frequency_days == 30
