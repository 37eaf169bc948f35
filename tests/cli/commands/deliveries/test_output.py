"""What `bridge explain` promises of what comes later, and of lists, fields and automations."""

import json
import re
from typing import Any

import pytest

from tests.cli.conftest import Shell, WriteRules
from tests.cli.shop import Shop

FILE = """\
crm: activecampaign
memberships:
  Gold:
    items: product-12
    payment failed: suspend after 7 days
    cancelled: at period end
rules:
  - name: Buyers
    when: purchase
    subscribe: Customers
    unsubscribe: Leads
    set: {Last order: <order number>, Paid: <amount> <currency>}
    start automation: Welcome
  - name: Regulars
    when: purchase
    after: 4 weeks
    unless: [refund, any cancelled]
    subscribe even after opt-out: Regulars
    set: {Level: regular}
  - name: Dunning
    when: payment failed
    at: period end
    after: 36 hours
    unless: never
    start automation: Call
  - name: Next payment
    when: rebill
    set: {Next payment: <next payment date>}
"""
AT = ("--at", "2026-11-21T12:00+02:00")
BUYER = ("--email", "buyer@example.com")


@pytest.fixture(autouse=True)
def _rules(rules_file: WriteRules) -> None:
    rules_file(FILE)


def explained(bridge: Shell, event: str, *more: str) -> str:
    """Without the rules that do not match."""
    told = bridge("explain", "--event", event, *AT, *more).output
    told = re.sub(r"These wait for .*?\n\n", "", told, flags=re.DOTALL)
    return re.sub(r"\d+ other rules? waits? for other events\.\n", "…\n", told)


def test_it_says_what_comes_when_and_unless_what(bridge: Shell) -> None:
    assert explained(bridge, "payment failed product-12 with payment number 3") == (
        """\
Event     payment failed
Happened  21 Nov 2026, 12:00
Contact   Somebody new <new@example.com>
Items     product-12
Payment   number 3

These rules match:
  RULE                           LINE  DOES
  Gold: payment failed           5     adds 'GoldPAYF'
  Gold: payment failed, suspend  5     adds 'GoldSUSP' in 7 days (28 Nov 2026), unless a payment
                                       comes
  Dunning                        20    starts the automation 'Call' in 36 hours (23 Nov 2026), for
                                       want of an end of the paid period

…

For a contact of whom nothing else is known:
  has then  GoldPAYF
  has not   GoldCANC, GoldSUSP

Later, unless an event comes first:
  ON           WHAT
  23 Nov 2026  start the automation 'Call'
  28 Nov 2026  Gold is suspended (product-12)
"""
    )


def test_it_says_what_is_done_besides_tags_and_what_the_event_lacks_for_it(bridge: Shell) -> None:
    told = explained(bridge, "purchase product-12 with amount 49 and currency USD and coupon A")
    assert "Amount    49.00 USD\nCoupon    A\n" in told
    assert told.partition("GoldCANC'\n")[2] == (
        """\
  Buyers          8     subscribes to the list 'Customers'
  Buyers          8     unsubscribes from the list 'Leads'
  Buyers          8     starts the automation 'Welcome'
  Buyers          8     sets 'Paid' to '49.00 USD'
  Buyers          8     sets nothing in 'Last order': the event names no order number
  Regulars        14    subscribes, even after an opt-out, to the list 'Regulars' in 28 days (19 Dec
                        2026), unless a refund or a cancellation of any item comes
  Regulars        14    sets 'Level' to 'regular' in 28 days (19 Dec 2026), unless a refund or a
                        cancellation of any item comes

…

For a contact of whom nothing else is known:
  has then       Gold
  has not        GoldCANC, GoldPAYF, GoldSUSP
  on the lists   Customers
  off the lists  Leads
  fields         Paid: 49.00 USD
  once           Welcome

Later, unless an event comes first:
  ON           WHAT
  19 Dec 2026  set the field 'Level'
  19 Dec 2026  subscribe, even after an opt-out, to the list 'Regulars'
"""
    )


