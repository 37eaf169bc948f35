"""What the terminal's text promises: it fits, and it cannot steer the terminal."""

import pytest

from bridge.commands import columns


def test_a_table_lines_its_columns_up() -> None:
    assert columns.table(("ID", "STATE"), [(7, "waiting"), (12, "")]) == [
        "ID  STATE",
        "7   waiting",
        "12",
    ]


def test_a_table_that_is_too_wide_is_cut_where_it_may_be() -> None:
    lines = columns.table(("ID", "E-MAIL", "X"), [(7, "e" * 120, "y" * 20)], cut=("E-MAIL",))
    assert lines[1] == f"7   {'e' * 73}…  {'y' * 20}"
    assert len(lines[1]) == 100


def test_the_last_column_runs_on_below_itself() -> None:
    lines = columns.table(("ID", "BECAUSE"), [(7, "words " * 30)])
    assert [len(line) <= 100 for line in lines] == [True] * 3
    assert lines[2].startswith("    words words")


def test_a_wide_terminal_is_used_and_a_narrow_one_still_gets_80(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "150")
    assert columns.width() == 150
    monkeypatch.setenv("COLUMNS", "20")
    assert columns.width() == 80


def test_labels_without_a_value_are_left_out_and_a_zero_is_a_value() -> None:
    rows = [("Order", ""), ("Tries", 0), ("Next", None), ("Contact", "Bea")]
    assert columns.pairs(rows) == ["Tries    0", "Contact  Bea"]


def test_control_characters_from_outside_do_not_reach_the_terminal() -> None:
    told = columns.table(("NAME",), [("Bea \x1b[31m\nRed\udcff",)])
    assert told[1] == "Bea \N{REPLACEMENT CHARACTER}[31m\N{REPLACEMENT CHARACTER}Red" + (
        "\N{REPLACEMENT CHARACTER}"
    )
