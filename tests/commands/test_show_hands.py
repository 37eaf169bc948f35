"""What `bridge show` promises of what was said by hand: who was let in or kept out, and why."""

import pytest

from bridge.model import Kind
from tests.commands.conftest import Shell, WriteRules
from tests.commands.hands import said
from tests.commands.shop import RULES, Shop


@pytest.fixture(autouse=True)
def _rules(rules_file: WriteRules) -> None:
    rules_file(RULES)


def table(bridge: Shell, title: str, email: str = "buyer@example.com") -> list[str]:
    """The rows below this title."""
    bridge.env["COLUMNS"] = "1000"
    blocks = bridge("show", email).output.split("\n\n")
    found = next((block for block in blocks if block.startswith(title)), "")
    return [line.strip() for line in found.splitlines()[2:]]


def test_what_a_ban_takes_is_its_doing_and_not_the_purchase_s(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"))
    shop.work(said(shop, Kind.BANNED_BY_HAND, why="charged back twice", hour=2))
    assert table(bridge, "Tags she should not have") == [
        "Gold      31 Jan 2026, 16:00  banned by hand on 31 Jan 2026, 16:00: 'charged back twice', "
        "delivery 2",
        "GoldCANC  31 Jan 2026, 14:00  by 'Gold' (line 3)",
        "GoldPAYF  31 Jan 2026, 14:00  by 'Gold' (line 3)",
        "GoldSUSP  31 Jan 2026, 14:00  by 'Gold' (line 3)",
    ]


def test_what_a_refund_or_a_hand_ended_is_its_doing(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"), shop.comes("refund"))
    (gold, *_) = table(bridge, "Tags she should not have")
    assert gold == "Gold      31 Jan 2026, 15:01  by 'Gold' (line 3), delivery 2"
    ann = "ann@example.com"
    shop.work(shop.comes("purchase", email=ann))
    shop.work(said(shop, Kind.ENDED_BY_HAND, "Gold", "she left", hour=3, email=ann))
    (gold, *_) = table(bridge, "Tags she should not have", ann)
    assert gold == (
        "Gold      31 Jan 2026, 17:00  ended by hand on 31 Jan 2026, 17:00: 'she left', delivery 4"
    )


def test_what_a_hand_gave_is_its_doing(bridge: Shell, shop: Shop) -> None:
    shop.work(said(shop, Kind.GRANTED_BY_HAND, "Gold", "she speaks here", hour=1))
    assert table(bridge, "Tags she should have") == [
        "Gold  31 Jan 2026, 15:00  granted by hand on 31 Jan 2026, 15:00: 'she speaks here', "
        "delivery 1"
    ]


def test_tags_that_nobody_gave_are_no_due_dates(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"))
    assert table(bridge, "Tags she should not have") == [
        "GoldCANC  31 Jan 2026, 14:00  by 'Gold' (line 3)",
        "GoldPAYF  31 Jan 2026, 14:00  by 'Gold' (line 3)",
        "GoldSUSP  31 Jan 2026, 14:00  by 'Gold' (line 3)",
    ]
