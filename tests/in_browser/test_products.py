"""A product that no rule names gets its place, and its buyers their tag, in a real browser."""

import time

from playwright.sync_api import Page, expect

from bridge.store.delivery import State
from tests.in_browser.conftest import barriers
from tests.in_browser.site import Site

_WITHIN = 30.0  # seconds


def tagged(site: Site, email: str) -> set[str]:
    """The contact's tags, once it has any."""
    deadline = time.monotonic() + _WITHIN
    while time.monotonic() < deadline:
        if found := site.account.tags_of(email):
            return set(found)
        time.sleep(0.1)
    raise TimeoutError(f"{email} has no tag yet")


def test_a_product_is_mapped_and_who_waited_gets_her_tag(page: Page, site: Site) -> None:
    for who in ("bea", "cleo"):
        sold = site.comes("purchase", email=f"{who}@example.com", items=["product-34"],
                          order_id=who, customer_id=who)  # fmt: skip
        assert sold.state is State.NO_RULE
    page.goto(f"{site.url}/console/products")
    row = page.get_by_role("row").filter(has_text="product-34")
    expect(row).to_contain_text("2 buyers wait")
    row.get_by_role("link", name="Give it a place").click()
    page.get_by_label("Membership", exact=True).select_option("Gold")
    page.get_by_role("button", name="Show me the change").click()
    expect(page.get_by_role("row").filter(has_text="product-34")).to_contain_text(
        "items: [product-12, upsell-3, product-34]  # the bundle, too"
    )
    page.get_by_role("button", name="Plan: who gains or loses what").click()
    page.get_by_role("button", name="Publish for what comes from now on").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Version 2")
    assert tagged(site, "bea@example.com") == tagged(site, "cleo@example.com") == {"Gold"}
    page.get_by_role("link", name="Products").click()
    row = page.get_by_role("row").filter(has_text="product-34")
    expect(row).to_contain_text("opens 'Gold'")
    row.get_by_role("link", name="line 4").click()
    expect(page.locator("#line-4")).to_be_visible()


def test_every_page_on_the_way_is_open_to_everybody(page: Page, site: Site) -> None:
    name = "<script>alert(1)</script>"
    site.comes("purchase", items=["product-34"], email="bea@example.com",
               more={"base_product_name": name})  # fmt: skip
    page.goto(f"{site.url}/console/products")
    assert barriers(page) == []
    page.get_by_role("link", name="Give it a place").click()
    expect(page.get_by_label("Nothing: ignore it")).to_be_visible()
    page.wait_for_load_state()
    assert barriers(page) == []
    page.get_by_label("Nothing: ignore it").check()
    page.get_by_role("button", name="Show me the change").click()
    expect(page.get_by_role("row").filter(has_text="ignore: product-34")).to_be_visible()
    assert barriers(page) == []


def test_it_is_chosen_with_the_keyboard_alone(page: Page, site: Site) -> None:
    site.comes("purchase", items=["product-34"], email="bea@example.com")
    page.goto(f"{site.url}/console/products")
    page.get_by_role("link", name="Give it a place").focus()
    page.keyboard.press("Enter")
    page.get_by_label("One of the memberships").focus()
    page.keyboard.press("ArrowDown")  # a new one
    page.keyboard.press("Tab")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Silver")
    page.keyboard.press("Enter")
    expect(page.get_by_role("row").filter(has_text="Silver:")).to_be_visible()


def test_a_typed_name_chooses_the_new_membership(page: Page, site: Site) -> None:
    site.comes("purchase", items=["product-34"], email="bea@example.com")
    page.goto(f"{site.url}/console/products/place?item=product-34")
    new, tag = page.get_by_label("A new membership"), page.get_by_label("Tag of the new membership")
    suggested = tag.input_value()
    tag.fill("Platinum")
    expect(new).to_be_checked()
    page.get_by_label("Membership", exact=True).select_option("Gold")
    expect(page.get_by_label("One of the memberships")).to_be_checked()
    page.get_by_label("Nothing: ignore it").check()
    expect(tag).to_have_value(suggested)
    tag.fill("Platinum")
    page.get_by_role("button", name="Show me the change").click()
    expect(page.get_by_role("row").filter(has_text="Platinum")).to_be_visible()


def test_a_product_that_has_a_place_leads_to_its_line_in_the_editor(page: Page, site: Site) -> None:
    site.comes("purchase", items=["product-12"], email="bea@example.com")
    page.goto(f"{site.url}/console/products")
    page.get_by_role("link", name="Change what the rules do with").first.click()
    text = page.get_by_label("The rules", exact=True)
    expect(text).to_be_focused()
    marked = text.evaluate("each => each.value.slice(each.selectionStart, each.selectionEnd)")
    assert "Gold" in marked
