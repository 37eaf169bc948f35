"""The set-up page: every step proves itself, whatever is away, and names are made at a click."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from bridge.model import Sort
from bridge.queue import jobs
from bridge.sandbox.accounts import account_with
from bridge.sandbox.servers import Servers
from bridge.sandbox.stand_in import StandIn
from bridge.sources.thrivecart.samples import FORM, as_form, delivery
from bridge.store import places, rulebooks
from tests.cli.shop import Shop
from tests.rules.vendors_by_sorts import FULL, SITE, called
from tests.web.console.conftest import Browser, client_of
from tests.web.console.reading import step, words

CRM = called(FULL)
RULES = f"""\
crm: {FULL}
memberships:
  Gold: {{items: product-12, style: plain}}
rules:
  - {{name: Refunds, when: refund, add: [Refunded, Was here], subscribe: News}}
"""
SHIPPED = (Path(__file__).parents[4] / "rules.yaml").read_text()
HOOK = "/webhooks/thrivecart"
Open = Callable[..., Browser]


@pytest.fixture
def account() -> Iterator[StandIn]:
    """Has the tag Gold, and one that is nearly `Was here`."""
    with account_with(FULL, [(Sort.TAG, "Gold"), (Sort.TAG, "Was hero")]) as running:
        yield running


@pytest.fixture
def opened(database_url: str, redis_url: str, account: StandIn, tmp_path: Path) -> Open:
    def of(rules: str = RULES, **more: object) -> Browser:
        file = tmp_path / "rules.yaml"
        file.write_text(rules)
        told = {"environment": account.environment, "rules_file": file} | more
        return Browser(client_of(database_url, redis_url, **told))  # type: ignore[arg-type]

    return of


def post(client: FlaskClient, secret: str = "MADEUPSECRET", **told: Any) -> int:  # noqa: S107 - made up
    body = as_form(delivery("purchase", secret=secret, **told))
    return client.post(HOOK, data=body, headers={"Content-Type": FORM}).status_code


def noted(engine: Engine, what: str) -> None:
    """Once the receiver's thread has written it down."""
    with engine.connect() as connection:
        query = text("SELECT count(*) FROM sightings WHERE what = :what")
        while not connection.execute(query, {"what": what}).scalar():
            pass


def publish(engine: Engine, rules: str = RULES) -> None:
    rulebooks.publish_file(engine, (rules, "v1", "rules.yaml"), datetime.now(UTC))


def test_an_installation_that_nothing_came_to_says_what_to_do_first(opened: Open) -> None:
    page = opened().get("/set-up")
    assert step(page, "address").startswith("Put the webhook's address into ThriveCart to do")
    assert 'value="http://localhost/webhooks/thrivecart"' in page
    assert step(page, "ping") == (
        "Let ThriveCart reach the bridge to do Nothing came yet. ThriveCart tries the address "
        "when you save it. Save the webhook in ThriveCart under Settings > API & Webhooks > "
        "Webhooks & notifications > Add webhook; this page sees it at once."
    )
    assert "THRIVECART_SECRET is set. Whether it is ThriveCart's shows" in step(page, "secret")
    assert step(page, f"key-{FULL}") == f"{CRM} takes the key not known It is asked now."
    assert "is right. The workers publish it when they start." in step(page, "rules")
    assert "Nothing came yet." in step(page, "first-tag")
    assert "data-live" in page


def test_what_thrivecart_sends_is_seen(opened: Open, engine: Engine) -> None:
    browser = opened()
    assert browser.client.get(HOOK).status_code == 200
    noted(engine, "ping")
    assert "ThriveCart reaches the bridge done Its try came through." in step(
        browser.get("/set-up"), "ping"
    )
    assert post(browser.client, secret="another word") == 401
    noted(engine, "wrong secret")
    page = browser.get("/set-up")
    assert "carried another word than THRIVECART_SECRET" in step(page, "secret")
    assert "another word</" not in page.replace("Last with another word", "")
    assert post(browser.client) == 200
    noted(engine, "matched")
    secret = step(browser.get("/set-up"), "secret")
    assert secret.startswith(
        "The secret word is ThriveCart's own done A delivery came that carried it."
    )
    assert "Last with another word" in secret


def test_an_account_is_asked_by_the_page_and_by_the_button(opened: Open, account: StandIn) -> None:
    browser = opened()
    page = browser.get("/set-up/steps")
    assert f"{CRM} takes the key done It answers." in step(page, f"key-{FULL}")
    names = step(page, f"names-{FULL}")
    assert f"the tag 'Was here' does not exist in {CRM}. Nearest there: 'Was hero'." in names
    assert f"the list 'News' does not exist in {CRM}." in names
    assert "3 names of 4 it does not have." in names
    account.conditions.refuse_key = True
    assert "done It answers." in step(browser.get("/set-up"), f"key-{FULL}")
    page = browser.press("/set-up/look", "/set-up")
    assert f"{CRM} was asked." in words(page)
    assert f"Give the bridge a key that {CRM} takes to do" in step(page, f"key-{FULL}")


