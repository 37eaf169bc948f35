"""What a form says of a word, with the parts that the sentence is made of."""

import pytest

from bridge.rules.file.grammar import bounds, times, words
from bridge.rules.file.grammar.forms import Form


def test_a_right_word_is_said_nothing_of() -> None:
    assert words.MODE.check("live") == ""
    assert bounds.AMOUNTS.check("at least 49.00") == ""


@pytest.mark.parametrize(
    ("form", "word", "meant"),
    [
        (words.MODE, "Live", "live"),
        (words.ITEMS, "Product 12", "product-12"),
        (words.ITEMS, "product–12", "product-12"),
        (words.PAYMENTS, "3", "number 3"),
        (words.CURRENCIES, "euro", "EUR"),
        (bounds.AMOUNTS, "min 49,00", "at least 49.00"),
        (bounds.SINCE_ORDER, "within 2 weeks", "at most 2 weeks"),
        (times.AFTER, "1 month", "30 days"),
        (times.DURATION, "1 yr", "1 year"),
        (words.EVENTS, "pur\u200bchase", "purchase"),
    ],
)
def test_the_right_word_that_was_meant_is_a_part_and_right(
    form: Form, word: str, meant: str
) -> None:
    wrong = form.check(word)
    assert wrong.meant == meant
    assert form.check(meant) == ""
    assert str(wrong) == f"{wrong.message} {wrong.suggestion}"


def test_a_form_says_in_its_own_words_that_a_word_is_none_of_its_own() -> None:
    wrong = words.SWITCH.check("ja")
    assert (wrong.id, wrong.message, wrong.suggestion, wrong.meant) == (
        "unknown-word", "'ja' is neither yes nor no.", "Write yes or no.", "",
    )  # fmt: skip
