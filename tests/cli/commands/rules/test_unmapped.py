"""What `bridge unmapped` promises: nothing without a rule is silent, and the rule is at hand."""

import json
from datetime import UTC, datetime, timedelta

from bridge.model import Kind
from bridge.store.delivery import State
from tests.cli.conftest import Shell, WriteRules
from tests.cli.shop import Shop
from tests.fakes import event

RULES = "crm: activecampaign\nmemberships:\n  Gold:\n    items: product-12\n    plans: 911\n"
CAME_BACK = "rules:\n  - {name: Came back, when: purchase, remove: Abandoned cart}\n"


def test_it_lists_them_with_the_lines_to_paste_most_frequent_first(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    rules_file(RULES)
    ids = [shop.comes("completed", "product-34", mode="test")]
    ids += [shop.comes("abandoned cart", "product-34", order_id=order) for order in ("7", "8")]
    shop.work(*ids, rules=RULES)
    result = bridge("unmapped")
    assert (
        result.stdout
        == """\
2 deliveries: abandoned cart product-34 (Product 34 & more)
Received from 31 Jan 2026, 15:00 to 31 Jan 2026, 16:00.
Put below 'rules:' in your rules file:
  - name: Abandoned cart Product 34 & more
    when: abandoned cart
    items: product-34
    add: Abandoned cart Product 34 & more

1 delivery: completed product-34 plan 934 (Product 34 & more), in test mode
Received 31 Jan 2026, 14:00.
Put below 'rules:' in your rules file:
  - name: Completed Product 34 & more
    when: completed
    items: product-34
    add: Completed Product 34 & more

Change the tags to those you want, then run `bridge check`. When the workers start with the new
file, they apply these deliveries.
"""
    )
    assert result.exit_code == 0


def test_sales_get_a_membership_and_name_the_option_only_where_the_item_is_known(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    rules_file(RULES)
    sold = [("product-12", "912"), ("product-34", "1"), ("product-34", "2")]
    shop.work(
        *(shop.comes("purchase", item, plan=plan, order_id=plan) for item, plan in sold),
        rules=RULES,
    )
    assert (
        bridge("unmapped").stdout
        == """\
1 delivery: purchase product-12 plan 912 (Product 12 & more)
Received 31 Jan 2026, 14:00.
Put below 'memberships:' in your rules file:
  Product 12 & more:
    items: product-12
    plans: 912

1 delivery: purchase product-34 plan 1 (Product 34 & more)
Received 31 Jan 2026, 15:00.
Put below 'memberships:' in your rules file:
  Product 34 & more:
    items: product-34

1 delivery: purchase product-34 plan 2 (Product 34 & more)
Received 31 Jan 2026, 16:00.
The same lines as above.

Change the tags to those you want, then run `bridge check`. When the workers start with the new
file, they apply these deliveries.
"""
    )


def test_without_any_it_says_so(bridge: Shell, shop: Shop, rules_file: WriteRules) -> None:
    rules_file(RULES)
    shop.work(shop.comes("purchase"))
    assert bridge("unmapped").stdout == (
        "Nothing is unmapped: every delivery about a buyer's access has its rule.\n"
    )
    assert json.loads(bridge("unmapped", "--json").stdout) == []


def test_scripts_are_told_the_same(bridge: Shell, shop: Shop, rules_file: WriteRules) -> None:
    rules_file(RULES.replace("product-12", "product-1"))
    shop.work(shop.comes("purchase", "product-34", plan="912"), rules=RULES)
    assert json.loads(bridge("unmapped", "--json").stdout) == [
        {
            "kind": "purchase",
            "item": "product-34",
            "plan": "912",
            "name": "Product 34 & more",
            "deliveries": 1,
            "only_tests": False,
            "spoken_of_before": 0,
            "first": "2026-01-31T14:00:00+02:00",
            "last": "2026-01-31T14:00:00+02:00",
            "section": "memberships",
            "lines": "  Product 34 & more:\n    items: product-34\n",
        }
    ]


def test_items_of_orders_that_were_applied_for_another_item_are_listed_too(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    rules_file(RULES.replace("    plans: 911\n", ""))
    mixed = shop.comes("purchase", "product-12", "bump-3", order_id="7")
    alone = shop.comes("purchase", "bump-3", order_id="8")
    shop.work(mixed, alone, rules=RULES.replace("    plans: 911\n", ""))
    result = bridge("unmapped", "--days", 36_500)
    assert result.stdout.splitlines()[:5] == [
        "2 deliveries: purchase bump-3 plan 93 (Bump 3 & more)",
        "Received from 31 Jan 2026, 14:00 to 31 Jan 2026, 15:00.",
        "Put below 'memberships:' in your rules file:",
        "  Bump 3 & more:",
        "    items: bump-3",
    ]


def test_only_orders_of_the_last_days_are_looked_at_for_that(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    gold = "crm: activecampaign\nmemberships:\n  Gold: {items: product-12}\n"
    rules_file(gold)
    now = datetime.now(UTC)
    for days, bump in ((80, "bump-3"), (100, "bump-4")):
        order = event(Kind.PURCHASE, "product-12", bump, order=bump)
        shop.work(shop.deliveries.keep(order, now - timedelta(days=days)).id, rules=gold)

    def listed(*options: object) -> list[str]:
        told = json.loads(bridge("unmapped", "--json", *options).stdout)
        return [each["item"] for each in told]

    assert listed() == ["bump-3"]
    assert listed("--days", 110) == ["bump-3", "bump-4"]
    assert listed("--days", 79) == []


def test_while_the_rules_file_is_wrong_the_rest_is_still_listed(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase", "product-34"), rules=RULES)
    result = bridge("unmapped", "--json")
    assert result.stderr == (
        "Your rules file is not here or has mistakes (see `bridge check`), so what was applied "
        "without a rule\nfor its item is not listed.\n"
    )
    assert [each["item"] for each in json.loads(result.stdout)] == ["product-34"]


def test_what_is_pasted_brings_the_sale_to_its_tag(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    rules_file(RULES)
    shop.work(shop.comes("purchase", "product-34"), rules=RULES)
    (told,) = json.loads(bridge("unmapped", "--json").stdout)
    shop.release(RULES + told["lines"])
    assert shop.crm.plans[-1].add == ("Product 34 & more",)
    assert bridge("unmapped", "--json").stdout == "[]\n"


def test_what_only_a_rule_for_any_sale_spoke_about_is_listed(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    rules = f"{RULES}{CAME_BACK}"
    rules_file(rules)
    other = shop.comes("purchase", "product-77", order_id="7")
    option = shop.comes("purchase", "product-12", plan="90333", order_id="8")
    shop.work(other, option, shop.comes("purchase", "product-12", plan="911"), rules=rules)
    assert {each.state for each in shop.deliveries.latest()} == {State.APPLIED}
    assert (
        bridge("unmapped", "--days", 36_500).stdout
        == """\
1 delivery: purchase product-12 plan 90333 (Product 12 & more)
Received 31 Jan 2026, 15:00.
Put below 'memberships:' in your rules file:
  Product 12 & more:
    items: product-12
    plans: 90333

1 delivery: purchase product-77 plan 977 (Product 77 & more)
Received 31 Jan 2026, 14:00.
Put below 'memberships:' in your rules file:
  Product 77 & more:
    items: product-77

Change the tags to those you want, then run `bridge check`. When the workers start with the new
file, they apply these deliveries.
"""
    )


def test_what_an_earlier_file_applied_is_listed_where_the_new_one_says_nothing_of_it(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    sold = [shop.comes("purchase", "product-12", plan="911", order_id=o) for o in ("7", "8")]
    other = shop.comes("purchase", "product-77")
    shop.work(*sold, other, rules=f"{RULES}{CAME_BACK}")
    rules_file("crm: activecampaign\nmemberships:\n  Other: {items: product-9}\n")
    result = bridge("unmapped", "--days", 36_500)
    assert (
        result.stdout
        == """\
2 deliveries: purchase product-12 plan 911 (Product 12 & more)
Received from 31 Jan 2026, 14:00 to 31 Jan 2026, 15:00.
Rules published before spoke of all of them, so new lines leave that as it is; `bridge plan` shows
what they would change.
Put below 'memberships:' in your rules file:
  Product 12 & more:
    items: product-12

1 delivery: purchase product-77 plan 977 (Product 77 & more)
Received 31 Jan 2026, 16:00.
Put below 'memberships:' in your rules file:
  Product 77 & more:
    items: product-77

Change the tags to those you want, then run `bridge check`. When the workers start with the new
file, they apply these deliveries.
"""
    )


def test_how_many_an_earlier_file_spoke_of_is_told(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    other = "crm: activecampaign\nmemberships:\n  Other: {items: product-9}\n"
    rules_file(other)
    shop.work(shop.comes("purchase", plan="911", order_id="7"), rules=RULES)
    assert bridge("unmapped", "--days", 36_500).stdout.splitlines()[2:4] == [
        "Rules published before spoke of it, so new lines leave that as it is; `bridge plan` shows "
        "what they",
        "would change.",
    ]
    shop.work(shop.comes("purchase", plan="911", order_id="8"), rules=f"{other}{CAME_BACK}")
    assert bridge("unmapped", "--days", 36_500).stdout.splitlines()[2:4] == [
        "Rules published before spoke of 1 of them, so new lines leave that as it is; "
        "`bridge plan` shows",
        "what they would change.",
    ]


def test_what_is_pasted_brings_such_a_sale_to_its_tag_and_tells_nothing_twice(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    welcome = "rules:\n  - {name: Buyers, when: purchase, trigger: Welcome}\n"
    rules_file(f"{RULES}{welcome}")
    shop.work(shop.comes("purchase", "product-77"), rules=f"{RULES}{welcome}")
    assert [firing.tag for firing in shop.crm.plans[-1].fire] == ["Welcome"]
    (told,) = json.loads(bridge("unmapped", "--json", "--days", 36_500).stdout)
    text = f"{RULES}{told['lines']}{welcome}"
    shop.release(text)
    assert [(plan.add, len(plan.fire)) for plan in shop.crm.plans] == [
        ((), 1),
        (("Product 77 & more",), 0),
    ]
    rules_file(text)
    assert bridge("unmapped", "--json", "--days", 36_500).stdout == "[]\n"


def test_what_failed_is_listed_and_applied_like_the_rest(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    gold = "crm: activecampaign\nmemberships:\n  Gold: {items: product-12}\n"
    rules_file(gold)
    shop.crm.refuses = {"Gold"}
    order = shop.comes("purchase", "product-12", "bump-3")
    shop.work(order, rules=gold)
    assert [each.state for each in shop.deliveries.latest()] == [State.FAILED]
    result = bridge("unmapped", "--days", 36_500)
    assert (
        result.stdout
        == """\
1 delivery: purchase bump-3 plan 93 (Bump 3 & more)
Received 31 Jan 2026, 14:00.
Put below 'memberships:' in your rules file:
  Bump 3 & more:
    items: bump-3

Change the tags to those you want, then run `bridge check`. When the workers start with the new
file, they apply these deliveries.
"""
    )
    text = f"{gold}  Bump 3 & more: {{items: bump-3}}\n"
    shop.release(text)
    assert shop.crm.plans[-1].add == ("Bump 3 & more",)
    rules_file(text)
    assert bridge("unmapped", "--json", "--days", 36_500).stdout == "[]\n"


def test_what_the_file_ignores_is_not_listed(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    shop.work(shop.comes("purchase", "bump-7"), shop.comes("purchase", "product-34"), rules=RULES)
    rules_file(f"{RULES}ignore: bump-*\n")
    assert [each["item"] for each in json.loads(bridge("unmapped", "--json").stdout)] == [
        "product-34"
    ]
