"""What the list may be asked for."""

import re

from bridge.web.console.activity.activity_filter import EVENTS
from tests.cli.shop import Shop
from tests.web.console.conftest import Browser
from tests.web.console.reading import lines


def test_items_that_came_and_every_event_may_be_chosen(browser: Browser, shop: Shop) -> None:
    shop.work(shop.comes("purchase"), shop.comes("rebill", "bump-7"))
    page = browser.get("/activity")
    for words in ('value="product-12">Product 12 &amp; more (product-12)', 'value="bump-7">'):
        assert words in page
    for event in EVENTS:
        assert re.search(rf"<option>{event}</option>", page), event
    assert "Destination" not in lines(page)  # there is one


def test_what_was_sold_without_a_rule_is_found_also_beside_what_had_one(
    browser: Browser, shop: Shop
) -> None:
    shop.work(shop.comes("purchase"))
    mixed, none = shop.comes("purchase", "product-12", "bump-7"), shop.comes("purchase", "bump-8")
    shop.work(mixed)
    shop.work(none)
    page = browser.get("/activity?outcome=sold without a rule")
    assert [f"#{mixed}" in page, f"#{none}" in page, "#1<" in page] == [True, True, False]
