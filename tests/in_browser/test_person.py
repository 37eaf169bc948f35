"""Finding a person and reading why she gets in or not, as whoever is asked would."""

import pytest
from playwright.sync_api import Page, expect

from tests.in_browser.conftest import ON_A_PHONE, barriers
from tests.in_browser.site import Site


@pytest.fixture
def locked_out(site: Site) -> Site:
    """Bea's payment failed; Ben's did not."""
    site.comes("purchase", email="bea@example.com", name="Bea Buyer", order_id="1", customer_id="1")
    site.comes("payment failed", email="bea@example.com", name="Bea Buyer", order_id="1",
               customer_id="1")  # fmt: skip
    site.comes("purchase", email="ben@example.com", name="Ben Other", order_id="2", customer_id="2")
    return site


def find(page: Page, site: Site, words: str) -> None:
    page.goto(f"{site.url}/console/people")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def test_why_she_cannot_get_in_is_read_in_one_look(page: Page, locked_out: Site) -> None:
    find(page, locked_out, "bea")
    expect(page.get_by_role("heading", name="Bea Buyer")).to_be_visible()
    gold = page.get_by_role("region", name="Gold closed")
    expect(gold).to_contain_text("Gold is closed by GoldPAYF since")
    expect(gold).to_contain_text("opens it.")
    find(page, locked_out, "2")
    expect(page.get_by_role("region", name="Gold open")).to_be_visible()


def test_what_a_hand_took_in_the_account_is_seen_and_set_right(page: Page, site: Site) -> None:
    site.comes("purchase", email="bea@example.com", name="Bea Buyer")
    site.account.untag("bea@example.com", "Gold")
    find(page, site, "bea")
    there = page.get_by_role("region", name="Really there")
    expect(there.get_by_text("differs")).to_be_visible()
    above = page.get_by_role("region", name="Otherwise in ActiveCampaign")
    expect(above).to_contain_text("Gold is missing, and should be there.")
    there.get_by_role("button", name="Set it right").click()
    page.get_by_role("button", name="Set it right").click()
    expect(page.get_by_text("ActiveCampaign is told again.")).to_be_visible()
    assert _comes_back(page, site)
    expect(page.get_by_text("All is as it should be.")).to_be_visible()


def test_her_page_follows_what_comes_of_her(page: Page, site: Site) -> None:
    """And leaves alone what somebody opened or is about to press."""
    her = {"email": "bea@example.com", "name": "Bea Buyer", "order_id": "1", "customer_id": "1"}
    site.comes("purchase", **her)
    page.clock.install()
    find(page, site, "bea")
    page.get_by_text("What she bought or was given (1)").click()
    forget = page.get_by_role("link", name="Forget her…")
    forget.focus()
    with page.expect_response("**/console/people/*"):
        page.clock.run_for(16_000)
    expect(forget).to_be_focused()
    expect(page.get_by_role("cell", name="gives access")).to_be_visible()
    site.comes("payment failed", **her)
    with page.expect_response("**/console/people/*"):
        page.clock.run_for(16_000)
    expect(page.get_by_role("region", name="Gold closed")).to_be_visible()
    expect(page.get_by_role("link", name="Failed payment of")).to_be_visible()


def _comes_back(page: Page, site: Site) -> bool:
    """Looking again until the worker was there."""
    for _ in range(100):
        if "Gold" in site.account.tags_of("bea@example.com"):
            page.reload()
            return True
        page.wait_for_timeout(100)
    return False


def test_her_page_and_the_form_are_open_to_everybody(page: Page, locked_out: Site) -> None:
    find(page, locked_out, "bea")
    page.wait_for_load_state("networkidle")
    page.eval_on_selector_all("main details", "all => all.forEach(each => each.open = true)")
    assert barriers(page, ON_A_PHONE) == []
    page.get_by_role("link", name="Give, end or ban").click()
    page.get_by_role("button", name="Do it").click()
    expect(page.get_by_role("alert")).to_have_text("Choose what to do.")
    assert barriers(page, ON_A_PHONE) == []
