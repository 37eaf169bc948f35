"""What the CRM has not been told yet: nobody is said to get in by it, and it is said who acts."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from bridge.explain.backlog import next_step
from bridge.model.errors import AccountRefused, CrmUnavailable
from bridge.model.text import exact_clock
from bridge.store.delivery import Delivery, State
from tests.cli.conftest import Shell, WriteRules
from tests.cli.shop import RULES, Shop
from tests.fakes import event

SINCE = "since 31 Jan 2026, 14:00 (delivery 1)"


@pytest.fixture(autouse=True)
def _rules(bridge: Shell, rules_file: WriteRules) -> None:
    rules_file(RULES)
    bridge.env["COLUMNS"] = "1000"


def lead(bridge: Shell) -> list[str]:
    """What stands below her name, a sentence a line."""
    told = bridge("show", "buyer@example.com").output
    return told.partition("\n\n")[0].splitlines()[1:]


def test_nobody_whose_delivery_failed_is_open_to_her(bridge: Shell, shop: Shop) -> None:
    shop.crm.refuses = {"Gold"}
    shop.work(shop.comes("purchase"))
    assert lead(bridge)[0] == (
        f"Gold should be open to her {SINCE}, but ActiveCampaign will not have it, so it needs "
        "you: The tag 'Gold' does not exist in ActiveCampaign. Then run `bridge retry 1`."
    )


def test_a_ban_of_which_a_paused_account_was_not_told_closes_nothing_yet(
    bridge: Shell, shop: Shop, redis_url: str
) -> None:
    bridge.env["REDIS_URL"] = redis_url
    shop.work(shop.comes("purchase"))
    shop.crm.fails = AccountRefused("ActiveCampaign refused the key (403).")
    bridge("ban", "buyer@example.com", "--why", "x", "--yes")
    shop.work(2)
    told = bridge("show", "buyer@example.com").output
    assert re.sub(r"since .+? \(", "since (now) (", told.splitlines()[4]) == (
        "Gold is closed to her: banned by hand since (now) (delivery 2: 'x'), but ActiveCampaign "
        "is paused, so it needs you: ActiveCampaign refused the key (403). `bridge undo --hand 2` "
        "lifts the ban."
    )


def test_what_waits_is_told_with_the_time_of_its_next_try(bridge: Shell, shop: Shop) -> None:
    shop.crm.fails = CrmUnavailable("ActiveCampaign answered 500 to POST /contact/sync.", 3600)
    shop.work(shop.comes("purchase"))
    opened, *others = lead(bridge)
    assert re.sub(r"at .*\d\d:\d\d:\d\d", "at (soon)", opened) == (
        f"Gold should be open to her {SINCE}, but ActiveCampaign has not been told: the bridge "
        "tries again at (soon) without you."
    )
    assert "waits" not in " ".join(others)


def test_a_failure_beside_access_needs_somebody_too(
    bridge: Shell, shop: Shop, rules_file: WriteRules
) -> None:
    rules = f"{RULES}  - {{name: Fan, when: purchase, items: bump-7, add: Fan}}\n"
    rules_file(rules)
    shop.crm.refuses = {"Fan"}
    shop.work(shop.comes("purchase", "product-12", "bump-7"), rules=rules)
    assert lead(bridge)[:2] == [
        "Her purchase of product-12 and bump-7 (delivery 1) needs you: The tag 'Fan' does not "
        "exist in ActiveCampaign. Then run `bridge retry 1`.",
        f"Gold is open to her {SINCE}.",
    ]


WHY = "ActiveCampaign answered 500 to POST /contact/sync."
PAST, FUTURE = datetime(2026, 1, 31, tzinfo=UTC), datetime(2190, 1, 31, 12, 5, 10, tzinfo=UTC)


def delivery(state: State, reason: str = "", next_try_at: datetime | None = None) -> Delivery:
    return Delivery(7, event(), PAST, state, reason, 0, 1, next_try_at, None)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (delivery(State.FAILED, "No tag."), "needs you: No tag. Press it."),
        (
            delivery(State.WAITING, WHY, FUTURE),
            f"{WHY} Tries again at 31 Jan 2190, 14:05:10 without you.",
        ),
        (
            delivery(State.WAITING, "", FUTURE),
            "tries again at 31 Jan 2190, 14:05:10 without you",
        ),
        (
            delivery(State.WAITING, WHY, PAST),
            f"{WHY} Tries again without you as soon as a worker is free.",
        ),
        (delivery(State.WAITING, "", PAST), ""),
        (delivery(State.KEPT, "Stored for you to see."), "Stored for you to see."),
        (delivery(State.APPLIED), ""),
    ],
)
def test_it_says_whom_it_needs(told: Delivery, words: str) -> None:
    assert next_step(told, datetime.now(UTC), then="Press it.") == words


def test_of_today_it_says_the_time_alone() -> None:
    soon = datetime.now(UTC) + timedelta(seconds=2)
    day, _, time = exact_clock(soon).partition(", ")
    today = exact_clock(datetime.now(UTC)).startswith(day)
    at = time if today else f"{day}, {time}"
    words = next_step(delivery(State.WAITING, "", soon), datetime.now(UTC))
    assert words == f"tries again at {at} without you"
