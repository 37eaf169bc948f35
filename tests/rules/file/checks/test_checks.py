"""Every check by its own examples: the failing one is told by it, and the passing one by none."""

import ast
from pathlib import Path

import pytest

from bridge.model.errors import ConfigError
from bridge.rules.file import checks, parse
from bridge.rules.file.checks.base import Check
from bridge.rules.file.checks.page import explain, page
from bridge.rules.file.checks.registry import all_checks
from bridge.rules.file.mistakes import MISTAKES
from bridge.rules.file.problem import Problem

ROOT = Path(__file__).parents[4]
FILES = [file for file in Path(checks.__file__).parent.glob("*/*.py") if file.stem != "__init__"]
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


def test_each_file_in_a_folder_of_checks_is_one_check() -> None:
    assert sorted(file.stem.replace("_", "-") for file in FILES) == sorted(all_checks())


def test_an_unknown_check_is_told_with_the_nearest() -> None:
    text = (
        "crm: activecampaign\nrules: [{{name: A, when: purchase, add: X}}]\nchecks: {{{}: off}}\n"
    )
    assert problems(text.format("overlaping-rules")) == (
        "rules.yaml line 3: the check 'overlaping-rules' is not known. Did you mean "
        "'overlapping-rules'?",
    )
    assert problems(text.format("x")) == (
        "rules.yaml line 3: the check 'x' is not known. docs/rules/checks.md tells of each.",
    )


def test_the_page_of_checks_is_made_from_them() -> None:
    made = "python -m bridge.rules.file.checks.page > docs/rules/checks.md"
    assert (ROOT / "docs/rules/checks.md").read_text() == page(), f"Renew it: {made}"


def test_no_mistake_has_the_id_of_a_check() -> None:
    assert not MISTAKES.keys() & all_checks().keys()


def test_what_the_reader_says_has_ids_that_can_be_explained() -> None:
    said = set()
    for file in (ROOT / "bridge/rules/file").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.keyword) and node.arg == "id":
                said |= {node.value.value} if isinstance(node.value, ast.Constant) else set()
    assert said <= MISTAKES.keys()
