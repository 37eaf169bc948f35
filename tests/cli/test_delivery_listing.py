"""What a line below a delivery promises: whom it needs, and when it goes on without anybody."""

from datetime import UTC, datetime, timedelta

import pytest

from bridge.cli.delivery_listing import happened_json, next_step
from bridge.model.text import exact_clock
from bridge.store.delivery import Delivery, State
from tests.fakes import event

WHY = "ActiveCampaign answered 500 to POST /contact/sync."
PAST, FUTURE = datetime(2026, 1, 31, tzinfo=UTC), datetime(2190, 1, 31, 12, 5, 10, tzinfo=UTC)


def delivery(state: State, reason: str = "", next_try_at: datetime | None = None) -> Delivery:
    return Delivery(7, event(), PAST, state, reason, 0, 1, next_try_at, None)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (delivery(State.FAILED, "No tag."), "needs you: No tag. Then run `bridge retry 7`."),
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
    assert next_step(told) == words


def test_of_today_it_says_the_time_alone() -> None:
    soon = datetime.now(UTC) + timedelta(seconds=2)
    day, _, time = exact_clock(soon).partition(", ")
    today = exact_clock(datetime.now(UTC)).startswith(day)
    at = time if today else f"{day}, {time}"
    assert next_step(delivery(State.WAITING, "", soon)) == f"tries again at {at} without you"


def test_json_of_another_day_says_nothing_of_what_became_of_it() -> None:
    told = happened_json(delivery(State.FAILED, "No tag."))
    assert (told["id"], told["received_at"]) == (7, "2026-01-31T02:00:00+02:00")
    assert {"state", "reason", "attempts"} & told.keys() == set()
