"""What the sandbox account promises: to behave as the real one, and to misbehave when told."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from bridge.model import Sort
from bridge.sandbox.activecampaign import SandboxAccount
from bridge.sandbox.faults import RateWindow

BUYER = "buyer@example.com"


class Asker:
    """A plain client of the account."""

    def __init__(self, account: SandboxAccount) -> None:
        self.account = account
        self.session = requests.Session()
        self.session.headers["Api-Token"] = account.key

    def __call__(self, method: str, path: str, body: Any = None, **more: Any) -> requests.Response:
        more.setdefault("timeout", 5)
        return self.session.request(method, self.account.url + path, json=body, **more)

    def api(self, method: str, path: str, body: Any = None, **more: Any) -> requests.Response:
        return self(method, "/api/3" + path, body, **more)

    def sync(self, email: str = BUYER, **profile: str) -> requests.Response:
        return self.api("POST", "/contact/sync", {"contact": {"email": email, **profile}})

    def tag(self, contact: object, tag: object) -> requests.Response:
        return self.api("POST", "/contactTags", {"contactTag": {"contact": contact, "tag": tag}})

    def tag_id(self, name: str) -> str:
        return self.account.named(Sort.TAG, name)["id"]


@pytest.fixture
def account() -> Iterator[SandboxAccount]:
    with SandboxAccount(tags=["Gold", "Gold Plus", "Silver"], rate=None) as running:
        yield running


@pytest.fixture
def ask(account: SandboxAccount) -> Asker:
    return Asker(account)


def test_sync_creates_with_201_and_then_updates_with_200_whatever_the_case(ask: Asker) -> None:
    created = ask.sync("Buyer@Example.com", firstName="Ann", phone="1")
    updated = ask.sync("buyer@example.COM", firstName="Anna")
    assert (created.status_code, updated.status_code) == (201, 200)
    assert created.json()["contact"]["id"] == updated.json()["contact"]["id"]
    assert ask.account.profile_of(BUYER) == {
        "firstName": "Anna",
        "lastName": "",
        "phone": "1",
    }


def test_an_impossible_address_is_refused_in_the_vendors_shape(ask: Asker) -> None:
    answer = ask.sync("nobody")
    assert (answer.status_code, answer.json()) == (
        422,
        {
            "errors": [
                {
                    "title": "Contact Email Address is not valid.",
                    "detail": "",
                    "code": "email_invalid",
                    "error": "must_be_valid_email_address",
                    "source": {"pointer": "/data/attributes/email"},
                }
            ]
        },
    )


def test_contacts_sync_is_a_plain_create_and_refuses_a_known_address(ask: Asker) -> None:
    body = {"contact": {"email": BUYER}}
    first = ask.api("POST", "/contacts/sync", body)
    again = ask.api("POST", "/contacts/sync", body)
    assert (first.status_code, again.status_code) == (201, 422)
    assert again.json()["errors"][0]["code"] == "duplicate"


def test_one_look_tells_the_contact_and_its_tags(ask: Asker) -> None:
    ask.account.add_contact(BUYER, ["Gold"])
    ask.account.add_contact("other@example.com", ["Silver"])
    found = ask.api("GET", "/contacts", params={"email": BUYER, "include": "contactTags"}).json()
    assert [contact["email"] for contact in found["contacts"]] == [BUYER]
    assert [row["tag"] for row in found["contactTags"]] == [ask.tag_id("Gold")]
    listed = ask.api("GET", f"/contacts/{found['contacts'][0]['id']}/contactTags").json()
    assert listed == {"contactTags": found["contactTags"]}


def test_an_account_can_ignore_include(ask: Asker) -> None:
    ask.account.conditions.ignore_include = True
    ask.account.add_contact(BUYER, ["Gold"])
    found = ask.api("GET", "/contacts", params={"email": BUYER, "include": "contactTags"}).json()
    assert sorted(found) == ["contacts", "meta"]


def test_unknown_query_parameters_are_ignored_and_twenty_are_listed(ask: Asker) -> None:
    for number in range(25):
        ask.account.add_contact(f"buyer{number}@example.com")
    found = ask.api("GET", "/contacts", params={"e_mail": BUYER}).json()
    assert (len(found["contacts"]), found["meta"]) == (20, {"total": "25"})


def test_a_repeated_tag_makes_no_duplicate_and_starts_no_automation(ask: Asker) -> None:
    contact = ask.account.add_contact(BUYER)
    first, again = ask.tag(contact, ask.tag_id("Gold")), ask.tag(contact, ask.tag_id("Gold"))
    assert first.status_code == 201
    assert again.json()["contactTag"] == first.json()["contactTag"]
    assert first.json()["contacts"][0]["email"] == BUYER
    assert ask.account.fired(BUYER, "Gold") == 1


def test_a_tag_that_went_and_came_back_starts_its_automation_again(ask: Asker) -> None:
    contact = ask.account.add_contact(BUYER, ["Gold"])
    ask.account.untag(BUYER, "Gold")
    ask.tag(contact, ask.tag_id("Gold"))
    assert ask.account.fired(BUYER, "Gold") == 2


def test_a_removal_answers_200_and_the_second_time_404(ask: Asker) -> None:
    contact = ask.account.add_contact(BUYER)
    row = ask.tag(contact, ask.tag_id("Gold")).json()["contactTag"]["id"]
    first, again = (ask.api("DELETE", f"/contactTags/{row}") for _ in range(2))
    assert (first.status_code, first.json()) == (200, {})
    message = {"message": f"No Result found for SubscriberTag with id {row}"}
    assert (again.status_code, again.json()) == (404, message)
    assert ask.account.tags_of(BUYER) == set()


def test_unknown_ids_are_told_in_the_vendors_shapes(ask: Asker) -> None:
    contact = ask.account.add_contact(BUYER)
    missing = {"title": "Not Found", "status": 404, "detail": "Contact not found"}
    assert ask.tag(999, ask.tag_id("Gold")).json() == {"errors": [missing]}
    assert ask.tag(contact, 999).json()["errors"][0]["code"] == "related_missing"
    assert ask.tag(contact, "").json()["errors"][0]["title"] == "Missing attribute"
    unknown = {"message": "No Result found for Subscriber with id 999"}
    assert ask.api("GET", "/contacts/999").json() == unknown


def test_tags_are_paged_searched_and_mixed_with_template_tags(ask: Asker) -> None:
    for number in range(120):
        ask.account.account.add_tag(f"Tag {number}")
    pages = [ask.api("GET", "/tags", params=p).json() for p in ({}, {"limit": 500, "offset": 100})]
    assert [len(page["tags"]) for page in pages] == [20, 24]
    assert pages[0]["meta"] == {"total": "124"}
    assert {row["tagType"] for row in pages[0]["tags"]} == {"contact", "template"}
    contains = ask.api("GET", "/tags", params={"search": "gold"}).json()["tags"]
    exact = ask.api("GET", "/tags", params={"filters[search][eq]": "gold"}).json()["tags"]
    assert [row["tag"] for row in contains] == ["Gold", "Gold Plus"]
    assert [row["tag"] for row in exact] == ["Gold"]


def test_a_duplicate_tag_is_refused_with_the_databases_own_words(ask: Asker) -> None:
    body = {"tag": {"tag": "gold", "tagType": "contact", "description": ""}}
    answer = ask.api("POST", "/tags", body)
    text = "Duplicate entry 'contact-gold' for key 'em_tag.typetag'"
    assert (answer.status_code, answer.json()) == (
        422,
        {"message": "Could not process request", "error": text},
    )
    assert ask.api("POST", "/tags", {"tag": {"tag": "New"}}).status_code == 201


def test_a_wrong_path_is_404_and_a_wrong_key_403_without_a_body(ask: Asker) -> None:
    assert ask("GET", "/tags").status_code == 404
    assert ask.api("GET", "/nothing").status_code == 404
    refused = ask.api("GET", "/tags", headers={"Api-Token": "wrong"})
    assert (refused.status_code, refused.content) == (403, b"")


def test_it_lets_only_so_many_calls_through_in_any_second() -> None:
    now = [0.0]
    window = RateWindow(clock=lambda: now[0])
    assert [window.passes(5)[0] for _ in range(6)] == [True] * 5 + [False]
    now[0] = 0.9
    assert window.passes(5) == (
        False,
        {"RateLimit-Limit": "5", "RateLimit-Remaining": "0", "Retry-After": "1"},
    )
    now[0] = 1.0
    assert window.passes(5) == (True, {"RateLimit-Limit": "5", "RateLimit-Remaining": "4"})


def test_a_call_too_many_is_answered_429_with_retry_after(ask: Asker) -> None:
    ask.account.conditions.rate = 1
    answers = [ask.api("GET", "/tags") for _ in range(3)]
    assert 429 in {answer.status_code for answer in answers}
    limited = next(answer for answer in answers if answer.status_code == 429)
    assert limited.headers["Retry-After"] == "1"
    assert ask.account.limited >= 1


@pytest.mark.parametrize("status", [429, 500, 502, 511, 200])
def test_it_fails_the_next_calls_as_told_and_does_nothing_meanwhile(
    ask: Asker, status: int
) -> None:
    ask.account.faults.fail(status, times=2)
    answers = [ask.sync() for _ in range(2)]
    assert [answer.status_code for answer in answers] == [status, status]
    assert ask.account.contacts() == {}
    assert ("Retry-After" in answers[0].headers) == (status == 429)
    assert answers[0].text.startswith("<html>") == (status in (502, 511))
    assert (answers[0].content == b"") == (status == 200)
    assert ask.sync().status_code == 201


def test_it_fails_a_share_of_one_kind_of_call(ask: Asker) -> None:
    ask.account.faults.fail(500, times=None, share=0.5, method="POST", path="/contact/sync")
    statuses = [ask.sync().status_code for _ in range(60)]
    assert 10 < statuses.count(500) < 50
    assert ask.api("GET", "/tags").status_code == 200


def test_it_can_lose_the_answer_after_doing_what_was_asked(ask: Asker) -> None:
    ask.account.faults.lose_answers()
    with pytest.raises(requests.ConnectionError):
        ask.sync()
    ask.account.faults.lose_answers(hang=30)
    with pytest.raises(requests.Timeout):
        ask.api("POST", "/contact/sync", {"contact": {"email": "b@example.com"}}, timeout=0.1)
    assert sorted(ask.account.contacts()) == ["b@example.com", BUYER]


def test_it_can_refuse_the_key_and_want_payment_until_it_recovers(ask: Asker) -> None:
    ask.account.conditions.payment_required = True
    assert ask.sync().status_code == 402
    ask.account.conditions.refuse_key = True
    assert ask.sync().status_code == 403
    ask.account.faults.recover()
    assert ask.sync().status_code == 201


def test_it_counts_every_call_by_what_it_was(ask: Asker) -> None:
    contact = ask.sync().json()["contact"]["id"]
    ask.tag(contact, ask.tag_id("Gold"))
    ask.api("GET", f"/contacts/{contact}/contactTags")
    assert [(call.name, call.status) for call in ask.account.calls] == [
        ("POST /contact/sync", 201),
        ("POST /contactTags", 201),
        ("GET /contacts/{id}/contactTags", 200),
    ]
    ask.account.reset()
    assert (len(ask.account.calls), ask.account.fired(BUYER, "Gold")) == (0, 0)
    assert ask.account.tags_of(BUYER) == {"Gold"}


def test_a_deleted_contact_is_gone_by_address_and_answers_by_id(ask: Asker) -> None:
    contact = ask.account.add_contact(BUYER, ["Gold"])
    ask.account.delete_contact(BUYER)
    assert ask.api("GET", "/contacts", params={"email": BUYER}).json()["contacts"] == []
    still = ask.api("GET", f"/contacts/{contact}").json()["contact"]["email"]
    assert still == f"deleted+{contact}@example.com"
    assert ask.tag(contact, ask.tag_id("Gold")).status_code == 404


def test_merged_contacts_and_remade_tags_get_new_ids(ask: Asker) -> None:
    contact, tag = ask.account.add_contact(BUYER, ["Gold", "Silver"]), ask.tag_id("Silver")
    assert ask.account.renumber_contact(BUYER) != contact
    assert ask.account.tags_of(BUYER) == {"Gold", "Silver"}
    assert str(ask.account.remake(Sort.TAG, "Silver")) != tag
    assert ask.account.tags_of(BUYER) == {"Gold"}


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


def test_it_keeps_its_contacts_over_a_stop_and_a_start(ask: Asker) -> None:
    ask.sync()
    ask.account.close()
    with pytest.raises(requests.ConnectionError):
        ask.sync()
    ask.account.start()
    assert ask.sync().status_code == 200


def test_it_runs_as_its_own_process_and_ends_with_sigterm(tmp_path: Any) -> None:
    names = tmp_path / "tags.txt"
    names.write_text("# ours\nGold\n\nSilver\n", encoding="utf-8")
    module = "bridge.sandbox.activecampaign"
    command = [sys.executable, "-m", module, "--port", "0", "--key", "k", "--rate", "0"]
    command += ["--tags", str(names), "--tag", "Bronze", "--list", "News", "--list", "Deals"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(  # noqa: S603 - our own module, by this very interpreter
        command, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline().split()
            url = said[3]
            assert " ".join(said) == f"Sandbox ActiveCampaign account: {url} with the key k"
            answer = requests.get(f"{url}/api/3/tags", headers={"Api-Token": "k"}, timeout=5)
            tags = [row["tag"] for row in answer.json()["tags"]]
            assert tags == ["Newsletter layout", "Bronze", "Gold", "Silver"]
            answer = requests.get(f"{url}/api/3/lists", headers={"Api-Token": "k"}, timeout=5)
            assert [row["name"] for row in answer.json()["lists"]] == ["News", "Deals"]
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
