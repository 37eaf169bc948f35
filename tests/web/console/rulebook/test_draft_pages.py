"""A draft of the rules on its way."""

import pytest

from bridge.model.errors import CrmUnavailable
from bridge.reconcile.library import Library
from bridge.reconcile.rollout import Rollouts
from bridge.rules import file as rulesfile
from bridge.store import rulebooks
from bridge.store.publishing.drafts import Drafts, DraftState
from tests.cli.shop import RULES, Shop
from tests.web.console.conftest import Browser, client_of
from tests.web.console.reading import lines
from tests.web.console.rulebook.writing import (
    PLATINUM,
    VIP,
    called,
    has_sold,
    once_planned,
    planned,
)


def words(page: str) -> str:
    return " ".join(lines(page))


def published(shop: Shop) -> list[tuple[int, str, str, str]]:
    with shop.engine.connect() as connection:
        every = rulebooks.all_of(connection)
    return [(each.number, each.source, each.who, each.note) for each in every]


def test_while_it_is_planned_the_page_says_how_far_and_follows(
    browser: Browser, shop: Shop
) -> None:
    shop.publish()
    drafts = Drafts(shop.engine)
    id_ = drafts.begin(VIP, "rules.yaml", 1)
    claim = drafts.claim(id_)
    assert claim
    drafts.note(id_, claim, 1_200, 4_000)
    page = browser.get(f"/rules/drafts/{id_}")
    assert "1,200 of 4,000 people are looked at." in words(page)
    assert 'id="plan" data-live="1"' in page


def test_a_plan_says_who_gains_and_loses_what_by_which_rule(browser: Browser, shop: Shop) -> None:
    has_sold(shop, "bea@example.com")
    draft = planned(browser, shop, PLATINUM, 1)
    page = browser.get(f"/rules/drafts/{draft.id}")
    said = words(page)
    assert "1 of 1 person would change, if everybody is brought to it; 1 of them would lose" in said
    assert "gains Platinum" in said
    assert "loses Gold" in said
    assert "Platinum opens" in said
    assert "Gold closes" in said
    assert '<div id="plan">' in page


def test_a_plan_says_which_rules_are_new_changed_and_taken_out(
    browser: Browser, shop: Shop
) -> None:
    shop.publish()
    text = PLATINUM.replace("add: Refunded", "add: Given back")
    said = words(browser.get(f"/rules/drafts/{planned(browser, shop, text, 1).id}"))
    assert "New Platinum membership" in said
    assert "before Refunds rule refund → add Refunded" in said
    assert "after Refunds rule refund → add Given back" in said
    assert "Taken out Gold membership" in said


def test_published_for_what_comes_it_counts_and_says_who_did_it(
    browser: Browser, shop: Shop
) -> None:
    has_sold(shop, "bea@example.com")
    draft = planned(browser, shop, VIP, 1)
    page = browser.press(
        f"/rules/drafts/{draft.id}/publish", "/rules/versions/2", how="comes", note="VIPs come"
    )
    assert published(shop) == [(2, "console", "Anna", "VIPs come"), (1, "file", "", "")]
    assert "Version 2 is published. It counts for what comes from now on." in lines(page)
    leads = browser.client.get(f"/console/rules/drafts/{draft.id}").headers["Location"]
    assert leads == "/console/rules/versions/2"


def test_published_for_everybody_each_is_brought_to_it(browser: Browser, shop: Shop) -> None:
    has_sold(shop, "bea@example.com")
    draft = planned(browser, shop, PLATINUM, 1, note="Platinum for all")
    browser.press(f"/rules/drafts/{draft.id}/publish", how="everybody", note="Platinum for all")
    assert published(shop)[0] == (2, "console", "Anna", "Platinum for all")
    Rollouts(shop.engine, Library(rulesfile.parse)).finish()
    shop.sweep()
    assert shop.crm.plans[-1].add == ("Platinum",)


