"""A text is looked over before anything is done with it."""

import pytest

from bridge.model.errors import ConfigError
from bridge.reconcile.publishing.checked_rules import checked_rules, look_over
from bridge.rules.file.problem import Problem
from tests.reconcile.stage import GOLD

WRONG = GOLD.replace("items", "itms") + "ruels: []\n"
EXAMPLE = "examples:\n  - given: purchase product-12\n    tags: Silver\n"


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_good_rules_are_read_whatever_ends_their_lines(ends: str) -> None:
    written = GOLD.replace("\n", ends)
    looked = look_over(written, "rules.yaml")
    assert looked.rules is not None
    assert (looked.rules.text, looked.problems) == (written, ())


def test_every_mistake_is_told_at_once_with_its_line() -> None:
    looked = look_over(WRONG, "rules.yaml")
    assert looked.rules is None
    lines = {each.place.line for each in looked.problems if isinstance(each, Problem)}
    assert lines == {4, 5}
    with pytest.raises(ConfigError) as caught:
        checked_rules(WRONG, "rules.yaml")
    assert caught.value.problems == tuple(looked.problems)


def test_an_example_that_fails_is_a_mistake() -> None:
    looked = look_over(GOLD + EXAMPLE, "rules.yaml")
    assert looked.problems
    with pytest.raises(ConfigError) as caught:
        checked_rules(GOLD + EXAMPLE, "rules.yaml")
    assert caught.value.problems == tuple(looked.problems)
