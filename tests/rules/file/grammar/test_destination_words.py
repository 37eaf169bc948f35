"""Vendors by the names that people know, and names for accounts."""

import pytest

from bridge.destinations.registry import vendors
from bridge.rules.file.grammar.destination_words import CRM, CRMS, check_name


def test_every_vendor_is_known_by_its_own_spelling_and_older_names() -> None:
    assert all(not CRM.check(name) for name in CRMS)
    meant = {
        other: CRM.check(other).meant or other
        for vendor in vendors().values()
        for other in (vendor.called, *vendor.also)
    }
    right = {o: n for n, vendor in vendors().items() for o in (vendor.called, *vendor.also)}
    assert meant == right


@pytest.mark.parametrize(("word", "meant"), [
    ("My School", "my-school"), ("SCHOOL", "school"), ("school.", "school"), ("2nd", ""),
    ("école", "cole"), ("", ""), ("x" * 41, "x" * 40), ("a--b", "a-b"), ("a_", "a"),
])  # fmt: skip
def test_a_name_is_what_may_stand_in_a_variable_s_name(word: str, meant: str) -> None:
    wrong = check_name(word)
    assert wrong.id == "wrong-value"
    assert (f"Write '{meant}'." if meant else "Write one like school.") == wrong.suggestion


@pytest.mark.parametrize("word", ["school", "the_2nd-one", "x", "a1"])
def test_short_plain_words_are_right(word: str) -> None:
    assert not check_name(word)
