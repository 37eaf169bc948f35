"""What the CRM has not been told yet: nobody is said to get in by it, and it is said who acts."""

import re

import pytest

from bridge.model.errors import CrmUnavailable
from tests.cli.conftest import Shell, WriteRules
from tests.cli.shop import RULES, Shop

SINCE = "since 31 Jan 2026, 14:00 (delivery 1)"


@pytest.fixture(autouse=True)
def _rules(bridge: Shell, rules_file: WriteRules) -> None:
    rules_file(RULES)
    bridge.env["COLUMNS"] = "1000"


def lead(bridge: Shell) -> list[str]:
    """What stands below her name, a sentence a line."""
    told = bridge("show", "buyer@example.com").output
    return told.partition("\n\n")[0].splitlines()[1:]


def test_nobody_whose_delivery_failed_is_open_to_her(bridge: Shell, shop: Shop) -> None:
    shop.crm.refuses = {"Gold"}
    shop.work(shop.comes("purchase"))
    assert lead(bridge)[0] == (
        f"Gold should be open to her {SINCE}, but ActiveCampaign will not have it, so it needs "
        "you: The tag 'Gold' does not exist in ActiveCampaign. Then run `bridge retry 1`."
    )


def test_what_waits_is_told_with_the_time_of_its_next_try(bridge: Shell, shop: Shop) -> None:
    shop.crm.fails = CrmUnavailable("ActiveCampaign answered 500 to POST /contact/sync.", 3600)
    shop.work(shop.comes("purchase"))
    opened, *others = lead(bridge)
    assert re.sub(r"at .*\d\d:\d\d:\d\d", "at (soon)", opened) == (
        f"Gold should be open to her {SINCE}, but ActiveCampaign has not been told: the bridge "
        "tries again at (soon) without you."
    )
    assert "waits" not in " ".join(others)


def test_a_failure_beside_access_needs_somebody_too(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    rules = f"{RULES}  - {{name: Fan, when: purchase, items: bump-7, add: Fan}}\n"
    rules_file(rules)
    shop.crm.refuses = {"Fan"}
    shop.work(shop.comes("purchase", "product-12", "bump-7"), rules=rules)
    assert lead(bridge)[:2] == [
        "Her purchase of product-12 and bump-7 (delivery 1) needs you: The tag 'Fan' does not "
        "exist in ActiveCampaign. Then run `bridge retry 1`.",
        f"Gold is open to her {SINCE}.",
    ]
