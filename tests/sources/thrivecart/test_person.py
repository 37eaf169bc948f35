"""Who a delivery speaks of, and whether that person can be found."""

from typing import Any

import pytest

from bridge.model import Contact, Kind
from tests.sources.reading import keys, order, read_event, read_unsigned

NO_EMAIL = "There is no e-mail address in this delivery, so no contact can be found."
IMPOSSIBLE = (
    "The e-mail address in this delivery is not one that can exist, so no contact can be found. "
    "Correct it at the customer in ThriveCart, and give this buyer's tags by hand."
)


def contact(**customer: Any) -> Contact:
    return read_event(more={"customer": {"email": "a@example.com", **customer}}).contact


@pytest.mark.parametrize(
    ("customer", "names"),
    [
        ({"first_name": "Bea", "last_name": "Buyer", "name": "X Y"}, ("Bea", "Buyer")),
        ({"firstname": "Bea", "lastname": "Buyer", "name": "X Y"}, ("Bea", "Buyer")),
        ({"first_name": "", "firstname": "Bea"}, ("Bea", "")),
        ({"last_name": "Buyer", "name": "X Y"}, ("", "Buyer")),
        ({"name": "Bea"}, ("Bea", "")),
        ({"name": " Bea  van der Buyer "}, ("Bea", "van der Buyer")),
        ({"name": "Sean O&#039;Buyer"}, ("Sean", "O'Buyer")),
        ({"name": "null", "first_name": "null"}, ("", "")),
        ({"name": ["Bea"]}, ("", "")),
        ({"first_name": "Null", "last_name": "False"}, ("Null", "False")),
        ({"first_name": "B" * 300}, ("B" * 255, "")),
        ({"first_name": "Bea\nBuyer"}, ("Bea Buyer", "")),
    ],
)
def test_names(customer: dict[str, Any], names: tuple[str, str]) -> None:
    found = contact(**customer)
    assert (found.first_name, found.last_name) == names


def test_phone_and_number() -> None:
    more = {"customer": {"email": "a@example.com", "id": "9", "contactno": "+44 1"}}
    found = read_event(more=more).contact
    assert (found.phone, found.customer_id) == ("+44 1", "501")
    assert read_event(more={**more, "customer_id": None}).contact.customer_id == "9"


def test_a_cart_takes_what_the_customer_lacks_from_the_viewer() -> None:
    more = {"customer": {"name": "Bea"}, "viewer": {"email": "v@example.com", "name": "Vi"}}
    found = read_event("abandoned cart", more=more).contact
    assert (found.email, found.first_name) == ("v@example.com", "Bea")


def test_an_email_outside_the_customer_is_the_last_resort() -> None:
    more = {"customer": None, "email": "new@example.com"}
    assert read_event("e-mail changed", more=more).contact.email == "new@example.com"
    assert read_event(more={"email": "new@example.com"}).contact.email == "buyer@example.com"


@pytest.mark.parametrize("email", ["", " ", "null", "false", None, [], {"a": "b"}])
def test_no_email_is_a_problem_in_words(email: object) -> None:
    customer = {} if email is None else {"email": email}
    event = read_event(more={"customer": customer})
    assert (event.contact.email, event.problem) == ("", NO_EMAIL)


@pytest.mark.parametrize(
    "email",
    [
        "buyer",
        "buyer@",
        "@example.com",
        "buyer@example",
        "buyer@@example.com",
        "a@b@example.com",
        "buyer@example..com",
        "buyer@.example.com",
        "buyer@example.com.",
        "buyer smith@example.com",
        "buyer@exam ple.com",
        "buyer@example.com\nbcc@example.com",
        "buyer\0@example.com",
        "buyer,other@example.com",
        "Buyer <buyer@example.com>",
        "b" * 243 + "@example.com",
    ],
)
def test_an_impossible_email_is_a_problem_that_does_not_repeat_it(email: str) -> None:
    event = read_event(more={"customer": {"email": email}})
    assert (event.contact.email, event.problem) == ("", IMPOSSIBLE)


@pytest.mark.parametrize(
    "email",
    [
        " buyer@example.com ",
        "Bea.Buyer+shop@mail.example.com",
        "o'buyer@example.com",
        "büyer@exämple.example.com",
        "b" * 242 + "@example.com",
    ],
)
def test_a_possible_email_is_kept_as_it_is_spelled(email: str) -> None:
    event = read_event(more={"customer": {"email": email}})
    assert (event.contact.email, event.problem) == (email.strip(), "")


def test_blank_names_are_no_names() -> None:
    customer = {"email": "a@example.com", "name": " ", "first_name": "", "last_name": " "}
    contact = read_event(more={"customer": customer}).contact
    assert (contact.first_name, contact.last_name) == ("", "")


def test_a_blank_name_beside_two_set_ones_is_left_alone() -> None:
    customer = {"email": "a@example.com", "name": " ", "first_name": "Bea", "last_name": "Buyer"}
    contact = read_event(more={"customer": customer}).contact
    assert (contact.first_name, contact.last_name) == ("Bea", "Buyer")


@pytest.mark.parametrize(
    "what",
    ["affiliate joined", "affiliate approved", "commission earned", "commission refunded"],
)
def test_an_affiliate_is_not_the_buyer(what: str) -> None:
    more = {"customer": {"email": "buyer@example.com"}, "base_product": "12"}
    event = read_event(what, more=more)
    assert (event.contact.email, keys(event), event.problem) == ("", [], "")
    assert event.affiliate == "77"


def test_a_plus_address_is_kept() -> None:
    assert read_event(email="Bea+Shop@Example.com").contact.email == "Bea+Shop@Example.com"


@pytest.mark.parametrize("none", ["0", "", "null"])
def test_a_customer_number_that_is_none_names_nobody(none: str) -> None:
    told = order(customer_id=none, customer={"email": "bea@example.com", "id": none})
    assert read_unsigned(told).contact.customer_id == ""


@pytest.mark.parametrize("invisible", ["​", "﻿", "­", " "])
def test_what_nobody_can_see_in_an_address_is_no_part_of_it(invisible: str) -> None:
    told = order(customer={"email": f"bea@example.com{invisible}"})
    event = read_unsigned(told)
    assert (event.contact.email, event.problem) == ("bea@example.com", "")


@pytest.mark.parametrize(
    "told",
    [
        {"customer": {"id": "77", "email": "new@example.com"}},
        {
            "customer_id": "77",
            "customer": {"email": "old@example.com"},
            "new_email": "new@example.com",
        },
        {"customer_id": "77", "email": "new@example.com"},
    ],
)
def test_a_change_of_address_tells_the_new_one_and_whose_it_is(told: dict[str, Any]) -> None:
    event = read_unsigned({"event": "customer_updated", **told})
    assert (event.kind, event.problem) == (Kind.EMAIL_CHANGED, "")
    assert (event.contact.email, event.contact.customer_id) == ("new@example.com", "77")