def test_a_name_is_made_at_a_click_after_a_question(opened: Open) -> None:
    browser = opened()
    browser.get("/set-up/steps")
    form: dict[str, Any] = {"destination": FULL, "name": "Refunded", "sort": "tag"}
    asked = browser.post("/set-up/make", **form)
    assert f"Make the tag 'Refunded' in {CRM}?" in words(asked)
    assert "Refunded" in step(browser.get("/set-up"), f"names-{FULL}")  # nothing was made yet
    page = browser.press("/set-up/make", "/set-up", **form, sure="yes")
    assert f"'Refunded' was made in {CRM}." in words(page)
    assert "Refunded" not in step(page, f"names-{FULL}")


def test_what_people_wait_for_is_made_where_it_needs_somebody(
    opened: Open, shop: Shop, engine: Engine
) -> None:
    """Whoever waits for it is due at once."""
    shop.crm.refuses = {"Refunded"}
    shop.work(shop.comes("purchase"), shop.comes("refund"), rules=RULES)
    assert places.due_places(engine, 9) == []
    browser = opened()
    assert f"Make it in {CRM}" in words(browser.get("/needs-you"))
    form: dict[str, Any] = {
        "destination": FULL, "name": "Refunded", "sort": "tag", "from": "needs"
    }  # fmt: skip
    asked = browser.post("/set-up/make", **form)
    assert f"Make the tag 'Refunded' in {CRM}?" in words(asked)
    assert "Who waits for it is told then" in words(asked)
    page = browser.press("/set-up/make", "/needs-you", **form, sure="yes")
    assert f"'Refunded' was made in {CRM}." in words(page)
    assert "Who waits for it is told within seconds, and what stood here for it goes" in words(page)
    shop.crm.refuses = set()
    shop.sweep()
    assert f"{CRM} will not have" not in words(browser.get("/needs-you"))


def test_with_what_people_wait_for_all_is_offered_that_the_membership_needs(
    opened: Open, engine: Engine
) -> None:
    both = "{Club: {items: bump-1}, Other: {items: bump-2}}"
    rules = f"crm: {FULL}\nmemberships: {both}\n"
    browser = opened(rules)
    publish(engine, rules)
    form: dict[str, Any] = {
        "destination": FULL, "name": "Club", "sort": "tag", "from": "needs"
    }  # fmt: skip
    asked = words(browser.post("/set-up/make", **form))
    assert f"Make 4 names in {CRM}?" in asked
    assert f"The membership that needs 'Club' needs all of these. {CRM} has no tag 'Club'." in asked
    page = words(browser.press("/set-up/make", "/needs-you", **form, sure="yes"))
    assert f"4 names were made in {CRM}." in page
    assert (
        f"{CRM} lacks 4 names of your rules. 'Other', 'OtherPAYF', 'OtherSUSP' and 1 more" in page
    )
    browser.press("/set-up/make", "/set-up", destination=FULL, sure="yes")
    assert "Nothing needs you" in words(browser.get("/needs-you"))


def test_all_are_made_but_those_that_look_like_slips(opened: Open) -> None:
    browser = opened(RULES.replace("Refunded,", "Refunded, Left,"))
    assert "Make all 2" in step(browser.get("/set-up/steps"), f"names-{FULL}")
    page = browser.press("/set-up/make", "/set-up", destination=FULL, sure="yes")
    assert f"2 names were made in {CRM}." in words(page)
    names = step(page, f"names-{FULL}")
    assert "Was here" in names
    assert "Left" not in names


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"destination": "nowhere"}, 404),
        ({}, 404),
        ({"destination": FULL, "name": "Not of the rules", "sort": "tag"}, 303),
        ({"destination": FULL, "name": "News", "sort": "list"}, 303),
    ],
)
def test_nothing_else_is_made(opened: Open, form: dict[str, str], status: int) -> None:
    browser = opened()
    browser.get("/set-up/steps")
    browser.post("/set-up/make", status, **form, sure="yes")


def test_a_missing_setting_is_named_and_no_key_is_shown(opened: Open, account: StandIn) -> None:
    key = next(value for name, value in account.environment.items() if name.endswith("_KEY"))
    page = opened().get("/set-up/steps")
    assert key not in page
    assert "MADEUPSECRET" not in page
    lacking = {n: v for n, v in account.environment.items() if not n.endswith("_KEY")}
    said = step(opened(environment=lacking).get("/set-up"), f"key-{FULL}")
    assert f"{FULL.upper()}_KEY is missing: " in said


