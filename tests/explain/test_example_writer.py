"""A life told to a real store comes out of `show --example` as an example of its own rules, which
`check` reads and finds to come out as expected."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from textwrap import indent

import pytest

from bridge.explain.example_writer import later, letter_of
from bridge.model import Contact, Event, Item, Kind, Money
from tests.cli.conftest import Shell, WriteRules
from tests.cli.hands import said
from tests.cli.shop import NOON, RULES, Shop

PUT_OFF = f"""{RULES}\
  - name: Reminder
    when: purchase
    after: 7 days
    unless: never
    add: Reminded
"""
ONLY_SUMMER = f"""{RULES}\
  - name: Summer
    when: purchase
    coupon: SUMMER
    add: Summer
"""
Life = Callable[[Shop], list[int]]


def two_orders_of_one_item(shop: Shop) -> list[int]:
    return [
        shop.comes("purchase", order_id="1001"),
        shop.comes("purchase", order_id="1002"),
        shop.comes("refund", order_id="1001"),
    ]


def one_half_refund(shop: Shop) -> list[int]:
    return [shop.comes("purchase"), refund(shop, 2450)]


def two_half_refunds(shop: Shop) -> list[int]:
    return [shop.comes("purchase"), refund(shop, 2450), refund(shop, 2450)]


def refund(shop: Shop, amount: int) -> int:
    return shop.comes("refund", amount=amount)  # type: ignore[arg-type]


def a_grant_that_ended(shop: Shop) -> list[int]:
    ends = NOON + timedelta(days=30)
    return [said(shop, Kind.GRANTED_BY_HAND, "Gold", hour=0, until=ends)]


def a_grant_that_stands(shop: Shop) -> list[int]:
    ends = NOON + timedelta(days=9_000)
    return [said(shop, Kind.GRANTED_BY_HAND, "Gold", hour=0, until=ends)]


def a_move_and_back(shop: Shop) -> list[int]:
    moves = {"customer_id": "501", "order_id": ""}
    return [
        shop.comes("purchase"),
        shop.comes("e-mail changed", email="new@example.com", **moves),
        shop.comes("paused", email="new@example.com", customer_id="501", order_id="1001"),
        shop.comes("e-mail changed", **moves),
    ]


def a_move_by_buying(shop: Shop) -> list[int]:
    new = {"email": "new@example.com", "customer_id": "501"}
    return [shop.comes("purchase"), shop.comes("purchase", "upsell-3", order_id="1002", **new)]


def a_ban(shop: Shop) -> list[int]:
    return [shop.comes("purchase"), said(shop, Kind.BANNED_BY_HAND, "Gold", "spam", hour=1)]


def a_ban_taken_back(shop: Shop) -> list[int]:
    about = "bridge:hand:1"
    return [
        shop.comes("purchase"),
        said(shop, Kind.BANNED_BY_HAND, why="spam", hour=1),
        said(shop, Kind.TAKEN_BACK_BY_HAND, hour=2, about=about),
    ]


def a_purchase(shop: Shop) -> list[int]:
    return [shop.comes("purchase")]


def a_cancellation(shop: Shop) -> list[int]:
    return [shop.comes("purchase"), shop.comes("cancelled")]


def a_cart(shop: Shop) -> list[int]:
    return [shop.comes("abandoned cart")]


def a_coupon(shop: Shop) -> list[int]:
    more = {"order": {"coupon": "SUMMER"}}
    return [shop.comes("purchase", more=more)]  # type: ignore[arg-type]


def a_move_and_one_more(shop: Shop) -> list[int]:
    moves = [f"{word}@example.com" for word in ("two", "three", "four", "five", "two")]
    told = {"customer_id": "501", "order_id": ""}
    return [shop.comes("purchase"), *(shop.comes("e-mail changed", email=e, **told) for e in moves)]


def what_no_step_tells(shop: Shop) -> list[int]:
    return [shop.comes("purchase"), said(shop, Kind.SKIPPED_BY_HAND, hour=1, about="nothing")]


def two_addresses_that_stay_apart(shop: Shop) -> list[int]:
    told = {"email": "new@example.com", "customer_id": "501"}
    return [
        shop.comes("purchase"),
        shop.comes("e-mail changed", order_id="", **told),
        shop.comes("purchase", "upsell-3", order_id="1002", **told),
    ]


def parts_of_unequal_price(shop: Shop) -> list[int]:
    """A bundle's dearer part is given back."""
    bought = Event(
        "thrivecart",
        "bundle",
        Kind.PURCHASE,
        "order.success",
        NOON,
        contact=Contact("buyer@example.com", customer_id="501"),
        items=(Item("product", "12", amount=100_00), Item("product", "13", amount=20_00)),
        order_id="1001",
        money=Money(120_00, "USD"),
    )
    back = replace(
        bought,
        key="back",
        kind=Kind.REFUND,
        occurred_at=NOON + timedelta(days=2),
        items=bought.items[1:],
        money=Money(20_00, "USD"),
    )
    return [shop.deliveries.keep(each, NOON + timedelta(days=3)).id for each in (bought, back)]


def a_name_that_needs_quotes(shop: Shop) -> list[int]:
    return [said(shop, Kind.GRANTED_BY_HAND, "Gold: VIP #1", hour=0)]


