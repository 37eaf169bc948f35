"""What happened, and which of two counts as the later."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bridge.model import Contact, Event, Item, Kind, Moment
from bridge.model.event import key_of_before, with_amount

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def event(kind: Kind = Kind.PURCHASE, key: str = "k", **more: Any) -> Event:
    return Event("thrivecart", key, kind, str(kind), **{"occurred_at": NOON, **more})


def test_an_event_happened_when_it_says_unless_its_clock_is_wrong() -> None:
    told = [NOON - HOUR, NOON + HOUR, None, datetime(2009, 1, 1, tzinfo=UTC)]
    received = [event(occurred_at=time).received(NOON).occurred_at for time in told]
    assert received == [NOON - HOUR, NOON, NOON, NOON]


def test_a_purchase_is_the_order_itself_and_a_later_event_counts_whole_seconds() -> None:
    order = NOON - HOUR - timedelta(milliseconds=300)
    assert event(ordered_at=order).since_order == timedelta()
    assert event(Kind.REFUND, ordered_at=order).since_order == HOUR
    assert event(Kind.REFUND, ordered_at=NOON + HOUR).since_order == timedelta()
    assert event(Kind.REFUND).since_order is None


def test_within_a_second_a_purchase_comes_first_and_a_due_date_last() -> None:
    kinds = (Kind.PURCHASE, Kind.REFUND, Kind.REBILL, Kind.EMAIL_CHANGED)
    moments = [Moment.of(event(kind)) for kind in kinds]
    moments.append(Moment.due(moments[0].second, "what"))
    assert sorted(reversed(moments)) == moments  # noqa: C414 # another order than the one expected


def test_what_claims_to_be_older_than_its_order_comes_right_after_it() -> None:
    older = event(Kind.REBILL, occurred_at=NOON - HOUR)
    purchase = Moment.of(event())
    assert purchase < Moment.of(older, purchase.second) < Moment.of(event(Kind.REFUND))


def test_a_moment_is_read_again_as_it_was_written_and_sorts_as_its_text_does() -> None:
    moments = [Moment.of(event(key="a key with blanks")), Moment.of(event(Kind.REFUND))]
    assert [Moment.parse(str(moment)) for moment in moments] == moments
    assert sorted(map(str, moments)) == [*map(str, sorted(moments))]
    assert moments[0].at == NOON


def test_an_event_without_a_time_has_no_place_in_time() -> None:
    with pytest.raises(ValueError, match="the event has no time yet"):
        Moment.of(event(occurred_at=None))


def test_people_are_compared_without_case_and_items_by_type_and_number() -> None:
    assert Contact(" Ann@Example.com ").key == "ann@example.com"
    assert Item("product", "5").key != Item("upsell", "5").key


def test_a_key_with_an_amount_tells_the_key_of_before() -> None:
    key = with_amount("thrivecart:live:abc", 1499)
    assert (key, key_of_before(key)) == ("thrivecart:live:abc:amount-1499", "thrivecart:live:abc")
    assert key_of_before("thrivecart:live:abc") == ""
