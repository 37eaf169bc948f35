"""The items a rule may want: by key, by sort, by name."""

import pytest
from hypothesis import given

from bridge.model import Item
from bridge.rules import (
    Words,
)
from bridge.rules.item_patterns import beginning, beginnings, like
from tests.rules.test_conditions import claims, event, why_not
from tests.rules.test_index import _patterns, _texts


def test_all_items_of_a_sort_are_wanted_by_a_wildcard() -> None:
    assert claims(event(), items=("upsell-*",)) == ["upsell-3"]
    assert claims(event(), items=("bump-*", "product-12")) == ["product-12"]
    assert why_not(event(), items=("bump-*",)) == "none of its items is in this event"


def test_items_are_wanted_by_name_whatever_their_case() -> None:
    assert claims(event(), items=("name: gold  COURSE & more",)) == ["product-12"]
    assert claims(event(), items=("name: s*r", "product-12")) == ["product-12", "upsell-3"]
    nameless = event(items=(Item("product", "12"),))
    assert why_not(nameless, items=("name: *",)) == "none of its items is in this event"


@pytest.mark.parametrize(
    ("pattern", "text", "same"),
    [
        ("a*b*c", "a1b2c", True),
        ("a*b*c", "abc", True),
        ("a*b*b", "ab", False),
        ("*b*", "abc", True),
        ("**", "", True),
        ("a.c", "abc", False),
        ("ab*ba", "aba", False),
        ("a", "ab", False),
    ],
)
def test_a_star_stands_for_any_letters_or_none(pattern: str, text: str, same: bool) -> None:
    had = event(coupon="x" + text)
    assert why_not(had, Words("coupon", ("x" + pattern,))) == (
        "" if same else f"only with coupon 'x{pattern}'; this had 'x{text}'"
    )


def test_many_stars_cost_no_time() -> None:
    had = event(coupon="a" * 2_000)
    assert why_not(had, Words("coupon", ("a*" * 200 + "b",))) != ""


@given(_patterns, _texts)
def test_a_text_like_a_pattern_has_its_beginning(pattern: str, text: str) -> None:
    assert beginning(pattern) in beginnings(text) or not like(pattern, text)


@given(_texts, _texts)
def test_a_text_has_the_beginning_of_what_it_begins_with(first: str, rest: str) -> None:
    whole = first + rest
    assert not like(f"{first}*", whole) or beginning(f"{first}*") in beginnings(whole)
    assert beginning(whole) in beginnings(whole)
