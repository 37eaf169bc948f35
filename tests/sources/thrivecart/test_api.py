"""What the cart's account lists; and what is said where it gives no list."""

import re
from collections.abc import Iterator

import pytest

from bridge.model import Item
from bridge.sandbox.faults import Fault
from bridge.sandbox.thrivecart import SandboxCart
from bridge.sources.thrivecart.api import CartApi, CartItem, CartNotAsked


@pytest.fixture
def cart() -> Iterator[SandboxCart]:
    with SandboxCart() as running:
        yield running


def listed(cart: SandboxCart, key: str = "sandbox-key") -> list[CartItem]:
    return CartApi(cart.url, key).items()


def test_it_lists_every_sort_of_item_with_its_name(cart: SandboxCart) -> None:
    cart.sells("product-34", "Mobile &amp; Universal")
    cart.sells("upsell-3", "  Extra\n hour ")
    cart.sells("bump-34", "Workbook", test=True)
    cart.sells("downsell-1", "")
    assert listed(cart) == [
        CartItem(Item("product", "34", name="Mobile & Universal")),
        CartItem(Item("bump", "34", name="Workbook"), is_test=True),
        CartItem(Item("upsell", "3", name="Extra hour")),
        CartItem(Item("downsell", "1")),
    ]


def test_rows_that_tell_no_number_are_passed_over(cart: SandboxCart) -> None:
    cart.goods.lists["products"] += [
        {"name": "None"}, {"id": "x"}, {"id": None, "product_id": 35, "label": "By its label"},
    ]  # fmt: skip
    cart.goods.lists["bumps"] = ["text", 1, None]  # type: ignore[list-item] # as nobody promised
    assert listed(cart) == [CartItem(Item("product", "35", name="By its label"))]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault(status=401), "ThriveCart refused the key (401). Check THRIVECART_API_KEY."),
        (Fault(status=429), "ThriveCart was asked too often (429)."),
        (Fault(status=501), "ThriveCart gave no list (501)."),
        (Fault(status=302), "ThriveCart gave no list (302)."),
        (Fault(status=200, body="<html>"), "ThriveCart's answer cannot be read."),
        (Fault(status=200, body={"error": "no"}), "ThriveCart's answer cannot be read."),
    ],
)
def test_where_it_gives_no_list_it_is_said_why(cart: SandboxCart, fault: Fault, said: str) -> None:
    cart.faults.append(fault)
    with pytest.raises(CartNotAsked, match=re.escape(said)):
        listed(cart)


def test_a_wrong_key_is_not_repeated(cart: SandboxCart) -> None:
    with pytest.raises(CartNotAsked) as refused:
        listed(cart, "some-secret-këy")
    assert "some-secret" not in str(refused.value)


def test_one_that_does_not_answer_is_not_waited_for(cart: SandboxCart) -> None:
    cart.conditions.slow = 30
    with pytest.raises(CartNotAsked, match=re.escape("gave no answer within 0.2 s.")):
        CartApi(cart.url, cart.key, seconds=0.2).items()


def test_one_that_is_not_there_is_said_to_be_away() -> None:
    with pytest.raises(CartNotAsked, match="cannot be reached"):
        CartApi("http://127.0.0.1:1", "key").items()
