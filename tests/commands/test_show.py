"""What `bridge show ID` promises: everything about one delivery, and why she has her tags."""

import json
import re

import pytest
from sqlalchemy import Engine, delete

from bridge.errors import AccountRefused, CrmUnavailable
from bridge.store.tables import deliveries
from tests.commands.conftest import Shell, WriteRules
from tests.commands.shop import RULES, Shop


def _without_call_times(text: str) -> str:
    return re.sub(r"^  \d+ \w+ \d+, [\d:]+ +POST", "  (time)  POST", text, flags=re.MULTILINE)


def test_it_tells_the_whole_story(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase", "product-12", "upsell-3"))
    refund = shop.comes("refund", "upsell-3", mode="test")
    shop.comes_again(refund)
    shop.work(refund)
    result = bridge("show", refund)
    assert (
        _without_call_times(result.output)
        == """\
Delivery 2: applied

What came
  Event     refund (order.refund), test mode
  Happened  31 Jan 2026, 15:00
  Ordered   1 Jan 2026, 15:00
  Received  31 Jan 2026, 15:00
  Again     1 more, counted only
  Contact   Bea Buyer <buyer@example.com>
  Items     upsell-3
  Order     1001
  Invoice   000001001
  Rules     3f2a9c1b04de@fd1a3fa
  Tries     1
  Settled   1 Feb 2026, 14:00

What the rules say
  RULE          LINE  ASKS FOR                    WHAT BECAME OF IT
  Gold: refund  3     revoke 'Gold' for upsell-3  nothing to do: the tag stays for another reason
  Refunds       9     add 'Refunded'              added

Calls to the CRM
  TIME                  METHOD  PATH          STATUS  MS  NOTE
  (time)  POST    /contactTags  201     40

The contact's tags in ActiveCampaign, as the rules want them
  TAG       DUE  BECAUSE
  Gold      yes  granted for product-12 by 'Gold: purchase' (line 3), delivery 1
                 outweighed: revoked for upsell-3 by 'Gold: refund' (line 3), delivery 2
  GoldCANC  no   removed by 'Gold: purchase' (line 3), delivery 1
  GoldPAYF  no   removed by 'Gold: purchase' (line 3), delivery 1
  GoldSUSP  no   removed by 'Gold: purchase' (line 3), delivery 1
  Refunded  yes  added by 'Refunds' (line 9), delivery 2
  Welcome   yes  triggered for purchase 1001 product-12 by 'Buyers' (line 6), delivery 1
                 triggered for purchase 1001 upsell-3 by 'Buyers' (line 6), delivery 1
"""
    )
    assert result.exit_code == 0


def test_a_delivery_that_waits_says_why_and_when(bridge: Shell, shop: Shop) -> None:
    shop.crm.fails = CrmUnavailable("ActiveCampaign answered 500 to POST /contact/sync.", 3600)
    id_ = shop.comes("refund")
    shop.work(id_)
    told = bridge("show", id_).output
    assert told.startswith(
        "Delivery 1: waiting\nActiveCampaign answered 500 to POST /contact/sync.\n\nWhat came\n"
    )
    assert "  Next try  1 Feb 2026, 15:00\n" in told
    assert "  Refunds       9     add 'Refunded'                waits\n" in told
    assert (
        "  Refunded  yes  added by 'Refunds' (line 9), delivery 1; the CRM does not know yet\n"
        in told
    )


def test_a_paused_account_is_said_before_a_delivery_that_waits(bridge: Shell, shop: Shop) -> None:
    shop.crm.fails = AccountRefused("ActiveCampaign refused the key (403).")
    id_ = shop.comes("purchase")
    shop.work(id_)
    assert bridge("show", id_).output.startswith(
        "ActiveCampaign is paused since 1 Feb 2026, 14:00: ActiveCampaign refused the key (403).\n"
        "1 delivery waits and goes on by itself when it answers again.\n\n"
        "Delivery 1: waiting\n"
    )


def test_a_delivery_carried_along_by_another_says_where_its_calls_went(
    bridge: Shell, shop: Shop
) -> None:
    first, second = shop.comes("purchase"), shop.comes("refund")
    shop.work(first)
    told = [
        bridge("show", id_).output.partition("Calls to the CRM\n")[2] for id_ in (second, first)
    ]
    assert told[0].startswith(
        "  None of its own: it went along with another delivery of this contact.\n"
    )
    assert told[1].startswith("  TIME ")


def test_an_event_that_tags_nobody_is_shown_without_a_contact(bridge: Shell, shop: Shop) -> None:
    id_ = shop.comes("affiliate approved")
    shop.work(id_)
    assert (
        bridge("show", id_).output
        == """\
Delivery 1: kept
Stored for you to see; 'affiliate_approved' changes no tags.

What came
  Event     affiliate approved (affiliate_approved)
  Happened  31 Jan 2026, 14:00
  Received  31 Jan 2026, 14:00
  Order     1001
  Tries     1
  Settled   1 Feb 2026, 14:00

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


def test_scripts_read_changes_calls_and_tags(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("refund"))
    told = json.loads(bridge("show", 1, "--json").stdout)
    assert (told["id"], told["state"]) == (1, "applied")
    assert [(c["action"], c["tag"], c["what"]) for c in told["changes"]] == [
        ("revoke", "Gold", "removed"),
        ("add", "Refunded", "added"),
    ]
    assert [(c["method"], c["path"], c["status"]) for c in told["calls"]] == [
        ("POST", "/contactTags", 201)
    ]
    assert told["contact_tags"][1] == {
        "crm": "activecampaign",
        "tag": "Refunded",
        "sort": "tag",
        "value": "",
        "due": True,
        "reasons": [
            {
                "action": "add",
                "claim": "",
                "rule": "Refunds",
                "line": 9,
                "delivery": 1,
                "told": True,
                "at": "2026-01-31T14:00:00+02:00",
                "outweighed": False,
            }
        ],
    }


def test_a_tag_whose_delivery_is_no_longer_kept_is_still_explained(
    bridge: Shell, shop: Shop, engine: Engine
) -> None:
    shop.work(shop.comes("refund"))
    with engine.connect() as connection:
        connection.execute(delete(deliveries).where(deliveries.c.id == 1))
    shop.work(shop.comes("abandoned cart"))
    assert bridge("show", 2).output.endswith(
        "  Gold      no   revoked for product-12 by 'Gold: refund' (line 3), a delivery no longer "
        "kept\n"
        "  Refunded  yes  added by 'Refunds' (line 9), a delivery no longer kept\n"
    )


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
