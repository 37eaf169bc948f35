"""Where one gets from every page."""

import re

import pytest

from tests.web.console.conftest import Browser

ADDRESSES = ["/activity", "/deliveries/1", "/nowhere"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_section_is_a_step_away_from_every_page(browser: Browser, address: str) -> None:
    page = browser.client.get(f"/console{address}").text
    nav = re.search('<nav class="sections".*?</nav>', page, re.DOTALL)
    assert nav
    links = re.findall('<a href="(.*?)"', nav[0])
    assert {"/console", "/console/activity"} <= {*links}
    assert {browser.client.get(each).status_code for each in links} <= {200, 303}


def test_the_section_that_one_is_in_is_marked(browser: Browser) -> None:
    page = browser.get("/activity")
    assert re.findall('<a href="[^"]*" aria-current="page">(.*?)</a>', page)[0] == "Activity"


def test_who_is_not_in_sees_none(browser: Browser) -> None:
    browser.press("/log-out")
    assert "sections" not in browser.get("/log-in")