def nothing(shop: Shop) -> list[int]:
    return [shop.comes("e-mail changed", order_id="")]


BOUGHT = "- purchase product-12 plan 912 order A with amount 49.00\n"
HALF = "- 1 hour later: refund product-12 plan 912 order A with amount 24.50\n"
LIVES: dict[Life, tuple[str, str, str]] = {
    two_orders_of_one_item: (
        RULES,
        f"{BOUGHT}- 1 hour later: purchase product-12 plan 912 order B with amount 49.00\n"
        "- 1 hour later: refund product-12 plan 912 order A with amount 49.00\n",
        "Gold, Refunded, Welcome",
    ),
    one_half_refund: (RULES, f"{BOUGHT}{HALF}", "Gold, Refunded, Welcome"),
    two_half_refunds: (RULES, f"{BOUGHT}{HALF}{HALF}", "Refunded, Welcome"),
    a_grant_that_ended: (
        RULES, "- granted by hand Gold for 30 days\n- 30 days later: nothing\n", "",
    ),
    a_grant_that_stands: (RULES, "- granted by hand Gold for 9000 days\n", "Gold"),
    a_move_and_back: (
        RULES,
        f"{BOUGHT}- 1 hour later: moves to second address\n"
        "- 1 hour later: paused product-12 plan 912 order A with next payment in 30 days\n"
        "- 1 hour later: moves to first address\n",
        "Gold, GoldSUSP, Welcome",
    ),
    a_move_by_buying: (
        RULES,
        f"{BOUGHT}- 1 hour later: moves to second address\n"
        "- the same second: purchase upsell-3 plan 93 order B with amount 49.00\n",
        "Gold, Welcome",
    ),
    a_move_and_one_more: (
        RULES,
        f"{BOUGHT}- 1 hour later: moves to second address\n"
        "- 1 hour later: moves to third address\n- 1 hour later: moves to fourth address\n"
        "# Here she moves to her address 5, which no step can tell.\n"
        "- 2 hours later: moves to second address\n",
        "Gold, Welcome",
    ),
    a_ban: (RULES, f"{BOUGHT}- 1 hour later: banned by hand Gold\n", "Welcome"),
    a_ban_taken_back: (RULES, BOUGHT, "Gold, Welcome"),
    a_purchase: (PUT_OFF, f"{BOUGHT}- 7 days later: nothing\n", "Gold, Reminded, Welcome"),
    a_cancellation: (
        RULES,
        f"{BOUGHT}- 1 hour later: cancelled product-12 plan 912 order A with period end in 30 "
        "days\n",
        "Gold, GoldCANC, Welcome",
    ),
    a_cart: (RULES, "- abandoned cart product-12\n", ""),
    a_coupon: (
        ONLY_SUMMER,
        "- purchase product-12 order A with coupon SUMMER\n",
        "Gold, Summer, Welcome",
    ),
    what_no_step_tells: (
        RULES,
        f"{BOUGHT}# No step of an example tells this: skipped by hand.\n",
        "Gold, Welcome",
    ),
    two_addresses_that_stay_apart: (f"contact per address: yes\n{RULES}", BOUGHT, "Gold, Welcome"),
    parts_of_unequal_price: (
        RULES.replace("upsell-3]", "upsell-3]\n  Silver: {items: product-13}"),
        "- purchase product-12 product-13 order A with amount 120.00\n"
        "- 2 days later: refund product-13 order A\n",
        "Gold, Refunded, Welcome",
    ),
    a_name_that_needs_quotes: (
        RULES.replace("Gold:", '"Gold: VIP #1":'),
        '- "granted by hand Gold: VIP #1"\n',
        '"Gold: VIP #1"',
    ),
    nothing: (RULES, "- nothing\n", ""),
}  # fmt: skip


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.__name__)
def test_a_life_comes_back_as_an_example_that_comes_out(
    life: Life, bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    rules, steps, tags = LIVES[life]
    rules_file(rules)
    shop.work(*life(shop), rules=rules)
    example = bridge("show", "buyer@example.com", "--example").stdout
    lines = indent(steps, "      ")
    assert example == f"examples:\n  - given:\n{lines}    tags: [{tags}]\n"
    rules_file(f"{rules}{example}")
    checked = bridge("check", "rules.yaml")
    assert checked.output.endswith("; 1 example came out as expected.\n")


@pytest.mark.parametrize(
    ("number", "letter"),
    [(0, "A"), (25, "Z"), (26, "AA"), (27, "AB"), (52, "BA"), (701, "ZZ"), (702, "AAA"),
     (18_277, "ZZZ"), (18_278, "")],
)  # fmt: skip
def test_orders_have_names_of_up_to_three_letters(number: int, letter: str) -> None:
    assert letter_of(number) == letter


@pytest.mark.parametrize(
    ("far", "words"),
    [
        (timedelta(), "the same second"),
        (timedelta(seconds=1), "1 second later"),
        (timedelta(seconds=90), "90 seconds later"),
        (timedelta(minutes=5), "5 minutes later"),
        (timedelta(hours=1), "1 hour later"),
        (timedelta(days=2), "2 days later"),
    ],
)
def test_how_much_later_a_step_comes_is_told_in_the_largest_unit(
    far: timedelta, words: str
) -> None:
    assert later(far) == words
