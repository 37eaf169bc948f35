"""What `bridge show EMAIL` promises: why a buyer gets in or not, and why she has her tags."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bridge.errors import AccountRefused
from bridge.model import Kind
from bridge.store.timers import wake_due
from tests.commands.conftest import Shell, WriteRules
from tests.commands.shop import NOON, RULES, Shop
from tests.fakes import event

MORE = f"""{RULES}\
  - name: News
    when: purchase
    subscribe: Newsletter
    set: {{Last order: <order number>}}
    start automation: Hello
  - name: Win
    when: cancelled
    after: 60 days
    unless: purchase
    add: Win-back
"""


NEVER_BOUGHT = (
    "No purchase of hers that gives Gold is known, so the bridge leaves its tag 'Gold' as it is in "
    "ActiveCampaign: if she bought it before the bridge came, look whether she has it there."
)


@pytest.fixture(autouse=True)
def _rules(rules_file: WriteRules) -> None:
    rules_file(RULES)


def lead(bridge: Shell, email: str = "buyer@example.com") -> list[str]:
    """What stands below her name, a sentence a line."""
    bridge.env["COLUMNS"] = "1000"
    first, *sentences = bridge("show", email).output.partition("\n\n")[0].splitlines()
    assert first == f"Bea Buyer <{email}>"
    return sentences


def test_one_page_tells_all_of_a_buyer(bridge: Shell, shop: Shop, rules_file: WriteRules) -> None:
    rules_file(MORE)
    shop.work(shop.comes("purchase", "product-12", "upsell-3"), rules=MORE)
    shop.work(shop.comes("refund", "upsell-3"), rules=MORE)
    shop.crm.refuses = {"GoldCANC"}
    shop.work(shop.comes("cancelled", "product-12"), rules=MORE)
    result = bridge("show", "Buyer@Example.com")
    assert (
        result.output
        == """\
Bea Buyer <buyer@example.com>
Gold is closed by GoldCANC since 31 Jan 2026, 16:00 ('Gold: cancelled', line 3, delivery 3), which
ActiveCampaign does not know yet. A purchase of product-12 (Product 12 & more) or upsell-3 (Upsell 3
& more) opens it.

What waits or failed
  ID  RECEIVED            EVENT      ITEMS       STATE
  3   31 Jan 2026, 16:00  cancelled  product-12  failed
        The tag 'GoldCANC' does not exist in ActiveCampaign.

Tags she should have in ActiveCampaign
  TAG       SINCE               BECAUSE
  Gold      31 Jan 2026, 14:00  granted for product-12 by 'Gold: purchase' (line 3), delivery 1
  GoldCANC  31 Jan 2026, 16:00  added by 'Gold: cancelled' (line 3), delivery 3; the CRM does not
                                know yet
  Refunded  31 Jan 2026, 15:00  added by 'Refunds' (line 9), delivery 2
  Welcome   31 Jan 2026, 14:00  triggered for purchase 1001 product-12 by 'Buyers' (line 6),
                                delivery 1

Tags she should not have in ActiveCampaign
  TAG       SINCE               BECAUSE
  GoldPAYF  31 Jan 2026, 14:00  removed by 'Gold: purchase' (line 3), delivery 1
  GoldSUSP  31 Jan 2026, 14:00  removed by 'Gold: purchase' (line 3), delivery 1
  Win-back  31 Jan 2026, 14:00  called off by 'Win' (line 17), delivery 1

Her lists in ActiveCampaign
  LIST        ON IT  SINCE               BECAUSE
  Newsletter  yes    31 Jan 2026, 14:00  subscribed by 'News' (line 12), delivery 1

Her fields in ActiveCampaign
  FIELD       SHOULD BE  SINCE               BECAUSE
  Last order  '1001'     31 Jan 2026, 14:00  set by 'News' (line 12), delivery 1

Her automations in ActiveCampaign
  AUTOMATION  STARTED  SINCE               BECAUSE
  Hello       yes      31 Jan 2026, 14:00  started for purchase 1001 product-12 by 'News' (line 12),
                                           delivery 1

