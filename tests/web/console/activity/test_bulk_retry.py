"""Trying all again that a filter finds: the number first, then in batches, then the list."""

import pytest

from bridge.model.errors import CrmUnavailable
from bridge.store.delivery import State
from bridge.web.console.activity import bulk_retry
from tests.cli.shop import Shop
from tests.web.console.conftest import Browser
from tests.web.console.reading import lines, words


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
    ("asked", "said"),
    [
        ("outcome=failed", "5 deliveries that failed"),
        ("outcome=failed&refused=tag:Gold&event=purchase", "5 deliveries that failed"),
        ("outcome=no rule", "1 delivery that no rule spoke about"),
        ("outcome=no rule&item=product-77", "1 delivery that no rule spoke about"),
    ],
)
def test_it_is_asked_first_with_the_right_number(
    browser: Browser, shop: Shop, asked: str, said: str
) -> None:
    told = lines(browser.get(f"/activity/retry?{asked}"))
    assert told[0] == "Try them again?"
    assert told[1] == f"{said} will be tried again by the rules as they stand now."
    assert State.WAITING not in states(shop)


def test_it_does_what_was_confirmed_and_shows_how_it_goes_on(browser: Browser, shop: Shop) -> None:
    later = shop.comes("purchase", email="d@example.com")
    shop.work(later)
    form = {"outcome": "failed", "event": "purchase", "newest": 5}
    page = browser.press("/activity/retry", "/activity?tried=1.2.3.4.5", **form)
    assert "5 deliveries are tried again. What comes of it is shown here." in page
    assert "Those that were tried again: 5 waiting. This page follows." in words(page)
    assert "c@example.com" not in page
    assert states(shop) == [*[State.WAITING] * 5, State.NO_RULE, State.FAILED]
    shop.crm.refuses = set()
    shop.worker.take_in(1)
    shop.sweep()
    page = words(browser.get("/activity?tried=1.2.3.4.5"))
    assert "Those that were tried again: 5 applied." in page


def test_what_is_refused_once_more_leads_back_to_what_needs_somebody(
    browser: Browser, shop: Shop
) -> None:
    browser.press("/activity/retry", "/activity?tried=1.2.3.4.5", outcome="failed")
    shop.sweep()
    page = words(browser.get("/activity?tried=1.2.3.4.5"))
    assert "tried again: 5 failed. What failed once more stands in Needs you." in page


def test_what_waits_is_tried_now(browser: Browser, shop: Shop) -> None:
    shop.crm.refuses, shop.crm.fails = set(), CrmUnavailable("It answered 500.", 3_600)
    waits = shop.comes("purchase", email="e@example.com")
    shop.work(waits)
    assert "Try all of these again" in browser.get("/activity?outcome=waiting")
    told = lines(browser.get("/activity/retry?outcome=waiting"))
    assert told[1].startswith("1 delivery still waiting will be tried again")
    shop.crm.fails = None
    shop.sweep()
    assert states(shop)[-1] == State.WAITING
    browser.press("/activity/retry", f"/activity?tried={waits}", outcome="waiting")
    shop.sweep()
    assert states(shop)[-1] == State.APPLIED


@pytest.mark.parametrize("asked", ["outcome=failed&event=refund", "outcome=failed&item=bump-9"])
def test_where_nothing_is_left_it_says_so(browser: Browser, shop: Shop, asked: str) -> None:
    told = lines(browser.get(f"/activity/retry?{asked}"))
    assert told[0] == "Nothing is to be tried again"
    assert State.WAITING not in states(shop)


@pytest.mark.parametrize("asked", ["", "outcome=applied", "outcome=kept", "outcome=test"])
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
