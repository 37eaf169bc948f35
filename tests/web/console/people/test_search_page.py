"""Finding a person by what somebody remembers of her."""

import logging

import pytest

from bridge.store.people import address_book
from tests.cli.shop import Shop
from tests.web.console.conftest import Browser
from tests.web.console.reading import lines


@pytest.fixture
def people(shop: Shop) -> Shop:
    """Bea has order 4711; Ben none that is like it."""
    shop.work(shop.comes("purchase", name="Bea Buyer", order_id="4711"),
              shop.comes("purchase", email="ben@example.com", name="Ben Buyer"))  # fmt: skip
    return shop


@pytest.mark.usefixtures("people")
def test_those_seen_last_are_shown_before_anybody_asks(browser: Browser) -> None:
    told = lines(browser.get("/people"))
    assert "Seen last" in told
    assert [each.split(" | ")[0] for each in told if "@" in each] == ["Ben Buyer", "Bea Buyer"]


@pytest.mark.parametrize("words", ["bea", "4711", "#4711", " 000004711 ", "BUYER@example"])
def test_one_who_is_found_alone_is_shown_at_once(
    browser: Browser, people: Shop, words: str
) -> None:
    bea = address_book.person_of(people.engine, "buyer@example.com")
    assert browser.post("/people", 303, words=words) == f"/console/people/{bea}"


@pytest.mark.usefixtures("people")
def test_several_are_listed_and_none_is_said_with_what_to_do(browser: Browser) -> None:
    assert "2 found" in lines(browser.post("/people", words="buyer"))
    nobody = lines(browser.post("/people", words="nobody"))
    assert any(each.startswith("Nobody is found by that.") for each in nobody)
    assert browser.post("/people", 303, words=" \0 ") == "/console/people"


def test_of_many_the_newest_are_shown(browser: Browser, people: Shop) -> None:
    with people.engine.begin() as connection:
        for number in range(60):
            at = people.deliveries.find(1)
            assert at
            address_book.note(connection, f"{number}@example.com", "Cleo", at.received_at)
    told = lines(browser.post("/people", words="cleo"))
    assert "50 of many, the newest first: write more of the name to narrow it" in told


@pytest.mark.usefixtures("people")
def test_of_words_of_signs_alone_it_is_said_how_far_they_are_looked_for(browser: Browser) -> None:
    said = (
        "Words of signs alone are looked for among the 2,000 people seen last: write a letter or a "
        "number of her, too."
    )
    assert said in lines(browser.post("/people", words="%%% ---"))
    for words in ("nobody", "%%% nobody", "%"):
        assert said not in lines(browser.post("/people", words=words))


@pytest.mark.usefixtures("people")
def test_the_words_stand_in_no_address_and_no_log(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        led = browser.post("/people", 303, words="buyer@example.com")
    assert "@" not in led
    assert "buyer@" not in caplog.text


def test_what_people_call_themselves_is_never_markup(browser: Browser, shop: Shop) -> None:
    hostile = "<script>alert(1)</script>"
    shop.work(shop.comes("purchase", name=hostile))
    page = browser.get("/people")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_while_nobody_came_it_says_what_to_do(browser: Browser) -> None:
    assert "Nobody has bought anything yet." in browser.get("/people")
