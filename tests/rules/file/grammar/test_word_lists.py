"""Several words in one text: the list that was meant is told, and may stand there."""

import pytest

from bridge.rules.file import parse
from tests.rules.file.texts import in_membership, in_rule, problems

SEVERAL = {
    "when: purchase, rebill": ("event", "[purchase, rebill]"),
    "when: purchase and payment failed": ("event", "[purchase, payment failed]"),
    "when: payment failed cancelled": ("event", "[payment failed, cancelled]"),
    "when: sale, renewal": ("event", "[purchase, rebill]"),
    "items: product-12, upsell-3": ("item", "[product-12, upsell-3]"),
    "items: product-12 or upsell-*": ("item", "[product-12, upsell-*]"),
    "items: product 12; upsell 3": ("item", "[product-12, upsell-3]"),
    "plans: 90222 and 90223": ("pricing option", "[90222, 90223]"),
    "currency: EUR, USD": ("currency", "[EUR, USD]"),
    "currency: eur/usd": ("currency", "[EUR, USD]"),
    "amount: at least 50 and below 100": ("amount", "[at least 50, below 100]"),
    "since order: at least 1 day, at most 14 days": ("time", "[at least 1 day, at most 14 days]"),
    "payment: number 3 or last": ("payment", "[number 3, last]"),
}


@pytest.mark.parametrize("line", SEVERAL)
def test_several_words_in_one_text_are_told_as_the_list_that_was_meant(line: str) -> None:
    (key, _, word), (what, meant) = line.partition(": "), SEVERAL[line]
    when = {"since order": "refund", "payment": "rebill"}.get(key, "purchase")
    if key == "when":
        text, at = in_rule("add: X", when=word), 4
    else:
        text, at = in_rule(line, "add: X", when=when), 5
    assert problems(text) == [
        f"rules.yaml line {at}, rule 'A': the {what} '{word}' is several in one text. Write a "
        f"list: {meant}."
    ]
    mended = text.replace(line, f"{key}: {meant}")

    assert parse(mended).warnings == ()


def test_words_on_lines_of_their_own_without_dashes_are_told_as_a_list() -> None:
    told = "the item 'product-12 upsell-3' is several in one text."
    assert problems(in_rule("items:", "  product-12", "  upsell-3", "add: X")) == [
        f"rules.yaml line 6, rule 'A': {told} Write a list: [product-12, upsell-3]."
    ]
    assert problems(in_membership().replace("product-12", "product-12, upsell-3")) == [
        "rules.yaml line 4, membership 'Gold': the item 'product-12, upsell-3' is several in one "
        "text. Write a list: [product-12, upsell-3]."
    ]


def test_a_comma_that_is_missing_in_a_list_is_told_without_another_bracket() -> None:
    told = "is several in one text. Make each an entry of its own"
    assert problems(in_rule("add: X", when="[purchase rebill, refund]")) == [
        f"rules.yaml line 4, rule 'A': the event 'purchase rebill' {told}: purchase, rebill."
    ]
    assert problems(in_rule("items:", "  - product-12, upsell-3", "add: X")) == [
        f"rules.yaml line 6, rule 'A': the item 'product-12, upsell-3' {told}: product-12, "
        "upsell-3."
    ]


def test_what_calls_off_may_be_several_too() -> None:
    late = in_rule("add: X", "after: 7 days", "unless: any refund or cancelled")
    assert problems(late) == [
        "rules.yaml line 7, rule 'A': the event 'any refund or cancelled' is several in one text. "
        "Write a list: [any refund, cancelled]."
    ]
    parse(late.replace("any refund or cancelled", "[any refund, cancelled]"))


@pytest.mark.parametrize(
    "line", ["amount: 49 or 99", "amount: 49, 99", "mode: live, test", "items: product-12 / 90222"]
)
def test_no_list_is_proposed_where_it_would_say_something_else(line: str) -> None:
    assert "several" not in problems(in_rule(line, "add: X"))[0]


def test_items_joined_by_and_may_be_meant_for_one_order() -> None:
    assert problems(in_rule("items: product-12 and upsell-3", "add: X")) == [
        "rules.yaml line 5, rule 'A': the item 'product-12 and upsell-3' is several in one text. "
        "Write a list: [product-12, upsell-3]. Where one order must hold them all, write 'all: "
        "[{items: product-12}, {items: upsell-3}]'."
    ]
