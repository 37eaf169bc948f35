import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest

from bridge.sources.thrivecart.samples import (
    EVENTS,
    OURS,
    WORDS,
    as_form,
    as_json,
    customer_of,
    delivery,
    new_order,
)

NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


def scalars(value: object) -> list[object]:
    if isinstance(value, dict):
        return [scalar for inner in value.values() for scalar in scalars(inner)]
    if isinstance(value, list):
        return [scalar for inner in value for scalar in scalars(inner)]
    return [value]


@pytest.mark.parametrize("word", WORDS)
def test_every_scalar_is_text_as_thrivecart_writes_it(word: str) -> None:
    assert {type(scalar) for scalar in scalars(delivery(word, at=NOON))} == {str}


@pytest.mark.parametrize("word", WORDS)
def test_the_same_words_make_the_same_delivery(word: str) -> None:
    assert delivery(word, at=NOON) == delivery(word, at=NOON)
    assert delivery(word, at=NOON) != delivery(word, at=NOON + timedelta(seconds=1))


@pytest.mark.parametrize(("ours", "theirs"), OURS.items())
def test_our_words_and_theirs_make_the_same_delivery(ours: str, theirs: str) -> None:
    assert delivery(ours, at=NOON) == delivery(theirs, at=NOON)
    assert delivery(f" {ours.upper()}", at=NOON) == delivery(theirs, at=NOON)


def test_an_unknown_word_is_refused_with_the_known_ones() -> None:
    with pytest.raises(
        ValueError, match=r"^The event 'order\.refunded' is not known\. Did you mean"
    ):
        delivery("order.refunded")
    with pytest.raises(ValueError, match=r"^The event 'money' is not known") as caught:
        delivery("money")
    assert str(caught.value) == (
        "The event 'money' is not known. Known are: purchase, rebill, payment failed, "
        "payment declined, cancelled, refund, paused, resumed, completed, abandoned cart, "
        "e-mail changed, affiliate joined, affiliate approved, affiliate rejected, "
        "commission earned, commission paid, commission refunded; or ThriveCart's own names: "
        f"{', '.join(WORDS)}."
    )


def refusal(what: str, **told: Any) -> str:
    with pytest.raises(ValueError, match=r".") as caught:
        delivery(what, **told)
    return str(caught.value)


@pytest.mark.parametrize("item", ["12", "gold", "course-1", "product_12", "upsell-", ""])
def test_an_unknown_item_is_refused(item: str) -> None:
    message = (
        f"The item '{item}' is not known. An item is product, bump, upsell or downsell with its "
        "number, like product-12 or upsell-3."
    )
    assert refusal("purchase", items=(item,)) == message
    if item:
        assert refusal("purchase", base_product=item) == message


def test_no_item_is_refused() -> None:
    assert refusal("purchase", items=()) == "A delivery needs an item, like product-12."


@pytest.mark.parametrize("word", EVENTS["subscription"] + EVENTS["refund"])
def test_two_items_where_thrivecart_tells_one_are_refused(word: str) -> None:
    assert refusal(word, items=("product-12", "upsell-3")) == (
        f"A delivery of {word} speaks of one item: make one for each of product-12, upsell-3."
    )


def test_a_cart_without_a_product_is_refused() -> None:
    assert refusal("abandoned cart", items=("upsell-3",)) == (
        "A cart holds a product, not upsell-3: say product-12."
    )


def test_an_unknown_mode_is_refused() -> None:
    assert refusal("purchase", mode="real") == (
        "The mode 'real' is not known. Known are: live, test."
    )


def test_now_is_the_time_if_none_is_given() -> None:
    before = int(datetime.now(UTC).timestamp())
    stamp = delivery("refund")["date_unix"]
    assert before <= int(str(stamp)) <= datetime.now(UTC).timestamp()


def test_a_field_may_be_laid_over_or_taken_away() -> None:
    fields = delivery("purchase", more={"order_id": None, "affiliate": "9"})
    assert "order_id" not in fields
    assert fields["affiliate"] == "9"


def test_a_form_has_the_bracket_keys_of_php_and_no_empty_lists() -> None:
    fields = delivery("purchase", items=("product-12", "upsell-3"), name="Bea & Co", at=NOON)
    pairs = dict(parse_qsl(as_form(fields).decode(), keep_blank_values=True))
    assert pairs["order[charges][1][item_identifier]"] == "upsell_3"
    assert pairs["purchase_map[0]"] == "product-12"
    assert pairs["transactions[product-12]"] == "false"
    assert pairs["customer[name]"] == "Bea & Co"
    assert pairs["thrivecart_secret"] == ""
    assert not [key for key in pairs if key.startswith("order[future_charges]")]


def test_json_is_the_delivery_as_it_stands() -> None:
    fields = delivery("cancelled", at=NOON)
    assert json.loads(as_json(fields)) == fields


def test_only_a_subscribed_event_carries_a_delivery_id() -> None:
    assert "webhook_id" not in delivery("order.success")
    assert "webhook_id" in delivery("order_created")


def test_an_order_has_a_number_of_its_own_and_a_person_always_the_same() -> None:
    now = datetime.now(UTC)
    orders = {new_order(now) for _ in range(3)}
    assert len(orders) == 3
    assert all(order.isdigit() for order in orders)
    assert customer_of("You@example.com") == customer_of("you@example.com")
