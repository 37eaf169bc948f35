"""Forgetting a person, once her address was typed out."""

import logging

import pytest

from bridge.store import places
from bridge.store.people import address_book
from tests.cli.shop import RULES, Shop
from tests.web.console.conftest import Browser
from tests.web.console.reading import words

HERS = "buyer@example.com"


@pytest.fixture
def bea(shop: Shop) -> str:
    shop.work(shop.comes("purchase"), rules=RULES)
    return f"/people/{address_book.person_of(shop.engine, HERS)}"


def test_it_asks_for_her_address_and_says_what_stays(browser: Browser, bea: str) -> None:
    assert "Forget her" in browser.get(bea)
    asked = words(browser.get(f"{bea}/forget"))
    assert "buyer@example.com is erased everywhere in the bridge" in asked
    assert "What stands in the CRM or at the site stays as it is there" in asked
    assert "It cannot be undone." in asked


@pytest.mark.parametrize("typed", ["", "bea", "buyer@example.co", "yes"])
def test_another_word_does_nothing(browser: Browser, bea: str, typed: str) -> None:
    answer = browser.post(f"{bea}/forget", 400, typed=typed)
    assert "That is not her address. Nothing was done." in words(answer)
    assert "Bea Buyer" in browser.get(bea)


def test_her_address_typed_out_forgets_her(
    browser: Browser, shop: Shop, bea: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        page = browser.press(f"{bea}/forget", "/people", typed=f" {HERS.upper()} ")
    said = "She is forgotten. 1 delivery still counts in the totals, and nothing in it names her."
    assert said in words(page)
    assert "Bea Buyer" not in page
    browser.get(bea, 404)
    browser.get(f"{bea}/forget", 404)
    assert "a person was forgotten, by hand" in caplog.text
    assert HERS not in caplog.text
    (left,) = shop.deliveries.latest()
    page = words(browser.get(f"/deliveries/{left.id}"))
    assert "Whoever this was about is forgotten." in page
    assert "Try it again" not in page
    assert "was forgotten, and what ThriveCart sent of her with her. " in page
    assert "Calls to the CRM Whoever this was about was forgotten, and the calls with her." in page
    assert "KEEP_DAYS" not in page
    assert "went along" not in page


def test_what_is_forgotten_cannot_be_tried_again(browser: Browser, shop: Shop, bea: str) -> None:
    """From a page that was loaded before."""
    browser.press(f"{bea}/forget", "/people", typed=HERS)
    (left,) = shop.deliveries.latest()
    one = f"/deliveries/{left.id}"
    assert "there is nothing to try again" in words(browser.press(f"{one}/retry", one))
    assert shop.deliveries.latest() == [left]


def test_while_a_worker_tells_of_her_it_says_so(
    browser: Browser, shop: Shop, bea: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bridge.store.people.erasure._WAIT", 0)
    with shop.engine.connect() as connection:
        place = places.find(connection, "activecampaign", HERS)
    assert place
    assert places.take_lease(shop.engine, place.id, 60, "a worker's")
    page = browser.press(f"{bea}/forget", bea, typed=HERS)
    assert "A worker is telling of her just now" in words(page)


def test_nobody_is_forgotten_under_another_number(browser: Browser) -> None:
    browser.get("/people/99/forget", 404)
    browser.post("/people/99/forget", 404, typed=HERS)
