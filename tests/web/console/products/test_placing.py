"""What a form chooses for a product, and what becomes of the rules' text."""

import pytest

from bridge.explain.products.product_list import Product
from bridge.explain.products.snippet import Snippet
from bridge.model import Item
from bridge.rules.file import parse
from bridge.rules.file.edit.item_change import ItemChange
from bridge.web.console.products.placing import (
    IGNORE,
    MEMBERSHIP,
    NEW,
    NotPlaced,
    Placed,
    Unplaced,
    chosen,
    placed,
)

RULES = parse("crm: activecampaign\nmemberships:\n  Gold: {items: product-12, plans: 901}\n")
GOODS = Product(
    Item("product", "34", name="Silver"), "902", (), True, False, False, 1, False, None, False,
    False, (),
)  # fmt: skip
LATER_OPTION = Product(
    Item("product", "12", "902"), "902", (), True, False, True, 1, False, None, False, False, ()
)


def test_a_membership_is_told_the_option_that_was_sold() -> None:
    change = chosen({"how": MEMBERSHIP, "membership": "GOLD"}, GOODS, RULES)
    assert change == ItemChange("product-34", "Gold", "902")
    outcome = placed(RULES, change, GOODS)
    assert isinstance(outcome, Placed)
    assert "Gold: {items: [product-12, product-34], plans: [901, 902]}" in outcome.text
    assert [row.sign for row in outcome.rows] == ["", "", "-", "+"]


def test_a_new_membership_asks_for_an_option_only_where_another_one_has_its_rule() -> None:
    assert chosen({"how": NEW, "tag": "Silver"}, GOODS, RULES) == ItemChange("product-34", "Silver")
    assert chosen({"how": NEW, "tag": "Late"}, LATER_OPTION, RULES) == ItemChange(
        "product-12", "Late", "902"
    )


def test_what_is_no_choice_is_refused_in_words() -> None:
    for form in (
        {"how": IGNORE, "tag": "Iron"},
        {},
        {"how": "else"},
        {"how": NEW},
        {"how": MEMBERSHIP, "membership": "Iron"},
    ):
        with pytest.raises(NotPlaced):
            chosen(form, GOODS, RULES)


def test_a_tag_that_nobody_typed_or_that_is_empty_stands_in_no_ones_way() -> None:
    for tag in ("Silver", " "):
        assert chosen({"how": IGNORE, "tag": tag}, GOODS, RULES) == ItemChange("product-34")


def test_where_the_text_stays_as_it_is_the_lines_to_paste_are_told() -> None:
    blocks = parse("crm: activecampaign\nmemberships:\n  Gold:\n    items:\n      name: Gold*\n")
    outcome = placed(blocks, ItemChange("product-34", "Gold"), GOODS)
    assert isinstance(outcome, Unplaced)
    assert outcome.snippet == Snippet("memberships", "  Silver:\n    items: product-34\n")
    again = parse("crm: activecampaign\nignore: product-34\nmemberships: {Gold: {items: bump-1}}\n")
    told = placed(again, chosen({"how": IGNORE}, GOODS, again), GOODS)
    assert isinstance(told, Unplaced)
    assert told.snippet == Snippet("", "ignore: product-34\n")
