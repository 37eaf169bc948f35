"""Every check by its own examples: the failing one is told by it, and the passing one by none."""

import pytest

from bridge.model.errors import ConfigError
from bridge.rules.file import parse
from bridge.rules.file.checks.catalogue import all_checks
from bridge.rules.file.checks.checked_file import Check
from bridge.rules.file.checks.page import explain
from bridge.rules.file.problem import Problem

each_check = pytest.mark.parametrize("check", all_checks().values(), ids=all_checks())


def problems(text: str) -> tuple[str, ...]:
    """What is refused, or else what is warned of."""
    try:
        return parse(text).warnings
    except ConfigError as refused:
        return refused.problems


def ids(text: str) -> set[str]:
    return {each.id for each in problems(text) if isinstance(each, Problem)}


@each_check
def test_its_failing_example_fails_by_it_alone(check: Check) -> None:
    assert ids(check.failing) == {check.id}


@each_check
def test_its_passing_example_passes_all_checks(check: Check) -> None:
    assert problems(check.passing) == ()


@each_check
def test_what_it_finds_is_refused_where_it_says_so_and_else_warned_of(check: Check) -> None:
    if check.refuses:
        with pytest.raises(ConfigError):
            parse(check.failing)
    else:
        assert parse(check.failing).warnings


@each_check
def test_it_can_be_switched_off_or_the_file_is_told_that_it_cannot(check: Check) -> None:
    text = f"{check.failing}checks: {{{check.id}: off}}\n"
    if check.may_be_off:
        assert problems(text) == ()
        assert ids(text.replace(f"{check.id}: off", f"{check.id}: on")) == {check.id}
    else:
        line = text.count("\n")
        assert problems(text)[-1] == (
            f"rules.yaml line {line}: '{check.id}' finds what cannot be meant, so it cannot be "
            "switched off. Take the line out."
        )


@each_check
def test_it_tells_what_it_looks_for_in_whole_sentences(check: Check) -> None:
    assert check.about[:1].isupper() or check.about.startswith("`")
    assert check.about.endswith(".")
    assert explain(check.id)
