"""Where rules are written."""

import json
import re
from html import unescape

import pytest

from bridge.store import rulebooks
from bridge.store.publishing.drafts import Drafts
from tests.cli.shop import RULES, Shop
from tests.web.console.conftest import Browser, client_of
from tests.web.console.reading import lines

WRONG = RULES.replace("trigger: Welcome", "triger: Welcome")
VIP = f"{RULES}  - name: VIP\n    when: purchase\n    add: VIP\n"


def in_editor(page: str) -> str:
    """The text as a browser shows it: it drops the line end behind the tag."""
    found = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", page, re.DOTALL)
    assert found
    return unescape(found[1])


def number_of_draft(leads: str) -> int:
    found = re.fullmatch(r"/console/rules/drafts/(\d+)", leads)
    assert found
    return int(found[1])


def test_it_begins_with_the_text_that_counts(browser: Browser, shop: Shop) -> None:
    shop.publish(f"\n{RULES}")
    page = browser.get("/rules/edit")
    assert in_editor(page) == f"\n{RULES}"
    assert "written over version 1" in page


def test_an_older_version_may_be_begun_with_and_is_written_over_the_newest(
    browser: Browser, shop: Shop
) -> None:
    shop.publish()
    shop.publish(VIP)
    page = browser.get("/rules/edit?version=1")
    assert in_editor(page) == RULES
    assert 'name="base" value="2"' in page
    assert 'value="version 1 again"' in page


@pytest.mark.parametrize("asked", ["version=9", "draft=9", "draft=9&merge=yes"])
def test_what_there_is_not_cannot_be_edited(browser: Browser, shop: Shop, asked: str) -> None:
    shop.publish()
    browser.get(f"/rules/edit?{asked}", 404)


def test_before_the_first_publication_there_is_nothing_to_change(browser: Browser) -> None:
    assert "No rules were published yet." in browser.get("/rules/edit", 409)
    assert "No rules were published yet." in browser.post("/rules/drafts", 409, text=RULES)
    assert not json.loads(browser.post("/rules/check", text=RULES))["problems"]


def test_a_text_brought_by_another_page_is_shown_and_checked(browser: Browser, shop: Shop) -> None:
    shop.publish()
    note = "product-34 is put into 'Gold'"
    page = browser.post("/rules/edit", text=WRONG, base=1, note=note)
    assert in_editor(page) == WRONG
    assert "product-34 is put into &#39;Gold&#39;" in page
    assert "Did you mean &#39;trigger&#39;?" in page


def test_the_check_says_line_message_and_nearest_right_word(browser: Browser, shop: Shop) -> None:
    shop.publish()
    found = json.loads(browser.post("/rules/check", text=WRONG.replace("\n", "\r\n"), base=1))
    assert not found["is_good"]
    first = found["problems"][0]
    assert (first["line"], first["owner"]) == (8, "rule 'Buyers'")
    assert first["message"] == "the key 'triger' is not known."
    assert first["suggestion"] == "Did you mean 'trigger'?"
    assert json.loads(browser.post("/rules/check", text=RULES, base=1))["is_good"]


def test_the_check_tells_that_somebody_published_meanwhile(browser: Browser, shop: Shop) -> None:
    shop.publish()
    shop.publish(VIP)
    found = json.loads(browser.post("/rules/check", text=RULES, base=1))
    assert found["is_good"]
    assert [each["line"] for each in found["warnings"]] == [0]
    assert found["warnings"][0]["message"].startswith("Meanwhile version 2 was published")


def test_a_mistake_is_refused_with_its_line_and_nothing_is_kept(
    browser: Browser, shop: Shop
) -> None:
    shop.publish()
    page = browser.post("/rules/drafts", 422, text=WRONG, base=1, note="VIPs")
    assert "Line 8, rule 'Buyers': the key 'triger' is not known. Did you mean 'trigger'?" in (
        " ".join(lines(page))
    )
    assert in_editor(page) == WRONG
    assert 'value="VIPs"' in page
    assert Drafts(shop.engine).latest() == []


def test_a_good_text_becomes_a_draft_with_who_wrote_it(browser: Browser, shop: Shop) -> None:
    shop.publish()
    leads = browser.post("/rules/drafts", 303, text=VIP, base=1, note=" VIPs\0 \n come ")
    draft = Drafts(shop.engine).find(number_of_draft(leads))
    assert draft
    assert (draft.text, draft.base, draft.who, draft.note) == (VIP, 1, "Anna", "VIPs come")


