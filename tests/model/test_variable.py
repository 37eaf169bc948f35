"""How the values of settings are read, and what is said of a wrong one."""

from collections.abc import Callable

import pytest

from bridge.model.variable import (
    WrongValueError,
    one_of,
    read_account_address,
    read_address,
    read_number,
    read_rate,
    read_text,
    whole_number,
)


def account(value: str) -> str:
    return read_account_address(value, "youraccount.example.com")


def test_a_value_is_read_as_what_it_is_for() -> None:
    assert read_text("secret") == "secret"
    assert read_address("redis://host:1", ("redis", "rediss")).hostname == "host"
    assert account("https://shop.example.com") == "https://shop.example.com"
    assert account("http://127.0.0.1:9") == "http://127.0.0.1:9"
    assert one_of("both", "deploy")("Deploy") == "deploy"
    assert (read_rate("2.5"), read_rate("0"), whole_number(1, 9)("9")) == (2.5, None, 9)


@pytest.mark.parametrize(
    ("read", "value", "wrong"),
    [
        (account, "ftp://shop.example.com", "must begin with https:// or http://"),
        (account, "https://", "names no host"),
        (
            account,
            "https://youraccount.example.com",
            "is still the example: put your own account's address there",
        ),
        (
            account,
            "http://shop.example.com",
            "must begin with https://, so that nobody on the way can read the key",
        ),
        (read_rate, "2000", "must be between 0.1 and 1000 requests a second (0: no limit of ours)"),
        (whole_number(1, 9), "10", "must be between 1 and 9"),
        (one_of("both", "deploy"), "never", "must be both or deploy, not 'never'"),
        (lambda value: read_number(value, int), "many", "must be a number, not 'many'"),
    ],
)
def test_a_wrong_value_is_told_in_half_a_sentence(
    read: Callable[[str], object], value: str, wrong: str
) -> None:
    with pytest.raises(WrongValueError) as caught:
        read(value)
    assert str(caught.value) == wrong
