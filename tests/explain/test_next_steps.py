"""What somebody does next is said for whoever reads it."""

from pathlib import Path

import pytest

from bridge.explain.next_steps import COMMANDS, PAGES, NextSteps


def every_word(steps: NextSteps) -> list[str]:
    return [
        steps.try_again([5, 7]),
        steps.tell_her(),
        steps.compare_rules(),
        steps.plan_file(),
        steps.name_items(),
        steps.lift_bans([5]),
        steps.publish_again(3, Path("rules.yaml")),
        steps.find_person(),
        steps.list_upcoming("ann@example.com"),
        steps.ban_stranger(),
    ]


def test_whoever_reads_on_a_page_is_sent_to_no_command() -> None:
    assert [words for words in every_word(PAGES) if "bridge " in words or "`" in words] == []


def test_whoever_sits_at_a_terminal_is_sent_to_no_page() -> None:
    told = every_word(COMMANDS)
    assert all("bridge " in words for words in told)
    assert [words for words in told if "page" in words] == []


@pytest.mark.parametrize(
    ("ids", "command", "page"),
    [
        ([5], "run `bridge retry 5`", "try it again: delivery 5"),
        ([5, 7], "run `bridge retry 5 7`", "try them again: delivery 5 and delivery 7"),
    ],
)
def test_one_that_failed_and_several_are_tried_again(
    ids: list[int], command: str, page: str
) -> None:
    assert COMMANDS.try_again(ids) == command
    assert PAGES.try_again(ids) == page
