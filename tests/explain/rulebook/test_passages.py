"""A rules file, cut into its parts."""

import pytest

from bridge.explain.rulebook.passages import lines_of, passages
from bridge.explain.rulebook.rule_cards import cards_of
from bridge.rules.file import parse

TEXT = """\
crm: activecampaign

memberships:
  Gold:
    items: product-12
    # Its own comment.

  # The next one's.
  Silver:
    items: product-13

rules:
  - name: VIP
    when: purchase
    add: VIP
# The end.
"""


def test_a_part_is_what_stands_further_right_than_its_beginning() -> None:
    found = passages(TEXT, cards_of(parse(TEXT)))
    told = [([n for n, _ in each.lines], [card.name for card in each.cards]) for each in found]
    assert told == [
        ([1, 2, 3], []),
        ([4, 5, 6], ["Gold"]),
        ([7, 8], []),
        ([9, 10], ["Silver"]),
        ([11, 12], []),
        ([13, 14, 15], ["VIP"]),
        ([16], []),
    ]


@pytest.mark.parametrize(
    "text",
    [TEXT, TEXT.replace("\n", "\r\n"), "\ufeffcrm: activecampaign\nmemberships: {A: {items: "
     "product-1}, B: {items: product-2}}", "crm: activecampaign\nmemberships:\n A: {items: "
     "product-1}"],
)  # fmt: skip
def test_no_line_is_lost_and_none_stands_twice(text: str) -> None:
    rows = [row for each in passages(text, cards_of(parse(text))) for row in each.lines]
    assert rows == [*enumerate(lines_of(text), 1)]


def test_a_text_that_says_nothing_is_one_part() -> None:
    assert [each.lines for each in passages("a\nb", [])] == [((1, "a"), (2, "b"))]
    assert [each.lines for each in passages("", [])] == [((1, ""),)]


def test_lines_are_counted_as_messages_count_them() -> None:
    assert lines_of("a\r\nb\rc\x85d\u2028e\n") == ["a", "b", "c", "d", "e"]
