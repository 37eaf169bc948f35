"""What `bridge show EMAIL` promises: why a buyer gets in or not, and why she has her tags."""

import json
import re
from pathlib import Path

import pytest

from bridge.model.errors import AccountRefused, CrmUnavailable
from tests.cli.conftest import Shell, WriteRules
from tests.cli.shop import RULES, Shop

BOUGHT = (
    "Gold: product-12 (Product 12 & more) of order 1001, paid since 31 Jan 2026, 14:00 (delivery 1)"
)
OPEN = "Gold is open to her since 31 Jan 2026, 14:00 (delivery 1)."
NOT_LOOKED = (
    "If she still stands before a locked door, the site may not have looked yet: Memberium sees a "
    "new tag when ActiveCampaign's own webhook tells it or at her next login, AccessAlly when its "
    "webhook came, else within a day."
)


@pytest.fixture(autouse=True)
def _rules(rules_file: WriteRules) -> None:
    rules_file(RULES)


def lead(bridge: Shell, email: str = "buyer@example.com", *options: str) -> list[str]:
    """What stands below her name, a sentence a line."""
    bridge.env["COLUMNS"] = "1000"
    told = bridge("show", email, *options).output
    return told.partition("\n\n")[0].splitlines()[1:]


def test_one_page_tells_all_of_a_buyer(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase", "product-12", "upsell-3"))
    shop.work(shop.comes("paused"))
    shop.crm.refuses = {"GoldCANC"}
    shop.work(shop.comes("cancelled"))
    shop.work(shop.comes("refund", "upsell-3"))
    result = bridge("show", "Buyer@Example.com")
    assert result.output.startswith(
        """\
Bea Buyer <buyer@example.com>
Gold is closed by GoldSUSP since 31 Jan 2026, 17:01 (delivery 2) and by GoldCANC since 31 Jan 2026,
17:01 (delivery 3), but ActiveCampaign will not have it, so it needs you: The tag 'GoldCANC' does
not exist in ActiveCampaign. Then run `bridge retry 4`. A purchase or payment of product-12 (Product
12 & more), or a purchase of upsell-3 (Upsell 3 & more) opens it.
Gold: product-12 (Product 12 & more) of order 1001, paid since 31 Jan 2026, 14:00 (delivery 1):
paused since 31 Jan 2026, 15:00 (delivery 2), cancelled since 31 Jan 2026, 16:00 (delivery 3).
Gold: upsell-3 (Upsell 3 & more) of order 1001, paid since 31 Jan 2026, 14:00 (delivery 1): ended
since 31 Jan 2026, 17:00 (delivery 4).

What waits or failed
"""
    )
    assert (
        """
Tags she should have in ActiveCampaign
  TAG       SINCE               BECAUSE
  Gold      31 Jan 2026, 14:00  by 'Gold' (line 3), delivery 1
  GoldCANC  31 Jan 2026, 17:01  by 'Gold: cancelled' (line 3), delivery 3; The tag 'GoldCANC' does
                                not exist in ActiveCampaign.
  GoldSUSP  31 Jan 2026, 17:01  by 'Gold: paused' (line 3), delivery 2
  Refunded  31 Jan 2026, 17:00  by 'Refunds' (line 9), delivery 4
  Welcome   31 Jan 2026, 14:00  by 'Buyers' (line 6), delivery 1

Tags she should not have in ActiveCampaign
"""
        in result.output
    )
    assert (
        """
Her last deliveries
  ID  RECEIVED            EVENT      ITEMS                 STATE
  4   31 Jan 2026, 17:00  refund     upsell-3              failed
        needs you: The tag 'GoldCANC' does not exist in ActiveCampaign. Then run `bridge retry 4`.
"""
        in result.output
    )
    assert result.exit_code == 0


def test_who_is_let_in_hears_what_counts_and_where_else_to_look(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"))
    assert lead(bridge) == [OPEN, f"{BOUGHT}: gives access.", NOT_LOOKED]


def test_where_else_to_look_is_said_last(bridge: Shell, shop: Shop, rules_file: WriteRules) -> None:
    only_gold = RULES.replace("when: purchase", "when: purchase\n    items: product-12")
    rules_file(only_gold)
    shop.work(shop.comes("purchase", "product-12", "bump-7"), rules=only_gold)
    moves = {"email": "new@example.com", "customer_id": "501"}
    shop.work(shop.comes("e-mail changed", order_id="", **moves), rules=only_gold)
    assert lead(bridge) == [
        OPEN,
        f"{BOUGHT}: gives access.",
        "Her address was buyer@example.com before; her access came along.",
        "bump-7 was sold without a rule of its own (delivery 1).",
        NOT_LOOKED,
    ]


def test_who_bought_before_a_rule_hears_which_it_is_and_how_it_reaches_her(
    bridge: Shell, shop: Shop
) -> None:
    before = "crm: activecampaign\nrules:\n- {name: Back, when: purchase, remove: Abandoned cart}\n"
    shop.work(shop.comes("purchase", "product-77"), rules=before)
    shop.publish(
        f"{before}- {{name: Platinum, when: purchase, items: product-77, add: Platinum}}\n"
    )
    assert lead(bridge) == [
        "No rule has given her anything that she still has.",
        "Her purchase of product-77 (delivery 1) came before 'Platinum': `bridge plan` shows what "
        "the rules of now would give to whom, `bridge apply` does it.",
    ]


def test_whom_a_rule_alone_gave_something_has_no_membership(bridge: Shell, shop: Shop) -> None:
    rules = (
        "crm: activecampaign\nrules:\n- {name: Fan, when: purchase, items: product-7, add: Fan}\n"
    )
    shop.work(shop.comes("purchase", "product-7"), rules=rules)
    assert lead(bridge) == ["No membership is about her; what rules gave her stands below."]


def test_a_paused_order_shuts_out_nobody_whom_another_lets_in(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase", "product-12", "upsell-3"), shop.comes("paused"))
    assert lead(bridge) == [
        f"{OPEN} Held open by upsell-3 (Upsell 3 & more) of order 1001.",
        f"{BOUGHT}: paused since 31 Jan 2026, 15:00 (delivery 2).",
        "Gold: upsell-3 (Upsell 3 & more) of order 1001, paid since 31 Jan 2026, 14:00 (delivery "
        "1): gives access.",
        NOT_LOOKED,
    ]


def test_of_two_orders_the_one_that_holds_it_open_is_named(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"), shop.comes("purchase", order_id="1500"))
    both = "Held open by product-12 (Product 12 & more) of order 1001 and product-12 (Product 12 & "
    assert lead(bridge)[0] == f"{OPEN} {both}more) of order 1500."
    shop.work(shop.comes("cancelled", order_id="1500"))
    assert lead(bridge) == [
        f"{OPEN} Held open by product-12 (Product 12 & more) of order 1001.",
        f"{BOUGHT}: gives access.",
        "Gold: product-12 (Product 12 & more) of order 1500, paid since 31 Jan 2026, 15:00 "
        "(delivery 2): cancelled since 31 Jan 2026, 16:00 (delivery 3).",
        NOT_LOOKED,
    ]


def test_of_two_orders_that_stand_all_that_opens_either_is_named(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"), shop.comes("purchase", "upsell-3", order_id="1500"))
    shop.work(shop.comes("paused"), shop.comes("cancelled", "upsell-3", order_id="1500"))
    assert lead(bridge)[0] == (
        "Gold is closed by GoldSUSP since 31 Jan 2026, 17:01 (delivery 3). A purchase, payment or "
        "resumption of product-12 (Product 12 & more), or a purchase or payment of upsell-3 "
        "(Upsell 3 & more) opens it."
    )


def test_it_is_open_since_it_was_opened_again_and_not_since_it_was_bought(
    bridge: Shell, shop: Shop
) -> None:
    shop.work(shop.comes("purchase"), shop.comes("paused"), shop.comes("resumed"))
    shop.work(shop.comes("rebill"))
    assert lead(bridge) == [
        "Gold is open to her since 31 Jan 2026, 16:00 (delivery 3).",
        f"{BOUGHT}: gives access.",
        NOT_LOOKED,
    ]


def test_it_is_open_since_before_she_moved(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"))
    moves = {"email": "new@example.com", "customer_id": "501"}
    shop.work(shop.comes("e-mail changed", order_id="", **moves))
    assert lead(bridge)[0] == OPEN


def test_a_tag_that_closes_is_named_with_what_opens_it(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"), shop.comes("paused"))
    assert lead(bridge) == [
        "Gold is closed by GoldSUSP since 31 Jan 2026, 15:00 (delivery 2). A purchase, payment or "
        "resumption of product-12 (Product 12 & more), or a purchase of upsell-3 opens it.",
        f"{BOUGHT}: paused since 31 Jan 2026, 15:00 (delivery 2).",
    ]


def test_who_bought_before_the_bridge_came_is_told_what_failed(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("payment failed"))
    assert lead(bridge) == [
        "Gold is closed by GoldPAYF since 31 Jan 2026, 14:00 (delivery 1), but ActiveCampaign has "
        "no contact of hers to be told of it. A purchase or payment of product-12 (Product 12 & "
        "more), or a purchase of upsell-3 opens it. Gold: no purchase of hers is known, so the "
        "bridge leaves its tag as it is in ActiveCampaign: if she bought it before the bridge "
        "came, look whether she has it there.",
        "Gold: product-12 (Product 12 & more) of order 1001, no payment known: a payment failed "
        "since 31 Jan 2026, 14:00 (delivery 1).",
    ]


def test_what_was_given_back_is_over(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"), shop.comes("refund"))
    assert lead(bridge) == [
        "Gold is over since 31 Jan 2026, 15:00 (delivery 2): nothing of hers gives it any more. A "
        "purchase or payment of product-12 (Product 12 & more), or a purchase of upsell-3 opens "
        "it.",
        f"{BOUGHT}: ended since 31 Jan 2026, 15:00 (delivery 2).",
    ]


def test_her_life_is_an_example_that_the_check_finds_right(
    bridge: Shell, shop: Shop, tmp_path: Path
) -> None:
    shop.work(shop.comes("purchase", "product-12", "upsell-3"), shop.comes("cancelled"))
    shop.work(shop.comes("refund", "upsell-3"))
    example = bridge("show", "buyer@example.com", "--example").output
    assert example.startswith("examples:\n  - given:\n      - purchase product-12 ")
    assert not re.search("buyer@|Bea|1001", example)
    (tmp_path / "rules.yaml").write_text(f"{RULES}{example}", encoding="utf-8")
    checked = bridge("check", "rules.yaml")
    assert checked.exit_code == 0, checked.output


def test_a_paused_account_is_said_first(bridge: Shell, shop: Shop) -> None:
    shop.crm.fails = AccountRefused("ActiveCampaign refused the key (403).")
    shop.work(shop.comes("purchase"))
    shop.sweep()
    bridge.env["COLUMNS"] = "1000"
    paused, waits, _, _, opened, *_ = bridge("show", "buyer@example.com").output.splitlines()
    assert re.fullmatch(r"ActiveCampaign is paused since .+: ActiveCampaign refused .+", paused)
    assert waits == "1 delivery waits and goes on by itself once this is put right."
    assert opened == (
        "Gold should be open to her since 31 Jan 2026, 14:00 (delivery 1), but ActiveCampaign is "
        "paused, so it needs you: ActiveCampaign refused the key (403)."
    )


def test_what_the_workers_have_not_come_to_is_said(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"))
    shop.comes("rebill")
    assert (
        lead(bridge)[0]
        == "The workers have not come to her payment of product-12 (delivery 2) yet."
    )


def test_who_has_no_tag_hears_what_her_deliveries_say(bridge: Shell, shop: Shop) -> None:
    rules = "crm: activecampaign\nrules: [{name: A, when: refund, add: Refunded}]\n"
    shop.work(shop.comes("purchase", "product-77"), shop.comes("rebill", "product-77"), rules=rules)
    assert lead(bridge) == [
        "Her payment of product-77 (delivery 2) has no rule.",
        "Her purchase of product-77 (delivery 1) has no rule.",
    ]


def test_what_is_to_come_is_worked_out(bridge: Shell, shop: Shop, rules_file: WriteRules) -> None:
    win = "name: Win, when: purchase, after: 9000 days, unless: never, add: Win-back"
    rules = f"{RULES}  - {{{win}}}\n"
    rules_file(rules)
    shop.work(shop.comes("purchase"), rules=rules)
    told = bridge("show", "buyer@example.com").output
    assert "What is still to come for her\n" in told
    assert "  add 'Win-back'  Win\n" in told


def test_all_tells_outweighed_reasons_too(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"), shop.comes("purchase", order_id="1500"))
    shop.work(shop.comes("cancelled", order_id="1500"))
    bridge.env["COLUMNS"] = "1000"
    assert "outweighed" not in bridge("show", "buyer@example.com").output
    assert (
        """
Tags she should have in ActiveCampaign
  TAG      SINCE               BECAUSE
  Gold     31 Jan 2026, 15:00  by 'Gold' (line 3), delivery 1
           31 Jan 2026, 15:00  outweighed: add by 'Gold' (line 3), delivery 2
  Welcome  31 Jan 2026, 15:00  by 'Buyers' (line 6), delivery 2
           31 Jan 2026, 14:00  outweighed: trigger by 'Buyers' (line 6), delivery 1

Tags she should not have in ActiveCampaign
  TAG       SINCE               BECAUSE
  GoldCANC  31 Jan 2026, 15:00  by 'Gold' (line 3)
            31 Jan 2026, 16:00  outweighed: add by 'Gold: cancelled' (line 3), delivery 3
"""
        in bridge("show", "buyer@example.com", "--all").output
    )


def test_all_tells_every_delivery(bridge: Shell, shop: Shop) -> None:
    shop.work(*(shop.comes("purchase", order_id=f"{n}") for n in range(12)))
    listed = {
        option: len(
            json.loads(bridge("show", "buyer@example.com", "--json", *option).stdout)["deliveries"]
        )
        for option in ((), ("--all",))
    }
    assert listed == {(): 10, ("--all",): 12}


def test_all_is_a_buyer_s(bridge: Shell) -> None:
    result = bridge("show", 1, "--all")
    assert result.stderr.endswith("Error: --as-of, --all and --example go with a buyer's EMAIL.\n")
    assert result.exit_code == 2


def test_her_lists_fields_and_automations_are_told(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    more = "subscribe: News, set: {Last order: <order number>}, start automation: Hello"
    rules = f"{RULES}  - {{name: All, when: purchase, {more}}}\n"
    rules += "  - {name: Bye, when: cancelled, start automation: Goodbye}\n"
    rules_file(rules)
    shop.work(shop.comes("purchase"), rules=rules)
    shop.crm.fails = CrmUnavailable("ActiveCampaign answered 500 to GET /contacts.", 3600)
    shop.work(shop.comes("cancelled"), rules=rules)
    bridge.env["COLUMNS"] = "1000"
    told = bridge("show", "buyer@example.com").output
    assert (
        """
Her lists in ActiveCampaign
  LIST  ON IT  SINCE               BECAUSE
  News  yes    31 Jan 2026, 14:00  by 'All' (line 12), delivery 1

Her fields in ActiveCampaign
  FIELD       SHOULD BE  SINCE               BECAUSE
  Last order  '1001'     31 Jan 2026, 14:00  by 'All' (line 12), delivery 1

Her automations in ActiveCampaign
  AUTOMATION  STARTED  SINCE               BECAUSE
  Goodbye     no       31 Jan 2026, 15:00  by 'Bye' (line 13), delivery 2; the CRM does not know yet
  Hello       yes      31 Jan 2026, 14:00  by 'All' (line 12), delivery 1
"""
        in told
    )


def test_scripts_read_the_same(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"))
    told = json.loads(bridge("show", "buyer@example.com", "--json").stdout)
    assert told["addresses"] == ["buyer@example.com"]
    assert told["sentences"][:2] == [OPEN, f"{BOUGHT}: gives access."]
    assert [each["tag"] for each in told["contact_tags"] if each["due"]] == ["Gold", "Welcome"]
    assert [each["id"] for each in told["deliveries"]] == [1]


def test_any_of_her_addresses_finds_her(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"))
    shop.work(shop.comes("purchase", email="new@example.com", customer_id="501", order_id="1002"))
    told = [bridge("show", each).output for each in ("buyer@example.com", "new@example.com")]
    assert all(each.startswith("Bea Buyer <new@example.com>\n") for each in told)
    assert all("Her address was buyer@example.com before; " in each for each in told)


@pytest.mark.usefixtures("shop")
def test_a_stranger_is_said(bridge: Shell) -> None:
    result = bridge("show", "none@example.com")
    assert result.stderr == (
        "No delivery names none@example.com. Is it spelled as in ThriveCart? `bridge events` lists "
        "what came.\n"
    )
    assert result.exit_code == 1
