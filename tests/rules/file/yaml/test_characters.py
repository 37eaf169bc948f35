"""What a '#' hides from YAML is told as such."""

import pytest

from bridge.rules.file import parse
from tests.rules.file.texts import in_membership, in_rule, problems

HIDDEN = (
    "what stands behind the '#' in this line is a comment, because a blank is before it. If it "
    'belongs to the text, put the text in quotes: "{}".'
)


@pytest.mark.parametrize(
    "lines",
    [
        "add: [Fan #1, VIP]",
        "add: [VIP, Fan #1]",
        "set: {Level: Fan #1}",
        "add: [Fan #1,\n      VIP]",
    ],
)
def test_a_bracket_that_a_comment_hides_is_told_as_such(lines: str) -> None:
    assert problems(in_rule(lines)) == [f"rules.yaml line 5: {HIDDEN.format('Fan #1')}"]
    parse(in_rule(lines.replace("Fan #1", '"Fan #1"')))


def test_a_key_whose_colon_a_comment_hides_is_told_as_such() -> None:
    text = in_membership().replace("Gold", "Gold #1")
    assert problems(text) == [f"rules.yaml line 3: {HIDDEN.format('Gold #1')}"]
    parse(text.replace("Gold #1", '"Gold #1"'))
