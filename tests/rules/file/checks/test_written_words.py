"""Words that read well and are not what was meant: parts of them are lost, unseen or joined."""

import pytest

from bridge.rules.file import parse
from tests.rules.file.texts import in_rule


def _cut(what: str, word: str, cut: str) -> str:
    return (
        f"the {what} is '{word}' alone: a '#' after a blank begins a comment. If '{cut}' belongs "
        f"to it, put it in quotes: \"{word} {cut}\"; if not, write '# {cut[1:]}'."
    )


def _seems(what: str, word: str, letter: str) -> str:
    return (
        f"the {what} '{word}' holds an invisible letter ({letter}), so it is another {what} than "
        "it seems. Type it anew."
    )


DOUBTED = {
    "add: Fan #1": _cut("tag", "Fan", "#1"),
    "add: Fan #1 in town # and more": _cut("tag", "Fan", "#1 in town"),
    "add: [VIP, Fan #1\n      ]": _cut("tag", "Fan", "#1"),
    "subscribe: Newsletter #2": _cut("list", "Newsletter", "#2"),
    "start automation: Welcome #2": _cut("automation", "Welcome", "#2"),
    "set:\n      Level: number #1": _cut("value", "number", "#1"),
    "add:\n      VIP\n      Gold": (
        "the tag 'VIP Gold' runs over 2 lines and is one tag. For several write a list: "
        "[VIP, Gold]; for one, put all of it on one line."
    ),
    "add: VIP;Gold": "the tag 'VIP;Gold' is one tag. For several write a list: [VIP, Gold].",
    "add: [VIP, Gold, VIP | Gold]": (
        "the tag 'VIP | Gold' is one tag. For several make each an entry of its own: VIP, Gold."
    ),
    "add: [VIP, Gold, gold and vip]": (
        "the tag 'gold and vip' is one tag. For several make each an entry of its own: gold, vip."
    ),
    "add: 'VIP\u00a0Gold'": _seems("tag", "VIP\ufffdGold", "U+00A0, no-break space"),
    "add: VIP\u200b": _seems("tag", "VIP\ufffd", "U+200B, zero width space"),
    "unsubscribe: 'News\u00adletter'": _seems("list", "News\ufffdletter", "U+00AD, soft hyphen"),
    "add: VIP  Gold": (
        "the tag 'VIP  Gold' holds two blanks in a row, so it is another tag than it seems. Take "
        "one of them out."
    ),
    "unsubscribe: all": ("'all' is taken for a list of that name. Name each list that is meant."),
}

MEANT = [
    "add: Fan # one of many",
    'add: "Fan #1"',
    "add: Fan#1",
    "items: product-12 #gold\n    add: X",
    "add: Salt and Pepper",
    "add: Course | Gold",
    "add: [Gold, Gold and Silver]",
    "add: \U0001f469\u200d\U0001f4bb Hot",
    "subscribe: All customers",
    "set:\n      Note: a long text\n        on two lines, or  more",
]


@pytest.mark.parametrize("lines", DOUBTED)
def test_a_word_of_which_part_is_lost_or_unseen_is_warned_of(lines: str) -> None:
    at = 5 if lines.count("\n") in (0, 1) and "set" not in lines else 6
    assert parse(in_rule(lines)).warnings == (f"rules.yaml line {at}, rule 'A': {DOUBTED[lines]}",)


@pytest.mark.parametrize("lines", MEANT)
def test_a_word_that_may_well_be_meant_so_is_not_warned_of(lines: str) -> None:
    assert parse(in_rule(lines)).warnings == ()