def test_a_rule_that_would_set_nothing_does_not_match_and_says_why(bridge: Shell) -> None:
    told = bridge("explain", "--event", "rebill product-12", *AT).output
    why = "Next payment (26)  sets nothing: the event names no next payment date\n"
    assert why in told.partition("These wait for 'rebill', too, and do not match:\n")[2]


CANCELLED = {
    "cancelled product-12 with period end in 20 days": "at period end (11 Dec 2026)",
    "cancelled product-12": "at once, for want of an end of the paid period",
}


@pytest.mark.parametrize("event", CANCELLED)
def test_an_event_that_calls_off_says_so_beside_what_it_puts_off(bridge: Shell, event: str) -> None:
    told = explained(bridge, event)
    assert told.partition("DOES\n")[2].partition("\n\n…")[0] == (
        f"  Gold: cancelled  6     adds 'GoldCANC' {CANCELLED[event]}\n"
        "  Regulars         14    calls off, or takes back, the list 'Regulars'\n"
        "  Regulars         14    calls off, or takes back, the field 'Level'"
    )
    assert "the lists" not in told


def later(bridge: Shell, event: str, at: str) -> dict[str, Any]:
    """The tags of the contact of the record, and what still comes for her."""
    told = json.loads(bridge("explain", "--event", event, *BUYER, "--at", at, "--json").stdout)
    coming = [f"{each['due_at'][:10]} {each['what']}" for each in told["coming"]]
    return {"has": [tag for tag, due in told["tags"].items() if due], "coming": coming}


def test_for_a_contact_of_the_record_it_knows_what_was_put_off_before(
    bridge: Shell, shop: Shop
) -> None:
    shop.work(shop.comes("purchase"), shop.comes("payment failed"), rules=FILE)
    assert later(bridge, "paused product-99", "2026-02-01T12:00") == {
        "has": ["Gold", "GoldPAYF"],
        "coming": [
            "2026-02-07 Gold is suspended (product-12 of order 1001)",
            "2026-02-28 set the field 'Level'",
            "2026-02-28 subscribe, even after an opt-out, to the list 'Regulars'",
            "2026-03-04 start the automation 'Call'",
        ],
    }
    assert later(bridge, "rebill product-12", "2026-02-01T12:00") == {
        "has": ["Gold"],
        "coming": [
            "2026-02-28 set the field 'Level'",
            "2026-02-28 subscribe, even after an opt-out, to the list 'Regulars'",
            "2026-03-04 start the automation 'Call'",
        ],
    }
    assert later(bridge, "paused product-99", "2026-03-01T12:00") == {
        "has": ["Gold", "GoldPAYF", "GoldSUSP"],
        "coming": ["2026-03-04 start the automation 'Call'"],
    }


def test_a_script_gets_lists_fields_and_notes(bridge: Shell) -> None:
    step = "purchase product-12 with amount 49 and period end in 1 day"
    told = json.loads(bridge("explain", "--event", step, *AT, "--json").stdout)
    assert told["lists"] == {"Customers": True, "Leads": False}
    assert told["fields"] == {}
    assert told["automations"] == ["Welcome"]
    assert told["event"]["amount"] == "49.00"
    assert told["event"]["paid_until"] == "2026-11-22T12:00:00+02:00"
    (buyers,) = [each for each in told["rules"] if each["rule"] == "Buyers"]
    assert buyers["notes"] == [
        "sets nothing in 'Last order': the event names no order number",
        "sets nothing in 'Paid': the event names no currency",
    ]


def test_nothing_cannot_be_explained(bridge: Shell) -> None:
    assert bridge("explain", "--event", "nothing").stderr.endswith(
        "Invalid value for '--event': of nothing there is nothing to explain. Name an event.\n"
    )
