"""The sandbox site's API: it behaves as the add-on's PHP says."""

from datetime import UTC, datetime

import pytest

from bridge.sandbox.memberpress.state import LIFETIME
from tests.sandbox.memberpress.client import ANN, SiteAsker


def test_a_member_and_her_first_transaction_are_made_in_one_call(ask: SiteAsker) -> None:
    made = ask.sell(trans_num="tc-1", expires_at="2031-01-05 08:00:00")
    assert made.status_code == 200
    member = made.json()
    assert [each["title"] for each in member["active_memberships"]] == ["Gold"]
    assert [each["trans_num"] for each in member["recent_transactions"]] == ["tc-1"]
    assert ask.site.access_of(ANN) == {"Gold": "2031-01-05 23:59:59"}


def test_a_nested_transaction_that_fails_is_told_nobody(ask: SiteAsker) -> None:
    assert ask.sell(gateway="nonesuch").status_code == 200
    assert ask.site.access_of(ANN) == {}
    ask.site.conditions.swallow_nested = True
    assert ask.sell("eve@example.com").status_code == 200
    assert ask.site.access_of("eve@example.com") == {}


def test_what_a_new_member_has_may_be_told_from_before_her_transaction(ask: SiteAsker) -> None:
    ask.site.conditions.stale_active = True
    assert ask.sell().json()["active_memberships"] == []
    assert ask.site.access_of(ANN) == {"Gold": None}


@pytest.mark.parametrize("body", [{"email": ANN, "username": "x"}, {"email": "a@b.co"}])
def test_what_cannot_be_stored_is_a_500_with_a_code_and_a_stack_trace(
    ask: SiteAsker, body: dict[str, str]
) -> None:
    ask.site.add_contact(ANN)
    answer = ask.api("POST", "/members", body)
    assert (answer.status_code, answer.json()["code"]) == (500, "mp_db_create_error")
    assert "#0 /var/www/html" in answer.json()["message"]


def test_an_address_that_is_taken_may_end_in_an_error_of_phps_own(ask: SiteAsker) -> None:
    ask.site.add_contact(ANN)
    ask.site.conditions.crash_on_existing = True
    assert ask.sell().json()["code"] == "internal_server_error"


def test_a_search_finds_parts_of_login_and_address_and_an_array_finds_nothing(
    ask: SiteAsker,
) -> None:
    for email, login in ((ANN, "ann"), ("joann@example.com", "jo"), ("jim@example.com", "ann-2")):
        ask.site.add_contact(email, login)

    def found(**query: str) -> list[str]:
        return [row["email"] for row in ask.api("GET", "/members", params=query).json()]

    assert found(search="ann@example.com") == ["joann@example.com", ANN]
    assert found(search="ann-2") == ["jim@example.com"]
    assert found(search="a_n@example") == ["joann@example.com", ANN]
    assert found(**{"search[email]": ANN}) == []
    assert found(search="nobody@example.com") == []


def test_lists_come_in_pages_of_ten_newest_first(ask: SiteAsker) -> None:
    ask.site.furnish(memberships=[f"Course {number}" for number in range(10)])
    page = ask.api("GET", "/memberships")
    assert (len(page.json()), page.json()[0]["title"]) == (10, "Course 9")
    assert (page.headers["X-WP-Total"], page.headers["X-WP-TotalPages"]) == ("12", "2")
    rest = ask.api("GET", "/memberships", params={"page": "2"}).json()
    assert [each["title"] for each in rest] == ["Silver", "Gold"]
    assert len(ask.api("GET", "/memberships", params={"per_page": "-1"}).json()) == 12


def test_transactions_begin_pending_and_for_life_and_need_a_gateway(ask: SiteAsker) -> None:
    member = ask.site.add_contact(ANN)
    body = {"member": member, "membership": ask.gold}
    assert ask.api("POST", "/transactions", body).json()["code"] == "mp_db_create_error"
    stored = ask.api("POST", "/transactions", {**body, "gateway": "manual"}).json()
    assert (stored["status"], stored["expires_at"]) == ("pending", LIFETIME)
    assert ask.site.access_of(ANN) == {}
    ask.api("PUT", f"/transactions/{stored['id']}", {"status": "complete"})
    assert ask.site.access_of(ANN) == {"Gold": None}


