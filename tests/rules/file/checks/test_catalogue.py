"""Checks are found by their folders, and switched off by their ids."""

from pathlib import Path

import pytest

from bridge.rules.file import checks
from bridge.rules.file.checks.catalogue import all_checks
from tests.rules.file.texts import problems, warned

FILES = [file for file in Path(checks.__file__).parent.glob("*/*.py") if file.stem != "__init__"]
RULES = "crm: activecampaign\nrules: [{name: A, when: purchase, add: X}]\n"


def test_each_file_in_a_folder_of_checks_is_one_check() -> None:
    assert sorted(file.stem.replace("_", "-") for file in FILES) == sorted(all_checks())


def test_a_check_may_be_named_and_stay_on() -> None:
    assert warned(f"{RULES}checks: {{two-ends: on, endless-delay: off}}\n") == ()


@pytest.mark.parametrize(
    ("id_", "told"),
    [
        (
            "overlaping-rules",
            "the check 'overlaping-rules' is not known. Did you mean 'overlapping-rules'?",
        ),
        ("two_ends", "the check 'two_ends' is not known. Did you mean 'two-ends'?"),
        ("x", "the check 'x' is not known. docs/rules/checks.md tells of each."),
        (
            "unknown-key",
            "'unknown-key' finds what cannot be meant, so it cannot be switched off. Take the line "
            "out.",
        ),
    ],
)
def test_what_cannot_be_switched_off_is_told(id_: str, told: str) -> None:
    assert problems(f"{RULES}checks: {{{id_}: off}}\n") == [f"rules.yaml line 3: {told}"]


@pytest.mark.parametrize("wrong", ["off", "[two-ends]", "{two-ends: [off]}", "{[a]: off}", "{}"])
def test_what_is_no_switch_is_told_in_words(wrong: str) -> None:
    (told,) = problems(f"{RULES}checks: {wrong}\n")
    assert told.startswith("rules.yaml line 3: ")
