"""What was published, and taking it back."""

from bridge.reconcile.library import Library
from bridge.reconcile.rollout import Rollouts
from bridge.rules import file as rulesfile
from bridge.store import rollouts
from bridge.store.engine import transaction
from tests.cli.shop import Shop
from tests.web.console.conftest import Browser, client_of
from tests.web.console.reading import lines
from tests.web.console.rulebook.writing import PLATINUM, VIP, called, has_sold, planned


def words(page: str) -> str:
    return " ".join(lines(page))


def publishes(browser: Browser, shop: Shop, text: str, how: str = "comes", base: int = 1) -> None:
    draft = planned(browser, shop, text, base)
    browser.press(f"/rules/drafts/{draft.id}/publish", how=how, note="a <b>note</b>")


def test_the_history_says_who_when_how_and_why(browser: Browser, shop: Shop) -> None:
    shop.publish()
    publishes(browser, shop, VIP)
    said = words(browser.get("/rules/history"))
    assert "Version 2 counts" in said
    assert "Anna | in the console | a <b>note</b>" in said
    assert "with a deploy" in said


def test_before_the_first_it_says_what_publishes(browser: Browser) -> None:
    assert "Nothing was published yet." in browser.get("/rules/history")
    browser.get("/rules/versions/1", 404)
    browser.get("/rules/versions/1/undo", 404)
    browser.post("/rules/versions/1/undo", 404)


def test_a_version_shows_its_difference_by_more_than_colour(browser: Browser, shop: Shop) -> None:
    shop.publish()
    publishes(browser, shop, VIP)
    page = browser.get("/rules/versions/2")
    assert '<ins aria-label="added">+</ins></td><td class="text">  - name: VIP</td>' in page
    assert "the workers decide by it whatever comes" in page
    first = browser.get("/rules/versions/1")
    assert "The first version" in first
    assert "/console/rules/edit?version=1" in first
    assert "/rules/versions/1/undo" not in first


def test_while_it_is_carried_out_the_page_follows(browser: Browser, shop: Shop) -> None:
    has_sold(shop, "bea@example.com")
    publishes(browser, shop, PLATINUM, "everybody")
    page = browser.get("/rules/versions/2")
    assert "It is bringing 1 person to it: it begins. This page follows it." in words(page)
    assert 'id="rollout" data-live="2"' in page
    Rollouts(shop.engine, Library(rulesfile.parse)).finish()
    page = browser.get("/rules/versions/2")
    assert "It brings 1 person to it: 0 told, 1 waits. This page follows it." in words(page)
    assert 'id="rollout" data-live="2"' in page
    shop.sweep()
    page = browser.get("/rules/versions/2")
    assert "It brought 1 person to it" in words(page)
    assert 'id="rollout" data-live' not in page


def test_who_is_refused_is_not_said_to_be_brought_to_it(browser: Browser, shop: Shop) -> None:
    has_sold(shop, "bea@example.com", "cy@example.com")
    for email, name in (("bea@example.com", "Bea"), ("cy@example.com", "Cy")):
        called(shop, email, name)
    publishes(browser, shop, PLATINUM, "everybody")
    Rollouts(shop.engine, Library(rulesfile.parse)).finish()
    shop.crm.refuses.add("Platinum")
    shop.sweep()
    page = browser.get("/rules/versions/2")
    assert "It brings 2 people to it: 0 told, 2 need you." in words(page)
    assert "brought" not in words(page)
    assert "2 need you Bea Cy Needs you says what to do." in words(page)
    assert "brings 2 people to it: 0 told, 2 need you" in words(browser.get("/rules/history"))


def test_so_do_the_history_and_the_rules(browser: Browser, shop: Shop) -> None:
    has_sold(shop, "bea@example.com", "cy@example.com")
    publishes(browser, shop, PLATINUM, "everybody")
    _looks_at(shop, 1)
    told = "is bringing 2 people to it: 1 of 2 people are looked at"
    for address, part in (("/rules", "rollout"), ("/rules/history", "history")):
        page = browser.get(address)
        assert told in words(page)
        assert f'id="{part}" data-live="3"' in page
    assert '<progress max="2" value="1"' in browser.get("/rules")
    Rollouts(shop.engine, Library(rulesfile.parse)).finish()
    shop.sweep()
    for address in ("/rules", "/rules/history"):
        assert "data-live" not in browser.get(address)
    assert "is bringing" not in browser.get("/rules")


def _looks_at(shop: Shop, done: int) -> None:
    """As the workers, who are at it."""
    [rollout] = rollouts.unfinished(shop.engine)
    with transaction(shop.engine) as connection:
        rollouts.note_size(connection, rollout.id, 2)
        for each in range(done):
            rollouts.advance(connection, rollout.id, each)


def test_an_undo_asks_first_with_its_plan(browser: Browser, shop: Shop) -> None:
    has_sold(shop, "bea@example.com")
    publishes(browser, shop, PLATINUM, "everybody")
    Rollouts(shop.engine, Library(rulesfile.parse)).finish()
    shop.sweep()
    said = words(browser.get("/rules/versions/2/undo"))
    assert "Take back version 2?" in said
    assert "1 person would change; 1 of them would lose access." in said
    assert "gains Gold" in said
    assert "loses Platinum" in said


def test_an_undo_brings_back_what_was(browser: Browser, shop: Shop) -> None:
    has_sold(shop, "bea@example.com")
    publishes(browser, shop, PLATINUM, "everybody")
    Rollouts(shop.engine, Library(rulesfile.parse)).finish()
    shop.sweep()
    page = browser.press("/rules/versions/2/undo", "/rules/versions/3")
    assert "Version 2 is taken back: version 1 counts." in page
    back = "It takes back version 2, and nothing else: from then on version 1 counted again."
    assert back in words(page).replace(" ,", ",").replace("1 counted again .", "1 counted again.")
    assert "Publish it again" not in page
    assert "as an undo of version 2" in page
    Rollouts(shop.engine, Library(rulesfile.parse)).finish()
    shop.sweep()
    assert shop.crm.plans[-1].add == ("Gold",)
    refused = words(browser.post("/rules/versions/2/undo", 409))
    assert "Version 2 cannot be taken back It was taken back already, by version 3." in refused
    assert "All it does is take back version 2." in browser.get("/rules/versions/3/undo", 409)
    assert "It is the first one" in browser.get("/rules/versions/1/undo", 409)
    # The one that counts again is the first; what is written now is written over it.
    assert 'name="base" value="1"' in browser.get("/rules/edit")


def test_where_rules_come_by_deploy_alone_nothing_is_taken_back(
    database_url: str, redis_url: str, browser: Browser, shop: Shop
) -> None:
    shop.publish()
    publishes(browser, shop, VIP)
    other = Browser(client_of(database_url, redis_url, rules_publish="deploy"))
    page = other.get("/rules/versions/2")
    assert "Undo" not in page
    assert "RULES_PUBLISH is deploy" in other.get("/rules/versions/2/undo", 403)
    assert "RULES_PUBLISH is deploy" in other.post("/rules/versions/2/undo", 403)