def test_two_transactions_may_have_one_number(ask: SiteAsker) -> None:
    member = ask.site.add_contact(ANN)
    for _ in range(2):
        ask.transact(member, trans_num="tc-1")
    ask.transact(member, trans_num="tc-12")
    found = ask.api("GET", "/transactions", params={"search": "tc-1"}).json()
    assert [each["trans_num"] for each in found] == ["tc-12", "tc-1", "tc-1"]
    none = ask.api("GET", "/transactions", params={"search": "tc-1", "status": "refunded"})
    assert none.json() == []


def test_ids_that_are_nobodys_are_stored_with_200_and_open_nothing(ask: SiteAsker) -> None:
    member = ask.site.add_contact(ANN)
    stored = ask.transact(member, membership=9999)
    assert (stored.status_code, stored.json()["membership"]) == (200, 9999)
    assert ask.transact(9999).json()["member"] == 9999
    assert ask.site.access_of(ANN) == {}


def test_an_end_opens_until_the_last_second_of_its_day_and_refunded_ends_at_once(
    ask: SiteAsker,
) -> None:
    member = ask.site.add_contact(ANN)
    number = ask.transact(member, expires_at="2031-01-05 00:30:00").json()["id"]
    for hour, minute, is_open in ((23, 59, True), (0, 0, False)):
        at = datetime(2031, 1, 5 if is_open else 6, hour, minute, tzinfo=UTC)
        assert (ask.site.access_of(ANN, at) != {}) is is_open
    ask.api("PUT", f"/transactions/{number}", {"status": "refunded"})
    assert ask.site.access_of(ANN) == {}


def test_the_manual_gateway_refunds_nothing_itself(ask: SiteAsker) -> None:
    number = ask.transact(ask.site.add_contact(ANN)).json()["id"]
    assert ask.api("POST", f"/transactions/{number}/refund").status_code == 500


def test_unknown_numbers_are_a_500_with_a_code(ask: SiteAsker) -> None:
    for path in ("/members/9999", "/transactions/9999"):
        assert ask.api("GET", path).json()["code"] == "mp_no_records_found"
        assert ask.api("PUT", path, {"status": "x"}).json()["code"] == "mp_db_create_error"


def test_a_member_is_given_another_address_and_the_old_one_is_mailed(ask: SiteAsker) -> None:
    member = ask.site.add_contact(ANN)
    ask.site.add_contact("taken@example.com")
    taken = ask.api("PUT", f"/members/{member}", {"email": "taken@example.com"})
    assert taken.json()["code"] == "mp_db_create_error"
    renamed = ask.api("PUT", f"/members/{member}", {"email": "new@example.com"}).json()
    assert (renamed["email"], renamed["username"]) == ("new@example.com", ANN)
    assert ask.site.mails_to(ANN) == ["your address was changed"]


@pytest.mark.parametrize(("older", "mails"), [(False, ["password"]), (True, [])])
def test_an_older_build_mails_a_password_only_with_the_welcome(
    ask: SiteAsker, older: bool, mails: list[str]
) -> None:
    ask.site.conditions.older_build = older
    body = {"email": ANN, "username": ANN, "send_password_email": True}
    ask.api("POST", "/members", body)
    assert ask.site.mails_to(ANN) == mails
    eve = {"email": "eve@example.com", "username": "eve", "send_welcome_email": True}
    nested = {"membership": ask.gold, "status": "complete", "gateway": "manual"}
    ask.api("POST", "/members", {**body, **eve, "transaction": nested})
    assert ask.site.mails_to("eve@example.com") == ["password", "welcome"]


def test_an_older_build_tells_numbers_only(ask: SiteAsker) -> None:
    ask.site.conditions.older_build = True
    made = ask.sell(trans_num="tc-1").json()
    assert "recent_transactions" not in made
    stored = ask.transact(made["id"]).json()
    assert (stored["member"], stored["membership"]) == (made["id"], ask.gold)
    assert ask.api("GET", "/me").json()["success"] is True
