"""The file that counts, with what it does."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import update

from bridge.store.engine import transaction
from bridge.store.figures.rule_matches import roll_up
from bridge.store.publishing.drafts import Drafts
from bridge.store.schema.tables import deliveries
from tests.cli.shop import RULES, Shop
from tests.web.console.conftest import Browser, client_of
from tests.web.console.reading import lines
from tests.web.console.rulebook.writing import VIP, planned


def test_before_the_first_publication_it_says_what_publishes(browser: Browser) -> None:
    page = browser.get("/rules")
    assert "The workers publish the rules file when they start" in page
    assert "Change the rules" not in page


def test_every_line_has_its_number_and_can_be_linked_to(browser: Browser, shop: Shop) -> None:
    shop.publish()
    page = browser.get("/rules")
    assert "Rules version 1" in lines(page)
    found = re.findall(r'<li id="line-(\d+)" value="(\d+)"><code>(.*?)</code>', page)
    assert [(int(a), int(b), text) for a, b, text in found] == [
        (number, number, text) for number, text in enumerate(RULES.splitlines(), 1)
    ]


def test_beside_each_part_stands_what_it_does(browser: Browser, shop: Shop) -> None:
    shop.publish()
    text = " ".join(lines(browser.get("/rules")))
    assert "Gold membership for product-12 or upsell-3" in text
    assert "refund → revoke Gold" in text
    assert "Buyers rule purchase → trigger Welcome" in text


def test_what_is_on_its_way_is_listed(browser: Browser, shop: Shop) -> None:
    number = shop.publish()
    id_ = Drafts(shop.engine).begin(RULES, "rules.yaml", number, who="Bea", note="VIPs")
    page = browser.get("/rules")
    assert f'href="/console/rules/drafts/{id_}"' in page
    assert "“VIPs”" in page


def test_a_hostile_text_is_shown_as_text(browser: Browser, shop: Shop) -> None:
    bad = "<script>alert(1)</script>"
    shop.publish(f"{RULES}  - name: {bad}\n    when: refund\n    add: X # {bad}\n")
    page = browser.get("/rules")
    assert bad not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 2


def test_rules_that_this_release_cannot_read_are_shown_all_the_same(
    browser: Browser, shop: Shop
) -> None:
    shop.publish("crm: telepathy\n")
    page = browser.get("/rules")
    assert "This release of the bridge cannot read these rules." in page
    assert "telepathy" in page


def test_where_rules_come_by_deploy_alone_nothing_is_offered(
    database_url: str, redis_url: str, shop: Shop
) -> None:
    shop.publish()
    browser = Browser(client_of(database_url, redis_url, rules_publish="deploy"))
    page = browser.get("/rules")
    assert "RULES_PUBLISH is deploy" in page
    assert "/rules/edit" not in page


def test_it_says_how_often_each_matched_once_that_is_counted(browser: Browser, shop: Shop) -> None:
    ids = [shop.comes("purchase", email=each) for each in ("bea@example.com", "cy@example.com")]
    shop.work(*ids)
    assert "matched" not in browser.get("/rules")
    _counted(shop)
    text = " ".join(lines(browser.get("/rules")))
    assert "revoke Gold not matched in 30 days, last 31 Jan 2026" in text
    assert "trigger Welcome not matched in 30 days, last 31 Jan 2026" in text
    assert "add Refunded never matched" in text


def test_in_the_first_days_a_rule_without_a_match_is_no_surprise(
    browser: Browser, shop: Shop
) -> None:
    shop.work(shop.comes("purchase"))
    for days, said in ((6, "has not matched yet"), (8, "never matched")):
        _came_ago(shop, days)
        _counted(shop)
        assert f"add Refunded {said}" in " ".join(lines(browser.get("/rules")))


def test_while_nothing_has_come_no_rule_is_blamed_for_it(browser: Browser, shop: Shop) -> None:
    shop.publish()
    _counted(shop)
    page = browser.get("/rules")
    assert "Nothing has come yet, so no rule can have matched." in page
    assert "never matched" not in page
    assert 'href="/console/set-up">Set-up</a> says' in page


def test_it_says_how_the_rules_file_stands_to_what_counts(
    database_url: str, redis_url: str, shop: Shop, tmp_path: Path
) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(RULES, encoding="utf-8")
    browser = Browser(client_of(database_url, redis_url, rules_file=file))
    shop.publish()
    assert "in git" not in browser.get("/rules")
    draft = planned(browser, shop, VIP, 1)
    browser.press(f"/rules/drafts/{draft.id}/publish", how="comes")
    assert "is older than version 2 of the rules" in browser.get("/rules")
    file.write_text(RULES.replace("add: Refunded", "add: Back"), encoding="utf-8")
    page = browser.get("/rules")
    assert "and so were the rules in the console" in page
    assert "`bridge rules pull` brings both together" in page


def _came_ago(shop: Shop, days: int) -> None:
    """Whatever came first."""
    at = datetime.now(UTC) - timedelta(days=days)
    with shop.engine.connect() as connection:
        connection.execute(update(deliveries).values(received_at=at))


def _counted(shop: Shop) -> None:
    """As the worker's chore does, until it has come to today."""
    while _step(shop):
        continue


def _step(shop: Shop) -> bool:
    with transaction(shop.engine) as connection:
        return roll_up(connection, datetime.now(UTC))
