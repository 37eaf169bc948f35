"""All that came of one person, a sentence each."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bridge.explain.people.person_timeline import TimelineEntry, timeline
from bridge.model import Hand, Kind
from bridge.store.delivery import Delivery, State
from tests.fakes import event

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
BOUGHT = Delivery(7, event(Kind.PURCHASE, "product-12"), NOON, State.APPLIED, "", 0, 1, None, None)


def entry(delivery: Delivery) -> TimelineEntry:
    (told,) = timeline([delivery], {"product-12": "Gold year"}, [], NOON)
    return told


def test_a_purchase_names_the_item_and_the_order() -> None:
    told = entry(BOUGHT)
    assert told.says == "Purchase of Gold year (product-12), order 1001"
    assert (told.id, told.state, told.again, told.is_test) == (7, State.APPLIED, "", False)


def test_a_failed_payment_is_called_as_people_call_it() -> None:
    failed = replace(BOUGHT, event=event(Kind.PAYMENT_FAILED, "product-12"))
    assert entry(failed).says == "Failed payment of Gold year (product-12), order 1001"


def test_one_that_came_again_says_how_often() -> None:
    assert entry(replace(BOUGHT, duplicates=2)).again == "came 3 times"


def test_one_that_came_late_says_when() -> None:
    """Else a life would seem out of order."""
    assert entry(BOUGHT).came is None
    before = replace(BOUGHT.event, occurred_at=NOON - timedelta(days=2))
    late = entry(replace(BOUGHT, event=before))
    assert (late.happened, late.came) == (NOON - timedelta(days=2), NOON)


def test_one_in_test_mode_is_marked() -> None:
    assert entry(replace(BOUGHT, event=replace(BOUGHT.event, mode="test"))).is_test


@pytest.mark.parametrize(
    ("results", "became"),
    [
        ([], ""),
        ([{"what": "added", "tag": "Gold", "changed": True},
          {"what": "taken off", "tag": "GoldPAYF", "changed": True},
          {"what": "was not there", "tag": "X", "changed": False}],
         "Added Gold and removed GoldPAYF."),
        ([{"what": "was there", "tag": "Gold", "changed": False}],
         "Nothing had to change: 1 thing stood right."),
    ],
)  # fmt: skip
def test_what_came_of_it_is_told(results: list[dict[str, object]], became: str) -> None:
    assert entry(replace(BOUGHT, results=results)).became == became


def test_one_that_failed_says_what_it_needs() -> None:
    failed = replace(BOUGHT, state=State.FAILED, reason="The tag 'Gold' does not exist.")
    assert entry(failed).became == "Needs you: The tag 'Gold' does not exist."


def test_what_a_hand_did_is_told_with_its_reason() -> None:
    by_hand = replace(
        event(Kind.GRANTED_BY_HAND), hand=Hand(membership="Gold", why="a prize"), items=()
    )
    told = entry(replace(BOUGHT, event=by_hand))
    assert told.says.startswith("Gold: granted by hand on ")
    assert told.says.endswith(": 'a prize'")


def test_it_is_told_who_said_it() -> None:
    by_hand = replace(event(Kind.BANNED_BY_HAND), hand=Hand(membership="Gold"), items=())
    said = replace(BOUGHT, event=by_hand)
    (told,) = timeline([said], {}, [], NOON, {said.id: "Anna"})
    assert told.says.endswith(", said by Anna")


def test_what_was_skipped_is_told() -> None:
    hand = Hand(
        why="he called", about="live:1:product-12 Gold ends 9", what="Gold ends (product-12)"
    )
    by_hand = replace(event(Kind.SKIPPED_BY_HAND), hand=hand, items=())
    told = entry(replace(BOUGHT, event=by_hand))
    assert told.says.startswith("Gold ends (product-12): skipped by hand on ")
