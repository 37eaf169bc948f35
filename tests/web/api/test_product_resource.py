"""What is sold, as a program reads it."""

from tests.cli.shop import Shop
from tests.web.api.conftest import Program


def test_what_no_rule_names_stands_apart_with_who_waits(program: Program, shop: Shop) -> None:
    program.get("/products", 404)  # there are no rules yet
    shop.work(shop.comes("purchase", "product-12"), shop.comes("purchase", "bump-9", order_id="2"))
    told = program.get("/products")
    assert [each["item"] for each in told["unmapped"]] == ["bump-9"]
    assert told["unmapped"][0]["waiting"] == 1
    (gold,) = [each for each in told["mapped"] if each["item"] == "product-12"]
    assert gold["places"][0]["membership"] == "Gold"
