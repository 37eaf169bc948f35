"""What fields are set to, and lists, fields and automations as rules ask for them."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bridge.model import Action, Event, Item, Kind, Money, Sort, Subscription
from bridge.rules import PLACEHOLDERS, Rule, Rules, Verdict
from tests.fakes import ONE

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
EVENT = Event(
    "thrivecart",
    "d1",
    Kind.REBILL,
    "x",
    NOON,
    items=(Item("bump", "1", name="Workbook"), Item("product", "12", "90222", "Gold course")),
    order_id="1001",
    invoice_id="1001-2",
    money=Money(4900, "USD"),
    coupon="SUMMER",
    affiliate="bob",
    subscription=Subscription(
        "s1", 2, 0, datetime(2026, 2, 28, tzinfo=UTC), datetime(2026, 2, 27, tzinfo=UTC)
    ),
    custom_fields={"T-shirt size": " XL "},
    passthrough={"Source": "newsletter"},
)
EMPTY = Event("thrivecart", "d1", Kind.REBILL, "x", NOON)


def setting(*texts: str, **more: Any) -> Rule:
    fields = tuple((f"Field {number}", text) for number, text in enumerate(texts, 1))
    return Rule("Fields", 5, frozenset({Kind.REBILL}), sets=fields, **more)


def values(one: Rule, of: Event = EVENT) -> list[str]:
    return [effect.value for effect in Rules(ONE, (one,)).effects(of)]


def verdict(one: Rule, of: Event = EMPTY) -> Verdict:
    (told,) = Rules(ONE, (one,)).explain(of)
    return told


FILLED = {
    "<product name>": "Workbook",
    "<product>": "bump-1",
    "<order number>": "1001",
    "<invoice number>": "1001-2",
    "<amount>": "49.00",
    "<currency>": "USD",
    "<coupon>": "SUMMER",
    "<affiliate>": "bob",
    "<date>": "2026-01-31",
    "<payment number>": "2",
    "<payments left>": "0",
    "<next payment date>": "2026-02-28",
    "<end of paid period>": "2026-02-27",
    "<custom field t-shirt SIZE>": "XL",
    "<passthrough source>": "newsletter",
    "Bought <product name> on <date> > ok": "Bought Workbook on 2026-01-31 > ok",
    "plain text": "plain text",
}


@pytest.mark.parametrize("text", FILLED)
def test_a_field_is_set_to_what_the_event_tells(text: str) -> None:
    assert values(setting(text)) == [FILLED[text]]


def test_the_item_is_the_first_that_the_rule_speaks_of() -> None:
    one = setting("<product name> <pricing option>", items=("product-12",))
    assert values(one) == ["Gold course 90222"]


MISSING = {
    "<product name>": "no product name",
    "<pricing option>": "no pricing option",
    "<amount>": "no amount",
    "<next payment date>": "no next payment date",
    "<coupon> <affiliate> <coupon>": "no coupon or affiliate",
    "<custom field T-shirt size>": "no custom field 'T-shirt size'",
    "<passthrough source>": "no passthrough 'source'",
}


@pytest.mark.parametrize("text", MISSING)
def test_a_field_whose_value_the_event_does_not_tell_is_left_as_it_is(text: str) -> None:
    one = setting(text)
    assert values(one, EMPTY) == []
    assert verdict(one) == Verdict(one, False, f"sets nothing: the event names {MISSING[text]}")


def test_without_an_end_of_the_paid_period_the_day_of_the_next_payment_is_its_end() -> None:
    one = setting("<end of paid period>")
    told = replace(EVENT, subscription=replace(EVENT.subscription, paid_until=None))
    assert values(one, told) == ["2026-02-28"]
    assert verdict(one).why_not == "sets nothing: the event names no end of paid period"


def test_the_other_fields_are_set_all_the_same() -> None:
    one = setting("<date>", "<coupon>")
    assert values(one, EMPTY) == ["2026-01-31"]
    assert verdict(one).notes == ("sets nothing in 'Field 2': the event names no coupon",)


def test_the_rest_of_the_rule_is_done_all_the_same() -> None:
    one = setting("<coupon>", add=("X",))
    assert values(one, EMPTY) == [""]
    assert verdict(one) == Verdict(one, True, notes=("sets nothing: the event names no coupon",))


def test_lists_and_fields_are_asked_for_once_and_automations_for_each_item() -> None:
    one = setting(
        "x", subscribe=("News",), resubscribe=("Offers",), unsubscribe=("Leads",), start=("Go",)
    )
    told = Rules(ONE, (one,)).effects(EVENT)
    occasion = f"live rebill 1001 1001-2 {int(NOON.timestamp())}"
    assert [(e.action, e.name, e.token, e.value) for e in told] == [
        (Action.SUBSCRIBE, "News", "", ""),
        (Action.RESUBSCRIBE, "Offers", "", ""),
        (Action.UNSUBSCRIBE, "Leads", "", ""),
        (Action.START, "Go", f"{occasion} bump-1 automation,go", ""),
        (Action.START, "Go", f"{occasion} product-12 automation,go", ""),
        (Action.SET, "Field 1", "", "x"),
    ]


def test_lists_fields_and_automations_are_no_tags() -> None:
    one = setting("x", add=("News",), subscribe=("News",), start=("Go",))
    other = replace(one, subscribe=("news",), remove=("Old",), enabled=False)
    rules = Rules(ONE, (one, other))
    assert rules.names_for(ONE[0].name, {*Sort}) == (
        (Sort.TAG, "News"), (Sort.LIST, "News"), (Sort.AUTOMATION, "Go"), (Sort.FIELD, "Field 1"),
    )  # fmt: skip
    assert rules.names_for(ONE[0].name, {Sort.TAG}) == ((Sort.TAG, "News"),)


def test_the_reference_tells_of_every_placeholder_in_its_own_words() -> None:
    page = (Path(__file__).parents[2] / "docs" / "rules.md").read_text()
    rows = re.findall(r"^\| `(<.*>)` \| (.*) \|$", page, re.MULTILINE)
    assert rows == [(each.written, each.about) for each in PLACEHOLDERS.values()]
