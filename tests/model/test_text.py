"""What a thing is called, and how it is printed, wherever people or scripts read it."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from bridge.model import Action, Contact, Event, Hand, Item, Kind, Sort
from bridge.model.text import (
    GIVE_ACCESS,
    clock,
    counted,
    duration,
    event_noun,
    event_words,
    exact_clock,
    hand_words,
    item_words,
    join_and,
    join_or,
    json_text,
    local_iso,
    money,
    name_and_address,
    named,
    plural,
    quoted,
    span,
    unended,
    waiting_words,
    wish,
    with_article,
)


def test_one_is_counted_without_the_letter_that_many_have() -> None:
    nouns = ("tag", "delivery", "day", "person")
    assert [counted(1, noun) for noun in nouns] == ["1 tag", "1 delivery", "1 day", "1 person"]
    assert [counted(0, noun) for noun in nouns] == [
        "0 tags", "0 deliveries", "0 days", "0 people",
    ]  # fmt: skip
    assert plural("entry") == "entries"


def test_the_article_goes_by_how_the_word_begins_also_in_quotes() -> None:
    words = ("tag", "automation", "'abandoned cart'", "'refund'")
    assert [*map(with_article, words)] == [
        "a tag", "an automation", "an 'abandoned cart'", "a 'refund'",
    ]  # fmt: skip


def test_several_are_listed_with_commas_and_one_word_before_the_last() -> None:
    assert [join_and(words) for words in ("", "a", "ab", "abc")] == [
        "", "a", "a and b", "a, b and c",
    ]  # fmt: skip
    assert join_or("abc") == "a, b or c"
    assert quoted("ab") == "'a' or 'b'"


def test_money_is_written_in_whole_units_with_its_currency() -> None:
    assert [money(1499, "USD"), money(5), money(-150, "EUR")] == ["14.99 USD", "0.05", "-1.50 EUR"]


@pytest.mark.parametrize(
    ("time", "whole", "rounded"),
    [
        (timedelta(0), "0 seconds", "0 seconds"),
        (timedelta(seconds=90), "90 seconds", "1 minute and 30 seconds"),
        (timedelta(hours=36), "36 hours", "1 day and 12 hours"),
        (timedelta(days=7), "7 days", "7 days"),
        (timedelta(weeks=9999), "9999 weeks", "69993 days"),
        (timedelta(days=20, hours=1, seconds=1), "1731601 seconds", "20 days and 1 hour"),
    ],
)
def test_a_span_is_exact_and_a_duration_is_short(time: timedelta, whole: str, rounded: str) -> None:
    assert (span(time), duration(time)) == (whole, rounded)


def test_a_time_is_told_on_this_machines_clock_and_none_is_told_by_nothing() -> None:
    at = datetime(2026, 11, 3, 14, 5, 9, tzinfo=UTC).astimezone()
    there = at.replace(tzinfo=None)
    assert clock(at) == f"{there:%-d %b %Y, %H:%M}"
    assert exact_clock(at) == f"{there:%-d %b %Y, %H:%M:%S}"
    assert datetime.fromisoformat(local_iso(at)) == at
    assert [clock(None), exact_clock(None), local_iso(None)] == ["", "", ""]


def test_a_wish_is_told_with_its_verb_its_target_and_what_it_is_for() -> None:
    due = datetime(2026, 11, 28, 14, 5, tzinfo=UTC)
    grant = {"action": Action.GRANT, "tag": "Gold", "item": "product-12"}
    assert wish(grant | {"due_at": due.isoformat()}) == (
        f"grant 'Gold' for product-12 on {clock(due)}"
    )
    set_ = {"action": Action.SET, "tag": "Last order", "value": "1001", "item": "product-12"}
    assert wish(set_) == "set the field 'Last order' to '1001'"
    assert wish({"action": "counts as cancelled", "tag": "Gold"}) == "counts as cancelled 'Gold'"
    given = {"action": GIVE_ACCESS, "tag": "Gold", "until": "2026-03-31T23:00:00+00:00"}
    assert wish(given) == "give access to 'Gold' until 31 Mar 2026"
    assert [named(sort, "x") for sort in Sort] == [
        "x", "the list x", "the field x", "the automation x", "access to x",
    ]  # fmt: skip


def test_an_event_is_told_by_its_kind_the_carts_own_word_and_its_mode() -> None:
    failed = Event("thrivecart", "k", Kind.PAYMENT_FAILED, "order.rebill_failed", mode="test")
    assert event_words(failed) == "payment failed (order.rebill_failed), test mode"
    assert event_words(Event("thrivecart", "k", Kind.REFUND, "refund")) == "refund"
    assert [event_noun(Kind.CANCELLED), event_noun(Kind.REFUND)] == ["cancellation", "refund"]


def test_an_item_is_told_as_rules_name_it_and_a_person_as_far_as_she_is_known() -> None:
    item = Item("product", "12", plan="90222")
    assert [item_words(item), item_words(Item("bump", "5"))] == ["product-12 plan 90222", "bump-5"]
    ada = Contact("ada@example.com", "Ada", "Lovelace")
    assert name_and_address(ada) == "Ada Lovelace <ada@example.com>"
    assert name_and_address(Contact("ada@example.com")) == "ada@example.com"
    assert name_and_address(Contact(first_name="Ada")) == "Ada"


def test_deliveries_that_wait_are_told_to_go_on_by_themselves() -> None:
    assert waiting_words(1) == "1 delivery waits and goes on by itself once this is put right."
    assert waiting_words(1200) == (
        "1,200 deliveries wait and go on by themselves once this is put right."
    )


def test_what_a_hand_said_is_told_with_its_reason_and_what_it_takes_back() -> None:
    granted = Event("hand", "k", Kind.GRANTED_BY_HAND, "grant", hand=Hand("Gold", why="a prize"))
    assert hand_words(granted, {}) == [
        ("Membership", "Gold"), ("Takes back", ""), ("About", ""), ("Until", ""),
        ("Why", "a prize"),
    ]  # fmt: skip
    back = Event("hand", "k2", Kind.TAKEN_BACK_BY_HAND, "undo", hand=Hand(about="k"))
    assert dict(hand_words(back, {"k": 7}))["Takes back"] == "delivery 7"


def test_json_that_is_printed_steers_neither_a_terminal_nor_a_page_and_reads_as_what_came() -> None:
    came = {"name": 'Zoë \u202e\u2066\x1b[2J\x85\u2028\u200b\ufeff\ud800 \U000e0041 🎓\n"ok" 日本'}
    assert json_text(came) == (
        '{\n  "name": "Zoë \\u202e\\u2066\\u001b[2J\\u0085\\u2028\\u200b\\ufeff\\ud800 '
        '\\udb40\\udc41 🎓\\n\\"ok\\" 日本"\n}'
    )
    assert json.loads(json_text(came)) == came


def test_a_sentence_that_goes_on_keeps_no_full_stop_not_even_within_a_quotation() -> None:
    assert unended("It refused the key.") == "It refused the key"
    assert unended("It says: 'Not you.'") == "It says: 'Not you'"
