"""Mistakes are told all at once, each once, in the order of the file."""

import pytest

from bridge.model.errors import ConfigError
from bridge.rules.file.problem import Problem
from bridge.rules.file.report import Report, show


def test_mistakes_are_told_in_the_order_of_the_file_and_each_once() -> None:
    report = Report("rules.yaml")
    report.about("rule 'B'")(7, "late.", id="wrong-time", suggestion="Write 7 days.")
    report.say(2, "early.")
    report.about("rule 'B'")(7, "late.", id="wrong-time", suggestion="Write 7 days.")
    assert report.problems
    with pytest.raises(ConfigError) as refused:
        report.close()
    assert refused.value.problems == (
        "rules.yaml line 2: early.",
        "rules.yaml line 7, rule 'B': late. Write 7 days.",
    )
    assert [each.id for each in refused.value.problems if isinstance(each, Problem)] == [
        "",
        "wrong-time",
    ]


def test_without_a_mistake_it_raises_nothing() -> None:
    report = Report("rules.yaml")
    report.close()
    assert not report.problems


def test_what_it_quotes_is_one_line_that_ends() -> None:
    assert show("a\nb\u200b") == "a\ufffdb\ufffd"
    assert show("x" * 100) == "x" * 59 + "…"
