"""What a rules file does with one item, as Products tells it."""

from bridge.explain.products.item_rules import ItemRules
from bridge.model import Item
from bridge.rules.file import parse

FILE = """\
crm: activecampaign
ignore: bump-7
memberships:
  Gold:
    items: [product-12, {name: Gold*}]
  Club:
    items: product-15
    plans: [901, 902]
  Old:
    items: product-12
    enabled: no
rules:
  - {name: Any, when: purchase, remove: Lead}
  - {name: All, when: purchase, items: product-*, remove: Lead}
  - name: Extra
    when: [purchase, rebill]
    any: [{items: upsell-3}, {items: product-12, coupon: MAY}]
    add: VIP
    trigger: Go
  - {name: Back, when: refund, items: bump-3, add: Back}
"""
KNOWN = ItemRules(parse(FILE))


def of(key: str, plan: str = "", name: str = "") -> tuple[list[str], bool]:
    sort, _, number = key.partition("-")
    item = Item(sort, number, plan, name)
    return [each.words for each in KNOWN.of(item)], KNOWN.is_unmapped(item)


def test_each_membership_and_rule_that_names_the_item_is_told_in_the_files_order() -> None:
    assert of("product-12") == (
        ["opens 'Gold'", "at purchase: remove Lead ('All')",
         "at purchase or rebill: add VIP, trigger Go ('Extra')"], False,
    )  # fmt: skip
    assert [(each.line, each.membership) for each in KNOWN.of(Item("product", "12"))] == [
        (4, "Gold"), (14, ""), (15, ""),
    ]  # fmt: skip
    assert of("upsell-3") == (["at purchase or rebill: add VIP, trigger Go ('Extra')"], False)
    assert of("bump-40", name="Golden book")[0] == ["opens 'Gold'"]


def test_a_membership_for_certain_options_is_of_these_alone() -> None:
    all_of_a_sort = "at purchase: remove Lead ('All')"
    opens = "opens 'Club', with pricing options 901 or 902"
    assert of("product-15", "902") == ([opens, all_of_a_sort], False)
    assert of("product-15", "903") == ([all_of_a_sort], True)
    assert KNOWN.is_named_at_sale(Item("product", "15", "903"))


def test_what_only_rules_for_whatever_is_sold_speak_of_has_no_rule() -> None:
    assert of("product-77")[1] is True
    assert not KNOWN.is_named_at_sale(Item("product", "77"))
    assert of("bump-3") == (["at refund: add Back ('Back')"], True)


def test_an_ignored_item_lacks_no_rule() -> None:
    assert of("bump-7") == ([], False)
