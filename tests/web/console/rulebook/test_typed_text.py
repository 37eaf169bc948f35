"""What a browser sends."""

import pytest

from bridge.web.console.rulebook.typed_text import typed_note, typed_number, typed_text


def test_lines_end_as_in_the_text_that_it_was_written_over() -> None:
    assert typed_text("a\r\nb\rc\nd", "x\ny") == "a\nb\nc\nd"
    assert typed_text("a\r\nb\rc\nd", "x\r\ny") == "a\r\nb\r\nc\r\nd"


def test_a_note_is_one_line_and_not_endless() -> None:
    assert typed_note(" a\0b\r\n  c\u202e ") == "a b c"
    assert len(typed_note("x" * 10_000)) == 200


@pytest.mark.parametrize(
    ("sent", "number"),
    [("6", 6), (" 1,200 ", 1200), ("", None), ("-1", None), ("٣", None), ("9" * 30, None)],
)
def test_a_number_is_digits(sent: str, number: int | None) -> None:
    assert typed_number(sent) == number
