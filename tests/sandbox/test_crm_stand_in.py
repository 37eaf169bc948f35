"""What the stand-ins of all CRMs show alike."""

import pytest

from bridge.sandbox.accounts import stand_in_of, vendors
from bridge.sandbox.crm_stand_in import CrmStandIn
from tests.sandbox.client import BUYER

CRMS = [crm for vendor in vendors() if issubclass(crm := stand_in_of(vendor), CrmStandIn)]


@pytest.fixture(params=CRMS, ids=lambda crm: crm.vendor)
def account(request: pytest.FixtureRequest) -> CrmStandIn:
    """Ann is there, and nothing else."""
    crm: CrmStandIn = request.param(["Gold"], None)
    crm.add_contact(BUYER)
    return crm


def test_everybody_is_shown_with_all_that_she_has(account: CrmStandIn) -> None:
    account.tag(BUYER, "Gold")
    nothing: dict[str, object] = {"lists": {}, "fields": {}, "automations": []}
    assert account.people() == [{"email": BUYER, "tags": ["Gold"], **nothing}]
    account.change_email(BUYER, "new@example.com")
    account.untag("new@example.com", "Gold")
    assert account.people() == [{"email": "new@example.com", "tags": [], **nothing}]
    account.delete_contact("new@example.com")
    assert account.people() == []


def test_what_was_fired_is_counted_until_it_is_reset(account: CrmStandIn) -> None:
    for _ in range(2):
        account.tag(BUYER, "Gold")
        account.untag(BUYER, "Gold")
    assert account.fired(BUYER, "Gold") == 2
    assert account.counts()["fired"] == [{"email": BUYER, "tag": "Gold", "times": 2}]
    account.reset()
    assert (account.fired(BUYER, "Gold"), account.counts()["fired"]) == (0, [])


def test_who_does_not_exist_is_named_and_nothing_happens(account: CrmStandIn) -> None:
    for act in (account.tag, account.untag, account.change_email):
        with pytest.raises(LookupError, match="no contact with this address"):
            act("nobody@example.com", "Gold")
    assert [each["email"] for each in account.people()] == [BUYER]
