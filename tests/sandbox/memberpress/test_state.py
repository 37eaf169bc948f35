"""What stands in the sandbox site, without any HTTP."""

import pytest

from bridge.sandbox.memberpress.state import LIFETIME, MemberSite, Refused, SiteConditions, is_named


@pytest.fixture
def site() -> MemberSite:
    return MemberSite(SiteConditions())


def test_a_login_keeps_what_wordpress_allows_and_sixty_characters_at_most(
    site: MemberSite,
) -> None:
    user = site.add_user({"email": "ann+x@example.com", "username": "ann+x@example.com"})
    assert user["login"] == "annx@example.com"
    for login in ("annx@example.com", "", "+", "a" * 61):
        with pytest.raises(Refused):
            site.add_user({"email": "eve@example.com", "username": login})
    assert [*site.users.values()] == [user]


def test_nobody_takes_an_address_that_another_has(site: MemberSite) -> None:
    ann = site.add_user({"email": "ann@example.com", "username": "ann"})
    eve = site.add_user({"email": "eve@example.com", "username": "eve"})
    with pytest.raises(Refused):
        site.change_user(eve, {"email": "ANN@example.com"})
    site.change_user(ann, {"email": "ANN@example.com", "first_name": "Ann"})
    assert (ann["email"], ann["first_name"]) == ("ann@example.com", "Ann")


@pytest.mark.parametrize(
    "wrong", [{"status": "paid"}, {"gateway": ""}, {"trans_num": ""}, {"member": "x"}]
)
def test_a_transaction_is_checked_and_what_fails_is_not_kept(
    site: MemberSite, wrong: dict[str, str]
) -> None:
    with pytest.raises(Refused):
        site.store_transaction(None, {"member": 1, "membership": 2, "gateway": "manual", **wrong})
    assert site.transactions == {}


def test_sites_may_keep_ends_as_sent_and_refunds_as_final() -> None:
    site = MemberSite(SiteConditions(whole_days=False, refuse_regrant=True))
    told = {"member": 1, "membership": 2, "gateway": "manual", "status": "refunded"}
    row = site.store_transaction(None, {**told, "expires_at": "2031-01-05 08:00:00"})
    assert row["expires_at"] == "2031-01-05 08:00:00"
    with pytest.raises(Refused):
        site.store_transaction(int(str(row["id"])), {"status": "complete"})
    assert site.store_transaction(None, told)["expires_at"] == LIFETIME


def test_some_sites_have_no_manual_gateway() -> None:
    site = MemberSite(SiteConditions(refuse_manual=True))
    with pytest.raises(Refused):
        site.store_transaction(None, {"member": 1, "membership": 2, "gateway": "manual"})


def test_a_membership_is_known_in_any_case(site: MemberSite) -> None:
    assert is_named(site.add_membership("Gold"), " GOLD ")
