"""The table of all destinations says what their own pages say."""

import re

import pytest

from bridge.destinations import registry
from bridge.destinations.index_page import PAGES, ROWS, in_short

INDEX = (PAGES / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", registry.vendors())
def test_every_page_says_in_short_what_its_destination_can_do(name: str) -> None:
    assert [*in_short(name)] == [*ROWS]


def test_the_table_says_what_the_pages_say() -> None:
    """Of the destinations that stand in it: one that was just added renews it later."""
    names = re.findall(r"\]\((\w+)\.md\)", INDEX.partition("\n| |")[2])
    assert "activecampaign" in names
    for row in ROWS:
        told = [in_short(name)[row] for name in names]
        assert f"\n| {row} | {' | '.join(told)} |\n" in INDEX
