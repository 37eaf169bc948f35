"""What a person really has at each destination, and setting it right."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from bridge.model import Sort
from bridge.model.errors import AccountRefused
from bridge.sandbox.accounts import account_with
from bridge.sandbox.activecampaign import SandboxAccount
from bridge.sandbox.stand_in import StandIn
from bridge.store import applied, places
from bridge.store.people import address_book
from bridge.web.console.people import there_page
from tests.cli.shop import RULES, Shop
from tests.web.console.conftest import Browser, client_of
from tests.web.console.reading import words


@pytest.fixture
def account() -> Iterator[StandIn]:
    """Has the tags, and nobody with any of them."""
    names = [(Sort.TAG, each) for each in ("Gold", "GoldPAYF", "Welcome")]
    with account_with("activecampaign", names) as running:
        yield running


@pytest.fixture
def browser(database_url: str, redis_url: str, account: StandIn) -> Browser:
    return Browser(client_of(database_url, redis_url, environment=account.environment))


@pytest.fixture
def bea(shop: Shop) -> str:
    shop.work(shop.comes("purchase"), rules=RULES)
    return f"/people/{address_book.person_of(shop.engine, 'buyer@example.com')}"


def test_her_page_asks_for_it_by_itself(browser: Browser, bea: str) -> None:
    assert f'data-live="0" data-live-from="/console{bea}/there"' in browser.get(bea)


def test_what_differs_is_marked_in_words_and_set_right_after_a_question(
    browser: Browser, bea: str, engine: Engine
) -> None:
    told = words(browser.get(f"{bea}/there"))
    assert "Gold yes told no differs" in told.replace("| ", "")
    differing, _, well = told.partition("4 more that she does not have, as it should be")
    assert "GoldCANC" not in differing
    assert "GoldCANC no told no" in well
    asked = words(browser.post(f"{bea}/set-right", destination="activecampaign"))
    assert "right in ActiveCampaign?" in asked
    assert "Gold: to be put there." in asked
    page = browser.press(f"{bea}/set-right", bea, destination="activecampaign", sure="yes")
    assert "ActiveCampaign is told again." in words(page)
    with engine.connect() as connection:
        place = places.find(connection, "activecampaign", "buyer@example.com")
        assert place
        assert place.is_due


def test_while_she_is_being_told_it_waits_for_that_and_asks_nobody(
    browser: Browser, bea: str, engine: Engine, account: StandIn
) -> None:
    with engine.begin() as connection:
        place = places.find(connection, "activecampaign", "buyer@example.com")
        assert place
        places.mark_due(connection, [place.id])
    calls = len(account.calls)
    page = browser.get(f"{bea}/there")
    assert (
        f'id="there" aria-labelledby="there-now" data-live="3" data-live-from="/console{bea}/there"'
        in page
    )
    assert "it is looked once that is done" in words(page)
    assert len(account.calls) == calls
    page = browser.get(f"{bea}/there?now=1")
    assert "data-live" not in page
    assert "differs" in words(page)


def test_what_a_hand_put_there_is_taken_off_after_a_question(
    browser: Browser, bea: str, engine: Engine, account: StandIn
) -> None:
    assert isinstance(account, SandboxAccount)
    account.add_contact("buyer@example.com", ["Gold", "GoldPAYF"])
    page = browser.get(f"{bea}/there")
    assert "GoldPAYF no told yes differs" in words(page).replace("| ", "")
    asked = words(browser.post(f"{bea}/set-right", destination="activecampaign"))
    assert "GoldPAYF: to be taken off." in asked
    browser.press(f"{bea}/set-right", bea, destination="activecampaign", sure="yes")
    with engine.connect() as connection:
        place = places.find(connection, "activecampaign", "buyer@example.com")
        assert place
        assert applied.applied_of(connection, place.id)["goldpayf"].attempted == "unwanted"


def test_that_no_contact_is_there_is_said(browser: Browser, bea: str) -> None:
    assert "It has no contact of hers." in words(browser.get(f"{bea}/there"))


def test_with_a_contact_that_is_gone_its_fields_are_set_again(
    browser: Browser, shop: Shop, engine: Engine
) -> None:
    rules = RULES + "  - {name: Last, when: purchase, set: {Last order: order-id}}\n"
    shop.work(shop.comes("purchase"), rules=rules)
    bea = f"/people/{address_book.person_of(engine, 'buyer@example.com')}"
    asked = words(browser.post(f"{bea}/set-right", destination="activecampaign"))
    assert "1 field of hers will be set again, too." in asked
    browser.press(f"{bea}/set-right", bea, destination="activecampaign", sure="yes")
    with engine.connect() as connection:
        place = places.find(connection, "activecampaign", "buyer@example.com")
        assert place
        assert applied.applied_of(connection, place.id)["field,last order"].value == ""


def test_whoever_was_forgotten_between_look_and_click_is_told_nothing(
    browser: Browser, bea: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(there_page, "tell_again", lambda *_: False)
    page = browser.press(f"{bea}/set-right", bea, destination="activecampaign", sure="yes")
    assert "She was forgotten, or moved, meanwhile. Nothing was done." in words(page)


def test_a_destination_that_rests_is_not_asked(
    browser: Browser, bea: str, shop: Shop, account: StandIn
) -> None:
    shop.crm.fails = AccountRefused("ActiveCampaign refused the key (403).")
    shop.work(shop.comes("purchase", order_id="2"), rules=RULES)
    calls = len(account.calls)
    assert "It is paused, so it is not asked now. ActiveCampaign refused the key (403)." in words(
        browser.get(f"{bea}/there")
    )
    assert len(account.calls) == calls


def test_one_that_refuses_or_is_not_set_up_says_so(
    browser: Browser, bea: str, account: StandIn, database_url: str, redis_url: str
) -> None:
    account.conditions.refuse_key = True
    assert "403" in words(browser.get(f"{bea}/there"))
    without = Browser(client_of(database_url, redis_url))
    assert "settings are missing or wrong" in words(without.get(f"{bea}/there"))
    page = without.press(f"{bea}/set-right", bea, destination="activecampaign", sure="yes")
    assert "settings are missing or wrong" in words(page)


def test_nonsense_does_nothing(browser: Browser, bea: str) -> None:
    page = browser.press(f"{bea}/set-right", bea, destination="nowhere", sure="yes")
    assert "There is no such destination." in words(page)
    browser.get("/people/99/there", 404)
    browser.post("/people/99/set-right", 404)
