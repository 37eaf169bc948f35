"""Where the cart reaches us, as whoever reads the page reached us."""

import pytest
from flask import Flask, request

from bridge.web.console.setup.own_address import own_address


@pytest.mark.parametrize(
    ("base", "headers", "hops", "address", "doubt"),
    [
        ("https://shop.example.com", {}, 0, "https://shop.example.com/webhooks/thrivecart", ""),
        ("http://127.0.0.1:8000", {}, 0, "http://127.0.0.1:8000/webhooks/thrivecart",
         "This is the address of your own machine"),
        ("http://shop.example.com", {}, 0, "http://shop.example.com/webhooks/thrivecart",
         "came without https"),
        ("http://shop.example.com", {"X-Forwarded-Proto": "https"}, 0,
         "https://shop.example.com/webhooks/thrivecart", "set PROXY_HOPS to 1"),
        ("http://shop.example.com", {"X-Forwarded-Proto": "https"}, 1,
         "http://shop.example.com/webhooks/thrivecart", "came without https"),
    ],
)  # fmt: skip
def test_it_is_the_address_of_the_request_with_what_speaks_against_it(
    base: str, headers: dict[str, str], hops: int, address: str, doubt: str
) -> None:
    with Flask("here").test_request_context("/console/set-up", base_url=base, headers=headers):
        found = own_address(request, "thrivecart", hops)
    assert found.address == address
    assert doubt in found.doubt
    assert bool(doubt) == bool(found.doubt)
