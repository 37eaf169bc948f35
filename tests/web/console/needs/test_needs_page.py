"""Needs you: what waits for a person, and the one button that sees to it."""

import re
from html import unescape

import pytest
from sqlalchemy import Engine

from bridge.model.errors import AccountRefused
from bridge.store import destinations
from tests.cli.shop import Shop, undated
from tests.web.console.conftest import Browser
from tests.web.console.reading import lines, words


def test_nothing_is_good_news_and_says_so(browser: Browser, shop: Shop) -> None:
    shop.work(shop.comes("purchase"))
    assert lines(browser.get("/needs-you")) == [
        "Needs you",
        "Nothing needs you: everything that came was done, or goes on by itself. What comes up is "
        "told here, and this page follows by itself.",
    ]


def test_a_group_of_people_is_tried_again_with_one_button_and_leaves_the_page(
    browser: Browser, shop: Shop
) -> None:
    shop.crm.refuses = {"Gold"}
    for name in ("ann", "bea"):
        shop.work(shop.comes("purchase", email=f"{name}@example.com"))
    page = browser.get("/needs-you")
    assert lines(page) == [
        "Needs you",
        "ActiveCampaign will not have the tag 'Gold'. 2 people",
        "The first of them came 31 Jan 2026, 14:00",
        "The tag 'Gold' does not exist in ActiveCampaign.",
        "Make it there, or put its name right in the rules; then try all of them again.",
        "Make it in ActiveCampaign",
        "Try all of them again Look at them",
    ]
    assert "ann@example.com" not in page
    asked = browser.get("/activity/retry?outcome=failed&refused=tag:Gold")
    assert "2 deliveries that failed will be tried again" in " ".join(lines(asked))
    shop.crm.refuses = set()
    browser.press("/activity/retry", outcome="failed", refused="tag:Gold")
    assert "ActiveCampaign will not" not in browser.get("/needs-you")


def test_what_no_rule_speaks_of_leads_to_what_may_become_of_it(
    browser: Browser, shop: Shop
) -> None:
    shop.work(shop.comes("rebill", "product-99"))
    page = browser.get("/needs-you")
    assert "was sold, and no rule speaks of it. 1 person" in words(page)
    (there,) = re.findall(r'href="/console(/products/place[^"]*)"', page)
    assert "product-99" in words(browser.get(unescape(there)))


def test_a_paused_destination_is_asked_again_at_a_click(
    browser: Browser, shop: Shop, engine: Engine
) -> None:
    shop.crm.fails = AccountRefused("ActiveCampaign refused the key (403).")
    shop.work(shop.comes("purchase"))
    told = [*map(undated, lines(browser.get("/needs-you")))]
    assert told == [
        "Needs you",
        "ActiveCampaign is paused: it refuses the bridge.",
        "Since (now)",
        "ActiveCampaign refused the key (403).",
        "What waits for it goes on by itself then.",
        "Ask it again now",
    ]
    before = destinations.all_of(engine)[0].next_check_at
    page = browser.press("/needs-you/ask", "/needs-you", destination="activecampaign")
    assert "ActiveCampaign is asked again within a few seconds." in page
    after = destinations.all_of(engine)[0].next_check_at
    assert before is not None
    assert after is not None
    assert after < before


@pytest.mark.parametrize("name", ["", "nowhere", "<b>"])
def test_what_is_no_destination_is_not_asked(browser: Browser, name: str) -> None:
    browser.post("/needs-you/ask", 404, destination=name)


def test_one_that_answers_is_left_in_peace(browser: Browser, shop: Shop) -> None:
    shop.work(shop.comes("purchase"))
    page = browser.press("/needs-you/ask", "/needs-you", destination="activecampaign")
    assert "ActiveCampaign answers already." in page
