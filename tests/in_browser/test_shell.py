"""What every page has around it, in a real browser."""

from zoneinfo import ZoneInfo

from playwright.sync_api import Page, Route, expect

from tests.in_browser.conftest import ON_A_PHONE, Open, barriers, violations
from tests.in_browser.site import PASSWORD, Site


def test_a_delivery_that_comes_is_tagged_and_seen(page: Page, site: Site) -> None:
    delivery = site.comes("purchase", email="bea@example.com", items=["product-12"])
    page.goto(f"{site.url}/console/activity")
    expect(page.get_by_role("link", name=f"#{delivery.id}")).to_be_visible()
    assert site.account.tags_of("bea@example.com") == {"Gold"}


def test_one_logs_in_and_out_with_the_keyboard_alone(page: Page) -> None:
    page.get_by_role("button", name="Log out").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    expect(page.get_by_label("Password")).to_be_focused()
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("That is not the password.")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Sections")).to_be_visible()


def test_the_log_in_is_open_to_everybody(page: Page) -> None:
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    assert barriers(page, ON_A_PHONE) == []


def test_times_are_told_in_the_readers_zone(open_page: Open, site: Site) -> None:
    delivery = site.comes("purchase", items=["product-12"])
    page = open_page(timezone_id="Asia/Tokyo", locale="en-GB")
    page.goto(f"{site.url}/console/deliveries/{delivery.id}")
    expect(page.locator("footer")).to_have_text("Times are in Asia/Tokyo.")
    first = page.locator("main time").first
    assert "T" in (first.get_attribute("title") or "")
    assert "GMT+9" in (first.get_attribute("title") or "")
    page.goto(f"{site.url}/console/deliveries/{delivery.id}/buyer")
    within = page.locator(".verdict time").first
    assert "GMT+9" in (within.get_attribute("title") or "")
    happened = delivery.event.occurred_at
    assert happened
    assert within.inner_text() == f"{happened.astimezone(ZoneInfo('Asia/Tokyo')):%-d %b %Y, %H:%M}"


def test_what_is_wrong_is_said_until_it_is_put_right(page: Page, site: Site) -> None:
    """On top of the page, while a part further down is followed."""
    address = f"{site.url}/console/activity"
    page.goto(address)
    banner = page.get_by_label("What is wrong")
    expect(banner).to_have_count(0)
    wrong = '<section class="banner" aria-label="What is wrong"><p>Nothing runs.</p></section>'

    def with_trouble(route: Route) -> None:
        answer = route.fetch()
        said = answer.text().replace('<div id="troubles">', f'<div id="troubles">{wrong}')
        route.fulfill(response=answer, body=said)

    page.route(address, with_trouble)
    expect(banner).to_have_text("Nothing runs.")
    page.unroute(address)
    expect(banner).to_have_count(0)


def test_a_barrier_would_be_found(page: Page) -> None:
    """Else a check that reads nothing would look as good."""
    page.set_content("<html><body><img><input></body></html>")
    assert {each.partition(":")[0] for each in violations(page)} >= {"label"}
