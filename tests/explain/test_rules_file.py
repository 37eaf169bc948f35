"""What pages that go by the rules file promise while it is none."""

import os
from pathlib import Path

import pytest

from bridge.explain.rules_file import RulesNow


def test_what_is_no_rules_file_keeps_nobody_waiting(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    for path in (pipe, tmp_path, tmp_path / "none.yaml", Path("a\0b.yaml")):
        assert RulesNow(path)() is None


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "crm: ["])
def test_one_that_is_wrong_gives_no_rules_until_it_is_right(tmp_path: Path, text: str) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(text)
    now = RulesNow(file)
    assert now() is None
    file.write_text("crm: activecampaign\nmemberships:\n  Gold: {items: product-12}\n")
    rules = now()
    assert rules is not None
    assert [offer.membership.name for offer in rules.offers] == ["Gold"]