def test_a_draft_that_was_gone_on_with_makes_room_for_the_next(
    browser: Browser, shop: Shop
) -> None:
    shop.publish()
    first = number_of_draft(browser.post("/rules/drafts", 303, text=VIP, base=1))
    assert f'name="draft" value="{first}"' in browser.get(f"/rules/edit?draft={first}")
    browser.post("/rules/drafts", 422, text=WRONG, base=1, draft=first)
    again = browser.post("/rules/drafts", 303, text=f"# More.\n{VIP}", base=1, draft=first)
    assert [each.id for each in Drafts(shop.engine).latest()] == [number_of_draft(again)]


def test_what_is_the_same_leads_nowhere(browser: Browser, shop: Shop) -> None:
    shop.publish()
    page = browser.post("/rules/drafts", 422, text=RULES.replace("\n", "\r\n"), base=1)
    assert "Nothing is changed yet: this is what counts already." in page


def test_other_accounts_need_a_deploy(browser: Browser, shop: Shop) -> None:
    shop.publish()
    other = VIP.replace("crm: activecampaign", "crm: kit")
    page = browser.post("/rules/drafts", 422, text=other, base=1)
    assert "an account needs its settings and a restart" in page


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_keeps_its_comments_and_its_own_line_ends(
    browser: Browser, shop: Shop, end: str
) -> None:
    shop.publish(RULES.replace("\n", end))
    sent = f"# Why: a comment\n\n{VIP}".replace("\n", "\r\n")  # as every browser sends it
    leads = browser.post("/rules/drafts", 303, text=sent, base=1)
    draft = Drafts(shop.engine).find(number_of_draft(leads))
    assert draft
    assert draft.text == f"# Why: a comment\n\n{VIP}".replace("\n", end)


@pytest.mark.parametrize(
    "text",
    ["", "\0", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "\r\r\r", "a: &a [*a]",
     "[" * 3_000, "</textarea><script>alert(1)</script>", "\ufeff", "- " * 2_000, "\u2028" * 100],
)  # fmt: skip
def test_no_text_makes_an_error_of_ours(browser: Browser, shop: Shop, text: str) -> None:
    shop.publish()
    for address, status in (("/rules/check", 200), ("/rules/edit", 200), ("/rules/drafts", 422)):
        assert "<script>alert" not in browser.post(address, status, text=text, base="x" * 50)


def test_an_endless_text_is_refused(browser: Browser, shop: Shop) -> None:
    shop.publish()
    large = "# comment\n" * 80_000  # 800 kB: allowed, though it says nothing
    assert not json.loads(browser.post("/rules/check", text=large))["is_good"]
    browser.post("/rules/check", 413, text=large * 3)


def test_what_others_published_meanwhile_is_brought_together_with_a_draft(
    browser: Browser, shop: Shop
) -> None:
    shop.publish()
    mine = f"# Mine.\n{RULES}"
    leads = browser.post("/rules/drafts", 303, text=mine, base=1)
    shop.publish(RULES.replace("add: Refunded", "add: Back"))
    page = browser.get(f"/rules/edit?draft={number_of_draft(leads)}&merge=yes")
    assert in_editor(page) == mine.replace("add: Refunded", "add: Back")
    assert 'name="base" value="2"' in page


def test_lines_that_both_changed_are_told(browser: Browser, shop: Shop) -> None:
    shop.publish()
    mine = RULES.replace("add: Refunded", "add: Mine")
    leads = browser.post("/rules/drafts", 303, text=mine, base=1)
    shop.publish(RULES.replace("add: Refunded", "add: Theirs"))
    page = browser.get(f"/rules/edit?draft={number_of_draft(leads)}&merge=yes")
    assert in_editor(page) == mine
    assert "Line 11: version 2 says add: Theirs" in " ".join(lines(page))


def test_where_rules_come_by_deploy_alone_nothing_is_taken(
    database_url: str, redis_url: str, shop: Shop
) -> None:
    shop.publish()
    browser = Browser(client_of(database_url, redis_url, rules_publish="deploy"))
    assert "RULES_PUBLISH is deploy" in browser.get("/rules/edit", 403)
    for address in ("/rules/edit", "/rules/drafts"):
        assert "RULES_PUBLISH is deploy" in browser.post(address, 403, text=VIP, base=1)
    assert Drafts(shop.engine).latest() == []
    with shop.engine.connect() as connection:
        assert [each.number for each in rulebooks.all_of(connection)] == [1]
