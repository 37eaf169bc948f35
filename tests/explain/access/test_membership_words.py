"""What is said of a membership that is tags at one destination and access at another."""

from bridge.explain.access.access_sentences import access_sentences
from tests.cli.shop import Shop
from tests.explain.sites import bought


def test_it_is_said_where_it_is_open_and_where_it_is_not_yet(shop: Shop) -> None:
    opened, waits, *_ = access_sentences(bought(shop), {})
    assert opened == "Gold is open to her in ActiveCampaign since 31 Jan 2026, 14:00 (delivery 1)."
    assert waits == (
        "Gold should be open to her at school since 31 Jan 2026, 14:00 (delivery 1), for life, but "
        "school has not been told: the workers do that without you."
    )


def test_what_is_so_everywhere_is_said_once(shop: Shop) -> None:
    over = [each for each in access_sentences(bought(shop, "refund"), {}) if " is over" in each]
    assert len(over) == 1
    assert over[0].startswith("Gold is over since ")
