"""What a hand does for a person, in the console."""

import re
from typing import Any

import pytest

from bridge.model import Kind
from bridge.queue import jobs
from bridge.store.delivery import State
from bridge.store.people import address_book
from tests.cli.hands import said
from tests.cli.shop import Shop
from tests.web.console.conftest import Browser
from tests.web.console.reading import words

RULES = """\
crm: activecampaign
memberships:
  Gold: {items: [product-12], payment failed: suspend after 7 days}
  Club: {items: [product-15]}
"""
GIVES: dict[str, Any] = {"what": "grant", "membership": "Club", "why": "a prize", "once": "abc123"}


@pytest.fixture
def bea(shop: Shop) -> str:
    """The address of her page; she bought Gold."""
    shop.work(shop.comes("purchase"), rules=RULES)
    return f"/people/{address_book.person_of(shop.engine, 'buyer@example.com')}"


def worked(shop: Shop) -> None:
    """All that waits is taken in."""
    for each in shop.deliveries.latest(50, state=State.WAITING):
        shop.worker.take_in(each.id)


def test_a_membership_is_given_with_a_reason_and_who_did_it(
    browser: Browser, shop: Shop, bea: str, redis_url: str
) -> None:
    assert "Give, end or ban" in browser.get(bea)
    page = browser.press(f"{bea}/by-hand", bea, **GIVES, until="2030-12-31")
    assert "Club is given to her." in words(page)
    (waits,) = jobs.Signals(jobs.redis_for(redis_url)).waiting()
    worked(shop)
    page = browser.get(bea)
    assert "Club open" in words(page)
    assert "granted by hand" in words(page)
    assert "'a prize'" in words(page)
    assert "said by Anna" in words(page)
    told = shop.deliveries.find(waits[1])
    assert told
    assert told.event.kind is Kind.GRANTED_BY_HAND
    assert told.event.hand
    assert told.event.hand.until
    assert told.event.hand.until.year in (2030, 2031)
    assert shop.deliveries.body(told.id)["operator"] == "Anna"


def test_one_click_too_many_says_it_once(browser: Browser, shop: Shop, bea: str) -> None:
    for _ in range(2):
        browser.press(f"{bea}/by-hand", bea, **GIVES)
    kinds = [each.event.kind for each in shop.deliveries.latest()]
    assert kinds.count(Kind.GRANTED_BY_HAND) == 1


@pytest.mark.parametrize("what", ["end", "ban"])
def test_what_she_has_is_ended_or_kept_from_her(
    browser: Browser, shop: Shop, bea: str, what: str
) -> None:
    browser.press(f"{bea}/by-hand", bea, what=what, membership="Gold", why="charged back")
    worked(shop)
    assert "Gold closed" in words(browser.get(bea))


def test_a_reason_is_kept_without_what_postgres_does_not_take(
    browser: Browser, shop: Shop, bea: str
) -> None:
    browser.press(f"{bea}/by-hand", bea, **GIVES | {"why": "a \0prize"})
    assert [e.event.hand.why for e in shop.deliveries.latest() if e.event.hand] == ["a prize"]


