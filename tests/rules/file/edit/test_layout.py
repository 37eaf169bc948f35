"""Where a new line or word is put, as it stands in the text."""

import pytest
from yaml.nodes import MappingNode

from bridge.rules.file.edit.layout import NotChanged, with_entry, with_key, with_section
from bridge.rules.file.yaml.parse import compose


def of(text: str) -> MappingNode:
    root = compose(text)
    assert isinstance(root, MappingNode)
    return root


def test_an_entry_is_put_behind_the_last_one() -> None:
    text = "a:\n- x   # why\n\n# below\nb: 1\n"
    assert with_entry(text, of(text).value[0][1], "y") == "a:\n- x   # why\n- y\n\n# below\nb: 1\n"


def test_an_entry_of_several_lines_ends_with_its_last() -> None:
    text = "a:\n  - x:\n      y: 1\n  # z\n"
    assert with_entry(text, of(text).value[0][1], "q") == "a:\n  - x:\n      y: 1\n  - q\n  # z\n"


def test_a_list_whose_dash_stands_alone_is_left() -> None:
    text = "a:\n  -\n    x\n"
    with pytest.raises(NotChanged):
        with_entry(text, of(text).value[0][1], "y")


def test_a_key_is_put_where_it_is_said() -> None:
    text = "a: 1 # one\n   # more of it\n# of b\nb: 2"
    assert with_key(text, of(text), ["c: 3"], "c: 3", 0) == (
        "a: 1 # one\n   # more of it\nc: 3\n# of b\nb: 2"
    )
    assert with_key(text, of(text), ["c:", "d: 4"], "c: {d: 4}") == f"{text}\nc:\n  d: 4\n"


def test_a_section_is_put_at_the_end_below_an_empty_line() -> None:
    assert with_section("a: 1", ["b:", "c: 2"]) == "a: 1\n\nb:\n  c: 2\n"
