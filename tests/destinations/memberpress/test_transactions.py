"""A hold's transaction: its number, its end, and how the site tells it."""

from datetime import datetime

import pytest

from bridge.destinations.memberpress.transactions import (
    LIFETIME,
    HeldAccess,
    end_of,
    trans_num_of,
    transaction_in,
)
from bridge.model import Contact
from tests.destinations.contract_access import ONE, wish


@pytest.mark.parametrize(
    ("hold", "trans_num"),
    [
        ("live:1001:product-12", "tc-1001-product-12"),
        ("live:1001:bump_3", "tc-1001-bump_3"),
        ("test:1001:product-12", "tc-test-1001-product-12"),
        ("hand:7", "tc-hand-7"),
        ("live:10 01:product/12", "tc-10-01-product-12-988d6c9b"),
    ],
)
def test_its_number_is_made_of_the_hold_and_stays(hold: str, trans_num: str) -> None:
    assert trans_num_of(hold) == trans_num


def test_holds_that_would_look_alike_have_different_numbers() -> None:
    odd = [f"live:1001:a{mark}b" for mark in " /.ä"] + [f"live:1001:{'x' * n}" for n in (90, 91)]
    numbers = [trans_num_of(hold) for hold in odd]
    assert len({*numbers}) == len(odd)
    assert max(map(len, numbers)) < 100


@pytest.mark.parametrize(
    ("until", "end"),
    [
        ("2031-01-05T00:00:00+00:00", "2031-01-05 23:59:59"),
        ("2031-01-05T00:30:00+00:00", "2031-01-05 23:59:59"),
        ("2031-01-05T23:59:59+00:00", "2031-01-05 23:59:59"),
        ("2031-01-05T22:00:00-08:00", "2031-01-06 23:59:59"),
        ("2031-01-05T01:00:00+02:00", "2031-01-04 23:59:59"),
    ],
)
def test_its_end_is_the_last_second_of_that_day_by_utc(until: str, end: str) -> None:
    assert end_of(datetime.fromisoformat(until)) == end


def test_for_life_is_told_and_read_in_memberpresss_way() -> None:
    assert end_of(None) == LIFETIME
    for told in (LIFETIME, None, ""):
        row = transaction_in({"id": "7", "status": "complete", "expires_at": told})
        assert row.opens_until(LIFETIME)
        assert not row.opens_until("2031-01-05 23:59:59")


def test_a_row_tells_people_and_memberships_in_full_or_as_numbers() -> None:
    told = {"id": 7, "trans_num": "tc-1", "status": "complete", "expires_at": LIFETIME}
    person = {"id": 3, "email": " Ann@Example.com ", "username": "ann"}
    whole = transaction_in({**told, "member": person, "membership": {"id": 31}})
    assert (whole.member, whole.membership, whole.email) == ("3", "31", "ann@example.com")
    assert (whole.login, whole.has_membership) == ("ann", True)
    bare = transaction_in({**told, "member": "3", "membership": 31})
    assert (bare.member, bare.membership, bare.email) == ("3", "31", "")
    assert (bare.login, bare.has_membership) == ("", False)
    assert whole.is_hers(Contact("ANN@example.com"), None)
    assert bare.is_hers(Contact(), "3")
    assert not bare.is_hers(Contact(), None)


def test_a_number_is_compared_exactly_and_a_second_one_has_a_full_stop() -> None:
    held = HeldAccess(wish(hold="live:1001:product-1"), "31")

    def is_told_in(trans_num: str, membership: str = "31") -> bool:
        row = transaction_in({"id": 7, "trans_num": trans_num, "membership": membership})
        return held.is_told_in(row)

    assert is_told_in("tc-1001-product-1")
    assert is_told_in("tc-1001-product-1.2")
    for other in ("tc-1001-product-12", "xtc-1001-product-1", "tc-1001-product-1.x"):
        assert not is_told_in(other)
    assert not is_told_in("tc-1001-product-1", "32")
    again = [transaction_in({"trans_num": f"tc-1{n}"}).next_trans_num for n in ("", ".2", ".9")]
    assert again == ["tc-1.2", "tc-1.3", "tc-1.10"]


def test_gateway_status_and_end_always_go_along() -> None:
    held = HeldAccess(wish(until=None), "31")
    assert held.body(member=3) == {
        "membership": 31,
        "trans_num": "tc-1001-product-12",
        "amount": "0.00",
        "total": "0.00",
        "status": "complete",
        "gateway": "manual",
        "expires_at": LIFETIME,
        "member": 3,
    }
    assert held.change() == {"status": "complete", "gateway": "manual", "expires_at": LIFETIME}
    assert held.trans_num == trans_num_of(ONE)
