"""The stand-in of a Keap account: its gateway, and what it knows of a call."""

import json

import pytest

from tests.sandbox.keap.conftest import BUYER, KeapAsker

USER = "/v2/oauth/connect/userinfo"


def refusal(ask: KeapAsker, path: str = USER) -> tuple[int, str]:
    answer = ask("GET", path)
    return answer.status_code, answer.json()["fault"]["detail"]["errorcode"]


@pytest.mark.parametrize("header", ["X-Keap-API-Key", "Authorization"])
def test_a_key_counts_in_the_header_that_it_looks_at(ask: KeapAsker, header: str) -> None:
    ask.account.conditions.header = header
    headers = {"X-Keap-API-Key": ask.account.key}, {"Authorization": f"Bearer {ask.account.key}"}
    answers = [ask("GET", USER, headers=each).status_code for each in headers]
    assert answers == ([200, 401] if header == "X-Keap-API-Key" else [401, 200])
    ask.account.conditions.header = "both"
    assert [ask("GET", USER, headers=each).status_code for each in headers] == [200, 200]


def test_one_status_means_four_things(ask: KeapAsker) -> None:
    ask.headers = {}
    none = (401, "oauth.v2.InvalidAccessToken")
    assert [refusal(ask), refusal(ask, "/v2/nowhere")] == [none, none]
    ask.headers = {"Authorization": ask.account.key}
    ask.account.conditions.header = "Authorization"
    assert refusal(ask) == none
    ask.headers = {"Authorization": "Bearer another"}
    assert refusal(ask) == (401, "keymanagement.service.invalid_access_token")


def test_its_limit_is_counted_over_a_minute_and_told_in_two_windows(ask: KeapAsker) -> None:
    ask.account.conditions.rate = 2 / 60
    answers = [ask("GET", USER) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    left = [answer.headers["x-keap-product-throttle-available"] for answer in answers]
    assert left == ["1", "0", "0"]
    assert answers[0].headers["x-keap-tenant-throttle-time-unit"] == "minute|day"
    code = answers[2].json()["fault"]["detail"]["errorcode"]
    assert code == "policies.ratelimit.QuotaViolation"


def test_its_pages_show_everybody_with_all_that_she_has(ask: KeapAsker) -> None:
    ask.account.furnish(fields=["Course"], automations=["Welcome"])
    ask.account.add_contact(BUYER, ["Gold"])
    contact = ask.account.contact(BUYER)
    (field,), (sequence,) = ask.account.account.fields, ask.account.account.sequences
    rows = [{"id": field, "content": "Knots"}]
    ask.account.account.write(contact, "custom_fields", rows)
    ask.account.account.enter(contact, sequence, stays=False)
    assert ask.account.people() == [
        {
            "email": BUYER,
            "tags": ["Gold"],
            "lists": {},
            "fields": {"Course": "Knots"},
            "automations": ["Welcome"],
        }
    ]
    assert ask.account.fired(BUYER, "Gold") == 1


def test_what_a_person_does_by_hand(ask: KeapAsker) -> None:
    ask.account.add_contact(BUYER, ["Gold", "Silver"])
    ask.account.untag(BUYER, "Silver")
    ask.account.change_email(BUYER, "new@example.com")
    assert ask.account.contacts() == {"new@example.com": {"Gold"}}
    old = ask.account.tag_id("Gold")
    assert ask.account.remake_tag("Gold") != old
    assert ask.account.tags_of("new@example.com") == set()
    ask.account.delete_contact("new@example.com")
    assert ask.account.contacts() == {}


def test_what_is_not_there_is_named(ask: KeapAsker) -> None:
    with pytest.raises(LookupError, match="the stand-in has no contact with this address"):
        ask.account.tag("no@example.com", "Gold")
    with pytest.raises(LookupError, match="the stand-in has no 'Tin'"):
        ask.account.remake_tag("Tin")
    with pytest.raises(LookupError, match="Keap has no lists"):
        ask.account.furnish(lists=["News"])


@pytest.mark.parametrize(
    ("thing", "method", "path", "body"),
    [
        ({"email": BUYER}, "PUT", "/v1/contacts", {"email_addresses": [{"email": BUYER}]}),
        ({"email": BUYER}, "GET", "/v2/contacts?filter=email%3D%3Dbuyer%40example.com", None),
        ({"tag": "Gold"}, "POST", "/v1/contacts/{contact}/tags", {"tagIds": ["{Gold}"]}),
        ({"tag": "Gold"}, "DELETE", "/v1/contacts/{contact}/tags?ids=5,{Gold}", None),
        ({"tag": "Bronze"}, "POST", "/v2/tags", {"name": "Bronze"}),
        (
            {"field": "Course", "email": BUYER},
            "PATCH",
            "/v2/contacts/{contact}",
            {"custom_fields": [{"id": "{Course}", "content": "Knots"}]},
        ),
        (
            {"automation": "Welcome"},
            "POST",
            "/v2/campaigns/{Welcome}/sequences/1:addContacts",
            {"contact_ids": ["{contact}"]},
        ),
    ],
)
def test_it_knows_what_a_call_is_about(
    ask: KeapAsker, thing: dict[str, str], method: str, path: str, body: object
) -> None:
    ask.account.furnish(fields=["Course"], automations=["Welcome"])
    account, text = ask.account.account, json.dumps(body)
    numbers = {"contact": ask.account.add_contact(BUYER)}
    for named in (account.tags, account.fields, account.campaigns):
        numbers |= {name: number for number, name in named.items()}
    for name, number in numbers.items():
        path, text = (each.replace(f"{{{name}}}", number) for each in (path, text))
    ask.account.faults.fail(500, method=method, **dict.fromkeys(thing, "Another"))
    ask.account.faults.fail(403, method=method, **thing)
    assert ask(method, path, json.loads(text)).status_code == 403


def test_a_deployment_is_told_how_to_reach_it(ask: KeapAsker) -> None:
    assert ask.account.environment == {
        "KEAP_URL": ask.account.url,
        "KEAP_KEY": ask.account.key,
        "KEAP_RATE": "0",
    }
