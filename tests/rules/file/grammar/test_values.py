"""Texts that the file's owner chooses: what is wrong with one, and how it is written."""

import pytest

from tests.rules.file.texts import in_rule, problems

TAGS = {
    "VIP,": "the tag 'VIP,' begins or ends with a comma, which no tag may hold. Write 'VIP'.",
    "'VIP, Gold'": (
        "the tag 'VIP, Gold' holds a comma, which no tag may. For several tags write a list: "
        "[VIP, Gold]."
    ),
    "“VIP”": (
        "the tag '“VIP”' stands in curled quotes, which would be part of it. Put it in straight "
        'ones ("), or in none.'
    ),
    "' VIP'": "the tag ' VIP' begins or ends with a blank. Take the blank away.",
    "yes": "the tag 'yes' is read by YAML as true. Put it in quotes: \"yes\".",
}


@pytest.mark.parametrize("tag", TAGS)
def test_a_wrong_tag_is_told_with_the_right_one(tag: str) -> None:
    assert problems(in_rule(f"add: {tag}")) == [f"rules.yaml line 5, rule 'A': {TAGS[tag]}"]


def test_a_placeholder_in_brackets_of_another_tool_is_led_to_ours() -> None:
    assert problems(in_rule("set: {Bought: {{product name}}}")) == [
        "rules.yaml line 5, rule 'A': 'Bought' takes one value, without brackets or braces. Did "
        "you mean <product name>?"
    ]
