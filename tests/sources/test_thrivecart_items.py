from typing import Any

import pytest

from tests.sources.reading import keys, read, read_event, sent

NO_MAPS = {"purchase_map": None, "purchase_map_flat": None}


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
