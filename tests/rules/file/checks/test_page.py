"""What is told of each id, on the page and by the command."""

from pathlib import Path

import pytest

from bridge.rules.file.checks.catalogue import all_checks
from bridge.rules.file.checks.page import explain, page
from bridge.rules.file.mistakes import MISTAKES

ROOT = Path(__file__).parents[4]


def test_the_page_of_checks_is_made_from_them() -> None:
    made = "python -m bridge.rules.file.checks.page > docs/rules/checks.md"
    assert (ROOT / "docs/rules/checks.md").read_text() == page(), f"Renew it: {made}"


def test_each_id_is_explained() -> None:
    assert [each for each in (*all_checks(), *MISTAKES) if not explain(each).endswith(".\n")] == []


def test_an_id_may_be_copied_with_its_brackets() -> None:
    assert explain("[two-ends]") == explain("two-ends")


@pytest.mark.parametrize(
    ("word", "what"),
    [
        ("unknwon-key", "Did you mean 'unknown-key'?"),
        ("Goodbye", "Did you mean 'goodbye-too-early'?"),
        ("x", "docs/rules/checks.md tells of each."),
    ],
)
def test_no_id_is_led_to_the_nearest_one(word: str, what: str) -> None:
    with pytest.raises(KeyError) as raised:
        explain(word)
    assert raised.value.args == (f"'{word}' is no id of a message. {what}",)
