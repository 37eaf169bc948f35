"""Every vendor's sandbox account is found by its name, and has what it is asked to have."""

from contextlib import closing

import pytest

from bridge.destinations import registry
from bridge.model import Sort
from bridge.sandbox.accounts import account_with, stand_in_of, vendors

SHOULD_HAVE = {
    Sort.TAG: "Gold",
    Sort.LIST: "News",
    Sort.FIELD: "Last order",
    Sort.AUTOMATION: "Welcome",
    Sort.ACCESS: "Course",
}


def test_every_destination_has_a_sandbox_account() -> None:
    assert vendors() == [*registry.vendors()]


@pytest.mark.parametrize("vendor", vendors())
def test_it_has_what_it_shall_and_says_how_a_deployment_would_reach_it(vendor: str) -> None:
    sorts = registry.vendors()[vendor].sorts
    account = account_with(vendor, [(sort, SHOULD_HAVE[sort]) for sort in sorts])
    with closing(account):
        account.start()
        settings = {each.name for each in registry.vendors()[vendor].settings}
        assert {*registry.vendors()[vendor].needed} <= {*account.environment} <= settings
        assert account.key in account.environment.values()
        assert any(value.startswith(account.url) for value in account.environment.values())
        assert account.people() == []


def test_who_has_none_is_named() -> None:
    with pytest.raises(LookupError, match="there is no sandbox account for madeup"):
        stand_in_of("madeup")
