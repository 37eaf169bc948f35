"""What one text says more than another."""

import pytest

from bridge.rules.file.edit.additions import Addition, OtherwiseError, additions
from bridge.rules.file.yaml.parse import compose


def more(old: str, new: str) -> list[Addition]:
    return additions(compose(old), compose(new))


def test_layout_and_comments_say_nothing() -> None:
    assert more("a: {b: [c, d]}", "# x\na:\n  b:\n    - c  # y\n    - 'd'\n") == []


def test_a_word_is_told_with_the_keys_behind_which_it_stands() -> None:
    assert more("a: {B: c}", "x: 1\na: {B: [c, d], E: {f: [g]}}") == [
        Addition(("x",), "1"), Addition(("a", "b"), "d"), Addition(("a", "e", "f"), "g"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "new", ["a: {b: x}", "a: {}", "a: [c]", "a: {b: [d, c]}", "a: {b: 'c', b2: {", "c: {b: c}"]
)
def test_what_says_something_else_is_no_addition(new: str) -> None:
    if new.endswith("{"):
        new = "b: {a: c}"
    with pytest.raises(OtherwiseError):
        more("a: {b: c}", new)


def test_a_word_that_yaml_takes_for_something_else_is_another_one() -> None:
    with pytest.raises(OtherwiseError):
        more("a: '1'", "a: 1")