def test_a_plan_made_while_everybody_is_brought_to_another_version_says_so(
    browser: Browser, shop: Shop
) -> None:
    has_sold(shop, "bea@example.com")
    draft = planned(browser, shop, PLATINUM, 1)
    browser.press(f"/rules/drafts/{draft.id}/publish", how="everybody")
    after = planned(browser, shop, f"{PLATINUM}# more\n", 2)
    told = "Everybody is still being brought to version 2."
    assert told in words(browser.get(f"/rules/drafts/{after.id}"))
    Rollouts(shop.engine, Library(rulesfile.parse)).finish()
    assert told not in words(browser.get(f"/rules/drafts/{after.id}"))


def test_a_large_change_wants_its_number(browser: Browser, shop: Shop) -> None:
    has_sold(shop, *(f"buyer{n}@example.com" for n in range(6)))
    draft = planned(browser, shop, PLATINUM, 1)
    address = f"/rules/drafts/{draft.id}/publish"
    assert "This is a large change." in words(browser.get(f"/rules/drafts/{draft.id}"))
    for typed in ("", "5", "six", "9" * 30, "\0"):
        page = browser.post(address, 409, how="everybody", people=typed, note="All of them")
        assert "This changes 6 people; 6 would lose access. Say so by its number: 6." in words(page)
        assert 'value="All of them"' in page
    assert len(published(shop)) == 1
    browser.press(address, "/rules/versions/2", how="everybody", people="6")
    assert len(published(shop)) == 2


def test_what_somebody_else_published_meanwhile_is_told_with_a_way_on(
    browser: Browser, shop: Shop
) -> None:
    shop.publish()
    draft = planned(browser, shop, VIP, 1)
    shop.publish(f"# Another.\n{RULES}")
    page = browser.get(f"/rules/drafts/{draft.id}")
    assert "Meanwhile version 2 was published" in words(page)
    assert "# Another." in page
    assert f"/console/rules/edit?draft={draft.id}&amp;merge=yes" in page
    assert 'value="everybody"' not in page
    refused = browser.post(f"/rules/drafts/{draft.id}/publish", 409, how="comes")
    assert "Meanwhile version 2" in words(refused)
    assert len(published(shop)) == 2


def test_a_plan_that_would_be_another_by_now_is_worked_out_anew(
    browser: Browser, shop: Shop
) -> None:
    has_sold(shop, "bea@example.com")
    draft = planned(browser, shop, PLATINUM, 1)
    has_sold(shop, "carl@example.com")
    leads = browser.post(f"/rules/drafts/{draft.id}/publish", 303, how="everybody")
    assert leads == f"/console/rules/drafts/{draft.id}"
    assert once_planned(shop, draft.id).result["would_change"] == 2
    assert "Meanwhile something came that changes the plan, so it is worked out anew." in words(
        browser.get(f"/rules/drafts/{draft.id}")
    )
    assert len(published(shop)) == 1


def test_a_plan_that_failed_says_why_and_may_be_tried_again(browser: Browser, shop: Shop) -> None:
    shop.publish()
    drafts = Drafts(shop.engine)
    id_ = drafts.begin(VIP, "rules.yaml", 1)
    claim = drafts.claim(id_)
    assert claim
    drafts.fail(id_, claim, "It could not be done.")
    assert "It could not be done." in browser.get(f"/rules/drafts/{id_}")
    browser.post(f"/rules/drafts/{id_}/plan", 303)
    assert once_planned(shop, id_).state is DraftState.PLANNED


def test_a_draft_that_nobody_plans_any_more_is_taken_up_by_its_page(
    browser: Browser, shop: Shop
) -> None:
    shop.publish()
    id_ = Drafts(shop.engine).begin(VIP, "rules.yaml", 1)
    browser.get(f"/rules/drafts/{id_}")
    assert once_planned(shop, id_).state is DraftState.PLANNED


