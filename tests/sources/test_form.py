"""PHP's bracket keys, and how much one delivery may hold."""

import pytest

from bridge.sources.form import nested
from bridge.sources.thrivecart.samples import FORM, JSON
from tests.sources.reading import rejection

TOO_MANY = (
    "This delivery has more than 5,000 fields, so it was not stored. "
    "No order looks like that; check what is posting to this address."
)


TOO_DEEP = (
    "The fields of this delivery are nested more than 16 deep, so it was not stored. "
    "No order looks like that; check what is posting to this address."
)


@pytest.mark.parametrize(
    ("pairs", "fields"),
    [
        ([("a", "1"), ("a", "2")], {"a": "2"}),
        ([("a[b][c]", "1"), ("a[b][d]", "2")], {"a": {"b": {"c": "1", "d": "2"}}}),
        ([("a[0]", "x"), ("a[1]", "y")], {"a": ["x", "y"]}),
        ([("a[1]", "y"), ("a[0]", "x")], {"a": ["x", "y"]}),
        ([("a[]", "x"), ("a[]", "y")], {"a": ["x", "y"]}),
        ([("a[5]", "x"), ("a[]", "y")], {"a": {"5": "x", "6": "y"}}),
        ([("a[0][b]", "x"), ("a[1][b]", "y")], {"a": [{"b": "x"}, {"b": "y"}]}),
        ([("a[][b]", "x"), ("a[][b]", "y")], {"a": [{"b": "x"}, {"b": "y"}]}),
        ([("a[0]", "x"), ("a[2]", "y")], {"a": {"0": "x", "2": "y"}}),
        ([("a[0]", "x"), ("a[b]", "y")], {"a": {"0": "x", "b": "y"}}),
        ([("a[00]", "x")], {"a": {"00": "x"}}),
        ([("a[1]", "x"), ("a[x]", "y")], {"a": {"1": "x", "x": "y"}}),
        ([("a[²]", "x"), ("a[٣]", "y")], {"a": {"²": "x", "٣": "y"}}),
        ([("a[99999999999999999999]", "x")], {"a": {"99999999999999999999": "x"}}),
        ([("a[product-12]", "7")], {"a": {"product-12": "7"}}),
        ([("a", "1"), ("a[b]", "2")], {"a": {"b": "2"}}),
        ([("a[b]", "2"), ("a", "1")], {"a": "1"}),
        ([("a[b", "1"), ("a]b", "2"), ("[a]", "3")], {"a[b": "1", "a]b": "2", "[a]": "3"}),
        ([("a[b]c", "1"), ("", "2")], {"a[b]c": "1", "": "2"}),
    ],
)
def test_it_reads_keys_as_php_means_them(
    pairs: list[tuple[str, str]], fields: dict[str, object]
) -> None:
    assert nested(pairs) == fields


def test_a_form_of_ten_thousand_keys_is_refused() -> None:
    body = "&".join(f"key{number}=x" for number in range(10_000)).encode()
    assert rejection(body, FORM) == (400, TOO_MANY)


@pytest.mark.parametrize("depth", [17, 1_000, 100_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    assert rejection(b"a" + b"[b]" * depth + b"=x", FORM) == (400, TOO_DEEP)
    assert rejection(b'{"a":' + b"[" * depth + b"]" * depth + b"}", JSON) == (400, TOO_DEEP)
    assert rejection(b'{"a":' * depth + b"1" + b"}" * depth, JSON) == (400, TOO_DEEP)
