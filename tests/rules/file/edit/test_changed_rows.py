"""The lines that a change makes differ, with those around."""

from bridge.rules.file.edit.changed_rows import ChangedRow, changed_rows


def test_only_what_differs_and_what_stands_around_is_shown() -> None:
    old = "".join(f"{n}\n" for n in range(1, 10))
    assert changed_rows(old, old.replace("5\n", "five\nand\n")) == [
        ChangedRow("", 3, "3"), ChangedRow("", 4, "4"),
        ChangedRow("-", 5, "5"), ChangedRow("+", 5, "five"), ChangedRow("+", 6, "and"),
        ChangedRow("", 7, "6"), ChangedRow("", 8, "7"),
    ]  # fmt: skip


def test_of_the_same_text_there_is_nothing() -> None:
    assert changed_rows("a\nb", "a\nb") == []
