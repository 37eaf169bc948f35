"""What `bridge show EMAIL` says where a rule beside the membership took its tag off."""

import pytest

from tests.cli.conftest import Shell, WriteRules
from tests.cli.shop import Shop

UPGRADE = """\
crm: activecampaign
memberships:
  Silver:
    items: product-11
  Gold:
    items: product-12
rules:
  - name: Upgrade
    when: purchase
    items: product-12
    remove: Silver
"""


@pytest.fixture
def upgraded(bridge: Shell, shop: Shop, rules_file: WriteRules) -> None:
    """She bought Silver, then Gold."""
    bridge.env["COLUMNS"] = "1000"
    rules_file(UPGRADE)
    ids = [shop.comes("purchase", f"product-{n}", order_id=f"{n}") for n in (11, 12)]
    shop.work(*ids, rules=UPGRADE)


@pytest.mark.usefixtures("upgraded")
def test_a_tag_that_a_rule_took_off_is_a_closed_door(bridge: Shell) -> None:
    told = bridge("show", "buyer@example.com").output
    assert (
        "Silver is closed to her: the rule 'Upgrade' (line 8, delivery 2) took 'Silver' off. A "
        "purchase of hers that gives it, or a payment for it, puts it on again.\n"
    ) in told
    assert "Silver is open" not in told
    assert "Gold is open to her since" in told
