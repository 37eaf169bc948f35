"""What `bridge timers` promises: what is to come, whose, by which rule; done now, or never."""

import json
import re
from dataclasses import replace

import pytest

from bridge.jobs import Signals, redis_for
from bridge.model import Kind
from tests.commands.conftest import Shell
from tests.commands.shop import NOON, Shop
from tests.fakes import event

RULES = """
crm: activecampaign
rules:
  - name: Suspend after a week
    when: payment failed
    after: 7 days
    unless: rebill
    add: Suspended
"""
AWAY = "redis://127.0.0.1:1"
NONE = "No pending timer has the id 9. Nothing was changed; `bridge timers` lists those there are."


@pytest.fixture
def waiting(bridge: Shell, shop: Shop, redis_url: str) -> int:
    """A delivery whose timer is pending."""
    bridge.env["REDIS_URL"] = redis_url
    id_ = shop.comes("payment failed", email="ann@example.com")
    shop.work(id_, rules=RULES)
    return id_


@pytest.mark.usefixtures("waiting")
def test_it_lists_what_is_to_come(bridge: Shell) -> None:
    bridge.env["COLUMNS"] = "200"
    heads, row, _, hint = bridge("timers").output.splitlines()
    assert re.split("  +", heads) == ["ID", "DUE", "E-MAIL", "WILL", "RULE (LINE)", "DELIVERY"]
    due, rule = "7 Feb 2026, 14:00", "Suspend after a week (4)"
    assert re.split("  +", row) == ["1", due, "ann@example.com", "add 'Suspended'", rule, "1"]
    assert hint == "bridge timers do ID does one now; bridge timers drop ID ends it."


@pytest.mark.usefixtures("waiting")
def test_it_lists_one_contacts_for_scripts(bridge: Shell) -> None:
    assert bridge("timers", "--email", "bob@example.com", "--json").output == "[]\n"
    [told] = json.loads(bridge("timers", "--email", "Ann@example.com", "--json").output)
    assert told == {
        "id": 1,
        "due_at": "2026-02-07T14:00:00+02:00",
        "email": "ann@example.com",
        "action": "add",
        "sort": "tag",
        "tag": "Suspended",
        "claim": "",
        "value": "",
        "rule": "Suspend after a week",
        "line": 4,
        "delivery": 1,
        "state": "pending",
        "because": "",
        "settled_at": None,
    }


def test_it_says_that_nothing_waits(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"))
    assert bridge("timers").output == "No timer waits.\n"
    mine = bridge("timers", "--email", "ann@example.com")
    assert mine.output == "No timer waits for this contact.\n"
    assert bridge("timers", "--settled").output == "No timer is settled yet.\n"


def test_one_is_done_now(bridge: Shell, shop: Shop, waiting: int, redis_url: str) -> None:
    assert bridge("timers", "do", 1).output == "1 timer will be done now.\n"
    assert Signals(redis_for(redis_url, 2)).waiting() == {waiting}
    shop.work(waiting, rules=RULES, days=400)
    assert shop.crm.plans[-1].add == ("Suspended",)
    settled = bridge("timers", "--settled").output.splitlines()
    assert settled[1].endswith("done")


def test_one_never_happens(bridge: Shell, shop: Shop, waiting: int) -> None:
    assert bridge("timers", "drop", 1).output == "1 timer dropped.\n"
    shop.work(waiting, rules=RULES, days=400)
    assert shop.crm.plans == []
    assert bridge("timers").output == "No timer waits.\n"
    bridge.env["COLUMNS"] = "200"
    assert bridge("timers", "--settled").output.splitlines()[1].endswith("dropped: by hand")


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize("how", ["do", "drop"])
def test_a_slip_in_one_number_changes_nothing(bridge: Shell, how: str) -> None:
    result = bridge("timers", how, 1, 9)
    assert (result.stdout, result.stderr, result.exit_code) == ("", f"{NONE}\n", 1)
    assert len(json.loads(bridge("timers", "--json").output)) == 1


@pytest.mark.usefixtures("waiting")
def test_it_goes_on_without_redis(bridge: Shell) -> None:
    bridge.env["REDIS_URL"] = AWAY
    late = "Redis does not answer, so it may take the workers two minutes."
    assert bridge("timers", "drop", 1).output == f"1 timer dropped. {late}\n"


@pytest.mark.usefixtures("waiting")
def test_show_tells_what_is_still_to_come(bridge: Shell) -> None:
    shown = bridge("show", 1).output
    assert "What is still to come for this contact" in shown
    assert "add 'Suspended' on 7 Feb 2026, 14:00" in shown


@pytest.mark.parametrize("words", [("do",), ("drop", "x"), ("--limit", "0"), ("forget", "1")])
def test_wrong_use_is_said_so(bridge: Shell, words: tuple[str, ...]) -> None:
    result = bridge("timers", *words)
    assert result.exit_code == 2
    assert result.stderr.startswith("Usage: bridge timers")


NAMED = """
crm: activecampaign
rules:
  - name: Bought
    when: purchase
    after: 7 days
    unless: never
    set: {Bought: <product name>}
"""


def test_a_product_s_name_steers_no_terminal_in_either_form(bridge: Shell, shop: Shop) -> None:
    name = "Gold \N{RIGHT-TO-LEFT OVERRIDE}esruoc\x1b]0;\x9b\x7f\U000e0041 für 🎓"
    order = event(Kind.PURCHASE, "product-12")
    named = replace(order, items=(replace(order.items[0], name=name),))
    shop.work(shop.deliveries.keep(named, NOON).id, rules=NAMED)
    result = bridge("timers", "--json")
    assert (
        result.output
        == r"""[
  {
    "id": 1,
    "email": "bea@example.com",
    "action": "set",
    "tag": "Bought",
    "claim": "",
    "rule": "Bought",
    "line": 4,
    "sort": "field",
    "value": "Gold \u202eesruoc\u001b]0;\u009b\u007f\udb40\udc41 für 🎓",
    "due_at": "2026-02-07T14:00:00+02:00",
    "delivery": 1,
    "state": "pending",
    "because": "",
    "settled_at": null
  }
]
"""
    )
    assert json.loads(result.output)[0]["value"] == name
    bridge.env["COLUMNS"] = "200"
    assert "set the field 'Bought' to 'Gold �esruoc�]0;��� für 🎓'" in bridge("timers").output
