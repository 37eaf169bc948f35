"""Try it: what would happen, and a test that is sent and seen to arrive, in a real browser."""

from playwright.sync_api import Page, expect

from tests.in_browser.conftest import barriers
from tests.in_browser.site import Site


def fill(page: Page, site: Site, item: str = "product-12", email: str = "you@example.com") -> None:
    page.goto(f"{site.url}/console/try")
    page.get_by_label("Item").fill(item)
    page.get_by_label("Buyer's e-mail").fill(email)


def test_a_test_is_sent_and_seen_to_arrive(page: Page, site: Site) -> None:
    fill(page, site)
    page.get_by_role("button", name="What would happen?").click()
    expect(page.get_by_role("row").filter(has_text="Gold: purchase")).to_contain_text(
        "grants 'Gold' for product-12"
    )
    assert site.account.tags_of("you@example.com") == set()
    page.get_by_role("button", name="Send it as a test").click()
    expect(page.get_by_role("status").first).to_contain_text("The test was stored.")
    number = int(page.url.rpartition("/")[2])
    site.settled(number)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("applied")
    assert site.account.tags_of("you@example.com") == {"Gold"}


def test_for_a_real_buyer_it_asks_first(page: Page, site: Site) -> None:
    site.comes("purchase", items=["product-12"], email="bea@example.com")
    fill(page, site, email="bea@example.com")
    page.get_by_label("What happens").select_option("refund")
    page.get_by_role("button", name="Send it as a test").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This is a real buyer")
    assert "bea" not in page.url
    page.get_by_role("link", name="No, go back").click()
    expect(page.get_by_label("Item")).to_have_value("product-12")


def test_form_answer_and_mistakes_are_open_to_everybody(page: Page, site: Site) -> None:
    fill(page, site)
    assert barriers(page) == []
    page.get_by_role("button", name="What would happen?").click()
    expect(page.get_by_role("heading", name="What would happen")).to_be_visible()
    page.wait_for_load_state()
    assert barriers(page) == []
    fill(page, site, item="<script>alert(1)</script>", email="nobody")
    page.get_by_role("button", name="What would happen?").click()
    expect(page.get_by_role("alert")).to_contain_text("2 fields have to be corrected")
    expect(page.get_by_label("Item")).to_have_value("<script>alert(1)</script>")
    assert barriers(page) == []
