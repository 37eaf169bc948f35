"""Signs that mean something else to YAML than to whoever typed or pasted them."""

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


PASTED = {
    "  • name: A": "the line begins with '•'. Begin an entry of a list with '- ', as typed.",
    "  1. name: A": "the line begins with '1.'. Begin an entry of a list with '- ', as typed.",
    "<<<<<<< HEAD": "'<<<<<<<' marks where git could not join two versions (a conflict). Keep one "
    "of them, and take out the lines of such signs.",
    "```yaml": "'```' marks where text was copied from, and is no part of it. Take the line out.",
}


@pytest.mark.parametrize("line", PASTED)
def test_a_sign_that_came_with_pasted_text_is_told_as_such(line: str) -> None:
    text = f"crm: activecampaign\nrules:\n{line}\n    when: purchase\n    add: X\n"
    assert problems(text) == [f"rules.yaml line 3: {PASTED[line]}"]


UNSEEN = {"add\u00a0": "U+00A0", "a\u200bdd": "U+200B"}


@pytest.mark.parametrize("key", UNSEEN)
def test_a_letter_that_nobody_sees_is_told_where_a_key_holds_it(key: str) -> None:
    (problem,) = problems(in_rule(f"{key}: VIP"))
    assert problem.endswith(
        f"holds an invisible letter ({UNSEEN[key]}). Write 'add', as the keyboard types it."
    )


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("<html><body>crm</body></html>", "a web page"),
        ("product,tag\n12,VIP\n13,Gold\n", "a table (CSV)"),
        ("product;tag\n12;VIP\n", "a table (CSV)"),
        ("If someone buys product 12, then add tag VIP", "a text"),
    ],
)
def test_a_file_of_another_sort_is_called_what_it_is(text: str, sort: str) -> None:
    assert problems(text) == [
        f"rules.yaml: the file is {sort}. It must be keys with values, such as 'crm: "
        "activecampaign'."
    ]
