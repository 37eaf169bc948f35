"""What is said of each step."""

from pathlib import Path
from typing import Any

import pytest

from bridge.sandbox.demo.narration import leave_open_ends, play
from bridge.sandbox.demo.open_ends import LACKING, OPEN_ENDS
from bridge.sandbox.demo.shop import SHOP
from bridge.sandbox.demo.shop_story import STORY
from bridge.sandbox.demo.stage import stage


def test_every_step_is_told_and_one_that_came_out_wrong_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bridge.sandbox.demo.narration.STORY", STORY[:2])
    monkeypatch.setattr("bridge.sandbox.demo.narration.OPEN_ENDS", OPEN_ENDS[:1])
    with stage(tmp_path / "log", SHOP, (LACKING,)) as here:
        assert play(here)
        assert leave_open_ends(here)
        assert "wrong" not in capsys.readouterr().out
        account: Any = here.accounts["activecampaign"]  # its hands are that vendor's
        account.untag("anna@example.com", "Gold Membership")
        assert not play(here)
    told = capsys.readouterr().out
    assert "    This is wrong. It must be: [Gold Membership]" in told
    assert told.endswith("of 2 steps came out wrong.\n")
