"""Products: what is sold, what the rules do with it, and how one gets its place in them."""

from collections.abc import Iterator
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from bridge.sandbox.thrivecart import SandboxCart
from tests.cli.shop import Shop
from tests.store.figures.test_sales import known
from tests.web.console.conftest import Browser, client_of
from tests.web.console.reading import words

FILE = """\
# the shop's rules
crm: activecampaign

memberships:
  Gold:                 # the course
    items: product-12
"""


@pytest.fixture
def cart() -> Iterator[SandboxCart]:
    with SandboxCart() as running:
        yield running


def sold(engine: Engine, shop: Shop, *items: str, rules: str = FILE, **more: str) -> None:
    came = [
        shop.comes("purchase", item, email=f"{number}@example.com", **more)
        for number, item in enumerate(items)
    ]
    shop.work(*came, rules=rules)
    known(engine)


def test_what_no_rule_speaks_of_stands_above_the_rest_with_those_who_wait(
    browser: Browser, engine: Engine, shop: Shop
) -> None:
    sold(engine, shop, "product-34", "product-34", "product-12", "bump-7")
    page = browser.get("/products")
    text = words(page)
    lacking, _, rest = text.partition("In the rules")
    assert "Not in any rule" in lacking
    assert "Product 34 & more product-34 2 buyers wait 2 times" in lacking
    assert "Bump 7 & more bump-7 1 buyer waits 1 time" in lacking
    assert "Product 12 & more product-12 opens 'Gold' line 5 Change" in rest
    assert '<a class="key" href="/console/rules#line-5">line 5</a>' in page
    assert '<a class="key" href="/console/rules/edit#line-5">Change<span class="unseen">' in page
    assert "THRIVECART_API_KEY" in rest


def test_only_tests_are_said_to_be_that(browser: Browser, engine: Engine, shop: Shop) -> None:
    sold(engine, shop, "product-34", mode="test")
    assert "product-34 only tests 1 buyer waits" in words(browser.get("/products"))


def test_before_anything_was_sold_it_says_what_to_do(browser: Browser, shop: Shop) -> None:
    shop.publish(FILE)
    assert "Nothing was sold yet." in words(browser.get("/products"))


def test_before_there_are_rules_it_says_so(browser: Browser) -> None:
    assert "No rules yet" in words(browser.get("/products"))


