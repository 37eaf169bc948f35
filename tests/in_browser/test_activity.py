"""What comes is seen without loading a page anew; what needs somebody is put right by a button."""

from playwright.sync_api import Page, expect

from bridge.model import Sort
from tests.in_browser.conftest import PHONE, Open, is_too_wide, violations
from tests.in_browser.site import Site


def test_the_list_and_a_delivery_follow_by_themselves(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/console/activity")
    page.evaluate("window.stays = true")
    id_ = site.post("purchase", email="bea@example.com")
    row = page.get_by_role("row").filter(has_text=f"#{id_}")
    expect(row).to_contain_text("bea@example.com", timeout=20_000)
    expect(row).to_contain_text("applied", timeout=20_000)
    assert page.evaluate("window.stays")
    page.get_by_text("Show only some of them").click()
    page.get_by_label("Outcome").select_option("applied")
    page.get_by_role("button", name="Show", exact=True).click()
    assert "outcome=applied" in page.url
    page.get_by_role("link", name=f"Purchase #{id_}").click()
    page.get_by_role("link", name="Back to the list").click()
    assert "outcome=applied" in page.url


def test_a_tag_that_is_not_there_needs_somebody_until_it_is_and_all_were_tried_again(
    page: Page, site: Site
) -> None:
    site.account.delete(Sort.TAG, "Gold")
    for name in ("ann", "bea"):
        site.comes("purchase", email=f"{name}@example.com", order_id=name, customer_id=name)
    page.goto(f"{site.url}/console/needs-you")
    need = page.get_by_role("region", name="ActiveCampaign will not have the tag 'Gold'.")
    expect(need).to_contain_text("2 people")
    assert violations(page) == []
    site.account.account.add_tag("Gold")
    need.get_by_role("link", name="Try all of them again").click()
    expect(page.get_by_text("2 deliveries that failed will be tried again")).to_be_visible()
    page.get_by_role("button", name="Try them again").click()
    expect(page.get_by_role("status")).to_contain_text("2 deliveries are tried again.")
    expect(page.get_by_role("cell", name="applied", exact=True)).to_have_count(2, timeout=30_000)
    page.goto(f"{site.url}/console/needs-you")
    expect(page.get_by_text("Nothing needs you")).to_be_visible()


def test_nothing_of_it_is_too_wide_for_a_phone_by_night(open_page: Open, site: Site) -> None:
    site.account.delete(Sort.TAG, "Gold")
    id_ = site.comes("purchase").id
    page = open_page(viewport=PHONE, color_scheme="dark")
    for address in ("needs-you", "activity?outcome=failed", f"deliveries/{id_}",
                    "activity/retry?outcome=failed"):  # fmt: skip
        page.goto(f"{site.url}/console/{address}")
        assert violations(page) == []
        assert not is_too_wide(page)
    page.goto(f"{site.url}/console/deliveries/{id_}")
    assert page.evaluate("document.documentElement.scrollHeight") < 2_200
