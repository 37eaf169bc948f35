"""Keys and parts that do not go with a membership's style."""

import pytest

from tests.rules.file.texts import in_membership, problems

WRONG = {
    "suffixes: {cancelled: X}": (
        "'suffixes' belongs to style: memberium, and this membership's style is plain. Take the "
        "line out, or change the style."
    ),
    "payment failed: suspend after 7 days": (
        "'suspend' belongs to style: memberium, and this membership's style is plain. Write "
        "{revoke: Gold, after: 7 days, unless: rebill}, or change the style."
    ),
    "paused: after 7 days": (
        "'paused' stands for nothing in style: plain. Write what to do there, such as {revoke: "
        "Gold, after: 7 days, unless: resumed}, or take the line out."
    ),
}


@pytest.mark.parametrize("line", WRONG)
def test_what_a_style_knows_nothing_of_is_told(line: str) -> None:
    assert problems(in_membership("style: plain", line)) == [
        f"rules.yaml line 6, membership 'Gold': {WRONG[line]}"
    ]


def test_accessally_needs_the_tags_that_open_and_close() -> None:
    assert problems(in_membership("style: accessally")) == [
        "rules.yaml line 3, membership 'Gold': style: accessally needs 'trigger tag': the tag that "
        "starts AccessAlly's automation at each purchase.",
        "rules.yaml line 3, membership 'Gold': style: accessally needs 'revoke tag': the tag that "
        "makes AccessAlly take the access away.",
    ]