What is still to come for her
  TIMER  WILL                                 RULE
  1      add 'Win-back' on 1 Apr 2026, 16:00  Win

Her last deliveries
  ID  RECEIVED            EVENT      ITEMS                 STATE
  3   31 Jan 2026, 16:00  cancelled  product-12            failed
        The tag 'GoldCANC' does not exist in ActiveCampaign.
  2   31 Jan 2026, 15:00  refund     upsell-3              applied
  1   31 Jan 2026, 14:00  purchase   product-12, upsell-3  applied
"""
    )
    assert result.exit_code == 0


def test_all_tells_outweighed_reasons_too(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase", "product-12", "upsell-3"))
    shop.work(shop.comes("refund", "upsell-3"))
    said = "  Gold      31 Jan 2026, 14:00  granted for product-12 by 'Gold: purchase' (line 3)"
    outweighed = "            31 Jan 2026, 15:00  outweighed: revoked for upsell-3 by"
    told = {
        option: bridge("show", "buyer@example.com", *option).output for option in ((), ("--all",))
    }
    assert all(said in each for each in told.values())
    assert [outweighed in each for each in told.values()] == [False, True]


def test_who_is_let_in_hears_since_when(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"))
    assert lead(bridge) == [
        "Gold is open to her since 31 Jan 2026, 14:00 ('Gold: purchase', line 3, delivery 1)."
    ]


def test_a_tag_that_closes_is_named_with_what_opens_it(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"), shop.comes("paused"))
    assert lead(bridge) == [
        "Gold is closed by GoldSUSP since 31 Jan 2026, 15:00 ('Gold: paused', line 3, delivery 2). "
        "A purchase or resumption of product-12 (Product 12 & more) or upsell-3 opens it."
    ]
    shop.work(shop.comes("payment failed"))
    assert lead(bridge) == [
        "Gold is closed by GoldPAYF since 31 Jan 2026, 16:00 ('Gold: payment failed', line 3, "
        "delivery 3) and by GoldSUSP since 31 Jan 2026, 15:00 ('Gold: paused', line 3, delivery "
        "2). A purchase of product-12 (Product 12 & more) or upsell-3 opens it."
    ]
    shop.work(shop.comes("cancelled"))
    assert lead(bridge)[0].startswith("Gold is closed by GoldPAYF since 31 Jan 2026, 16:00 (")
    assert "delivery 3), by GoldSUSP since" in lead(bridge)[0]
    assert "delivery 2) and by GoldCANC since" in lead(bridge)[0]


def test_a_suspension_that_was_put_off_counts_from_when_it_came(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    rules = RULES.replace("upsell-3]", "upsell-3]\n    payment failed: suspend after 7 days")
    rules_file(rules)
    shop.work(shop.comes("purchase"), shop.comes("payment failed"), rules=rules)
    wake_due(shop.engine, NOON + timedelta(days=9), limit=1)
    shop.work(2, rules=rules, days=9)
    assert lead(bridge) == [
        "Gold is closed by GoldPAYF since 31 Jan 2026, 15:00 ('Gold: payment failed', line 5, "
        "delivery 2) and by GoldSUSP since 7 Feb 2026, 15:00 ('Gold: payment failed, suspend', "
        "line 5, delivery 2). A purchase or rebill of product-12 (Product 12 & more) or upsell-3 "
        "opens it."
    ]


def test_who_bought_before_the_bridge_came_is_told_what_closes(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("payment failed"))
    assert lead(bridge) == [
        "Gold is closed by GoldPAYF since 31 Jan 2026, 14:00 ('Gold: payment failed', line 3, "
        "delivery 1). A purchase or rebill of product-12 (Product 12 & more) or upsell-3 opens it.",
        NEVER_BOUGHT,
    ]
    shop.work(shop.comes("rebill"))
    assert lead(bridge) == [NEVER_BOUGHT]
    shop.comes("purchase")
    assert lead(bridge) == [
        "The workers have not come to her purchase of product-12 (delivery 3) yet."
    ]
    shop.work(3)
    assert lead(bridge) == [
        "Gold is open to her since 31 Jan 2026, 16:00 ('Gold: purchase', line 3, delivery 3)."
    ]


def test_when_an_open_membership_will_close_is_said(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    rules = RULES.replace("upsell-3]", "upsell-3]\n    payment failed: after 7 days")
    rules_file(rules)
    shop.work(shop.comes("purchase"), shop.comes("payment failed"), rules=rules)
    assert lead(bridge) == [
        "Gold is open to her since 31 Jan 2026, 14:00 ('Gold: purchase', line 3, delivery 1).",
        "Gold: 'Gold: payment failed' will add 'GoldPAYF' on 7 Feb 2026, 15:00, unless it is "
        "called off.",
    ]


def test_what_nothing_opens_again_is_said(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    for_good = RULES.replace(
        "upsell-3]", "upsell-3]\n    purchase: {grant: Gold}\n    cancelled: {add: Gone}"
    )
    rules_file(for_good)
    shop.work(shop.comes("purchase"), shop.comes("cancelled"), rules=for_good)
    assert lead(bridge) == [
        "Gold is closed by Gone since 31 Jan 2026, 15:00 ('Gold: cancelled', line 6, delivery 2). "
        "No rule opens it again."
    ]


@pytest.mark.parametrize(
    ("more", "opens"),
    [
        (
            "  - {name: A, when: purchase, items: [product-*, name: Gold*], remove: GoldSUSP}\n",
            "A purchase of upsell-3, any product or an item called 'Gold*', or a resumption of "
            "product-12 (Product 12 & more) or upsell-3 opens it.",
        ),
        (
            "  - {name: A, when: [rebill, refund], plans: [911, unknown], remove: GoldSUSP}\n",
            "A purchase or resumption of product-12 (Product 12 & more) or upsell-3, or a rebill "
            "or refund of any item with pricing option 911 opens it.",
        ),
        (
            "  - {name: A, when: resumed, remove: goldsusp}\n",
            "A purchase of product-12 (Product 12 & more) or upsell-3, or a resumption of any item "
            "opens it.",
        ),
        (
            "  - {name: A, when: rebill, items: product-7, coupon: BACK, remove: GoldSUSP}\n",
            "A purchase or resumption of product-12 (Product 12 & more) or upsell-3, or a rebill "
            "of product-7 with coupon BACK opens it.",
        ),
        (
            "  - name: A\n    when: abandoned cart\n    any: [items: bump-1, items: bump-2]\n"
            "    remove: GoldSUSP\n",
            "A purchase or resumption of product-12 (Product 12 & more) or upsell-3, or an "
            "abandoned cart with any (items bump-1) or (items bump-2) opens it.",
        ),
        (
            f"  - {{name: A, when: rebill, items: {[f'bump-{n}' for n in range(1, 10)]}, remove: "
            "GoldSUSP}\n",
            "A purchase or resumption of product-12 (Product 12 & more) or upsell-3, or a rebill "
            "of bump-1, bump-2, bump-3, bump-4, bump-5, bump-6 or one of 3 more items opens it.",
        ),
    ],
    ids=["a sort and a name", "a pricing option", "any item", "a coupon", "a group", "many"],
)
def test_whatever_rule_opens_it_is_told_with_its_items(
    bridge: Shell, shop: Shop, rules_file: WriteRules, more: str, opens: str
) -> None:
    rules_file(f"{RULES}{more}")
    shop.work(shop.comes("purchase"), shop.comes("paused"), rules=f"{RULES}{more}")
    assert lead(bridge) == [
        "Gold is closed by GoldSUSP since 31 Jan 2026, 15:00 ('Gold: paused', line 3, delivery 2)"
        f". {opens}"
    ]


def test_of_two_tags_only_what_takes_both_away_opens_it(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    rules = f"{RULES}  - {{name: A, when: resumed, items: upsell-3, remove: GoldPAYF}}\n"
    rules_file(rules)
    shop.work(shop.comes("payment failed"), shop.comes("paused"), rules=rules)
    sentence, _ = lead(bridge)
    assert sentence.endswith(
        " A purchase of product-12 (Product 12 & more) or upsell-3, or a resumption of upsell-3 "
        "opens it."
    )


def test_a_product_s_newest_name_counts_also_where_somebody_else_bought_it(
    bridge: Shell, shop: Shop
) -> None:
    shop.work(shop.comes("purchase"), shop.comes("paused"))
    upsell = event(Kind.PURCHASE, "upsell-3", email="ann@example.com")
    item = replace(upsell.items[0], name="Platinum \x1b year")
    shop.deliveries.keep(replace(upsell, items=(item,)), NOON)
    assert lead(bridge)[0].endswith(
        " A purchase or resumption of product-12 (Product 12 & more) or upsell-3 (Platinum � year) "
        "opens it."
    )


def test_what_was_taken_back_is_told_with_its_day(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"), shop.comes("refund"))
    assert lead(bridge) == [
        "Gold was taken back on 31 Jan 2026, 15:00 by 'Gold: refund' (line 3, delivery 2)."
    ]


def test_what_the_account_was_not_told_yet_is_said(bridge: Shell, shop: Shop) -> None:
    shop.crm.fails = AccountRefused("ActiveCampaign refused the key (403).")
    shop.work(shop.comes("purchase"))
    shop.comes("rebill")
    bridge.env["COLUMNS"] = "1000"
    assert bridge("show", "buyer@example.com").output.splitlines()[:9] == [
        "ActiveCampaign is paused since 1 Feb 2026, 14:00: ActiveCampaign refused the key (403).",
        "2 deliveries wait and go on by themselves when it answers again.",
        "",
        "Bea Buyer <buyer@example.com>",
        "Gold is open to her since 31 Jan 2026, 14:00 ('Gold: purchase', line 3, delivery 1), but "
        "ActiveCampaign does not know yet.",
        "The workers have not come to her rebill of product-12 (delivery 2) yet.",
        "",
        "What waits or failed",
        "  ID  RECEIVED            EVENT     ITEMS       STATE",
    ]


def test_who_has_no_tag_hears_what_her_deliveries_say(bridge: Shell, shop: Shop) -> None:
    rules = "crm: activecampaign\nrules: [{name: A, when: refund, add: Refunded}]\n"
    shop.work(shop.comes("purchase", "product-77"), shop.comes("rebill", "product-77"), rules=rules)
    assert lead(bridge) == [
        "Her rebill of product-77 (delivery 2) has no rule.",
        "Her purchase of product-77 (delivery 1) has no rule.",
    ]
    shop.work(shop.comes("refund", "product-77"), rules=rules)
    assert lead(bridge) == ["Her purchase of product-77 (delivery 1) has no rule."]


def test_an_item_that_no_rule_names_is_told_beside_what_was_applied(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    only_gold = RULES.replace("when: purchase", "when: purchase\n    items: product-12")
    rules_file(only_gold)
    shop.work(shop.comes("purchase", "product-12", "bump-7"), rules=only_gold)
    assert lead(bridge) == [
        "Gold is open to her since 31 Jan 2026, 14:00 ('Gold: purchase', line 3, delivery 1).",
        "No rule names bump-7 in her purchase (delivery 1).",
    ]


def test_a_rule_that_was_missed_by_one_thing_is_told_with_it(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    pricing = RULES.replace("when: purchase", "when: purchase\n    items: bump-7\n    plans: 555")
    rules_file(pricing)
    nearest = "; the nearest is 'Buyers' (line 6): only pricing option 555; this was 97."
    shop.work(shop.comes("purchase", "bump-7"), rules=pricing)
    assert lead(bridge) == [f"Her purchase of bump-7 (delivery 1) has no rule{nearest}"]
    shop.work(shop.comes("purchase", "product-12", "bump-7"), rules=pricing)
    told = f"No rule speaks of bump-7 in her purchase (delivery 2){nearest}"
    assert lead(bridge)[1:] == [told, f"Her purchase of bump-7 (delivery 1) has no rule{nearest}"]


def test_who_only_left_a_cart_hears_that_she_has_nothing(bridge: Shell, shop: Shop) -> None:
    rules = RULES + "  - {name: Cart, when: abandoned cart, remove: Buyer}\n"
    shop.work(shop.comes("abandoned cart"), rules=rules)
    assert lead(bridge) == ["No rule has given her anything that she still has."]


def test_accessally_s_tags_are_told_alike(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    rules = """
crm: activecampaign
style: accessally
memberships:
  Course:
    items: product-12
    trigger tag: Course made
    revoke tag: Course revoked
    failed payment tag: Course failed
