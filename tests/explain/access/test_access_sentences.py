"""What `bridge show EMAIL` says where a rule beside the membership took its tag off."""

import pytest

from bridge.explain.access.access_sentences import access_sentences
from tests.cli.conftest import Shell, WriteRules
from tests.cli.shop import Shop
from tests.explain.sites import RULES, bought

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


def test_what_holds_it_open_at_several_destinations_is_told_once(shop: Shop) -> None:
    shop.work(shop.comes("purchase", order_id="1"), rules=RULES)
    known = bought(shop)
    letters, school, *_ = access_sentences(known, {})
    assert letters.startswith("Gold is open to her in ActiveCampaign since ")
    assert "Held open by" not in letters
    assert school.endswith("Held open by product-12 of order 1001 and product-12 of order 1.")
