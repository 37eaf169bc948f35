"""What every stand-in promises: to misbehave when told, and to know what it was asked."""

import pytest
import requests

from tests.sandbox.client import BUYER, Asker


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


def test_it_refuses_one_thing_alone_in_words_of_ones_own(ask: Asker) -> None:
    contact, other = ask.account.add_contact(BUYER), ask.account.add_contact("b@example.com")
    body = {"message": "You do not have permission to do that"}
    ask.account.faults.fail(
        403, times=None, path="/contactTags", tag="gold", email=BUYER, body=body
    )
    refused = ask.tag(contact, ask.tag_id("Gold"))
    assert (refused.status_code, refused.json()) == (403, body)
    assert ask.tag(contact, ask.tag_id("Silver")).status_code == 201
    assert ask.tag(other, ask.tag_id("Gold")).status_code == 201
    assert ask.account.contacts() == {BUYER: {"Silver"}, "b@example.com": {"Gold"}}


def test_it_can_do_what_is_asked_and_answer_otherwise(ask: Asker) -> None:
    contact = ask.account.add_contact(BUYER)
    body = {"errors": [{"title": "The contact tag already exists", "code": "duplicate"}]}
    ask.account.faults.fail(422, tag="Gold", body=body, done=True)
    answer = ask.tag(contact, ask.tag_id("Gold"))
    assert (answer.status_code, answer.json()) == (422, body)
    assert ask.account.tags_of(BUYER) == {"Gold"}


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
    ask.account.recover()
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


def test_it_keeps_its_contacts_over_a_stop_and_a_start(ask: Asker) -> None:
    ask.sync()
    ask.account.close()
    with pytest.raises(requests.ConnectionError):
        ask.sync()
    ask.account.start()
    assert ask.sync().status_code == 200