def test_names_of_products_are_text(browser: Browser, engine: Engine, shop: Shop) -> None:
    shop.comes("purchase", "product-34")
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE deliveries SET event = jsonb_set(event, '{items,0,name}', "
            """'"<script>alert(1)</script>"')"""
        )
    shop.publish(FILE)
    known(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE subjects SET items = event->'items' FROM deliveries")
    for address in ("/products", "/products/place?item=product-34"):
        page = browser.get(address)
        assert "<script>alert" not in page
        assert "<script>alert(1)</script>" in unescape(page)


@pytest.fixture
def listing(database_url: str, redis_url: str, cart: SandboxCart) -> FlaskClient:
    """A console that has the key for the cart's own list."""
    return client_of(
        database_url, redis_url, thrivecart_api_url=cart.url, thrivecart_api_key=cart.key
    )


def test_what_the_cart_lists_is_there_before_it_is_sold(
    listing: FlaskClient, cart: SandboxCart, shop: Shop
) -> None:
    shop.publish(FILE)
    cart.sells("upsell-3", "Extra hour")
    cart.sells("product-12", "Gold course", test=True)
    text = words(Browser(listing).get("/products"))
    assert "Extra hour upsell-3 nobody bought it yet not yet" in text
    assert "Gold course product-12 only tests opens 'Gold' line 5" in text
    assert "THRIVECART_API_KEY" not in text


def test_a_cart_that_gives_no_list_is_told_of_and_no_key_shown(
    listing: FlaskClient, cart: SandboxCart, shop: Shop
) -> None:
    shop.publish(FILE)
    cart.conditions.refuse_key = True
    page = Browser(listing).get("/products")
    assert "ThriveCart refused the key (401). Check THRIVECART_API_KEY." in words(page)
    assert cart.key not in page


def test_a_product_is_put_into_a_membership_and_the_change_is_shown(
    browser: Browser, engine: Engine, shop: Shop
) -> None:
    sold(engine, shop, "product-34")
    form = browser.get("/products/place?item=product-34")
    assert "<option>Gold</option>" in form
    assert 'value="Product 34 &amp; more"' in form  # the tag of a new one
    page = browser.post(
        "/products/place", item="product-34", plan="", how="membership", membership="Gold"
    )
    assert "Product-34 is put into 'Gold'" in words(page)
    assert "- 6" not in words(page)
    changed = unescape(page)
    assert 'name="base" value="1"' in page
    assert "    items: [product-12, product-34]\n" in changed
    assert FILE.replace("product-12", "[product-12, product-34]") in changed


def test_a_new_membership_and_an_ignored_item_are_shown_likewise(
    browser: Browser, engine: Engine, shop: Shop
) -> None:
    sold(engine, shop, "product-34")
    new = browser.post("/products/place", item="product-34", how="new", tag=" Silver  course ")
    assert f"{FILE}  Silver course:\n    items: product-34\n" in unescape(new)
    ignored = browser.post("/products/place", item="product-34", how="ignore")
    assert "crm: activecampaign\nignore: product-34\n" in unescape(ignored)
    assert "Product-34 needs no rule" in words(ignored)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"how": "new", "tag": " "}, "Write the new membership's tag."),
        ({"how": "new", "tag": "gold"}, "There is a membership 'Gold' already"),
        ({"how": "new", "tag": "A, B"}, "A, B"),
        ({"how": "membership", "membership": "None"}, "Choose one of the memberships."),
        (
            {"how": "membership", "membership": "Gold", "tag": "Silver"},
            "You wrote 'Silver' as the tag of a new membership, and chose something else.",
        ),
        ({"how": "ignore", "tag": "Silver"}, "Choose the new membership; or leave its tag empty"),
        ({}, "Choose what shall become of it."),
    ],
)
def test_a_choice_that_cannot_be_is_asked_for_again_with_what_was_typed(
    browser: Browser, engine: Engine, shop: Shop, fields: dict[str, str], said: str
) -> None:
    sold(engine, shop, "product-34")
    page = browser.post("/products/place", 400, item="product-34", **fields)
    assert said in words(page)
    assert f'value="{fields.get("tag", "Product 34 &amp; more")}"' in page


def test_a_file_laid_out_otherwise_gets_the_lines_to_paste(
    browser: Browser, engine: Engine, shop: Shop
) -> None:
    rules = FILE.replace("items: product-12", "items:\n      name: Gold*")
    sold(engine, shop, "product-34", rules=rules)
    page = browser.post("/products/place", item="product-34", how="membership", membership="Gold")
    assert "laid out so that this cannot be written into it safely" in words(page)
    assert "  Product 34 &amp; more:\n    items: product-34\n" in page


def test_what_is_not_sold_is_no_page(browser: Browser, shop: Shop) -> None:
    shop.publish(FILE)
    for address in ("?item=product-9", "", "?item=%3Cscript%3E&plan=x", "?item=%00"):
        browser.get(f"/products/place{address}", 404)
    browser.post("/products/place", 404, item="product-9", how="ignore")


def test_where_rules_are_deployed_it_says_so(
    database_url: str, redis_url: str, engine: Engine, shop: Shop
) -> None:
    sold(engine, shop, "product-34")
    browser = Browser(client_of(database_url, redis_url, rules_publish="deploy"))
    page = browser.post("/products/place", item="product-34", how="ignore")
    assert "Rules are changed by deploying the file here" in words(page)
    assert "/console/rules/edit" not in page
