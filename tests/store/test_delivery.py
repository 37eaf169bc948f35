import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.model import Contact, Event, Hand, Item, Kind, Money, Subscription
from bridge.store.delivery import event_from_json, event_to_json

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=-23, minutes=-59))]) | st.timezones()
TIMES = st.none() | st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=ZONES)  # noqa: DTZ001 # the zone comes from `timezones`
NUMBERS = st.none() | st.integers()
NAMED = st.dictionaries(TEXTS, TEXTS, max_size=3)
EVENTS = st.builds(
    Event,
    source=TEXTS,
    key=TEXTS,
    kind=st.sampled_from(Kind),
    word=TEXTS,
    occurred_at=TIMES,
    mode=st.sampled_from(["live", "test"]),
    contact=st.builds(Contact, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS),
    items=st.lists(
        st.builds(Item, TEXTS, TEXTS, TEXTS, TEXTS, NUMBERS, st.sampled_from([None, True, False])),
        max_size=3,
    ).map(tuple),
    order_id=TEXTS,
    invoice_id=TEXTS,
    money=st.builds(Money, NUMBERS, TEXTS),
    subscription=st.builds(Subscription, TEXTS, NUMBERS, NUMBERS, TIMES, TIMES, NUMBERS),
    coupon=TEXTS,
    affiliate=TEXTS,
    consent=st.sampled_from([None, True, False]),
    custom_fields=NAMED,
    passthrough=NAMED,
    refunded=st.sampled_from(["", "full", "partial"]),
    ordered_at=TIMES,
    items_told=st.booleans(),
    hand=st.none() | st.builds(Hand, TEXTS, TIMES, TEXTS, TEXTS),
    problem=TEXTS,
)


@given(EVENTS)
def test_an_event_comes_back_as_it_went(event: Event) -> None:
    written = json.dumps(event_to_json(event))
    read = event_from_json(json.loads(written))
    assert read == event
    # An item is the same whatever was paid for it.
    assert [(each.amount, each.single) for each in read.items] == [
        (each.amount, each.single) for each in event.items
    ]


@given(EVENTS)
def test_it_keeps_every_field_but_the_body(event: Event) -> None:
    assert set(event_to_json(event)) == set(Event.__dataclass_fields__) - {"body"}


def test_an_event_that_an_older_release_wrote_is_read_with_what_it_lacked() -> None:
    event = Event("thrivecart", "key 1", Kind.PURCHASE, "order.success")
    written = event_to_json(event)
    for later in (
        "coupon", "affiliate", "consent", "custom_fields", "passthrough", "refunded", "ordered_at",
        "items_told", "hand",
    ):  # fmt: skip
        del written[later]
    del written["subscription"]["frequency_days"]
    assert event_from_json(written) == event


def test_a_field_that_a_newer_release_wrote_is_left_out() -> None:
    event = Event("thrivecart", "key 1", Kind.PURCHASE, "order.success")
    assert event_from_json(event_to_json(event) | {"mood": "happy"}) == event


def test_a_kind_that_is_not_ours_is_an_error_and_not_a_guess() -> None:
    event = Event("thrivecart", "key 1", Kind.PURCHASE, "order.success")
    with pytest.raises(ValueError, match="'gift' is not a valid Kind"):
        event_from_json(event_to_json(event) | {"kind": "gift"})
