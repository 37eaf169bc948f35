"""Which e-mail addresses there can be."""

import pytest

from bridge.model.address import can_exist, visible


@pytest.mark.parametrize(
    "invisible", ["\u200b", "\u200d", "\ufeff", "\xad", "\u2060", "\xa0", "\u202f"]
)
def test_what_nobody_can_see_or_type_is_no_part_of_an_address(invisible: str) -> None:
    assert visible(f"{invisible}ann{invisible}@example.com{invisible} ") == "ann@example.com"


def test_a_blank_inside_stays_for_it_may_divide_two() -> None:
    assert visible(" ann@example.com bea@example.com ") == "ann@example.com bea@example.com"
    assert not can_exist("ann@example.com bea@example.com")


@pytest.mark.parametrize(
    "email", ["ann@example.com", "a+b.c@mail.example.com", "o'ann@exämple.com"]
)
def test_an_ordinary_address_can_exist(email: str) -> None:
    assert can_exist(email)


@pytest.mark.parametrize(
    "email",
    ["", "ann", "ann@", "@example.com", "ann@example", "a@b@example.com", "ann@.com", "a,b@c.com"],
)
def test_what_no_mail_can_reach_cannot(email: str) -> None:
    assert not can_exist(email)
