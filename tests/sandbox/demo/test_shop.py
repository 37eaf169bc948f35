"""The shop of the demo's story, for sellers with other CRMs."""

import pytest

from bridge.destinations import registry
from bridge.rules.file import parse
from bridge.sandbox.demo.shop import SHOP, USUAL, rules_for


def test_the_usual_shop_is_the_file_itself() -> None:
    assert rules_for(USUAL) == SHOP.read_text(encoding="utf-8")


@pytest.mark.parametrize("vendor", registry.vendors())
def test_every_crm_has_its_shop_without_a_mistake_or_a_warning(vendor: str) -> None:
    rules = parse(rules_for(vendor), "rules.yaml")
    assert [each.vendor for each in rules.destinations] == [vendor]
    assert [each.name for each in (offer.membership for offer in rules.offers)] == [
        "Gold Membership", "Recipe Club", "VIP Lounge",
    ]  # fmt: skip
    assert rules.warnings == ()
