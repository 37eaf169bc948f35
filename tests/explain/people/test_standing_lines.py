"""Where a rule stands now that once asked for something."""

import pytest

from bridge.explain.people.standing_lines import StandingLines
from bridge.rules import file as rulesfile

LINES = StandingLines(
    rulesfile.parse("""\
crm: activecampaign
memberships:
  Gold: {items: product-12}
rules:
  - name: Buyers
    when: purchase
    trigger: Welcome
""")
)


@pytest.mark.parametrize(
    ("name", "line"), [("Gold", 3), ("Gold: cancelled", 3), ("Gold: purchase", 3), ("Buyers", 5)]
)
def test_what_stands_there_still_is_found(name: str, line: int) -> None:
    assert LINES.has(name, line)


@pytest.mark.parametrize(
    ("name", "line"),
    [("Gold", 5), ("Buyers", 3), ("Buyers", 9), ("Buyers: cancelled", 5), ("Golden", 3),
     ("Silver", 3), ("Gold", 0), ("", 3)],
)  # fmt: skip
def test_what_moved_or_is_called_otherwise_is_not(name: str, line: int) -> None:
    assert not LINES.has(name, line)
