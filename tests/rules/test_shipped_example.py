"""Whether rules are still those of the example with which the bridge comes."""

from pathlib import Path

from bridge.rules import file
from bridge.rules.shipped_example import is_shipped_example

SHIPPED = (Path(__file__).parents[2] / "rules.yaml").read_text()


def test_the_repositorys_own_file_is_known_also_for_another_crm_and_with_other_comments() -> None:
    assert is_shipped_example(file.parse(SHIPPED))
    for_keap = SHIPPED.replace("crm: activecampaign", "crm: keap  # ours")
    assert is_shipped_example(file.parse(for_keap))


def test_one_item_or_one_tag_of_ones_own_makes_it_ones_own() -> None:
    for ours in ("product-20", "Refunded", "Gold Membership"):
        assert not is_shipped_example(file.parse(SHIPPED.replace(ours, f"{ours}7")))
