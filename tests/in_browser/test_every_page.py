"""What must hold on every page: hostile names are text, there is no barrier, and keys do."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bridge.store.people import address_book
from tests.in_browser.conftest import DESK, PHONE, barriers
from tests.in_browser.site import Site, running_site

HOSTILE = "<script>alert('x')</script><img src=x onerror=alert(1)>\"'{{ 7*7 }}"
LONG = "x" * 200
RULES = """\
crm: activecampaign
memberships:
  Gold:
    items: [product-12, upsell-3]
  Lounge:
    items: [product-30]
    payment failed: suspend after 7 days
rules:
  - name: Refunds <b>&
    when: refund
    add: Refunded
"""
PAGES = [
    "", "?days=30", "/needs-you", "/people", "/people/{person}",
    "/people/{person}?on=2026-01-31", "/activity", "/activity?outcome=failed",
    "/deliveries/{failed}", "/deliveries/{done}", "/deliveries/{unread}", "/products", "/rules",
    "/rules/edit", "/rules/history", "/rules/versions/1", "/try", "/set-up", "/nowhere",
]  # fmt: skip


@pytest.fixture
def site(tmp_path: Path, database_url: str, redis_url: str) -> Iterator[Site]:
    """A shop with one of everything, whose buyers are called as nobody should be."""
    with running_site(tmp_path, database_url, redis_url, RULES) as running:
        yield running


@pytest.fixture
def numbers(site: Site) -> dict[str, int]:
    """Of what the pages are about."""
    done = site.comes("purchase", email="bea@example.com", name=HOSTILE, order_id="1")
    site.comes("purchase", email="bea@example.com", name=HOSTILE, order_id="2", mode="test")
    site.account.faults.fail(422, times=None, email="ben@example.com")
    failed = site.comes("purchase", email="ben@example.com", name=LONG, items=["product-30"],
                        order_id=f"3{LONG}")  # fmt: skip
    site.comes("payment failed", email="cleo@example.com", name=HOSTILE, items=["product-30"],
               order_id="4")  # fmt: skip
    site.comes("purchase", email="dora@example.com", name=HOSTILE, items=["bump-41"], order_id="5")
    unread = site.comes("purchase", email="", name=HOSTILE, order_id="6")
    person = address_book.person_of(site.engine, "bea@example.com")
    assert person
    return {"done": done.id, "failed": failed.id, "unread": unread.id, "person": person}


def visit(page: Page, site: Site, numbers: dict[str, int]) -> Iterator[str]:
    """Every page, once it has loaded what it loads later."""
    for address in PAGES:
        page.goto(f"{site.url}/console{address.format(**numbers)}")
        page.wait_for_load_state("networkidle")
        yield address


def test_no_name_is_markup_and_no_page_has_a_barrier_or_is_wider_than_a_phone(
    page: Page, site: Site, numbers: dict[str, int]
) -> None:
    seen, wrong = [], {}
    page.on("dialog", lambda dialog: seen.append(dialog.message))
    told = 0
    for address in visit(page, site, numbers):
        assert page.locator("main img[src='x'], main script").count() == 0
        told += "<script>alert('x')" in page.locator("main").inner_text()
        assert "49" not in page.title()
        if found := barriers(page, [("light", DESK), ("dark", PHONE)]):
            wrong[address] = found
    assert told >= 4
    assert seen == []
    assert wrong == {}


def test_every_section_is_reached_with_keys_alone(page: Page, site: Site) -> None:
    site.comes("purchase")  # else Home leads to Set-up
    page.goto(f"{site.url}/console/activity")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    names = page.get_by_role("navigation", name="Sections").get_by_role("link").all_inner_texts()
    assert len(names) == 8
    for name in names:
        page.get_by_role("link", name="The bridge").focus()
        for _ in range(1 + names.index(name)):
            page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.innerText")
        assert focused == name
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"
        page.keyboard.press("Enter")
        page.wait_for_load_state("networkidle")
        here = page.locator(".sections a[aria-current=page]")
        expect(here).to_have_text(name)