def test_a_draft_can_be_thrown_away(browser: Browser, shop: Shop) -> None:
    shop.publish()
    draft = planned(browser, shop, VIP, 1)
    page = browser.press(f"/rules/drafts/{draft.id}/drop", "/rules")
    assert "The draft is thrown away. Nothing was published of it." in lines(page)
    for address in ("", "/publish", "/plan"):
        if address:
            browser.post(f"/rules/drafts/{draft.id}{address}", 404, how="comes")
        else:
            browser.get(f"/rules/drafts/{draft.id}", 404)


@pytest.mark.parametrize("how", ["", "x", "EVERYBODY"])
def test_nothing_is_published_in_a_way_that_is_none(browser: Browser, shop: Shop, how: str) -> None:
    shop.publish()
    draft = planned(browser, shop, VIP, 1)
    browser.post(f"/rules/drafts/{draft.id}/publish", 303, how=how)
    assert len(published(shop)) == 1


def test_where_rules_come_by_deploy_alone_nothing_is_published(
    database_url: str, redis_url: str, browser: Browser, shop: Shop
) -> None:
    shop.publish()
    draft = planned(browser, shop, VIP, 1)
    other = Browser(client_of(database_url, redis_url, rules_publish="deploy"))
    page = other.get(f"/rules/drafts/{draft.id}")
    assert "RULES_PUBLISH is deploy" in page
    assert 'name="how"' not in page
    for how in ("comes", "everybody"):
        other.post(f"/rules/drafts/{draft.id}/publish", 403, how=how)
    assert len(published(shop)) == 1


def test_behind_a_number_stand_its_people_by_name(browser: Browser, shop: Shop) -> None:
    has_sold(shop, "bea@example.com")
    number = called(shop, "bea@example.com", "Bea <b>")
    page = browser.get(f"/rules/drafts/{planned(browser, shop, PLATINUM, 1).id}")
    assert f'<a href="/console/people/{number}">Bea &lt;b&gt;</a>' in page
    assert "bea@example.com" not in page


SOLD_LATER = RULES.replace("[product-12, upsell-3]", "[product-12, bump-41]")


def test_for_what_comes_it_says_who_is_taken_up_all_the_same(browser: Browser, shop: Shop) -> None:
    """He bought what was in no rule: with the rule he gets it, also without bringing everybody."""
    shop.work(shop.comes("purchase", "bump-41", email="jon@example.com"))
    called(shop, "jon@example.com", "Jon")
    draft = planned(browser, shop, SOLD_LATER, 1)
    page = browser.get(f"/rules/drafts/{draft.id}")
    told = "But 1 person bought what no rule spoke of until now, and gets what it gives."
    assert told in words(page)
    assert "So the person above does not change." not in words(page)
    publish = page.index("Publish for what comes")
    assert "Jon</a>" in page[publish:]
    after = browser.press(f"/rules/drafts/{draft.id}/publish", how="comes")
    taken = "It also counts for 1 person who bought what no rule spoke of until now."
    assert taken in lines(after)


def test_for_what_comes_nobody_else_changes(browser: Browser, shop: Shop) -> None:
    has_sold(shop, "bea@example.com")
    draft = planned(browser, shop, PLATINUM, 1)
    page = words(browser.get(f"/rules/drafts/{draft.id}"))
    assert "So the person above does not change." in page


def test_who_waits_anyway_is_no_part_of_the_plan(browser: Browser, shop: Shop) -> None:
    """Her account does not answer: whatever the rules say, she waits for Gold."""
    shop.crm.fails = CrmUnavailable("It is away.")
    has_sold(shop, "lea@example.com")
    draft = planned(browser, shop, RULES.replace("rules:", "\n\nrules:"), 1)
    page = words(browser.get(f"/rules/drafts/{draft.id}"))
    assert "Nobody of the 1 person there would change" in page
    waits = "Besides, 1 person waits for something anyway, whichever of these rules count."
    assert waits in page
    assert "gains Gold" not in page
