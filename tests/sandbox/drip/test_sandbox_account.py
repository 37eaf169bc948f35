"""The Drip stand-in's own pages, its key and limit, and what it knows of a call."""

import pytest
import requests

from bridge.model import Sort
from bridge.sandbox.drip import SandboxDrip
from tests.sandbox.drip.asker import BUYER, DripAsker


def test_the_token_is_the_users_name_and_there_is_no_password(ask: DripAsker) -> None:
    path = f"{ask.account.url}/v2/9999999/tags"
    for auth in (("wrong", ""), (ask.account.key, "x"), None):
        refused = requests.get(path, auth=auth, timeout=5)
        assert ask.code(refused)[:2] == (401, "authentication_error")
    assert ask.api("GET", "/tags").status_code == 200
    assert ask("GET", "/v2/1234567/tags").status_code == 404


def test_calls_are_counted_over_an_hour_and_no_time_to_come_back_is_told() -> None:
    with SandboxDrip(rate=2 / 3600) as account:
        ask = DripAsker(account)
        answers = [ask.api("GET", "/tags") for _ in range(3)]
        told = [
            (
                each.status_code,
                each.headers["X-RateLimit-Limit"],
                each.headers["X-RateLimit-Remaining"],
            )
            for each in answers
        ]
        assert told == [(200, "2", "1"), (200, "2", "0"), (429, "2", "0")]
        assert "Retry-After" not in answers[2].headers
        assert sorted(answers[2].json()) == ["documentation", "message"]
        assert account.limited == 1


def test_its_environment_is_what_a_deployment_sets() -> None:
    with SandboxDrip(key="k") as account:
        assert account.environment == {
            "DRIP_URL": account.url,
            "DRIP_ACCOUNT": "9999999",
            "DRIP_TOKEN": "k",
            "DRIP_RATE": "1",
        }


def test_its_pages_tell_what_everybody_has_and_do_what_a_hand_would(ask: DripAsker) -> None:
    ask.account.furnish(["News"], ["Last order"], ["Welcome"])
    ask.account.add_contact(BUYER, ["Gold"], first_name="Ann")
    ask.write(email=BUYER, custom_fields={"last_order": "1001"})
    ask("POST", "/sandbox/put-on-list", {"email": BUYER, "name": "News"})
    ask("POST", "/sandbox/opt-out", {"email": BUYER, "name": "News"})
    ask("POST", "/sandbox/tag", {"email": BUYER, "tag": "Silver"})
    ask("POST", "/sandbox/untag", {"email": BUYER, "tag": "Gold"})
    assert ask("GET", "/sandbox/contacts").json()["contacts"] == [
        {
            "email": BUYER,
            "tags": ["Silver"],
            "lists": {"News": "opted out"},
            "fields": {"last_order": "1001"},
            "automations": [],
        }
    ]
    assert ask.account.profile_of(BUYER)["first_name"] == "Ann"
    fired = {"email": BUYER, "tag": "Silver", "times": 1}
    assert fired in ask("GET", "/sandbox/calls").json()["fired"]
    ask.account.reset()
    assert ask.account.fired(BUYER, "Silver") == 0
    ask("POST", "/sandbox/change-email", {"email": BUYER, "new_email": "new@example.com"})
    ask("POST", "/sandbox/unsubscribe", {"email": "new@example.com"})
    assert ask.account.contact("new@example.com")["status"] == "unsubscribed"
    ask("POST", "/sandbox/delete-contact", {"email": "new@example.com"})
    assert ask.account.people() == []


@pytest.mark.parametrize(
    ("thing", "method", "path", "body"),
    [
        ({"email": BUYER}, "POST", "/subscribers", {"email": BUYER.upper()}),
        ({"email": BUYER}, "POST", "/subscribers", {"id": "{id}"}),
        ({"email": BUYER}, "GET", "/subscribers/{id}", {}),
        ({"tag": "Gold"}, "POST", "/subscribers", {"id": "{id}", "remove_tags": ["gold"]}),
        ({"tag": "Gold", "email": BUYER}, "DELETE", "/subscribers/{id}/tags/Gold", {}),
        ({"field": "last_order"}, "POST", "/subscribers", {"custom_fields": {"last_order": "1"}}),
        ({"list": "News"}, "POST", "/campaigns/{News}/subscribers", {"email": BUYER}),
        ({"list": "News"}, "POST", "/subscribers/{id}/remove?campaign_id={News}", {}),
        ({"automation": "Welcome"}, "POST", "/workflows/{Welcome}/subscribers", {"id": "{id}"}),
    ],
)
def test_it_knows_what_a_call_is_about(
    ask: DripAsker, thing: dict[str, str], method: str, path: str, body: dict[str, object]
) -> None:
    ask.account.furnish(["News"], ["Last order"], ["Welcome"])
    numbers = {"id": ask.account.add_contact(BUYER, ["Gold"])}
    for sort, name in ((Sort.LIST, "News"), (Sort.AUTOMATION, "Welcome")):
        numbers[name] = ask.account.number(sort, name)
    for name, number in numbers.items():
        path = path.replace(f"{{{name}}}", number)
        body = {k: number if v == f"{{{name}}}" else v for k, v in body.items()}
    ask.account.faults.fail(500, method=method, **dict.fromkeys(thing, "Another"))
    ask.account.faults.fail(403, method=method, **thing)
    assert ask.api(method, path, {"subscribers": [body]}).status_code == 403


def test_whose_mails_come_back_has_bounced_from_her_series(ask: DripAsker) -> None:
    ask.account.furnish(["News", "Deals"])
    ask.account.add_contact(BUYER)
    ask.account.put_on_list(BUYER, "News")
    ask.account.put_on_list(BUYER, "Deals", "pending")
    ask.account.unsubscribe(BUYER, "undeliverable")
    assert ask.account.lists_of(BUYER) == {"News": "bounced", "Deals": "not confirmed"}
    assert ask.api("GET", f"/subscribers/{BUYER}").status_code == 200


def test_what_is_not_there_is_named(ask: DripAsker) -> None:
    with pytest.raises(LookupError) as caught:
        ask.account.tag("no@example.com", "Gold")
    assert str(caught.value) == "the sandbox account has no contact with this address"
    ask.account.add_contact(BUYER)
    with pytest.raises(LookupError) as caught:
        ask.account.opt_out(BUYER, "News")
    assert str(caught.value) == "the sandbox account has no 'News'"
