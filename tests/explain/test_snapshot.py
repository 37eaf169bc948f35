"""What `bridge show EMAIL --as-of` promises: another day as it was, without what came later."""

import json

import pytest
from sqlalchemy import update

from bridge.model.errors import AccountRefused
from bridge.store.schema.tables import deliveries
from tests.cli.conftest import Shell, WriteRules
from tests.cli.shop import NOON, RULES, Shop

BOUGHT = (
    "Gold: product-12 (Product 12 & more) of order 1001, paid since 31 Jan 2026, 14:00 (delivery 1)"
)
OPEN = "Gold is open to her since 31 Jan 2026, 14:00 (delivery 1)."
NOT_KEPT = (
    "So it was on 31 Jan 2026, 14:30 by what had happened until then and the rules that count for "
    "her now. What ActiveCampaign had been told by then, what waited or failed that day, and what "
    "the site had seen is not kept."
)


@pytest.fixture(autouse=True)
def _rules(bridge: Shell, rules_file: WriteRules) -> None:
    rules_file(RULES)
    bridge.env["COLUMNS"] = "1000"


def told(
    bridge: Shell, day: str, email: str = "buyer@example.com", command: str = "show"
) -> list[str]:
    """Its lines, without blanks at their beginning."""
    output = bridge(command, email, "--as-of", day).output
    return [line.strip() for line in output.splitlines() if line]


@pytest.mark.parametrize("command", ["show", "explain"])
def test_a_past_day_tells_only_what_had_happened_by_then(
    bridge: Shell, shop: Shop, command: str
) -> None:
    shop.work(shop.comes("purchase"))
    shop.crm.refuses = {"GoldSUSP", "Gold"}
    shop.work(shop.comes("paused"))
    shop.comes("rebill")
    shop.crm.fails = AccountRefused("ActiveCampaign refused the key (403).")
    shop.work(3)
    assert told(bridge, "2026-01-31 14:30", command=command) == [
        "Bea Buyer <buyer@example.com>",
        OPEN,
        f"{BOUGHT}: gives access.",
        NOT_KEPT,
        "Tags she should have in ActiveCampaign",
        "TAG      SINCE               BECAUSE",
        "Gold     31 Jan 2026, 14:00  by 'Gold' (line 3), delivery 1",
        "Welcome  31 Jan 2026, 14:00  by 'Buyers' (line 6), delivery 1",
        "Tags she should not have in ActiveCampaign",
        "TAG       SINCE               BECAUSE",
        "GoldCANC  31 Jan 2026, 14:00  by 'Gold' (line 3)",
        "GoldPAYF  31 Jan 2026, 14:00  by 'Gold' (line 3)",
        "GoldSUSP  31 Jan 2026, 14:00  by 'Gold' (line 3)",
        "What had happened by then, the newest first",
        "ID  RECEIVED            EVENT     ITEMS",
        "1   31 Jan 2026, 14:00  purchase  product-12",
    ]


def test_scripts_read_of_a_past_day_neither_what_came_of_it_nor_what_was_told(
    bridge: Shell, shop: Shop
) -> None:
    shop.work(shop.comes("purchase"), shop.comes("paused"))
    day = ("--as-of", "2026-01-31 14:30", "--json")
    found = json.loads(bridge("show", "buyer@example.com", *day).stdout)
    assert found["as_of"] == "2026-01-31T14:30:00+02:00"
    assert found["sentences"] == [OPEN, f"{BOUGHT}: gives access.", NOT_KEPT]
    assert (found["undone"], found["destinations"]) == ([], [])
    assert [each["id"] for each in found["deliveries"]] == [1]
    assert not {"state", "reason", "settled_at"} & found["deliveries"][0].keys()
    assert {each["reasons"][0]["told"] for each in found["contact_tags"]} == {None}


def test_a_day_before_anything_happened_says_so(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"))
    assert told(bridge, "2026-01-31 13:30") == [
        "buyer@example.com",
        "Nothing of hers had happened by 31 Jan 2026, 13:30.",
    ]


def test_before_she_moved_she_is_found_where_she_lived(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"))
    moves = {"email": "new@example.com", "customer_id": "501"}
    shop.work(shop.comes("e-mail changed", order_id="", **moves))
    assert told(bridge, "2026-01-31 14:30", "new@example.com")[:4] == [
        "Bea Buyer <buyer@example.com>",
        OPEN,
        f"{BOUGHT}: gives access.",
        NOT_KEPT,
    ]


def test_what_the_bridge_heard_of_only_later_is_named(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"))
    paused = shop.comes("paused")
    with shop.engine.begin() as connection:
        late = update(deliveries).where(deliveries.c.id == paused)
        connection.execute(late.values(received_at=NOON.replace(hour=20)))
    shop.work(paused)
    assert told(bridge, "2026-01-31 15:30")[1:5] == [
        "Gold is closed by GoldSUSP since 31 Jan 2026, 15:00 (delivery 2). A purchase, payment or "
        "resumption of product-12 (Product 12 & more), or a purchase of upsell-3 opens it.",
        f"{BOUGHT}: paused since 31 Jan 2026, 15:00 (delivery 2).",
        "Of what had happened by then the bridge heard only later: pause of product-12 (delivery "
        "2) on 31 Jan 2026, 22:00.",
        NOT_KEPT.replace("14:30", "15:30"),
    ]


def test_a_day_to_come_tells_what_will_be_if_nothing_else_happens(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    rules = RULES.replace("upsell-3]", "upsell-3]\n    lasts: 100 years")
    rules_file(rules)
    shop.work(shop.comes("purchase"), rules=rules)
    assert told(bridge, "2150-01-01")[1:4] == [
        "Gold is over since 31 Jan 2126, 14:00: nothing of hers gives it any more. A purchase or "
        "payment of product-12 (Product 12 & more), or a purchase of upsell-3 opens it.",
        f"{BOUGHT}: ended since 31 Jan 2126, 14:00.",
        "So it will be on 1 Jan 2150, 00:00 if nothing else happens until then, by the rules that "
        "count for her now. What ActiveCampaign will have been told by then, and what the site "
        "will have seen, nobody can know.",
    ]


def test_an_example_of_a_past_day_ends_with_it(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"), shop.comes("paused"))
    day = ("--as-of", "2026-01-31 14:30", "--example")
    assert (
        bridge("show", "buyer@example.com", *day).stdout
        == """\
examples:
  - given:
      - purchase product-12 plan 912 order A with amount 49.00
    tags: [Gold, Welcome]
"""
    )
