"""What `bridge events` promises: what came, newest first, and why it stands as it does."""

import json
import re
from datetime import UTC, datetime, timedelta

from bridge.model.errors import AccountRefused
from tests.cli.conftest import Shell
from tests.cli.shop import NOON, Shop


def test_it_lists_what_came_newest_first(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase", "product-12", "upsell-3"))
    shop.crm.refuses = {"Refunded"}
    shop.work(shop.comes("refund", "upsell-3", mode="test"))
    shop.comes("abandoned cart", email="a-rather-long-name-of-a-visitor@shop.example.com")
    result = bridge("events")
    assert result.output.splitlines() == [
        "ID  RECEIVED            EVENT      ITEMS        "
        "E-MAIL                                       STATE",
        "3   31 Jan 2026, 16:00  abandoned  product-12   "
        "a-rather-long-name-of-a-visitor@shop.exampl  waiting",
        "                        cart                    e.com",
        "2   31 Jan 2026, 15:00  refund     upsell-3     "
        "buyer@example.com                            failed",
        "                        (test)",
        "      needs you: The tag 'Refunded' does not exist in ActiveCampaign. Then run `bridge "
        "retry 2`.",
        "1   31 Jan 2026, 14:00  purchase   product-12,  "
        "buyer@example.com                            applied",
        "                                   upsell-3",
    ]
    assert result.exit_code == 0


def test_a_waiting_delivery_says_why_and_when_it_goes_on(bridge: Shell, shop: Shop) -> None:
    id_ = shop.comes("purchase")
    why = "ActiveCampaign answered 500 to POST /contact/sync."
    shop.deliveries.postpone(id_, datetime(2190, 1, 31, 12, 5, 10, tzinfo=UTC), why)
    bridge.env["COLUMNS"] = "200"
    assert bridge("events").output.splitlines()[2] == (
        f"      {why} Tries again at 31 Jan 2190, 14:05:10 without you."
    )
    shop.deliveries.postpone(id_, datetime(2190, 1, 31, 12, 5, 10, tzinfo=UTC), "")
    assert bridge("events").output.splitlines()[2] == (
        "      tries again at 31 Jan 2190, 14:05:10 without you"
    )
    shop.deliveries.postpone(id_, NOON, why)
    assert bridge("events").output.splitlines()[2] == (
        f"      {why} Tries again without you as soon as a worker is free."
    )


def test_where_any_failed_a_script_hears_it_by_the_exit_code(bridge: Shell, shop: Shop) -> None:
    shop.crm.refuses = {"Refunded"}
    shop.work(shop.comes("purchase"))
    assert bridge("events", "--state", "failed").exit_code == 0
    shop.work(shop.comes("refund"))
    for more in [(), ("--json",)]:
        assert bridge("events", "--state", "failed", *more).exit_code == 1
    assert bridge("events").exit_code == 0


def test_a_paused_account_is_said_on_top(bridge: Shell, shop: Shop) -> None:
    shop.crm.fails = AccountRefused("ActiveCampaign refused the key (403).")
    shop.work(shop.comes("purchase"))
    shop.comes("rebill")
    result = bridge("events", "--limit", 1)
    paused, *rest = result.output.splitlines()
    assert re.fullmatch(
        r"ActiveCampaign is paused since .{17,18}: ActiveCampaign refused the key \(403\)\.", paused
    )
    assert rest[:2] == [
        "2 deliveries wait and go on by themselves once this is put right.",
        "",
    ]
    assert rest[-1].strip() == (
        "needs you: ActiveCampaign refused the key (403). Then it goes on without you."
    )


def test_it_finds_a_contact_s_and_those_in_one_state(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("purchase"), shop.comes("purchase", email="other@example.com"))
    shop.comes("affiliate approved", email="other@example.com")

    def ids(*options: str) -> list[int]:
        told = json.loads(bridge("events", "--json", *options).stdout)
        return [delivery["id"] for delivery in told["deliveries"]]

    assert ids() == [3, 2, 1]
    assert ids("--email", "Other@Example.com") == [2]
    assert ids("--state", "Applied") == [2, 1]
    assert ids("--state", "applied", "--limit", "1") == [2]


def test_scripts_read_all_of_it(bridge: Shell, shop: Shop) -> None:
    shop.work(shop.comes("refund", "upsell-3"))
    told = json.loads(bridge("events", "--json").stdout)
    settled = told["deliveries"][0].pop("settled_at")
    assert datetime.fromisoformat(settled).utcoffset() == timedelta(hours=2)
    assert told == {
        "destinations": [
            {
                "name": "activecampaign",
                "paused_since": None,
                "paused_because": "",
                "next_check_at": None,
            }
        ],
        "deliveries": [
            {
                "id": 1,
                "received_at": "2026-01-31T14:00:00+02:00",
                "source": "thrivecart",
                "kind": "refund",
                "word": "order.refund",
                "mode": "live",
                "occurred_at": "2026-01-31T14:00:00+02:00",
                "contact": {
                    "email": "buyer@example.com",
                    "first_name": "Bea",
                    "last_name": "Buyer",
                    "phone": "",
                    "customer_id": "501",
                },
                "items": [
                    {
                        "type": "upsell",
                        "id": "3",
                        "plan": "",
                        "name": "Upsell 3 & more",
                        "amount": 4900,
                        "single": None,
                    }
                ],
                "order_id": "1001",
                "invoice_id": "000001001",
                "state": "applied",
                "reason": "",
                "duplicates": 0,
                "rules_version": "3f2a9c1b04de@fd1a3fa",
                "attempts": 1,
                "next_try_at": None,
            }
        ],
    }


def test_an_empty_record_and_an_empty_choice_say_so(bridge: Shell, shop: Shop) -> None:
    assert bridge("events").output == "No deliveries have come yet.\n"
    shop.comes("purchase")
    assert bridge("events", "--state", "failed").output == "No delivery fits.\n"


def test_wrong_options_are_wrong_use(bridge: Shell) -> None:
    begin = "Usage: bridge events [OPTIONS]\nTry 'bridge events --help' for help.\n\nError: "
    said = {
        ("--email", "buyer"): "Invalid value for '--email': 'buyer' is not an e-mail address.",
        ("--state", "done"): "Invalid value for '--state': 'done' is not one of 'waiting', "
        "'applied', 'no rule', 'kept', 'cannot be applied', 'failed'.",
        ("--limit", "0"): "Invalid value for '--limit': '0' is not a whole number from 1 to 1000.",
    }
    for options, message in said.items():
        result = bridge("events", *options)
        assert (result.stderr, result.exit_code) == (f"{begin}{message}\n", 2)
