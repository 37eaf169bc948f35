"""What the terminal's text promises: it fits, and it cannot steer the terminal."""

from typing import Any

import pytest

from bridge.cli import output


def table(*told: Any, **more: Any) -> list[str]:
    return [line for lines in output.table_rows(*told, **more) for line in lines]


def test_a_table_lines_its_columns_up() -> None:
    assert table(("ID", "STATE"), [(7, "waiting"), (12, "")]) == [
        "ID  STATE",
        "7   waiting",
        "12",
    ]


def test_a_table_that_is_too_wide_runs_on_below_itself_word_by_word() -> None:
    tag = "Gold Membership with a rather long name"
    rows = [(7, f"grant '{tag}', remove '{tag}PAYF'", "a rule of many words, twenty and one")]
    assert table(("ID", "DOES", "RULE"), [*rows, (8, "", "R")], ("DOES",), margin=30) == [
        "ID  DOES                              RULE",
        "7   grant 'Gold Membership with a     a rule of many words, twenty and",
        "    rather long name', remove 'Gold   one",
        "    Membership with a rather long",
        "    namePAYF'",
        "8                                     R",
    ]


def test_only_a_word_wider_than_its_column_is_broken_and_no_letter_is_lost() -> None:
    lines = table(("ID", "E-MAIL", "X"), [(7, "e" * 120, "y" * 20)], wrap=("E-MAIL",))
    assert lines == [
        f"ID  E-MAIL{' ' * 68}  X",
        f"7   {'e' * 74}  {'y' * 20}",
        f"    {'e' * 46}",
    ]
    assert max(map(len, lines)) == 100


def test_a_word_that_is_endless_leaves_the_other_columns_half_of_the_room() -> None:
    tag, because = "T" * 140, "added by 'Buyers' (line 7), delivery 1"
    lines = table(("TAG", "BECAUSE"), [(tag, because)], wrap=("TAG",), margin=2)
    assert lines == [
        f"TAG{' ' * 55}  BECAUSE",
        f"{'T' * 58}  added by 'Buyers' (line 7), delivery 1",
        f"{'T' * 58}",
        f"{'T' * 24}",
    ]


def test_the_lines_of_each_row_can_be_had_apart() -> None:
    assert output.table_rows(("ID", "NAME"), [(7, "Bea " * 20), (8, "Ann")], margin=60) == [
        ["ID  NAME"],
        ["7   Bea Bea Bea Bea Bea Bea Bea Bea Bea", "    " + " ".join(["Bea"] * 9), "    Bea Bea"],
        ["8   Ann"],
    ]


def test_where_the_output_is_no_terminal_every_line_stays_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("COLUMNS")
    monkeypatch.setattr("sys.__stdout__", None)  # as a pipe: there is no terminal to ask
    words = "words " * 99 + "end"
    assert table(("ID", "A", "B"), [(7, words, words)], wrap=("A",))[1] == (f"7   {words}  {words}")
    assert output.wrapped(words) == words


def test_the_last_column_runs_on_below_itself() -> None:
    lines = table(("ID", "BECAUSE"), [(7, "words " * 30)])
    assert [len(line) <= 100 for line in lines] == [True] * 3
    assert lines[2].startswith("    words words")


def test_a_wide_terminal_is_used_and_a_narrow_one_still_gets_80(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "150")
    assert output.width() == 150
    monkeypatch.setenv("COLUMNS", "20")
    assert output.width() == 80


def test_labels_without_a_value_are_left_out_and_a_zero_is_a_value(
    capsys: pytest.CaptureFixture[str],
) -> None:
    output.say_pairs([("Order", ""), ("Tries", 0), ("Next", None), ("Contact", "Bea")])
    assert capsys.readouterr().out == "Tries    0\nContact  Bea\n"


def test_a_table_without_rows_is_said_only_where_it_has_no_title(
    capsys: pytest.CaptureFixture[str],
) -> None:
    output.say_table(("ID", "TAG"), [], title="Tags")
    output.say_table(("ID", "TAG"), [])
    assert capsys.readouterr().out == "ID  TAG\n"


def test_control_characters_from_outside_do_not_reach_the_terminal() -> None:
    told = table(("NAME",), [("Bea \x1b[31m\nRed\udcff",)])
    assert told[1] == "Bea \N{REPLACEMENT CHARACTER}[31m\N{REPLACEMENT CHARACTER}Red" + (
        "\N{REPLACEMENT CHARACTER}"
    )
