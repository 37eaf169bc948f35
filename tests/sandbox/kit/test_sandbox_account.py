"""The sandbox account's own pages, what it knows of a call, and how it refuses."""

import pytest
import requests

from bridge.model import Sort
from bridge.sandbox.kit import SandboxKit
from tests.sandbox.kit.conftest import BUYER, KitAsker


def test_its_pages_show_and_do_what_a_hand_would(ask: KitAsker) -> None:
    ask.account.furnish(fields=["Course"], automations=["Welcome"])
    ask.upsert(fields={"course": "Knots"})
    for word, body in (
        ("tag", {"email": BUYER, "tag": "Gold"}),
        ("tag", {"email": BUYER, "tag": "Silver"}),
        ("untag", {"email": BUYER, "tag": "Silver"}),
        ("opt-out", {"email": BUYER}),
        ("change-email", {"email": BUYER, "new_email": "new@example.com"}),
    ):
        assert requests.post(f"{ask.account.url}/sandbox/{word}", json=body, timeout=5).ok
    shown = requests.get(f"{ask.account.url}/sandbox/contacts", timeout=5).json()["contacts"]
    row = {"lists": {}, "fields": {"Course": "Knots"}, "automations": []}
    assert shown == [{"email": "new@example.com", "tags": ["Gold"], **row}]
    assert ask.account.profile_of("new@example.com")["state"] == "cancelled"
    ask.account.delete_contact("new@example.com")
    assert ask.account.people() == []


def test_a_remade_tag_or_field_has_another_id_and_is_on_nobody(ask: KitAsker) -> None:
    ask.account.furnish(fields=["Course"], automations=["Welcome"])
    ask.account.add_contact(BUYER, ["Gold"])
    for sort, name in ((Sort.TAG, "Gold"), (Sort.FIELD, "Course"), (Sort.AUTOMATION, "Welcome")):
        old = ask.account.named(sort, name)["id"]
        assert ask.account.remake(sort, name) != old
    assert ask.account.tags_of(BUYER) == set()


@pytest.mark.parametrize(
    ("thing", "method", "path", "body"),
    [
        ({"email": BUYER}, "POST", "/subscribers", {"email_address": BUYER.upper()}),
        ({"email": BUYER}, "GET", "/subscribers/{person}", None),
        ({"email": BUYER}, "GET", "/subscribers?email_address=buyer%40example.com", None),
        ({"tag": "Bronze"}, "POST", "/tags", {"name": "Bronze"}),
        ({"tag": "Gold", "email": BUYER}, "DELETE", "/tags/{tag}/subscribers/{person}", None),
        ({"automation": "Welcome"}, "POST", "/sequences/{sequence}/subscribers/{person}", {}),
        (
            {"field": "Last order"},
            "PUT",
            "/subscribers/{person}",
            {"email_address": BUYER, "fields": {"last_order": "1"}},
        ),
    ],
)
def test_it_knows_what_a_call_is_about(
    ask: KitAsker, thing: dict[str, str], method: str, path: str, body: object
) -> None:
    ask.account.furnish(fields=["Last order"], automations=["Welcome"])
    numbers = {
        "person": ask.account.add_contact(BUYER),
        "tag": ask.account.named(Sort.TAG, "Gold")["id"],
        "sequence": ask.account.named(Sort.AUTOMATION, "Welcome")["id"],
    }
    ask.account.faults.fail(500, method=method, **dict.fromkeys(thing, "Another"))
    ask.account.faults.fail(403, method=method, **thing)
    assert ask(method, path.format(**numbers), body).status_code == 403


def test_a_call_too_many_is_told_in_plain_text_and_without_a_header() -> None:
    with SandboxKit(rate=1 / 60) as account:
        first, second = (KitAsker(account)("GET", "/account") for _ in range(2))
        account.conditions.rate = None
        account.faults.fail(429)
        third = KitAsker(account)("GET", "/account")
    assert first.status_code == 200
    for answer in (second, third):
        assert (answer.status_code, answer.text) == (429, "Retry later")
        assert answer.headers["Content-Type"].startswith("text/plain")
        assert not {"Retry-After", "RateLimit-Limit"} & {*answer.headers}


def test_a_wrong_key_and_a_lapsed_plan_are_told_alike(ask: KitAsker) -> None:
    ask.account.conditions.payment_required = True
    lapsed = ask("GET", "/account")
    ask.account.recover()
    ask.session.headers["X-Kit-Api-Key"] = "another"
    wrong = ask("GET", "/account")
    assert (lapsed.status_code, lapsed.json()) == (wrong.status_code, wrong.json())
    assert wrong.json() == {"errors": ["The access token is invalid"]}


def test_it_tells_what_a_deployment_would_set(account: SandboxKit) -> None:
    assert account.vendor == "kit"
    assert account.environment == {"KIT_URL": account.url, "KIT_KEY": account.key, "KIT_RATE": "50"}


@pytest.mark.parametrize(
    ("word", "told", "what"),
    [
        ("untag", {"email": BUYER, "tag": "Bronze"}, "the sandbox account has no 'Bronze'"),
        (
            "opt-out",
            {"email": BUYER, "state": "asleep"},
            "the sandbox account has no state 'asleep'",
        ),
        ("furnish", {"lists": ["News"]}, "Kit has no lists"),
        (
            "tag",
            {"email": "no@example.com", "tag": "Gold"},
            "the sandbox account has no contact with this address",
        ),
    ],
)
def test_what_is_not_there_is_named(
    account: SandboxKit, word: str, told: dict[str, object], what: str
) -> None:
    account.add_contact(BUYER)
    answer = requests.post(f"{account.url}/sandbox/{word}", json=told, timeout=5)
    assert (answer.status_code, answer.json()) == (400, {"message": what})
