"""The sandbox site's own pages, its ways in, and what it knows of a call."""

from datetime import UTC, datetime

import pytest

from bridge.sandbox.memberpress import SandboxMemberPress
from tests.sandbox.memberpress.client import ANN, SiteAsker

ME = "/wp-json/mp/v1/me"


def test_the_key_goes_in_either_header_and_authorization_counts_first(ask: SiteAsker) -> None:
    assert ask("GET", ME).status_code == 200
    gate = ask("GET", ME, headers={"Authorization": "Basic c3RhZ2luZzpnYXRl"})
    assert (gate.status_code, gate.json()["code"]) == (401, "rest_forbidden")
    del ask.session.headers["MEMBERPRESS-API-KEY"]
    assert ask("GET", ME, headers={"Authorization": ask.site.key}).status_code == 200


def test_a_gate_wants_its_own_password_first(ask: SiteAsker) -> None:
    ask.site.conditions.gate = True
    answer = ask("GET", ME)
    assert (answer.status_code, answer.headers["Content-Type"][:9]) == (401, "text/html")


def test_without_the_add_on_there_is_no_route(ask: SiteAsker) -> None:
    ask.site.conditions.addon_inactive = True
    assert (ask("GET", ME).status_code, ask("GET", ME).json()["code"]) == (404, "rest_no_route")
    assert ask("GET", "/sandbox/contacts").json() == {"contacts": []}


@pytest.mark.parametrize("folder", ["", "/school"])
def test_plain_permalinks_lead_to_the_api_by_a_parameter_alone(ask: SiteAsker, folder: str) -> None:
    ask.site.conditions.folder = folder
    plain = {"rest_route": "/mp/v1/me"}
    for both in (True, False):
        ask.site.conditions.plain_permalinks = not both
        assert ask("GET", f"{folder}/", params=plain).status_code == 200
        assert ask("GET", folder + ME).status_code == (200 if both else 404)
    if folder:
        assert ask("GET", "/", params=plain).status_code == 404
    assert ask.site.environment["MEMBERPRESS_URL"] == ask.site.url + folder


def test_it_shows_who_has_which_access_until_when(ask: SiteAsker) -> None:
    ask.site.grant(ANN, "Gold")
    ask.site.grant(ANN, "Silver", "2031-01-05 08:00:00")
    ask.site.grant(ANN, "Silver", "2031-01-07 08:00:00")
    row = {"email": ANN, "tags": [], "lists": {}, "fields": {}, "automations": []}
    access = {"Gold": None, "Silver": "2031-01-07 23:59:59"}
    assert ask("GET", "/sandbox/contacts").json()["contacts"] == [{**row, "access": access}]
    assert ask.site.contacts() == {ANN: {"Gold", "Silver"}}


def test_its_clock_can_be_set_and_access_asked_at_a_time(ask: SiteAsker) -> None:
    ask.site.grant(ANN, "Gold", "2031-01-05 08:00:00")
    ask("POST", "/sandbox/set-clock", {"at": "2031-01-06T00:00:00+00:00"})
    assert ask.site.access_of(ANN) == {}
    assert ask.site.access_of(ANN, datetime(2031, 1, 5, 12, tzinfo=UTC)) != {}
    assert ask.site.access_of("nobody@example.com") == {}


def test_a_person_can_do_by_hand_what_the_sites_pages_do(ask: SiteAsker) -> None:
    ask("POST", "/sandbox/grant", {"email": ANN, "membership": "Gold"})
    ask("POST", "/sandbox/revoke", {"email": ANN, "membership": "Gold"})
    assert [row["status"] for row in ask.site.transactions_of(ANN)] == ["refunded"]
    ask("POST", "/sandbox/change-email", {"email": ANN, "new_email": "new@example.com"})
    ask("POST", "/sandbox/furnish", {"memberships": ["Bronze"]})
    assert ask("POST", "/sandbox/furnish", {"lists": ["News"]}).status_code == 400
    assert ask.site.membership("bronze")["title"] == "Bronze"
    ask("POST", "/sandbox/rename-membership", {"title": "Bronze", "new_title": "Copper"})
    ask("POST", "/sandbox/unpublish-membership", {"title": "Copper"})
    assert ask.site.membership("Copper")["status"] == "draft"
    ask("POST", "/sandbox/remove-membership", {"title": "Gold"})
    ask("POST", "/sandbox/delete-contact", {"email": "new@example.com"})
    assert ask.site.contacts() == {}
    assert ask("POST", "/sandbox/revoke", {"email": ANN, "membership": "x"}).status_code == 400
    assert ask("POST", "/sandbox/grant", {"email": ANN, "membership": "x"}).status_code == 400


def test_a_fault_meets_one_person_or_one_membership_alone(ask: SiteAsker) -> None:
    ask.site.faults.fail(503, times=None, access="Gold")
    ask.site.faults.fail(502, times=None, email="eve@example.com")
    assert ask.sell().status_code == 503
    silver = ask.site.membership("Silver")["id"]
    made = ask.sell(membership=silver).json()
    assert ask.transact(made["id"], membership=silver).status_code == 200
    assert ask.transact(made["id"]).status_code == 503
    assert ask.api("GET", "/members", params={"search": "eve@example.com"}).status_code == 502


def test_what_it_tells_of_itself_is_what_a_deployment_sets() -> None:
    with SandboxMemberPress(["Gold"], rate=3, key="k") as site:
        url = {"MEMBERPRESS_URL": site.url, "MEMBERPRESS_KEY": "k"}
        assert site.environment == {**url, "MEMBERPRESS_RATE": "3"}
