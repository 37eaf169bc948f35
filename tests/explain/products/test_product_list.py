"""Everything that was sold or is listed, with what lacks a rule on top."""

from sqlalchemy import Engine

from bridge.explain.products.product_list import Product, ProductList, product_list
from bridge.model import Item
from bridge.rules.file import parse
from bridge.sources.thrivecart.api import CartItem
from tests.cli.shop import Shop
from tests.store.figures.test_sales import known

FILE = """\
crm: activecampaign
ignore: bump-7
memberships:
  Gold: {items: product-12}
  Club: {items: product-15, plans: 901}
"""


def listing(engine: Engine, *listed: CartItem, rules: str = FILE) -> ProductList:
    return product_list(known(engine), parse(rules), listed)


def rows(products: object) -> list[tuple[str, str, int, int]]:
    assert isinstance(products, list)
    every: list[Product] = products
    return [(e.item.key, e.item.plan, e.sold, e.waiting) for e in every]


def test_what_no_rule_speaks_of_stands_on_top_with_the_people_who_wait(
    engine: Engine, shop: Shop
) -> None:
    bought = [("product-34", "a"), ("product-34", "b"), ("product-12", "a"), ("bump-7", "c")]
    shop.work(
        *(shop.comes("purchase", item, email=f"{who}@example.com") for item, who in bought),
        shop.comes("purchase", "product-34", email="a@example.com", order_id="77"),
        shop.comes("purchase", "product-12", "upsell-9", email="d@example.com"),
        rules=FILE,
    )
    told = listing(engine)
    assert rows(told.unmapped) == [("product-34", "", 3, 2), ("upsell-9", "", 1, 1)]
    assert rows(told.mapped) == [("product-12", "", 2, 0)]
    assert rows(told.ignored) == [("bump-7", "", 1, 0)]
    assert [each.words for each in told.mapped[0].places] == ["opens 'Gold'"]
    assert told.find("upsell-9", "") == told.unmapped[1]
    assert told.find("upsell-9", "1") is None


def test_options_that_the_rules_treat_differently_are_rows_of_their_own(
    engine: Engine, shop: Shop
) -> None:
    for plan in ("901", "902", "903"):
        shop.comes("purchase", "product-15", plan=plan, email=f"{plan}@example.com")
    shop.comes("purchase", "product-34", plan="1")
    shop.comes("purchase", "product-34", plan="2", email="x@example.com")
    told = listing(engine)
    assert rows(told.mapped) == [("product-15", "901", 1, 0)]
    assert sorted(rows(told.unmapped)) == [
        ("product-15", "902", 1, 0), ("product-15", "903", 1, 0), ("product-34", "", 2, 0),
    ]  # fmt: skip
    found = told.find("product-15", "902")
    assert found
    assert found.plan_of_new == "902"
    whole = told.find("product-34", "")
    assert whole
    assert (whole.plan_of_new, whole.newest_plan) == ("", "2")


def test_what_the_cart_lists_and_nobody_bought_is_there_by_its_name(
    engine: Engine, shop: Shop
) -> None:
    shop.comes("purchase", "product-12")
    told = listing(
        engine,
        CartItem(Item("product", "12", name="Gold course")),
        CartItem(Item("product", "50", name="Autumn"), is_test=True),
    )
    (gold,), (autumn,) = told.mapped, told.unmapped
    assert (gold.called, gold.sold, gold.listed) == ("Gold course", 1, True)
    assert (autumn.called, autumn.sold, autumn.last, autumn.only_tests) == ("Autumn", 0, None, True)


def test_what_was_sold_in_test_mode_alone_is_marked_or_left_out(engine: Engine, shop: Shop) -> None:
    shop.comes("purchase", "product-34", mode="test")
    shop.comes("purchase", "product-35", mode="test")
    shop.comes("purchase", "product-35", email="b@example.com")
    marks = {each.item.key: each.only_tests for each in listing(engine).unmapped}
    assert marks == {"product-34": True, "product-35": False}
    ignoring = listing(engine, rules=f"{FILE}test_events: ignore\n")
    assert [each.item.key for each in ignoring.unmapped] == ["product-35"]