def test_before_the_examples_names_are_made_it_is_said_whose_they_are(
    opened: Open, engine: Engine
) -> None:
    shipped = SHIPPED.replace("crm: activecampaign", f"crm: {FULL}")
    browser = opened(shipped)
    publish(engine, shipped)
    names = step(browser.get("/set-up/steps"), f"names-{FULL}")
    told = (
        "Your rules are still the example's, and these are the names of a shop that is not yours: "
        "write your rules before you make any of them."
    )
    assert f"{told} Open the rules" in names
    assert told in words(browser.post("/set-up/make", destination=FULL))


def test_where_no_click_can_make_it_the_menu_is_told(opened: Open) -> None:
    rules = f"crm: {SITE}\nmemberships:\n  Gold: {{items: product-12}}\n"
    with account_with(SITE, [(Sort.ACCESS, "Silver")]) as site:
        browser = opened(rules, environment=site.environment)
        names = step(browser.get("/set-up/steps"), f"names-{SITE}")
    assert f"the membership 'Gold' does not exist in {called(SITE)}." in names
    assert f"In {called(SITE)}: " in names
    assert "Make" not in names


def test_once_all_is_done_it_says_so_and_stays(opened: Open, engine: Engine, shop: Shop) -> None:
    rules = f"crm: {FULL}\nmemberships:\n  Gold: {{items: product-12, style: plain}}\n"
    browser = opened(rules, proxy_hops=1)
    browser.client.get(HOOK)
    noted(engine, "ping")
    assert post(browser.client) == 200
    noted(engine, "matched")
    shop.work(shop.comes("purchase", "product-12"), rules=rules)
    page = browser.get("/set-up/steps")
    assert "All is set up" not in words(page)
    assert "All 10 steps are done; what stands in red at the webhook's address is left." in page
    assert "which ThriveCart cannot reach" in step(page, "address")
    browser.client.environ_base["HTTP_X_FORWARDED_PROTO"] = "https"
    page = browser.get("/set-up/steps")
    assert "All is set up" in words(page)
    assert "data-live" not in page
    assert step(page, "alerts").endswith("Set SMTP_URL or ALERT_URL.") or "optional" in step(
        page, "alerts"
    )


def test_doubts_about_the_rules_are_told(opened: Open, engine: Engine) -> None:
    publish(engine)
    browser = opened(RULES + "# another line\n")
    said = step(browser.get("/set-up"), "rules")
    assert "Version 1 counts. 1 doubt:" in said
    assert "differs from it" in said


def test_mistakes_of_the_file_are_told(opened: Open, tmp_path: Path) -> None:
    said = step(opened("crm: nothing\nrule: []\n").get("/set-up"), "rules")
    assert "rules.yaml cannot be used: " in said
    page = opened(rules_file=tmp_path / "absent.yaml").get("/set-up")
    assert "There is no file" in step(page, "rules")
    assert "these cannot be used" in step(page, "accounts")


def test_without_tables_each_step_says_what_it_knows(
    servers: Servers, redis_url: str, tmp_path: Path
) -> None:
    url = servers.database_url("nothing_in_it")
    browser = Browser(client_of(url, redis_url, rules_file=tmp_path / "rules.yaml"))
    for address in ("/set-up", "/set-up/steps"):
        page = browser.get(address)
        assert "The database has no tables of the bridge yet." in step(page, "postgres")
        assert "not known" in step(page, "secret")
        assert "not known" in step(page, "first-tag")


def test_with_postgres_away_it_is_no_failure(redis_url: str, account: StandIn) -> None:
    nowhere = "postgresql://bridge@127.0.0.1:1/bridge"
    browser = Browser(client_of(nowhere, redis_url, environment=account.environment))
    for address in ("/set-up", "/set-up/steps"):
        assert "Postgres does not answer" in step(browser.get(address), "postgres")


def test_with_redis_away_it_is_no_failure(
    opened: Open, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = opened()
    monkeypatch.setattr(jobs.redis_for(redis_url).connection_pool.connection_class, "connect", away)
    page = browser.get("/set-up/steps")
    assert "Redis does not answer" in step(page, "redis")
    assert "not known" in step(page, "worker")


def away(*_: object) -> None:
    from redis.exceptions import ConnectionError as Away

    raise Away


def test_of_an_account_that_gives_no_answer_it_says_so(opened: Open, account: StandIn) -> None:
    browser = opened()
    account.faults.lose_answers(times=None)
    said = step(browser.get("/set-up/steps"), f"key-{FULL}")
    assert said.startswith(f"Give the bridge a key that {CRM} takes to do {CRM} ")
    assert "could not be reached" in said
    assert "were not checked" in step(browser.get("/set-up"), f"names-{FULL}")


def test_without_a_worker_it_says_how_to_start_one(opened: Open, redis_url: str) -> None:
    browser = opened()
    jobs.redis_for(redis_url).flushall()
    said = step(browser.get("/set-up"), "worker")
    assert "None was seen for half a minute" in said
    assert "python worker.py" in said
