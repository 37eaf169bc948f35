"""What `bridge rules` promises: the whole file as a table, one row a rule, and nothing cut off."""

import json

from tests.cli.conftest import Shell, WriteRules

FILE = """\
crm: activecampaign
memberships:
  Gold:
    items: [product-12, upsell-*]
    paused: off
    rebill: off
    resumed: off
rules:
  - name: Summer sale
    when: [purchase, rebill]
    amount: at least 49.00
    coupon: SUMMER
    not: {items: product-12}
    add: [Summer, Sale]
    remove: Lead
  - name: Left
    when: abandoned cart
    enabled: no
    add: Left
"""
TABLE = """\
WHEN              ONLY FOR                         DOES                              RULE (LINE)
purchase          product-12 or upsell-*           grant Gold, remove GoldPAYF,      Gold (3)
                                                   remove GoldCANC
payment failed    product-12 or upsell-*           add GoldPAYF                      Gold (3)
cancelled         product-12 or upsell-*           add GoldCANC                      Gold (3)
refund            product-12 or upsell-*           revoke Gold                       Gold (3)
purchase, rebill  amount at least 49.00, coupon    add Summer, add Sale, remove      Summer sale (9)
                  SUMMER, not items product-12     Lead
abandoned cart    any item                         off: add Left                     Left (16)
"""


def test_each_rule_is_one_row_that_fits_a_hundred_columns_with_every_tag_whole(
    bridge: Shell, rules_file: WriteRules
) -> None:
    rules_file(FILE)
    result = bridge("rules")
    assert result.output == TABLE
    assert max(map(len, TABLE.splitlines())) <= 100
    assert result.exit_code == 0


def test_a_script_gets_all_of_each_rule(bridge: Shell, rules_file: WriteRules) -> None:
    rules_file(FILE)
    told = json.loads(bridge("rules", "rules.yaml", "--json").output)
    assert len(told) == 6
    assert told[4] == {
        "rule": "Summer sale",
        "line": 9,
        "enabled": True,
        "when": ["purchase", "rebill"],
        "only_for": {
            "amount": "at least 49.00",
            "coupon": "SUMMER",
            "not": {"items": "product-12"},
        },
        "later": {},
        "does": {"add": ["Summer", "Sale"], "remove": ["Lead"]},
    }
    assert told[5]["enabled"] is False


def test_a_wrong_file_is_refused_with_its_mistakes(bridge: Shell, rules_file: WriteRules) -> None:
    rules_file(FILE.replace("coupon: SUMMER", "cupon: SUMMER"))
    result = bridge("rules")
    assert result.stderr == (
        "rules.yaml line 12, rule 'Summer sale': the key 'cupon' is not known. "
        "Did you mean 'coupon'?\n"
    )
    assert (result.stdout, result.exit_code) == ("", 1)


LATE = """\
crm: activecampaign
memberships:
  Gold:
    items: product-12
    purchase: off
    refund: off
    payment failed: suspend after 7 days
    cancelled: {add: Left, at: period end, after: 3 days, unless: any purchase}
    paused: off
rules:
  - name: Buyers
    when: purchase
    subscribe: Customers
    set: {Last order: <order number>}
    start automation: Welcome
  - name: Thanks
    when: purchase
    after: 36 hours
    unless: never
    add: Thanks
"""


def test_what_comes_later_and_besides_tags_stands_in_the_table(
    bridge: Shell, rules_file: WriteRules
) -> None:
    rules_file(LATE)
    assert (
        bridge("rules").output
        == """\
WHEN            ONLY FOR    DOES                                   RULE (LINE)
rebill          product-12  remove GoldPAYF, remove GoldSUSP       Gold (3)
payment failed  product-12  add GoldPAYF                           Gold (7)
payment failed  product-12  in 7 days, unless rebill: add          Gold: payment failed, suspend (7)
                            GoldSUSP
cancelled       product-12  3 days after period end, unless any    Gold (8)
                            purchase: add Left
purchase        any item    subscribe Customers, start automation  Buyers (11)
                            Welcome, set Last order to <order
                            number>
purchase        any item    in 36 hours, whatever comes: add       Thanks (16)
                            Thanks
"""
    )
    told = json.loads(bridge("rules", "--json").output)
    assert told[-1]["later"] == {"after": "36 hours", "unless": "never"}
    assert told[-2]["does"] == {
        "subscribe": ["Customers"],
        "start automation": ["Welcome"],
        "set": {"Last order": "<order number>"},
    }


def test_it_tells_of_memberships_that_end_by_themselves_and_of_rules_for_their_end(
    bridge: Shell, rules_file: WriteRules
) -> None:
    rules_file(
        "crm: activecampaign\n"
        "memberships:\n"
        "  Gold: {items: product-12, style: plain, lasts: 12 months, refund: any}\n"
        "rules:\n"
        "  - {name: Bye, when: access ends, memberships: Gold, after: 2 days, unless: never,\n"
        "     add: Left}\n"
    )
    assert bridge("rules").output == (
        "WHEN         ONLY FOR    DOES                                 RULE (LINE)\n"
        "purchase     product-12  grant Gold                           Gold (3)\n"
        "cancelled    product-12  revoke Gold                          Gold (3)\n"
        "refund       product-12  revoke Gold                          Gold (3)\n"
        "access ends  Gold        in 2 days, whatever comes: add Left  Bye (5)\n"
        "Gold (3): lasts 12 months, refund any\n"
    )
    (*_, bye) = json.loads(bridge("rules", "--json").output)
    assert bye["memberships"] == ["Gold"]
