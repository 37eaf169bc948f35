"""A stand-in is told over HTTP what to do, and shows what stands in it."""

from typing import Any

from bridge.sandbox.activecampaign import SandboxAccount
from tests.sandbox.client import BUYER, Asker


def test_everything_can_be_told_and_seen_over_http_without_a_key(account: SandboxAccount) -> None:
    ask = Asker(account)
    ask.session.headers.clear()
    account.add_contact(BUYER)
    told = {
        "/sandbox/tag": {"email": BUYER, "tag": "Gold"},
        "/sandbox/conditions": {"rate": 3, "ignore_include": True},
        "/sandbox/faults": {"status": 500, "times": 2},
    }
    assert [ask("POST", path, body).status_code for path, body in told.items()] == [200] * 3
    besides: dict[str, Any] = {"lists": {}, "fields": {}, "automations": []}
    assert ask("GET", "/sandbox/contacts").json() == {
        "contacts": [{"email": BUYER, "tags": ["Gold"], **besides}]
    }
    assert Asker(account).api("GET", "/tags").status_code == 500
    assert ask("GET", "/sandbox/calls").json() == {
        "total": 1,
        "limited": 0,
        "calls": [{"method": "GET", "path": "/tags", "status": 500, "times": 1}],
        "fired": [{"email": BUYER, "tag": "Gold", "times": 1}],
    }
    assert (account.conditions.rate, account.conditions.ignore_include) == (3, True)


def test_a_word_it_does_not_know_is_named(ask: Asker) -> None:
    answer = ask("POST", "/sandbox/conditions", {"speed": 3})
    assert (answer.status_code, answer.json()) == (400, {"message": "not known: speed"})
    answer = ask("POST", "/sandbox/untag", {"email": "no@example.com", "tag": "Gold"})
    message = "the sandbox account has no contact with this address"
    assert (answer.status_code, answer.json()) == (400, {"message": message})


def test_a_list_can_be_made_and_left_over_http(ask: Asker) -> None:
    ask.account.add_contact(BUYER)
    told = [
        ("/sandbox/furnish", {"lists": ["News"]}),
        ("/sandbox/put-on-list", {"email": BUYER, "name": "News"}),
        ("/sandbox/opt-out", {"email": BUYER, "name": "News"}),
        ("/sandbox/opt-out", {"email": BUYER, "name": "Olds"}),
    ]
    answers = [ask("POST", path, body) for path, body in told]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 400]
    assert answers[-1].json() == {"message": "the sandbox account has no 'Olds'"}
    assert ask.account.lists_of(BUYER) == {"News": "opted out"}
