"""The sandbox Ontraport account's own pages, its limit, and what it knows of a call."""

import pytest

from bridge.sandbox.ontraport import SandboxOntraport
from tests.sandbox.ontraport.asker import BUYER, OntraportAsker


def test_its_people_are_shown_with_all_that_they_have(ontraport: OntraportAsker) -> None:
    account = ontraport.account
    (key,), (automation,) = account.account.fields, account.account.automations
    number = account.add_contact(BUYER, ["Gold"])
    ontraport.save(**{key: "Knots"})
    ontraport("PUT", "/objects/subscribe", {"ids": number, "add_list": automation})
    assert ontraport("GET", "/sandbox/contacts").json()["contacts"] == [
        {
            "email": BUYER,
            "tags": ["Gold"],
            "lists": {},
            "fields": {"Course": "Knots"},
            "automations": ["Welcome"],
        }
    ]


@pytest.mark.parametrize(
    ("thing", "method", "path", "body"),
    [
        ({"email": BUYER}, "POST", "/Contacts/saveorupdate", {"email": BUYER.upper()}),
        ({"email": BUYER}, "GET", "/object?id={contact}", {}),
        ({"email": BUYER, "tag": "Gold"}, "PUT", "/objects/tag", {"add_list": "{Gold}"}),
        ({"tag": "Silver"}, "DELETE", "/objects/tag", {"remove_list": "{Gold},{Silver}"}),
        ({"automation": "Welcome"}, "PUT", "/objects/subscribe", {"add_list": "{Welcome}"}),
        ({"field": "Course"}, "PUT", "/objects", {"{Course}": "Knots"}),
        ({"tag": "Bronze"}, "POST", "/Tags", {"tag_name": "Bronze"}),
    ],
)
def test_it_knows_what_a_call_is_about(
    ontraport: OntraportAsker, thing: dict[str, str], method: str, path: str, body: dict[str, str]
) -> None:
    account = ontraport.account
    (course,), (welcome,) = account.account.fields, account.account.automations
    numbers = {"contact": account.add_contact(BUYER), "Course": course, "Welcome": welcome}
    numbers |= {name: account.tag_id(name) for name in ("Gold", "Silver")}
    ids = {} if "email" in body else {"ids": [numbers["contact"]]}
    written = {key.format(**numbers): value.format(**numbers) for key, value in body.items()}
    account.faults.fail(500, method=method, **dict.fromkeys(thing, "Another"))
    account.faults.fail(403, method=method, **thing)
    answer = ontraport(method, path.format(**numbers), {**ids, **written})
    assert answer.status_code == 403


def test_what_hands_do_shows_at_once_whatever_was_under_way(ontraport: OntraportAsker) -> None:
    account = ontraport.account
    account.conditions.tag_reads = 5
    number = account.add_contact(BUYER)
    ontraport.tag(number, "Gold")
    account.tag(BUYER, "Silver")
    tags = [account.tag_id(name) for name in ("Gold", "Silver")]
    assert ontraport.shown(number) == f"*/*{tags[0]}*/*{tags[1]}*/*"


def test_merged_contacts_and_remade_tags_get_new_ids(ontraport: OntraportAsker) -> None:
    account = ontraport.account
    number, tag = account.add_contact(BUYER, ["Gold", "Silver"]), account.tag_id("Silver")
    assert account.renumber_contact(BUYER) != number
    assert account.tags_of(BUYER) == {"Gold", "Silver"}
    assert account.remake_tag("Silver") != tag
    assert account.tags_of(BUYER) == {"Gold"}


def test_it_counts_over_a_minute_and_names_seconds_and_never_retry_after() -> None:
    with SandboxOntraport(rate=0.05) as account:
        ask = OntraportAsker(account)
        answers = [ask("GET", "/Tags") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    told = [answer.headers["X-Rate-Limit-Remaining"] for answer in answers]
    assert told == ["2", "1", "0", "0"]
    assert answers[-1].headers["X-Rate-Limit-Reset"] == "1"
    assert "Retry-After" not in answers[-1].headers


def test_a_fault_that_asks_for_quiet_asks_for_it_in_its_own_header(
    ontraport: OntraportAsker,
) -> None:
    ontraport.account.faults.fail(429, retry_after=30)
    headers = ontraport("GET", "/Tags").headers
    told = [headers[f"X-Rate-Limit-{name}"] for name in ("Remaining", "Reset")]
    assert (told, headers.get("Retry-After")) == (["0", "30"], None)


def test_what_is_not_there_is_named(ontraport: OntraportAsker) -> None:
    ontraport.account.add_contact(BUYER)
    with pytest.raises(LookupError) as caught:
        ontraport.account.tag(BUYER, "Bronze")
    assert str(caught.value) == "the sandbox account has no 'Bronze'"
    with pytest.raises(LookupError) as caught:
        ontraport.account.tag("no@example.com", "Gold")
    assert str(caught.value) == "the sandbox account has no contact with this address"
    with pytest.raises(LookupError) as caught:
        ontraport.account.furnish(["News"])
    assert str(caught.value) == "an Ontraport account has no lists"


def test_a_deployment_is_told_its_settings() -> None:
    with SandboxOntraport(rate=2.5, key="k") as account:
        assert account.environment == {
            "ONTRAPORT_APP_ID": "2_sandbox_app",
            "ONTRAPORT_KEY": "k",
            "ONTRAPORT_URL": account.url,
            "ONTRAPORT_RATE": "2.5",
        }
