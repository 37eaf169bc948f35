"""What `bridge show` promises of what was said by hand: who was let in or kept out, and why."""

import json

import pytest

from bridge.model import Kind
from tests.cli.conftest import Shell, WriteRules
from tests.cli.hands import said
from tests.cli.shop import NOON, RULES, Shop

LATER = NOON.replace(year=2190)


@pytest.fixture(autouse=True)
def _rules(rules_file: WriteRules) -> None:
    rules_file(RULES)


def table(bridge: Shell, title: str, email: str = "buyer@example.com") -> list[str]:
    """The rows below this title."""
    bridge.env["COLUMNS"] = "1000"
    blocks = bridge("show", email).output.split("\n\n")
    found = next((block for block in blocks if block.startswith(title)), "")
    return [line.strip() for line in found.splitlines()[2:]]


def lead(bridge: Shell, email: str = "buyer@example.com", command: str = "show") -> list[str]:
    """What stands below her name, a sentence a line."""
    bridge.env["COLUMNS"] = "1000"
    return bridge(command, email).output.partition("\n\n")[0].splitlines()[1:]


@pytest.mark.parametrize("command", ["show", "explain"])
def test_a_ban_is_told_with_its_day_its_reason_and_what_lifts_it(
    bridge: Shell, shop: Shop, command: str
) -> None:
    shop.work(shop.comes("purchase"))
    shop.work(said(shop, Kind.BANNED_BY_HAND, why="charged back twice", hour=2))
    assert lead(bridge, command=command) == [
        "Gold is closed to her: banned by hand since 31 Jan 2026, 16:00 (delivery 2: 'charged back "
        "twice'). `bridge undo --hand 2` lifts the ban.",
        "Gold: product-12 (Product 12 & more) of order 1001, paid since 31 Jan 2026, 14:00 "
        "(delivery 1): banned by hand.",
    ]


def test_two_bans_are_told_with_what_lifts_both(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"))
    shop.work(said(shop, Kind.BANNED_BY_HAND, "Gold", "spam", hour=2))
    shop.work(said(shop, Kind.BANNED_BY_HAND, why="charged back", hour=3))
    assert lead(bridge) == [
        "Gold is closed to her: banned by hand since 31 Jan 2026, 17:00 (delivery 3: 'charged "
        "back'). `bridge undo --hand 3` and `bridge undo --hand 2` together lift the bans.",
        "Gold: product-12 (Product 12 & more) of order 1001, paid since 31 Jan 2026, 14:00 "
        "(delivery 1): banned by hand.",
        "Gold: banned by hand on 31 Jan 2026, 16:00: 'spam' (delivery 2).",
    ]


def test_who_was_banned_before_she_bought_anything_is_told(bridge: Shell, shop: Shop) -> None:
    shop.work(said(shop, Kind.BANNED_BY_HAND, why="spam", hour=1))
    assert lead(bridge) == [
        "Every membership: banned by hand on 31 Jan 2026, 15:00: 'spam' (delivery 1)."
    ]
    ann = "ann@example.com"
    shop.work(said(shop, Kind.BANNED_BY_HAND, "Gold", "spam", hour=2, email=ann))
    assert lead(bridge, ann) == [
        "Gold is closed to her: banned by hand since 31 Jan 2026, 16:00 (delivery 2: 'spam'). "
        "`bridge undo --hand 2` lifts the ban."
    ]


def test_a_ban_that_was_taken_back_is_told_no_more(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"))
    shop.work(said(shop, Kind.BANNED_BY_HAND, "Gold", "spam", hour=2))
    shop.work(said(shop, Kind.TAKEN_BACK_BY_HAND, about="bridge:hand:2", hour=3))
    assert lead(bridge)[:2] == [
        "Gold is open to her since 31 Jan 2026, 17:00 (delivery 3).",
        "Gold: product-12 (Product 12 & more) of order 1001, paid since 31 Jan 2026, 14:00 "
        "(delivery 1): gives access.",
    ]


@pytest.mark.parametrize("command", ["show", "explain"])
def test_a_grant_is_told_with_its_reason_and_its_end(
    bridge: Shell, shop: Shop, command: str
) -> None:
    shop.work(said(shop, Kind.GRANTED_BY_HAND, "Gold", "she speaks here", hour=1, until=LATER))
    told = bridge(command, "buyer@example.com").output
    assert "Gold ends (granted by hand)" in told
    assert lead(bridge, command=command)[:2] == [
        "Gold is open to her since 31 Jan 2026, 15:00 (delivery 1), until 31 Jan 2190, 14:00.",
        "Gold: granted by hand since 31 Jan 2026, 15:00 (delivery 1: 'she speaks here') until 31 "
        "Jan 2190, 14:00: gives access.",
    ]


def test_a_grant_beside_an_order_is_named_as_what_holds_it_open(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"), shop.comes("cancelled"))
    shop.work(said(shop, Kind.GRANTED_BY_HAND, "Gold", "she asked", hour=2))
    assert lead(bridge)[0] == (
        "Gold is open to her since 31 Jan 2026, 16:00 (delivery 3). Held open by a grant by hand."
    )


@pytest.mark.parametrize("command", ["show", "explain"])
def test_what_a_hand_ended_is_told_with_its_reason_and_what_opens_it(
    bridge: Shell, shop: Shop, command: str
) -> None:
    shop.work(shop.comes("purchase"))
    shop.work(said(shop, Kind.ENDED_BY_HAND, "Gold", "she left", hour=2))
    assert lead(bridge, command=command) == [
        "Gold is over since 31 Jan 2026, 16:00 (delivery 2: 'she left'): nothing of hers gives it "
        "any more. A purchase or payment of product-12 (Product 12 & more), or a purchase of "
        "upsell-3 opens it.",
        "Gold: product-12 (Product 12 & more) of order 1001, paid since 31 Jan 2026, 14:00 "
        "(delivery 1): ended by hand since 31 Jan 2026, 16:00 (delivery 2: 'she left').",
    ]


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


@pytest.mark.parametrize("command", ["show", "explain"])
def test_its_delivery_tells_the_membership_until_when_and_why(
    bridge: Shell, shop: Shop, command: str
) -> None:
    id_ = said(shop, Kind.GRANTED_BY_HAND, "Gold", "she speaks here", hour=1, until=LATER)
    shop.work(id_)
    told = [" ".join(line.split()) for line in bridge(command, id_).output.splitlines()]
    start = told.index("Contact buyer@example.com")
    assert told[start + 1 : start + 4] == [
        "Membership Gold",
        "Until 31 Jan 2190, 14:00",
        "Why she speaks here",
    ]


def test_scripts_read_what_was_said(bridge: Shell, shop: Shop) -> None:
    shop.work(said(shop, Kind.BANNED_BY_HAND, "Gold", "spam", hour=1))
    assert json.loads(bridge("show", 1, "--json").stdout)["hand"] == {
        "membership": "Gold",
        "until": None,
        "why": "spam",
        "about": "",
        "what": "",
    }
