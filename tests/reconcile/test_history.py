"""What became of a delivery stays on its record, whatever comes later."""

from datetime import timedelta

import pytest

from bridge.model import Hand, Kind
from bridge.store.delivery import State
from tests.reconcile.stage import BOTH, CY, Stage
from tests.store.clock import DatabaseClock


def told(stage: Stage, id_: int) -> list[tuple[str, str, str]]:
    """What changed, and what waits."""
    rows = stage.delivery(id_).results
    done = [row for row in rows if row["changed"] or row["what"] == "waits until then"]
    return [(row["action"], row["tag"], row["what"]) for row in done]


@pytest.mark.parametrize("kind", [Kind.BANNED_BY_HAND, Kind.ENDED_BY_HAND])
def test_what_takes_away_later_tells_it_of_itself_alone(
    stage: Stage, clock: DatabaseClock, kind: Kind
) -> None:
    stage.publish()
    purchase = stage.buys()
    before = stage.delivery(purchase)
    clock.forward(hours=1)
    later = stage.happens(kind, hand=Hand(membership="Gold", why="chargeback"))
    stage.rest()
    assert stage.tags() == set()
    assert stage.delivery(purchase) == before
    assert told(stage, purchase) == [("add", "Gold", "added")]
    assert told(stage, later) == [("remove", "Gold", "removed")]


def test_what_waited_for_its_time_is_told_once_it_was_done(
    stage: Stage, clock: DatabaseClock
) -> None:
    stage.publish("crm: activecampaign\nmemberships:\n  Gold:\n    items: product-12\n"
                  "    lasts: 12 months\n")  # fmt: skip
    purchase = stage.buys()
    assert told(stage, purchase) == [("add", "Gold", "added")]
    clock.set(stage.now() + timedelta(days=370))
    stage.rest()
    assert told(stage, purchase) == [("add", "Gold", "added"), ("remove", "Gold", "removed")]


def test_what_ended_by_itself_is_told_also_where_a_new_event_comes_first(
    stage: Stage, clock: DatabaseClock
) -> None:
    stage.publish(
        "crm: activecampaign\nmemberships:\n  Gold:\n    items: product-12\n    lasts: 12 months\n"
        "  Silver:\n    items: product-13\n"
    )
    purchase = stage.buys("product-12", order="1")
    clock.set(stage.now() + timedelta(days=370))
    another = stage.buys("product-13", order="2")
    assert stage.tags() == {"Silver"}
    assert told(stage, purchase) == [("add", "Gold", "added"), ("remove", "Gold", "removed")]
    assert told(stage, another) == [("add", "Silver", "added")]


def test_a_later_event_calls_off_what_waited(stage: Stage, clock: DatabaseClock) -> None:
    stage.publish()
    stage.buys()
    clock.forward(hours=1)
    refund = stage.happens(Kind.REFUND, "product-12")
    assert told(stage, refund) == [("ends", "Gold", "waits until then")]
    stage.happens(Kind.BANNED_BY_HAND, hand=Hand(why="chargeback"))
    stage.rest()
    [row] = stage.delivery(refund).results
    assert (row["tag"], row["what"]) == ("Gold", "called off by a later event")


def test_what_nothing_came_of_in_its_time_was_called_off_by_nobody(
    stage: Stage, clock: DatabaseClock
) -> None:
    stage.publish()
    stage.buys(order="1")
    stage.buys(order="2")
    clock.forward(hours=1)
    refund = stage.happens(Kind.REFUND, "product-12", order="1")
    assert told(stage, refund) == [("ends", "Gold", "waits until then")]
    clock.forward(minutes=2)
    stage.rest()
    [row] = stage.delivery(refund).results
    assert (row["tag"], row["what"]) == ("Gold", "nothing to do: access did not change")


def test_a_tag_fired_at_the_end_of_access_is_told_once(stage: Stage, clock: DatabaseClock) -> None:
    stage.publish(
        "crm: activecampaign\nmemberships:\n  Gold:\n    items: product-12\nrules:\n  - name: Bye\n"
        "    when: access ends\n    memberships: Gold\n    trigger: Goodbye\n"
    )
    stage.buys()
    clock.forward(hours=1)
    ban = stage.happens(Kind.BANNED_BY_HAND, hand=Hand(membership="Gold", why="chargeback"))
    rows = [row for row in stage.delivery(ban).results if row["rule"] == "Bye"]
    assert [(r["action"], r["tag"], r["what"]) for r in rows] == [("trigger", "Goodbye", "fired")]


def test_what_a_publication_did_is_on_record_still_when_it_was_taken_back(stage: Stage) -> None:
    stage.publish()
    purchase = stage.buys("product-13", email=CY)
    assert stage.delivery(purchase).state is State.NO_RULE
    number = stage.apply(BOTH)
    assert stage.delivery(purchase).state is State.APPLIED
    assert told(stage, purchase) == [("add", "Silver", "added")]
    stage.undo(number)
    found = stage.delivery(purchase)
    assert stage.tags(CY) == set()
    assert (found.state, found.reason) == (
        State.NO_RULE,
        "Publication 2 of the rules, by which this was done, was taken back.",
    )
    assert told(stage, purchase) == [("add", "Silver", "added")]
