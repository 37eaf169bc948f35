"""The same word in another spelling: tags, names, items, addresses."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bridge.__main__ import cli
from bridge.model import Sort
from bridge.store.delivery import State
from tests.journeys.situations.buyer import Buyer, day
from tests.journeys.situations.shop import CHEESE, CREME, RULES, TAGS, YEARLY
from tests.journeys.situations.stage import Stage


def test_a_tag_that_is_told_with_html_entities_is_the_same_tag(shop: Stage) -> None:
    buyer = Buyer()
    order = buyer.orders(CHEESE)
    shop.tell(order.bought(), order.failed(day(30)), order.paid(day(31)))
    shop.tell(order.cancelled(day(35)))
    shop.comes_to({buyer: {"Cheese & Wine", "Cheese & WineCANC"}})
    assert shop.record_of(buyer) == [(State.APPLIED, "")] * 4
    assert_no_tag_was_made(shop)


def test_a_tag_that_is_told_with_its_accents_apart_is_the_same_tag(shop: Stage) -> None:
    buyer = Buyer()
    order = buyer.orders(CREME)
    shop.tell(order.bought(), order.failed(day(30)), order.paid(day(31)))
    shop.comes_to({buyer: {"Crème brûlée"}})
    assert shop.record_of(buyer) == [(State.APPLIED, "")] * 3
    assert_no_tag_was_made(shop)


def assert_no_tag_was_made(shop: Stage) -> None:
    with shop.account.lock:
        names = [
            tag["tag"]
            for tag in shop.account.account.named[Sort.TAG]
            if tag["tagType"] == "contact"
        ]
    assert sorted(names) == sorted(TAGS)


@pytest.mark.parametrize("percent", [True, False], ids=["in percent signs", "as plain bytes"])
def test_a_name_in_the_charset_of_old_arrives_as_she_wrote_it(shop: Stage, percent: bool) -> None:
    buyer = Buyer("Søren Åkesson")
    shop.tell(buyer.orders(YEARLY).bought().in_latin_1(percent=percent))
    shop.comes_to({buyer: {"Choir"}})
    profile = shop.account.profile_of(buyer.email)
    assert (profile["firstName"], profile["lastName"]) == ("Søren", "Åkesson")


@pytest.mark.parametrize(
    "item",
    [
        pytest.param("Product-12", id="a capital letter"),
        pytest.param("product\N{EN DASH}12", id="the dash of a text editor"),
        pytest.param("product_12", id="an underscore, as the cart itself has in places"),
        pytest.param("product\N{NON-BREAKING HYPHEN}12", id="a hyphen that holds both sides"),
        pytest.param("product-12\N{ZERO WIDTH SPACE}", id="an invisible blank"),
    ],
)
def test_an_item_in_another_spelling_is_understood_or_led_to_the_right_one(
    item: str, tmp_path: Path
) -> None:
    lines = ["crm: activecampaign", "memberships:", f"  Choir: {{items: [{item}]}}"]
    said, code = words_of("check", tmp_path / "rules.yaml", "\n".join(lines))
    assert code == 0 or ("line 3" in said and "'product-12'" in said), said


def test_an_invisible_blank_behind_an_address_is_passed_over_or_named(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    buyer = Buyer()
    told = buyer.orders(YEARLY).bought().fields
    customer = told["customer"] | {"email": f"{buyer.email}\N{ZERO WIDTH SPACE}"}
    pasted = json.dumps({**told, "customer": customer})
    said, _ = words_of("explain", tmp_path / "delivery.json", pasted)
    assert "Choir" in said or "U+200B" in said, said


def words_of(command: str, file: Path, text: str) -> tuple[str, int]:
    """What `bridge` says of a file with this text, and its exit code."""
    file.write_text(text)
    environment = {"RULES_FILE": str(file.parent / "rules.yaml"), "COLUMNS": "200"}
    result = CliRunner().invoke(cli, [command, str(file)], env=environment)
    return result.output, result.exit_code
