"""What is typed to try is understood, or its mistake told by its field."""

import pytest

from bridge.explain.trial.trial_sale import TrialSale
from bridge.web.console.trial.trial_form import Mistyped, sale_of

RIGHT = {"what": "purchase", "item": "product-12", "email": "you@example.com"}


def test_as_little_as_possible_is_enough() -> None:
    assert sale_of(RIGHT, "live") == TrialSale("purchase", "product-12", "you@example.com")


def test_what_people_type_is_understood() -> None:
    typed = {
        "what": "refund", "item": " Upsell 3 ", "email": "\u200bYou@example.com ",
        "amount": "49,5", "currency": "eur", "plan": " 901", "order": "A 1", "coupon": "MAY",
    }  # fmt: skip
    assert sale_of(typed, "test") == TrialSale(
        "refund", "upsell-3", "You@example.com", "901", "test", 4950, "EUR", "MAY", "A 1"
    )


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("what", "bought"), ("item", ""), ("item", "12"), ("item", "product-"),
        ("item", "product-1" * 9), ("email", ""), ("email", "a@b"), ("email", "a b@example.com"),
        ("plan", "gold"), ("plan", "1" * 20), ("amount", "-1"), ("amount", "1.234"),
        ("amount", "1e9"), ("currency", "€"), ("coupon", "x" * 101), ("order", "9" * 101),
    ],
)  # fmt: skip
def test_each_mistake_is_told_by_its_field(field: str, typed: str) -> None:
    with pytest.raises(Mistyped) as wrong:
        sale_of(RIGHT | {field: typed}, "live")
    assert [*wrong.value.problems] == [field]


def test_a_cart_that_was_left_holds_a_product() -> None:
    with pytest.raises(Mistyped) as wrong:
        sale_of(RIGHT | {"what": "abandoned cart", "item": "bump-3"}, "live")
    assert [*wrong.value.problems] == ["item"]
