"""What stands behind the ? of an address."""

import pytest
from flask import Flask

from bridge.web.api.api import BadRequestError
from bridge.web.api.query import number_of


@pytest.mark.parametrize(("query", "number"), [("", 7), ("?n=1", 1), ("?n=20", 20)])
def test_a_number_is_what_it_says(query: str, number: int) -> None:
    with Flask("here").test_request_context(f"/{query}"):
        assert number_of("n", most=20, otherwise=7) == number


@pytest.mark.parametrize("query", ["?n=", "?n=0", "?n=21", "?n=-1", "?n=1.0", "?n=²", "?n=9" * 30])
def test_all_else_is_refused(query: str) -> None:
    with Flask("here").test_request_context(f"/{query}"), pytest.raises(BadRequestError):
        number_of("n", most=20, otherwise=7)
