"""What differs between two texts."""

from bridge.explain.rulebook.line_difference import DifferenceRow, RowSort, line_difference

TEN = "".join(f"line {n}\n" for n in range(1, 11))


def test_the_same_lines_differ_in_nothing() -> None:
    assert line_difference(TEN, TEN.replace("\n", "\r\n")) == []
    assert line_difference("", "") == []


def test_a_changed_line_stands_among_three_around_it() -> None:
    found = line_difference(TEN, TEN.replace("line 5", "LINE 5"))
    assert found == [
        DifferenceRow(RowSort.LEFT_OUT, "1 line"),
        DifferenceRow(RowSort.SAME, "line 2", 2, 2),
        DifferenceRow(RowSort.SAME, "line 3", 3, 3),
        DifferenceRow(RowSort.SAME, "line 4", 4, 4),
        DifferenceRow(RowSort.REMOVED, "line 5", before=5),
        DifferenceRow(RowSort.ADDED, "LINE 5", after=5),
        DifferenceRow(RowSort.SAME, "line 6", 6, 6),
        DifferenceRow(RowSort.SAME, "line 7", 7, 7),
        DifferenceRow(RowSort.SAME, "line 8", 8, 8),
        DifferenceRow(RowSort.LEFT_OUT, "2 lines"),
    ]


def test_lines_after_a_new_one_have_two_numbers() -> None:
    found = line_difference("a\nb\n", "new\na\nb\n")
    assert [(row.sort, row.before, row.after) for row in found] == [
        (RowSort.ADDED, None, 1),
        (RowSort.SAME, 1, 2),
        (RowSort.SAME, 2, 3),
    ]


def test_texts_too_long_to_compare_line_by_line_are_told_as_changed() -> None:
    found = line_difference("top\n" + "a\n" * 6_000, "top\n" + "b\n" * 6_000)
    assert [row.sort for row in found[:2]] == [RowSort.SAME, RowSort.REMOVED]
    assert len(found) == 12_001
