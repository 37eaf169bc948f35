"""Conditions that count: amounts, times since the order, payments."""

from datetime import timedelta

import pytest

from bridge.model import Event, Kind
from bridge.rules import (
    Amount,
    Payment,
    SinceOrder,
)
from tests.rules.test_conditions import DAYS, FROM_49, HOURS, NOON, SECONDS, event, payment, why_not

IN_TIME = SinceOrder(("at most 14 days",), most=14 * 86_400)

LATE = SinceOrder(("more than 14 days",), least=14 * 86_400 + 1)


@pytest.mark.parametrize(
    ("since", "came"),
    [
        (14 * DAYS, ""),
        (-5 * DAYS, ""),  # a clock gone wrong
        (14 * DAYS + SECONDS / 2, ""),
        (14 * DAYS + SECONDS, "14 days and 1 second"),
        (14 * DAYS + 300 * SECONDS, "14 days and 5 minutes"),
        (15 * DAYS + 3 * HOURS + SECONDS, "15 days and 3 hours"),
        (20 * DAYS, "20 days"),
    ],
)
def test_the_time_since_the_order_is_told_so_that_one_sees_why_not(
    since: timedelta, came: str
) -> None:
    given_back = event(kind=Kind.REFUND, ordered_at=NOON - since)
    only = "only at most 14 days since the order"
    assert why_not(given_back, IN_TIME) == (f"{only}; this came {came} after it" if came else "")
    assert bool(why_not(given_back, LATE)) is not bool(came)


def test_an_event_that_does_not_tell_its_order_is_neither_in_time_nor_late() -> None:
    given_back = event(kind=Kind.REFUND)
    untold = "since the order; this does not tell when the order was"
    assert why_not(given_back, IN_TIME) == f"only at most 14 days {untold}"
    assert why_not(given_back, LATE) == f"only more than 14 days {untold}"


def test_a_purchase_is_the_order_itself_whatever_it_tells() -> None:
    old = NOON - 20 * DAYS
    assert why_not(event(ordered_at=old), IN_TIME) == ""
    assert why_not(event(), LATE) == (
        "only more than 14 days since the order; this is the order itself"
    )
    at_once = event(kind=Kind.REFUND, ordered_at=NOON)
    assert why_not(at_once, LATE) == (
        "only more than 14 days since the order; this came 0 seconds after it"
    )


def test_bounds_of_different_things_have_nothing_to_do_with_each_other() -> None:
    assert not SinceOrder(("at most 1 hour",), most=3600).covers(Amount(("1",), 100, 100))
    assert not SinceOrder(("at most 1 hour",), most=3600).excludes(FROM_49)


@pytest.mark.parametrize(
    ("of", "words", "reason"),
    [
        (event(), ("first",), ""),
        (event(), ("last",), "only payment last; this was the first"),
        (payment(3), ("first",), "only payment first; this was number 3"),
        (payment(3), ("number 3",), ""),
        (payment(2, 4), ("number 3", "last"), "only payment number 3 or last; this was number 2 "
                                              "with 4 left"),
        (payment(None), ("number 3",), "only payment number 3; this names no number"),
        (payment(12, 0), ("last",), ""),
        (payment(12, None), ("last",), "only payment last; this was number 12"),
        (payment(None, None, Kind.COMPLETED), ("last",), ""),
        (payment(12, 0, Kind.PAYMENT_FAILED), ("last",), "only payment last; this was number 12 "
                                                         "with 0 left"),
    ],
)  # fmt: skip
def test_a_payment_is_told_by_its_number_or_as_the_last(
    of: Event, words: tuple[str, ...], reason: str
) -> None:
    assert why_not(of, Payment(words)) == reason
