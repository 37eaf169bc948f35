"""Since when a door is open or closed as it is, told by looking backwards."""

import pytest

from bridge.explain.access import access_history
from tests.cli.conftest import Shell, WriteRules
from tests.cli.shop import RULES, Shop


@pytest.fixture(autouse=True)
def _rules(bridge: Shell, rules_file: WriteRules) -> None:
    rules_file(RULES)
    bridge.env["COLUMNS"] = "1000"


def lead(bridge: Shell) -> list[str]:
    """What stands below her name, a sentence a line."""
    told = bridge("show", "buyer@example.com").output
    return told.partition("\n\n")[0].splitlines()[1:]


def test_a_door_is_open_since_what_opened_it_not_since_the_last_payment(
    bridge: Shell, shop: Shop
) -> None:
    shop.work(shop.comes("purchase"), shop.comes("paused"))
    shop.work(shop.comes("rebill"), shop.comes("rebill"))
    assert lead(bridge)[0] == "Gold is open to her since 31 Jan 2026, 16:00 (delivery 3)."


def test_of_whoever_has_too_much_to_tell_it_is_not_said_since_when(
    bridge: Shell, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access_history, "_MOST", 3)
    shop.work(shop.comes("purchase"), shop.comes("rebill"), shop.comes("rebill"))
    assert lead(bridge)[0] == "Gold is open to her."
