"""What `bridge show ID` promises: everything about one delivery, and why she has her tags."""

import json
import re

import pytest

from bridge.model.errors import AccountRefused
from tests.cli.conftest import Shell, WriteRules
from tests.cli.shop import RULES, Shop


def _without_call_times(text: str) -> str:
    text = re.sub(r"(?m)^  Settled   .+$", "  Settled   (time)", text)
    return re.sub(r"^  \d+ \w+ \d+, [\d:]+ +POST", "  (time)  POST", text, flags=re.MULTILINE)


def test_it_tells_what_followed_and_why_each_tag(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase", "product-12", "upsell-3"))
    refund = shop.comes("refund", "upsell-3")
    shop.comes_again(refund)
    shop.work(refund)
    told = bridge("show", refund).output
    assert told.startswith("Delivery 2: applied\n\nWhat came\n  Event     refund (order.refund)\n")
    assert "  Again     1 more, counted only\n" in told
    assert re.search(r"  Refunds +9 +add 'Refunded' +added\n", told)
    assert "  Gold      yes  by 'Gold' (line 3), delivery 1\n" in told
    assert "  Refunded  yes  by 'Refunds' (line 9), delivery 2\n" in told


def test_a_paused_account_is_said_before_a_delivery_that_waits(bridge: Shell, shop: Shop) -> None:
    shop.crm.fails = AccountRefused("ActiveCampaign refused the key (403).")
    id_ = shop.comes("purchase")
    shop.work(id_)
    shop.sweep()
    paused, rest = bridge("show", id_).output.split("\n", 1)
    assert re.fullmatch(r"ActiveCampaign is paused since .+: ActiveCampaign refused .+", paused)
    assert rest.startswith(
        "1 delivery waits and goes on by itself once this is put right.\n\nDelivery 1: waiting\n"
    )
    assert "  Gold      yes  by 'Gold' (line 3), delivery 1; the CRM does not know yet\n" in rest


def test_scripts_read_results_and_tags(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"), shop.comes("refund"))
    told = json.loads(bridge("show", 2, "--json").stdout)
    assert (told["id"], told["state"]) == (2, "applied")
    assert ("add", "Refunded", "added") in [
        (each["action"], each["tag"], each["what"]) for each in told["results"]
    ]
    refunded = next(each for each in told["contact_tags"] if each["tag"] == "Refunded")
    assert refunded["due"]
    assert (refunded["reasons"][0]["rule"], refunded["reasons"][0]["delivery"]) == ("Refunds", 2)


def test_an_event_that_tags_nobody_is_shown_without_a_contact(bridge: Shell, shop: Shop) -> None:
    id_ = shop.comes("affiliate approved")
    shop.work(id_)
    assert (
        _without_call_times(bridge("show", id_).output)
        == """\
Delivery 1: kept
Stored for you to see; 'affiliate_approved' changes no tags.

What came
  Event     affiliate approved (affiliate_approved)
  Happened  31 Jan 2026, 14:00
  Received  31 Jan 2026, 14:00
  Order     1001
  Tries     1
  Settled   (time)

Calls to the CRM
  None.
"""
    )


def test_the_body_can_be_kept_and_explained(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    rules_file(RULES)
    body = bridge("show", shop.comes("refund", secret="the-shop-s-secret"), "--body").stdout
    assert json.loads(body)["event"] == "order.refund"
    assert "secret" not in body
    assert bridge("explain", "-", typed=body).output.startswith("Event     refund (order.refund)\n")


@pytest.mark.usefixtures("shop")
def test_an_unknown_id_is_said(bridge: Shell) -> None:
    result = bridge("show", 99)
    assert result.stderr == "No delivery has the id 99. `bridge events` lists those there are.\n"
    assert result.exit_code == 1


def test_what_is_no_id_is_wrong_use(bridge: Shell) -> None:
    begin = "Usage: bridge show [OPTIONS] ID|EMAIL\nTry 'bridge show --help' for help.\n\nError: "
    for word, message in {
        "x": "'x' is neither a delivery's ID, such as 13, nor a buyer's EMAIL, such as "
        "bea@example.com.",
        "bea@": "'bea@' is not an e-mail address.",
        "0": "'0' is not an ID: a whole number, such as 13.",
    }.items():
        result = bridge("show", word)
        assert result.stderr == f"{begin}Invalid value for 'ID|EMAIL': {message}\n"
        assert result.exit_code == 2


def test_where_no_rule_speaks_the_nearest_are_named(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    one = RULES.replace("[product-12, upsell-3]", "product-12\n    plans: 90222")
    rules_file(one)
    shop.work(shop.comes("rebill", "product-12", plan="90333"), rules=one)
    assert bridge("show", 1).output.splitlines()[:6] == [
        "Delivery 1: no rule",
        "No rule speaks about this.",
        "",
        "What came nearest, by the rules as they stand now",
        "  'Gold: rebill' (line 3): only pricing option 90222 or unknown; this was 90333",
        "",
    ]
    assert json.loads(bridge("show", 1, "--json").output)["near_misses"] == [
        "'Gold: rebill' (line 3): only pricing option 90222 or unknown; this was 90333"
    ]


def test_what_was_applied_though_no_rule_names_it_is_told(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    one = RULES.replace("[product-12, upsell-3]", "product-12\n    plans: [90222, 90223]")
    rules_file(one)
    shop.work(shop.comes("purchase", "product-12", plan="90333"), rules=one)
    assert bridge("show", 1).output.splitlines()[:7] == [
        "Delivery 1: applied",
        "None of the rules that match names product-12 plan 90333, as they stand now; `bridge "
        "unmapped`",
        "prints one that would.",
        "",
        "What came nearest, by the rules as they stand now",
        "  'Gold: purchase' (line 3): only pricing option 90222 or 90223; this was 90333",
        "",
    ]
    told = json.loads(bridge("show", 1, "--json").output)
    assert (told["unnamed"], told["near_misses"]) == (
        "None of the rules that match names product-12 plan 90333, as they stand now; `bridge "
        "unmapped` prints one that would.",
        ["'Gold: purchase' (line 3): only pricing option 90222 or 90223; this was 90333"],
    )
