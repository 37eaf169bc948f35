"""What `bridge show EMAIL` promises of a closed door: what closed it, and what would open it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from bridge.model import Kind
from bridge.model.errors import CrmUnavailable
from bridge.store.schema.tables import applied
from tests.cli.conftest import Shell, WriteRules
from tests.cli.hands import said
from tests.cli.shop import NOON, RULES, Shop

IN_20_DAYS: dict[str, Any] = {"paid_until": NOON + timedelta(days=20)}
ITEM = "product-12 (Product 12 & more)"
BOUGHT = f"Gold: {ITEM} of order 1001, paid since 31 Jan 2026, 14:00 (delivery 1)"


@pytest.fixture(autouse=True)
def _rules(bridge: Shell, rules_file: WriteRules) -> None:
    rules_file(RULES)
    bridge.env["COLUMNS"] = "1000"


def lead(bridge: Shell, *options: str) -> list[str]:
    """What stands below her name, a sentence a line."""
    told = bridge("show", "buyer@example.com", *options).output
    return told.partition("\n\n")[0].splitlines()[1:]


@pytest.mark.parametrize(
    ("what", "closed", "opens", "state"),
    [
        (
            "payment failed",
            "closed by GoldPAYF since 31 Jan 2026, 15:00 (delivery 2).",
            "purchase or payment",
            "a payment failed",
        ),
        (
            "paused",
            "closed by GoldSUSP since 31 Jan 2026, 15:00 (delivery 2).",
            "purchase, payment or resumption",
            "paused",
        ),
        (
            "cancelled",
            "closed by GoldCANC since 31 Jan 2026, 15:00 (delivery 2).",
            "purchase or payment",
            "cancelled",
        ),
        (
            "refund",
            "over since 31 Jan 2026, 15:00 (delivery 2): nothing of hers gives it any more.",
            "purchase or payment",
            "ended",
        ),
    ],
    ids=["overdue", "paused", "cancelled", "ended by refund"],
)
def test_what_closed_it_is_told_with_what_opens_it(
    bridge: Shell, shop: Shop, what: str, closed: str, opens: str, state: str
) -> None:
    shop.work(shop.comes("purchase"), shop.comes(what))
    assert lead(bridge) == [
        f"Gold is {closed} A {opens} of {ITEM}, or a purchase of upsell-3 opens it.",
        f"{BOUGHT}: {state} since 31 Jan 2026, 15:00 (delivery 2).",
    ]


@pytest.mark.parametrize(
    ("what", "opener"),
    [
        ("payment failed", "purchase"),
        ("payment failed", "rebill"),
        ("paused", "resumed"),
        ("paused", "rebill"),
        ("cancelled", "purchase"),
        ("cancelled", "rebill"),
        ("refund", "purchase"),
        ("refund", "rebill"),
    ],
)
def test_what_is_said_to_open_it_opens_it(
    bridge: Shell, shop: Shop, what: str, opener: str
) -> None:
    shop.work(shop.comes("purchase"), shop.comes(what))
    shop.work(shop.comes(opener, order_id="1500" if opener == "purchase" else "1001"))
    at_once = lead(bridge, "--as-of", "2026-01-31 16:30")[0]
    assert at_once.startswith("Gold is open to her since 31 Jan 2026, 16:00 (delivery 3).")


def test_what_is_cancelled_at_period_end_is_open_until_then_and_closed_since(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    rules = RULES.replace("upsell-3]", "upsell-3]\n    cancelled: at period end")
    rules_file(rules)
    shop.work(shop.comes("purchase"), shop.comes("rebill", **IN_20_DAYS), rules=rules)
    shop.work(shop.comes("cancelled", **IN_20_DAYS), rules=rules)
    assert lead(bridge, "--as-of", "2026-02-01")[:2] == [
        "Gold is open to her since 31 Jan 2026, 14:00 (delivery 1).",
        f"{BOUGHT}: counts as cancelled from 20 Feb 2026, 14:00 on.",
    ]
    assert lead(bridge) == [
        "Gold is closed by GoldCANC since 20 Feb 2026, 14:00 (delivery 3). A purchase or payment "
        f"of {ITEM}, or a purchase of upsell-3 opens it.",
        f"{BOUGHT}: cancelled since 20 Feb 2026, 14:00 (delivery 3).",
    ]


def test_what_another_order_held_open_is_closed_since_that_one_ended(
    bridge: Shell, shop: Shop
) -> None:
    shop.work(shop.comes("purchase", "product-12", "upsell-3"), shop.comes("paused"))
    shop.work(shop.comes("refund", "upsell-3"))
    assert lead(bridge)[:2] == [
        "Gold is closed by GoldSUSP since 31 Jan 2026, 16:01 (delivery 2). A purchase, payment or "
        f"resumption of {ITEM}, or a purchase of upsell-3 (Upsell 3 & more) opens it.",
        f"{BOUGHT}: paused since 31 Jan 2026, 15:00 (delivery 2).",
    ]


def test_what_a_ban_closes_no_payment_opens(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"))
    shop.work(said(shop, Kind.BANNED_BY_HAND, "Gold", "charged back twice", hour=2))
    shop.work(shop.comes("rebill"))
    assert lead(bridge) == [
        "Gold is closed to her: banned by hand since 31 Jan 2026, 16:00 (delivery 2: 'charged back "
        "twice'). `bridge undo --hand 2` lifts the ban.",
        f"{BOUGHT}: banned by hand.",
    ]


def test_what_no_payment_lifts_is_not_said_to_be_opened_by_one(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    rules = RULES.replace("upsell-3]", "upsell-3]\n    rebill: off\n    resumed: off")
    rules_file(rules)
    shop.work(shop.comes("purchase"), shop.comes("paused"), rules=rules)
    assert lead(bridge)[0] == (
        "Gold is closed by GoldSUSP since 31 Jan 2026, 15:00 (delivery 2). A purchase of "
        f"{ITEM} or upsell-3 opens it."
    )


def test_a_suspension_that_is_put_off_is_told_with_its_day(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    rules = RULES.replace("upsell-3]", "upsell-3]\n    payment failed: suspend after 7 days")
    rules_file(rules)
    shop.work(shop.comes("purchase"), shop.comes("payment failed"), rules=rules)
    assert lead(bridge, "--as-of", "2026-02-01")[:2] == [
        "Gold is closed by GoldPAYF since 31 Jan 2026, 15:00 (delivery 2). A purchase or payment "
        f"of {ITEM}, or a purchase of upsell-3 opens it.",
        f"{BOUGHT}: a payment failed since 31 Jan 2026, 15:00 (delivery 2), counts as suspended "
        "from 7 Feb 2026, 15:00 on.",
    ]
    told = bridge("show", "buyer@example.com", "--as-of", "2026-02-01").output
    assert "  7 Feb 2026, 15:00  Gold is suspended (product-12 of order 1001)  Gold\n" in told
    assert lead(bridge) == [
        "Gold is closed by GoldPAYF since 31 Jan 2026, 15:00 (delivery 2) and by GoldSUSP since "
        f"7 Feb 2026, 15:00 (delivery 2). A purchase or payment of {ITEM}, or a "
        "purchase of upsell-3 opens it.",
        f"{BOUGHT}: a payment failed since 31 Jan 2026, 15:00 (delivery 2), suspended for a failed "
        "payment since 7 Feb 2026, 15:00 (delivery 2).",
    ]


def test_a_door_that_a_failed_payment_closes_only_later_is_open_until_then(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    rules = RULES.replace("upsell-3]", "upsell-3]\n    payment failed: after 7 days")
    rules_file(rules)
    shop.work(shop.comes("purchase"), shop.comes("payment failed"), rules=rules)
    assert lead(bridge, "--as-of", "2026-02-01")[:2] == [
        "Gold is open to her since 31 Jan 2026, 14:00 (delivery 1).",
        f"{BOUGHT}: counts as overdue from 7 Feb 2026, 15:00 on.",
    ]


def test_what_opens_only_later_is_told_with_its_day(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    rules = RULES.replace("upsell-3]", "upsell-3]\n    purchase: after 3 days")
    rules_file(rules)
    shop.work(shop.comes("purchase"), rules=rules)
    assert lead(bridge, "--as-of", "2026-02-01")[:2] == [
        "Gold is not open to her yet: it opens on 3 Feb 2026, 14:00.",
        f"{BOUGHT}: not open yet.",
    ]
    assert lead(bridge)[0] == "Gold is open to her since 3 Feb 2026, 14:00."


def test_a_delivery_that_waits_is_told_with_its_next_try(bridge: Shell, shop: Shop) -> None:
    shop.crm.fails = CrmUnavailable("ActiveCampaign answered 500 to POST /contact/sync.", 3600)
    shop.work(shop.comes("purchase"))
    waits = bridge("show", "buyer@example.com").output.split("\n\n")[1].splitlines()
    assert waits[:3] == [
        "What waits or failed",
        "  ID  RECEIVED            EVENT     ITEMS       STATE",
        "  1   31 Jan 2026, 14:00  purchase  product-12  waiting",
    ]
    assert re.fullmatch(
        r"        ActiveCampaign answered 500 to POST /contact/sync. Tries again at "
        r"(\d+ \w+ \d{4}, )?\d\d:\d\d:\d\d without you\.",
        waits[3],
    )


def test_where_no_tag_closes_what_happened_is_told(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    plain = RULES.replace("memberships:", "style: plain\nmemberships:")
    rules_file(plain)
    shop.work(shop.comes("purchase"), shop.comes("cancelled"), rules=plain)
    assert lead(bridge) == [
        "Gold is closed: cancelled since 31 Jan 2026, 15:00 (delivery 2). A purchase or payment "
        f"of {ITEM}, or a purchase of upsell-3 opens it.",
        f"{BOUGHT}: cancelled since 31 Jan 2026, 15:00 (delivery 2).",
    ]


def test_a_plain_tag_that_a_cancellation_of_before_takes_is_not_left_as_it_is(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    plain = RULES.replace("memberships:", "style: plain\nmemberships:")
    rules_file(plain)
    shop.work(shop.comes("cancelled"), rules=plain)
    assert lead(bridge)[0] == (
        "Gold is closed: cancelled since 31 Jan 2026, 14:00 (delivery 1). A purchase or payment "
        f"of {ITEM}, or a purchase of upsell-3 opens it."
    )


def test_what_accessally_closes_is_told_with_its_own_tags(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    rules = """\
crm: activecampaign
style: accessally
memberships:
  Course:
    items: product-12
    trigger tag: Course made
    revoke tag: Course revoked
    failed payment tag: Course failed
"""
    rules_file(rules)
    shop.work(shop.comes("purchase"), rules=rules)
    assert lead(bridge)[0] == "Course is open to her since 31 Jan 2026, 14:00 (delivery 1)."
    shop.work(shop.comes("cancelled"), rules=rules)
    assert lead(bridge)[0].startswith(
        "Course is closed by Course revoked since 31 Jan 2026, 15:00 (delivery 2)"
    )


def test_where_else_to_look_is_not_said_while_the_account_does_not_know(
    bridge: Shell, shop: Shop
) -> None:
    shop.work(shop.comes("purchase"))
    with shop.engine.begin() as connection:
        connection.execute(delete(applied).where(applied.c.name == "Gold"))
    assert lead(bridge) == [
        "Gold should be open to her since 31 Jan 2026, 14:00 (delivery 1), but ActiveCampaign has "
        "no contact of hers to be told of it.",
        f"{BOUGHT}: gives access.",
    ]
