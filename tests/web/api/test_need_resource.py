"""What waits for a person, as a program reads it."""

from tests.cli.shop import Shop
from tests.web.api.conftest import Program


def test_what_was_refused_is_told_with_what_to_do(program: Program, shop: Shop) -> None:
    shop.crm.refuses = {"Gold"}
    shop.work(shop.comes("purchase"))
    (need,) = program.get("/needs")["needs"]
    assert (need["kind"], need["people"]) == ("refused", 1)
    assert "'Gold'" in need["sentence"]
    assert need["action"]["remedy"] == "retry"


def test_good_news_is_an_empty_list(program: Program, shop: Shop) -> None:
    shop.work(shop.comes("purchase"))
    assert program.get("/needs") == {"needs": []}
