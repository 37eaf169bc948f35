"""Whether the accounts have what rules name, before they are published and right after."""

from collections.abc import Iterator

import pytest

from bridge.model import Sort
from bridge.sandbox.accounts import account_with
from bridge.sandbox.stand_in import StandIn
from tests.cli.shop import Shop
from tests.web.console.conftest import Browser, client_of
from tests.web.console.reading import words
from tests.web.console.rulebook.writing import PLATINUM, VIP, planned


@pytest.fixture
def account() -> Iterator[StandIn]:
    with account_with("activecampaign", [(Sort.TAG, "VIPs"), (Sort.TAG, "Refunded")]) as running:
        yield running


@pytest.fixture
def asking(database_url: str, redis_url: str, account: StandIn) -> Browser:
    return Browser(client_of(database_url, redis_url, environment=account.environment))


def test_new_names_that_an_account_lacks_are_told_before_publishing_with_their_lines(
    asking: Browser, shop: Shop
) -> None:
    shop.publish()
    draft = planned(asking, shop, VIP, 1)
    assert f"/console/rules/drafts/{draft.id}/names" in asking.get(f"/rules/drafts/{draft.id}")
    page = asking.get(f"/rules/drafts/{draft.id}/names")
    said = words(page)
    told = "rule 'VIP': the tag 'VIP' does not exist in ActiveCampaign. Nearest there: 'VIPs'."
    assert told in said
    assert "rules.yaml" not in said
    assert f"/console/rules/edit?draft={draft.id}#line-12" in page


def test_they_are_made_at_a_click_that_asks_first(asking: Browser, shop: Shop) -> None:
    shop.publish()
    draft = planned(asking, shop, PLATINUM, 1)
    address, where = f"/rules/drafts/{draft.id}/names", "activecampaign"
    said = words(asking.get(address))
    for tag in ("Platinum", "PlatinumPAYF", "PlatinumSUSP", "PlatinumCANC"):
        assert f"the tag '{tag}' does not exist" in said
    asked = words(asking.post(address, 200, name="PlatinumPAYF", sort="tag", destination=where))
    assert "Make the tag 'PlatinumPAYF' in ActiveCampaign?" in asked
    assert "the tag 'PlatinumPAYF' does not exist" in words(asking.get(address))
    page = asking.press(address, name="PlatinumPAYF", sort="tag", sure="yes", destination=where)
    assert "'PlatinumPAYF' was made in ActiveCampaign." in words(page)
    assert "Make all 3 in ActiveCampaign" in words(asking.get(address))
    asking.press(address, sure="yes", destination=where)
    assert "that these rules name anew is there." in words(asking.get(address))
    assert "nothing left to make" in words(asking.press(address, sure="yes", destination=where))


def test_nothing_is_made_but_what_the_rules_name(asking: Browser, shop: Shop) -> None:
    shop.publish()
    draft = planned(asking, shop, VIP, 1)
    address = f"/rules/drafts/{draft.id}/names"
    for fields in ({"name": "Else", "sort": "tag"}, {}, {"name": "VIP", "sort": "list"}):
        page = asking.press(address, destination="activecampaign", sure="yes", **fields)
        assert "There is nothing left to make." in words(page)
    page = asking.press(address, name="VIP", sort="tag", destination="", sure="yes")
    assert "There is nothing left to make." in words(page)


def test_after_publishing_the_page_says_at_once_what_the_account_lacks(
    asking: Browser, shop: Shop
) -> None:
    shop.publish()
    draft = planned(asking, shop, PLATINUM, 1)
    page = asking.press(f"/rules/drafts/{draft.id}/publish", how="comes")
    assert 'data-live-from="/console/rules/versions/2/names"' in page
    said = words(asking.get("/rules/versions/2/names"))
    assert "ActiveCampaign lacks 5 names of these rules: " in said
    assert "PlatinumPAYF" in said
    assert "Set-up makes what can be made at a click." in said
    asking.get("/rules/versions/1/names", 404)
    assert "/names" not in asking.get("/rules/versions/1")


def test_an_account_that_does_not_answer_is_said(browser: Browser, shop: Shop) -> None:
    shop.publish()
    draft = planned(browser, shop, VIP, 1)
    said = words(browser.get(f"/rules/drafts/{draft.id}/names"))
    assert "Whether ActiveCampaign has the new names was not checked: ACTIVECAMPAIGN_URL" in said
    browser.get(f"/rules/drafts/{draft.id + 1}/names", 404)
