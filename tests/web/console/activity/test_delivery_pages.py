"""What the routes of the console answer where there is nothing to show."""

import pytest

from bridge.model.errors import AccountRefused, CrmUnavailable
from tests.cli.shop import Shop
from tests.web.console.conftest import Browser
from tests.web.console.reading import lines

NO_PAGE = "There is no such page"


@pytest.mark.parametrize(
    "address",
    ["/deliveries/1", "/deliveries/1/buyer", "/activity?state=lost", "/activity?before=x"],
)
def test_an_address_without_a_page_says_so_in_words(browser: Browser, address: str) -> None:
    page = browser.get(address, 404)
    assert lines(page)[0] == NO_PAGE


def test_a_search_without_an_address_leads_to_the_list(browser: Browser) -> None:
    assert browser.post("/search", 303) == "/console/activity"


def test_a_button_of_another_site_does_nothing(browser: Browser) -> None:
    page = browser.post("/deliveries/1/retry", 400, csrf_token="forged")
    assert lines(page)[0] == "Nothing was done"


def test_what_waits_after_a_try_in_vain_is_tried_now_at_a_click(
    browser: Browser, shop: Shop
) -> None:
    id_ = shop.comes("purchase")
    assert "Try it now" not in browser.get(f"/deliveries/{id_}")  # its turn comes by itself
    shop.crm.fails = CrmUnavailable("It answered 500.", retry_after=3_600)
    shop.work(id_)
    assert "Try it now" in browser.get(f"/deliveries/{id_}")
    shop.crm.fails = None
    shop.sweep()
    assert "waiting" in lines(browser.get(f"/deliveries/{id_}"))[1]  # not for an hour
    browser.press(f"/deliveries/{id_}/retry", f"/deliveries/{id_}")
    shop.sweep()
    assert "applied" in lines(browser.get(f"/deliveries/{id_}"))[1]


def test_while_the_account_is_paused_nothing_is_tried_at_a_click(
    browser: Browser, shop: Shop
) -> None:
    shop.crm.fails = AccountRefused("It refused the key (403).")
    id_ = shop.comes("purchase")
    shop.work(id_)
    assert "Try it now" not in browser.get(f"/deliveries/{id_}")
