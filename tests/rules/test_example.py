"""What a step of an example tells of its event, when it happens at a time."""

from datetime import UTC, datetime, timedelta

from bridge.model import Kind, Subscription
from bridge.rules import Given, Order

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
WEEK = timedelta(weeks=1)


def test_times_to_come_are_counted_from_the_step() -> None:
    step = Given(Kind.CANCELLED, paid_for=WEEK, next_payment=2 * WEEK)
    assert step.fields_at(NOON) == {
        "subscription": Subscription(paid_until=NOON + WEEK, next_payment_at=NOON + 2 * WEEK)
    }


def test_a_later_event_has_the_time_and_number_of_its_order() -> None:
    order = Order(NOON - WEEK, "1001")
    assert Given(Kind.REFUND).fields_at(NOON, order) == {
        "ordered_at": NOON - WEEK, "order_id": "1001",
    }  # fmt: skip
    assert Given(Kind.PURCHASE).fields_at(NOON, order) == {"order_id": "1001"}


def test_what_the_step_tells_itself_counts() -> None:
    step = Given(Kind.REFUND, ordered=2 * WEEK, more={"order_id": "7"})
    assert step.fields_at(NOON, Order(NOON - WEEK, "1001")) == {
        "order_id": "7", "ordered_at": NOON - 2 * WEEK,
    }  # fmt: skip
