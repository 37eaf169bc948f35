"""From an empty installation through the set-up to the first tag."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Locator, Page, expect

from tests.in_browser.conftest import ON_A_PHONE, Open, barriers
from tests.in_browser.site import Site, running_site


@pytest.fixture
def site(tmp_path: Path, database_url: str, redis_url: str) -> Iterator[Site]:
    """An empty installation, whose account lacks one tag of the rules."""
    with running_site(tmp_path, database_url, redis_url, lacking=["Refunded"]) as running:
        yield running


def step(page: Page, title: str) -> Locator:
    return page.get_by_role("listitem").filter(
        has=page.get_by_role("heading", name=re.compile(title))
    )


REACHED = "(?:ThriveCart reaches|Let ThriveCart reach) the bridge"
NAMED = "every name of the rules"


def test_each_step_proves_itself_until_the_first_tag_is_there(page: Page, site: Site) -> None:
    # Whoever logs in to an empty installation lands here.
    expect(page).to_have_url(f"{site.url}/console/set-up")
    address = page.get_by_label("Webhook URL").input_value()
    assert address == f"{site.url}/webhooks/thrivecart"
    expect(step(page, REACHED)).to_contain_text("to do")

    requests.get(address, timeout=10)  # as ThriveCart tries it
    expect(step(page, REACHED)).to_contain_text("done")

    names = step(page, NAMED)
    expect(names).to_contain_text("the tag 'Refunded' does not exist")
    names.get_by_role("button", name="Make 'Refunded'").focus()
    page.keyboard.press("Enter")  # keys alone do
    expect(page.get_by_role("heading", name="Make the tag 'Refunded'")).to_be_visible()
    page.get_by_role("button", name="Make it").focus()
    page.keyboard.press("Enter")
    expect(step(page, NAMED)).to_contain_text("done")

    delivery = site.comes("purchase", email="bea@example.com", mode="test")
    expect(step(page, "[Tt]he secret word is ThriveCart's own")).to_contain_text("done")
    expect(step(page, "A purchase was seen through to its tag")).to_contain_text(
        f"Delivery {delivery.id} in test mode was applied."
    )
    expect(page.get_by_text("All 10 steps are done;")).to_be_visible()
    assert site.account.tags_of("bea@example.com") == {"Gold"}
    page.goto(f"{site.url}/console")
    expect(page.get_by_role("heading", name="Home")).to_be_visible()


def test_it_is_open_to_everybody(page: Page) -> None:
    expect(step(page, NAMED)).to_contain_text("does not exist")
    assert barriers(page, ON_A_PHONE) == []


def test_the_webhooks_address_is_copied_at_a_click(open_page: Open, site: Site) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    button = page.get_by_role("button", name="Copy", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{site.url}/webhooks/thrivecart"


def test_where_the_clipboard_is_closed_the_address_is_marked_to_be_copied(page: Page) -> None:
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("button", name="Press Ctrl-C")).to_be_visible()
    marked = page.evaluate("getSelection().toString() || document.activeElement.value")
    assert marked.endswith("/webhooks/thrivecart")