def test_she_may_be_kept_out_of_all(browser: Browser, shop: Shop, bea: str) -> None:
    form = {"what": "ban", "membership": "every membership", "why": "charged back"}
    page = browser.press(f"{bea}/by-hand", bea, **form)
    assert "She is kept out of every membership." in words(page)
    worked(shop)
    assert "Gold closed" in words(browser.get(bea))


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({}, "Choose what to do."),
        ({"what": "give away", "membership": "Gold", "why": "x"}, "Choose what to do."),
        ({"what": "grant", "why": "x"}, "Choose a membership."),
        ({"what": "grant", "membership": "Gold", "why": "  "}, "Write why"),
        ({"what": "grant", "membership": "Gold", "why": "x", "until": "soon"}, "That is no day."),
        ({"what": "grant", "membership": "Gold", "why": "x", "until": "9999-12-31"}, "no day"),
        ({"what": "grant", "membership": "Gold", "why": "x", "until": "2020-12-31"}, "is over"),
        ({"what": "ban", "membership": "Gold", "why": "x", "until": "2035-12-31"}, "Only what is"),
        ({"what": "grant", "membership": "every membership", "why": "x"}, "Choose one membership"),
        ({"what": "grant", "membership": "Gild", "why": "x"}, "Did you mean 'Gold'?"),
        ({"what": "end", "membership": "Club", "why": "x"}, "has no membership 'Club'"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_that_was_written_is_lost(
    browser: Browser, shop: Shop, bea: str, form: dict[str, Any], problem: str
) -> None:
    before = len(shop.deliveries.latest())
    answer = browser.post(f"{bea}/by-hand", 400, **form)
    assert problem in words(answer)
    assert len(shop.deliveries.latest()) == before
    if why := form.get("why", "").strip():
        assert f'value="{why}"' in answer


def test_what_a_hand_said_is_taken_back_after_a_question(
    browser: Browser, shop: Shop, bea: str
) -> None:
    browser.press(f"{bea}/by-hand", bea, **GIVES)
    worked(shop)
    (told,) = [e for e in shop.deliveries.latest() if e.event.kind is Kind.GRANTED_BY_HAND]
    asked = browser.post(f"{bea}/take-back", hand=told.id)
    assert "Take back what was granted by hand?" in words(asked)
    assert "Club, of buyer@example.com: granted by hand on " in words(asked)
    page = browser.press(f"{bea}/take-back", bea, hand=told.id, sure="yes")
    assert "is taken back." in words(page)
    worked(shop)
    assert "Club open" not in words(browser.get(bea))
    again = browser.press(f"{bea}/take-back", bea, hand=told.id, sure="yes")
    assert "is taken back already" in words(again)


def test_on_one_persons_page_nothing_of_another_one_is_taken_back(
    browser: Browser, shop: Shop, bea: str
) -> None:
    browser.press(f"{bea}/by-hand", bea, **GIVES)
    worked(shop)
    (told,) = [e for e in shop.deliveries.latest() if e.event.kind is Kind.GRANTED_BY_HAND]
    shop.work(shop.comes("purchase", email="ben@example.com"), rules=RULES)
    ben = address_book.person_of(shop.engine, "ben@example.com")
    for sure in ("yes", ""):
        browser.post(f"/people/{ben}/take-back", 404, hand=told.id, sure=sure)
    browser.press(f"{bea}/take-back", bea, hand=told.id, sure="yes")
    browser.post(f"/people/{ben}/take-back", 404, hand=told.id, sure="yes")
    assert [e.event.kind for e in shop.deliveries.latest(50, "ben@example.com")] == [Kind.PURCHASE]


def test_what_was_said_of_her_address_of_before_is_taken_back_on_her_page(
    browser: Browser, shop: Shop
) -> None:
    shop.work(shop.comes("purchase"), rules=RULES)
    by_hand = said(shop, Kind.GRANTED_BY_HAND, "Club", "a prize", hour=0)
    moved = shop.comes("purchase", email="bea@example.com", customer_id="501", order_id="2")
    shop.work(by_hand, moved, rules=RULES)
    hers = f"/people/{address_book.person_of(shop.engine, 'bea@example.com')}"
    page = browser.press(f"{hers}/take-back", hers, hand=by_hand, sure="yes")
    assert "is taken back." in words(page)


@pytest.mark.parametrize("hand", ["", "x", "99", "1", "9" * 30])
def test_what_no_hand_said_is_not_taken_back(browser: Browser, bea: str, hand: str) -> None:
    browser.post(f"{bea}/take-back", 404, hand=hand)


@pytest.mark.parametrize(("what", "then"), [("skip", "It is skipped."), ("hurry", "from now on.")])
def test_what_is_to_come_is_skipped_or_counts_now(
    browser: Browser, shop: Shop, bea: str, what: str, then: str
) -> None:
    shop.work(shop.comes("payment failed", email="buyer@example.com"), rules=RULES)
    browser.press(f"{bea}/by-hand", bea, **GIVES, until="2035-12-31")
    worked(shop)
    page = browser.get(bea)
    assert "What is to come" in page
    coming = page.partition('name="coming" value="')[2].partition('"')[0]
    asked = browser.post(f"{bea}/to-come", coming=coming, what=what)
    assert "Why? It stands on her page." in words(asked)
    assert "of buyer@example.com" in words(asked).lower()
    assert "unless you take that back on her page." in words(asked)
    done = browser.press(f"{bea}/to-come", bea, coming=coming, what=what, why="she asked")
    assert then in words(done)
    worked(shop)
    gone = browser.press(f"{bea}/to-come", bea, coming=coming, what=what, why="again")
    assert "Nothing of that ID is to come" in words(gone)
    told = words(browser.get(bea))
    kind = {"skip": "skipped by hand", "hurry": "hurried by hand"}[what]
    assert re.search(rf"Club ends \([^)]*\): {kind} on [^:]*:\d\d: 'she asked' Take it back", told)
    (said_,) = [e for e in shop.deliveries.latest() if e.event.kind == kind]
    browser.press(f"{bea}/take-back", bea, hand=said_.id, sure="yes")
    worked(shop)
    assert f'name="coming" value="{coming}"' in browser.get(bea)


def test_all_of_hers_is_tried_again(browser: Browser, shop: Shop) -> None:
    shop.crm.refuses = {"Gold"}
    shop.work(shop.comes("purchase"), rules=RULES)
    bea = f"/people/{address_book.person_of(shop.engine, 'buyer@example.com')}"
    assert "Try all of hers again" in browser.get(bea)
    shop.crm.refuses = set()
    page = browser.press(f"{bea}/try-again", bea)
    assert "1 delivery is tried again." in words(page)
    worked(shop)
    assert "Try all of hers again" not in browser.get(bea)


@pytest.mark.parametrize("address", ["by-hand", "take-back", "to-come", "try-again"])
def test_of_nobody_nothing_is_done(browser: Browser, address: str) -> None:
    browser.post(f"/people/99/{address}", 404, hand="1")
