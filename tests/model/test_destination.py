"""A destination's name stands before its settings, except where it is its vendor's."""

import pytest

from bridge.model import Destination


@pytest.mark.parametrize(
    ("name", "prefix"), [("yourcrm", ""), ("school", "SCHOOL_"), ("site-b", "SITE_B_")]
)
def test_its_settings_have_its_name_in_front(name: str, prefix: str) -> None:
    assert Destination(name, "yourcrm").prefix == prefix
