"""Rules changed in a real browser: refused with the mistake, corrected, planned, published, used by
the worker at once, and taken back."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from bridge.store import rulebooks
from tests.in_browser.conftest import Open, barriers
from tests.in_browser.site import RULES, Site

VIP = f"{RULES}  - name: VIP\n    when: purchase\n    items: product-12\n    add: Refunded\n"
PLATINUM = RULES.replace("Gold", "Refunded")  # the account has that tag, too


@pytest.fixture(autouse=True)
def _published(site: Site) -> None:
    """The worker has published the rules file."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with site.engine.connect() as connection:
            if rulebooks.newest(connection):
                return
        time.sleep(0.05)


def buys(site: Site, name: str) -> set[str]:
    """Somebody of her own; gives the tags that she then has."""
    own = {"order_id": f"order of {name}", "customer_id": str(sum(map(ord, name)))}
    site.comes("purchase", items=["product-12"], email=f"{name}@example.com", **own)
    tags: set[str] = site.account.tags_of(f"{name}@example.com")
    return tags


def opens(page: Page, site: Site, address: str = "/rules") -> None:
    page.goto(f"{site.url}/console{address}")


def writes(page: Page, site: Site, text: str) -> None:
    opens(page, site, "/rules/edit")
    page.get_by_label("The rules", exact=True).fill(text)


def plans(page: Page) -> None:
    page.get_by_role("button", name="Plan: who gains").click()
    expect(page.get_by_role("heading", name="Publish")).to_be_visible()


def publishes(page: Page, how: str = "Publish for what comes from now on") -> None:
    page.get_by_role("button", name=how).click()
    page.wait_for_url(re.compile("/rules/versions/"))


def test_rules_are_changed_used_at_once_and_taken_back(page: Page, site: Site) -> None:
    buys(site, "ann")
    opens(page, site)
    page.get_by_role("link", name="Change the rules").click()
    text = page.get_by_label("The rules", exact=True)
    expect(text).to_have_value(RULES)

    text.fill(VIP.replace("add: Refunded\n", "ad: Refunded\n"))
    mistake = page.locator(".problems li").first
    expect(mistake).to_contain_text("the key 'ad' is not known. Did you mean 'add'?")
    expect(page.locator("#check-says")).to_contain_text("mistake")
    page.get_by_role("button", name="Plan: who gains").click()
    expect(page.locator(".problems li").first).to_contain_text("'ad'")

    page.get_by_label("The rules", exact=True).fill(VIP)
    expect(page.locator("#check-says")).to_contain_text("No mistakes: 1 membership and 2 rules.")
    page.get_by_label("What is changed").fill("VIPs come in")
    plans(page)
    expect(page.locator("#plan")).to_contain_text("1 of 1 person would change")
    assert site.account.tags_of("ann@example.com") == {"Gold"}

    publishes(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Version 2 counts")
    expect(page.locator("#rollout")).to_contain_text("the workers decide by it whatever comes")
    assert buys(site, "bea") == {"Gold", "Refunded"}
    assert site.account.tags_of("ann@example.com") == {"Gold"}

    page.get_by_role("link", name="Undo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Take back version 2?")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Version 3")
    expect(page.locator("#rollout")).to_contain_text("brought 1 person back")
    assert buys(site, "cy") == {"Gold"}
    page.get_by_role("link", name="History of the rules").click()
    expect(page.locator("tbody")).to_contain_text("VIPs come in")
    expect(page.locator("tbody")).to_contain_text("Anna")


def test_everybody_is_brought_to_it_while_the_page_follows(page: Page, site: Site) -> None:
    buys(site, "ann")
    writes(page, site, PLATINUM)
    plans(page)
    publishes(page, "Publish, and bring everybody to it")
    expect(page.locator("#rollout")).to_contain_text("It brought 1 person to it")
    expect(page.locator("#rollout")).not_to_have_attribute("data-live", "2")


def test_a_click_on_a_mistake_goes_to_its_line(page: Page, site: Site) -> None:
    wrong = "\n".join([*RULES.splitlines(), *["# more"] * 60, "ruls: []", ""])
    writes(page, site, wrong)
    page.get_by_role("link", name="Line 70").first.click()
    text = page.get_by_label("The rules", exact=True)
    expect(text).to_be_focused()
    selected = text.evaluate("each => each.value.slice(each.selectionStart, each.selectionEnd)")
    assert selected == "ruls: []"
    expect(page.locator(".gutter li.marked").first).to_have_text("70")
    scrolled = page.evaluate(
        "[document.querySelector('.gutter').scrollTop, "
        "document.getElementById('rules-text').scrollTop]"
    )
    assert scrolled[0] == scrolled[1] > 0


def test_the_keyboard_alone_does_it_and_is_not_trapped(page: Page, site: Site) -> None:
    opens(page, site, "/rules/edit")
    text = page.get_by_label("The rules", exact=True)
    text.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("  - name: VIP\n")
    page.keyboard.type("  when: purchase\n")  # the new line begins in the column of the one before
    page.keyboard.type("add: Refunded")
    expect(text).to_have_value(re.compile(r"  - name: VIP\n    when: purchase\n    add: Refunded$"))
    expect(page.locator("#check-says")).to_contain_text("No mistakes: 1 membership and 2 rules.")
    page.keyboard.press("Tab")
    expect(page.get_by_label("What is changed")).to_be_focused()
    page.keyboard.type("By keys")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Publish")).to_be_visible()
    page.get_by_label("What is changed").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Publish for what comes")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Version 2")


def test_it_works_without_script(open_page: Open, site: Site) -> None:
    page = open_page(java_script_enabled=False)
    writes(page, site, RULES.replace("add:", "ad:"))
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".problems")).to_contain_text("the key 'ad' is not known.")
    page.get_by_label("The rules", exact=True).fill(VIP)
    page.get_by_role("button", name="Plan: who gains").click()
    heading = page.get_by_role("heading", name="Publish")
    for _ in range(20):
        if heading.is_visible():
            break
        page.reload()
    publishes(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Version 2")


def test_every_page_is_open_to_everybody(page: Page, site: Site) -> None:
    buys(site, "ann")
    found = dict[str, object]()

    def look(name: str) -> None:
        if wrong := barriers(page):
            found[name] = wrong

    opens(page, site)
    look("rules")
    opens(page, site, "/rules#line-5")
    expect(page.locator("#line-5")).to_be_in_viewport()
    look("a line")
    writes(page, site, VIP.replace("add: Refunded\n", "ad: Refunded\n") + "# x" * 100)
    expect(page.locator(".problems li").first).to_be_visible()
    look("a mistake")
    page.get_by_label("The rules", exact=True).fill(PLATINUM)
    plans(page)
    expect(page.locator("#names")).to_contain_text("RefundedPAYF' does not exist")
    for each in page.locator("summary").all():
        each.click()
    look("a plan")
    publishes(page, "Publish, and bring everybody to it")
    expect(page.locator("#rollout")).to_contain_text("It brought 1 person to it")
    look("a version")
    opens(page, site, "/rules/history")
    look("the history")
    opens(page, site, "/rules/versions/2/undo")
    look("an undo")
    assert found == {}
