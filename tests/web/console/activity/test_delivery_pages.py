"""What the routes of the console answer where there is nothing to show."""

import pytest

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
