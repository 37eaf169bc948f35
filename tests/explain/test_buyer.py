"""Who a buyer is, and what is said of one of whom no rules speak."""

from datetime import UTC, datetime

from bridge.explain.buyer import Buyer, Buyers
from bridge.model import Contact, Event, Item, Kind
from bridge.reconcile.library import Library
from bridge.rules.file import parse
from bridge.store.delivery import Delivery, State
from tests.cli.shop import Shop

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


def delivery(id_: int, first_name: str, state: State = State.WAITING) -> Delivery:
    contact = Contact("ann@example.com", first_name)
    event = Event(
        "thrivecart", f"{id_}", Kind.REBILL, "", NOON, contact=contact,
        items=(Item("product", "12"),),
    )  # fmt: skip
    return Delivery(id_, event, NOON, state, "", 0, 0, None, None)


def buyer(*last: Delivery) -> Buyer:
    return Buyer("ann@example.com", (), (), (), last, last, (), 0, {}, None)


def test_she_is_called_as_the_newest_delivery_that_names_her_spells_it() -> None:
    assert buyer(delivery(3, ""), delivery(2, "Ann"), delivery(1, "Anna")).name == "Ann"
    assert buyer(delivery(1, "")).name == ""


def test_before_any_rules_it_is_said_what_waits(shop: Shop) -> None:
    buyers = Buyers(shop.engine, Library(parse))
    assert buyers.sentences(buyer(delivery(2, "Ann"))) == [
        "The workers have not come to her payment of product-12 (delivery 2) yet."
    ]


def test_nobody_is_found_by_an_address_that_no_delivery_names(shop: Shop) -> None:
    buyers = Buyers(shop.engine, Library(parse))
    assert buyers.find("nobody@example.com") is None
    assert buyers.find(" ") is None
