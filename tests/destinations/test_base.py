"""What a destination says of itself."""

import pytest

from bridge.destinations.base import Vendor
from bridge.destinations.registry import vendors
from bridge.model.variable import Variable, read_text


def test_a_vendor_needs_the_settings_that_have_no_default() -> None:
    settings = (Variable("URL", "an address", read_text), Variable("RATE", "", read_text, "4"))
    vendor = Vendor("MadeUp", settings, "RATE", lambda _: "", "made.up:connect")
    assert vendor.needed == ("URL",)


@pytest.mark.parametrize("name", vendors())
def test_every_vendor_says_how_often_it_may_be_asked_and_how_its_settings_look(name: str) -> None:
    settings = {each.name: each for each in vendors()[name].settings}
    assert settings[vendors()[name].rate].default
    assert [each for each in vendors()[name].needed if not settings[each].example] == []