"""
    rules_file(rules)
    shop.work(shop.comes("purchase"), rules=rules)
    assert lead(bridge) == [
        "Course is open to her since 31 Jan 2026, 14:00 ('Course: purchase', line 5, delivery 1)."
    ]
    shop.work(shop.comes("refund"), rules=rules)
    assert lead(bridge) == [
        "Course is closed by Course revoked since 31 Jan 2026, 15:00 ('Course: refund', line 5, "
        "delivery 2). A purchase of product-12 (Product 12 & more) opens it."
    ]


def test_without_a_right_rules_file_it_says_why_the_sentences_are_left_out(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    shop.work(shop.comes("purchase"))
    rules_file("crm: [")
    result = bridge("show", "buyer@example.com")
    assert result.stderr == (
        "Your rules file is not here or has mistakes (see `bridge check`), so why she gets in or "
        "not is not\ntold.\n"
    )
    assert result.stdout.startswith("Bea Buyer <buyer@example.com>\n\nTags she should have in ")
    assert json.loads(bridge("show", "buyer@example.com", "--json").stdout)["sentences"] == []


def test_scripts_read_all_of_it(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"), shop.comes("paused"))
    told = json.loads(bridge("show", "buyer@example.com", "--json").stdout)
    assert list(told) == [
        "email", "name", "sentences", "destinations", "undone", "contact_tags", "timers",
        "deliveries",
    ]  # fmt: skip
    assert (told["email"], told["name"]) == ("buyer@example.com", "Bea Buyer")
    assert told["sentences"] == [
        "Gold is closed by GoldSUSP since 31 Jan 2026, 15:00 ('Gold: paused', line 3, delivery 2). "
        "A purchase or resumption of product-12 (Product 12 & more) or upsell-3 opens it."
    ]
    assert [each["id"] for each in told["deliveries"]] == [2, 1]
    assert told["contact_tags"][3] == {
        "crm": "activecampaign",
        "tag": "GoldSUSP",
        "sort": "tag",
        "value": "",
        "due": True,
        "reasons": [
            {
                "action": "add",
                "claim": "",
                "rule": "Gold: paused",
                "line": 3,
                "delivery": 2,
                "told": True,
                "at": "2026-01-31T15:00:00+02:00",
                "outweighed": False,
            }
        ],
    }


@pytest.mark.usefixtures("shop")
def test_an_unknown_address_is_said(bridge: Shell) -> None:
    result = bridge("show", "Nobody@example.com")
    said = "No delivery names Nobody@example.com. Is it spelled as in ThriveCart?\n"
    assert (result.stdout, result.stderr, result.exit_code) == ("", said, 1)


def test_a_body_is_a_delivery_s(bridge: Shell) -> None:
    result = bridge("show", "buyer@example.com", "--body")
    assert result.stderr.endswith("Error: --body goes with a delivery's ID.\n")
    assert result.exit_code == 2


def test_all_is_a_buyer_s(bridge: Shell) -> None:
    result = bridge("show", 1, "--all")
    assert result.stderr.endswith("Error: --all goes with a buyer's EMAIL.\n")
    assert result.exit_code == 2
