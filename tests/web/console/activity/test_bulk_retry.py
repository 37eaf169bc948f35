"""Trying all again that a filter finds: the number first, then in batches, then the list."""

import pytest

from bridge.store.delivery import State
from bridge.web.console.activity import bulk_retry
from tests.cli.shop import Shop
from tests.web.console.conftest import Browser
from tests.web.console.reading import lines


@pytest.fixture
def shop(shop: Shop) -> Shop:
    """Five people wait for a tag, and one was sold what no rule speaks of."""
    shop.crm.refuses = {"Gold"}
    for number in range(5):
        shop.work(shop.comes("purchase", email=f"b{number}@example.com"))
    shop.work(shop.comes("rebill", "product-77", email="c@example.com"))
    return shop


def states(shop: Shop) -> list[State]:
    return [each.state for each in shop.deliveries.latest()][::-1]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("outcome=failed", "5 deliveries that failed"),
        ("outcome=failed&refused=tag:Gold&event=purchase", "5 deliveries that failed"),
        ("outcome=no rule", "1 delivery that no rule spoke about"),
        ("outcome=no rule&item=product-77", "1 delivery that no rule spoke about"),
    ],
)
def test_it_is_asked_first_with_the_right_number(
    browser: Browser, shop: Shop, asked: str, words: str
) -> None:
    told = lines(browser.get(f"/activity/retry?{asked}"))
    assert told[0] == "Try them again?"
    assert told[1] == f"{words} will be tried again by the rules as they stand now."
    assert State.WAITING not in states(shop)


def test_it_does_what_was_confirmed_and_shows_how_it_goes_on(browser: Browser, shop: Shop) -> None:
    later = shop.comes("purchase", email="d@example.com")
    shop.work(later)
    page = browser.press(
        "/activity/retry", "/activity?event=purchase", outcome="failed", event="purchase", newest=5
    )
    assert "5 deliveries are tried again. They stand here until they are done." in page
    assert states(shop) == [*[State.WAITING] * 5, State.NO_RULE, State.FAILED]


@pytest.mark.parametrize("asked", ["outcome=failed&event=refund", "outcome=failed&item=bump-9"])
def test_where_nothing_is_left_it_says_so(browser: Browser, shop: Shop, asked: str) -> None:
    told = lines(browser.get(f"/activity/retry?{asked}"))
    assert told[0] == "Nothing is to be tried again"
    assert State.WAITING not in states(shop)


@pytest.mark.parametrize("asked", ["", "outcome=applied", "outcome=waiting", "outcome=test"])
def test_what_needs_no_retry_has_no_such_page(browser: Browser, asked: str) -> None:
    browser.get(f"/activity/retry?{asked}", 404)


def test_no_request_does_more_than_so_many_and_the_next_one_goes_on(
    browser: Browser, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_retry, "AT_ONCE", 2)
    monkeypatch.setattr(bulk_retry, "_BATCH", 2)
    told = lines(browser.get("/activity/retry?outcome=failed"))
    assert told[3] == "2 are done at once; then you are asked whether to go on."
    page = browser.post("/activity/retry", outcome="failed", newest=5)
    assert lines(page)[:3] == ["Go on?", "2 deliveries are tried again.", "3 more are left."]
    assert states(shop).count(State.WAITING) == 2
    page = browser.post("/activity/retry", outcome="failed", newest=5, beyond=2, done=2)
    assert lines(page)[1:3] == ["4 deliveries are tried again.", "1 more is left."]
    done = browser.press("/activity/retry", outcome="failed", newest=5, beyond=4, done=4)
    assert "5 deliveries are tried again." in done
    assert states(shop) == [*[State.WAITING] * 5, State.NO_RULE]


def test_the_workers_are_told(browser: Browser, shop: Shop, redis_url: str) -> None:
    from bridge.queue import jobs

    browser.press("/activity/retry", outcome="failed")
    signals = jobs.Signals(jobs.redis_for(redis_url))
    assert {("delivery", id_) for id_ in range(1, 6)} <= signals.waiting()
    assert len(states(shop)) == 6
