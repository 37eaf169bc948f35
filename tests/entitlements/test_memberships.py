"""What access means: what a membership makes of the entitlements to it."""

from datetime import timedelta
from typing import Any

import pytest

from bridge.model import Blocking, Membership
from tests.entitlements.conftest import Seen
from tests.entitlements.gold import CANC, OPEN, PAYF, SUSP
from tests.entitlements.shop import (
    ANN,
    FakeBook,
    Fold,
    Story,
    accessally,
    after,
    book,
    day,
    memberium,
    plain,
    tags,
)

SUSPENDS = memberium(suspended=Blocking("GoldSUSP", after(days=7)))


def shop(membership: Membership | None = None, **parts: Any) -> Story:
    return Story(book(membership or memberium(**parts)))


GRAVER = [
    ("payment failed", "paused"),
    ("payment failed", "cancelled"),
    ("paused", "cancelled"),
]


def story_of(kind: str) -> Story:
    return shop().happens("purchase").happens(kind, at=1)


def test_it_is_granted_while_any_entitlement_stands(seen: Seen) -> None:
    story = shop().happens("purchase", order="1", amount=100)
    story = story.happens("purchase", order="2", amount=100)
    assert tags(seen(story.happens("refund", order="1", at=1, amount=100), 2)) == OPEN


def test_whether_it_blocks_is_decided_for_each_membership_by_its_own_parts(seen: Seen) -> None:
    patient = memberium("Silver", overdue=Blocking("SilverPAYF", after(days=7)))
    one = frozenset({"product-12"})
    story = Story(FakeBook(((memberium("Gold"), one), (patient, one))))
    story = story.happens("purchase").happens("payment failed", at=1)
    assert tags(seen(story, 2)) == ["gold", "goldpayf", "silver"]
    assert tags(seen(story, 8)) == ["gold", "goldpayf", "silver", "silverpayf"]


@pytest.mark.parametrize(("less", "more"), GRAVER)
def test_of_two_that_stand_the_less_grave_counts(seen: Seen, less: str, more: str) -> None:
    story = shop().happens("purchase", order="1").happens("purchase", order="2")
    found = []
    for first, second in (("1", "2"), ("2", "1")):
        told = story.happens(less, order=first, at=1).happens(more, order=second, at=2)
        found.append(seen(told, 3).blocks["Gold"])
    assert found[0] == found[1] == seen(story_of(less), 3).blocks["Gold"]


def test_fewer_blocks_come_before_more(seen: Seen) -> None:
    story = shop().happens("purchase", order="1").happens("purchase", order="2")
    story = story.happens("cancelled", order="1", at=1).happens("payment failed", order="1", at=1)
    assert tags(seen(story.happens("cancelled", order="2", at=2), 3)) == CANC


def test_all_blocks_of_the_best_are_its_tags(seen: Seen) -> None:
    story = shop().happens("purchase").happens("payment failed", at=1).happens("paused", at=2)
    assert tags(seen(story, 3)) == ["gold", "goldpayf", "goldsusp"]


def test_the_blocks_of_all_count_when_none_stands(seen: Seen) -> None:
    story = shop().happens("payment failed", order="1").happens("paused", order="2")
    assert tags(seen(story, 1)) == ["goldpayf", "goldsusp"]


def test_of_two_that_stand_alike_the_one_with_the_newest_event_counts(which: Fold) -> None:
    older = book(memberium(cancelled=Blocking("Old")))
    newer = book(memberium(cancelled=Blocking("New")))
    books = {"live:1:product-12": older, "live:2:product-12": newer}
    story = shop().happens("purchase", order="1").happens("purchase", order="2")
    for first, then, tag in (("1", "2", "new"), ("2", "1", "old")):
        told = story.happens("cancelled", order=first, at=1).happens("cancelled", order=then, at=2)
        assert tags(which(told.facts, books.get, day(3))[ANN]) == ["gold", tag]


@pytest.mark.parametrize("kind", ["cancelled", "refund"])
def test_what_takes_away_by_cancellation_or_refund_waits_a_minute(seen: Seen, kind: str) -> None:
    story = shop().happens("purchase", amount=100).happens(kind, at=1, amount=100)
    assert tags(seen(story, day(1, 59))) == OPEN
    assert tags(seen(story, day(1, 60))) != OPEN


@pytest.mark.parametrize("kind", ["cancelled", "refund"])
def test_without_patience_it_is_due_at_once(seen: Seen, kind: str) -> None:
    story = shop(patience=timedelta()).happens("purchase", amount=100)
    assert tags(seen(story.happens(kind, at=1, amount=100), 1)) != OPEN


@pytest.mark.parametrize("kind", ["payment failed", "paused"])
def test_what_fails_or_pauses_does_not_wait(seen: Seen, kind: str) -> None:
    assert tags(seen(shop().happens("purchase").happens(kind, at=1), 1)) != OPEN


def test_a_refund_can_wait_longer(seen: Seen) -> None:
    story = shop(ends=after(days=3)).happens("purchase", amount=100)
    story = story.happens("refund", at=1, amount=100)
    assert (tags(seen(story, day(4, -1))), tags(seen(story, 4))) == (OPEN, [])


def test_a_delay_and_patience_are_not_added_up(seen: Seen) -> None:
    story = shop(cancelled=Blocking("GoldCANC", after(days=7))).happens("purchase")
    story = story.happens("cancelled", at=1)
    assert (tags(seen(story, day(8, -1))), tags(seen(story, 8))) == (OPEN, CANC)


def test_a_grace_period_is_each_entitlements_own_and_its_payment_lifts_it(seen: Seen) -> None:
    story = shop(overdue=Blocking("GoldPAYF", after(days=7))).happens("purchase")
    story = story.happens("payment failed", at=30).happens("payment failed", at=33)
    assert (tags(seen(story, day(37, -1))), tags(seen(story, 37))) == (OPEN, PAYF)
    assert tags(seen(story.happens("rebill", at=36), 60)) == OPEN
    other = story.happens("rebill", "product-13", at=36, order="2")
    only_13 = Story(book(memberium(overdue=Blocking("GoldPAYF", after(days=7))), "product-12"))
    assert tags(seen(Story(only_13.rules, other.facts), 60)) == PAYF


def test_suspended_follows_overdue_and_is_lifted_with_it(seen: Seen) -> None:
    story = shop(SUSPENDS).happens("purchase").happens("payment failed", at=30)
    found = [tags(seen(story, at)) for at in (day(30), day(37, -1), day(37))]
    assert found == [PAYF, PAYF, ["gold", "goldpayf", "goldsusp"]]
    assert tags(seen(story.happens("rebill", at=40), 40)) == OPEN


def test_a_payment_can_lift_a_block_later(seen: Seen) -> None:
    story = shop(lifts=after(days=1)).happens("purchase").happens("payment failed", at=30)
    story = story.happens("rebill", at=31)
    assert (tags(seen(story, day(32, -1))), tags(seen(story, 32))) == (PAYF, OPEN)


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ({"overdue": None}, "payment failed"),
        ({"paused": None}, "paused"),
        ({"cancelled": None}, "cancelled"),
    ],
)
def test_a_part_that_is_off_changes_no_state(seen: Seen, part: dict[str, Any], kind: str) -> None:
    assert tags(seen(shop(**part).happens("purchase").happens(kind, at=1), 2)) == OPEN


def test_a_rebill_that_is_off_lifts_no_failed_payment(seen: Seen) -> None:
    story = shop(lifts=None).happens("purchase").happens("payment failed", at=1)
    assert tags(seen(story.happens("rebill", at=2), 3)) == PAYF


def test_a_resumption_that_is_off_lifts_no_pause(seen: Seen) -> None:
    story = shop(resumes=None).happens("purchase").happens("paused", at=1)
    assert tags(seen(story.happens("resumed", at=2), 3)) == SUSP


def test_memberium_lets_in_whom_no_block_holds(seen: Seen) -> None:
    found = seen(shop().happens("purchase"), 1).targets
    blocking = {"goldpayf": "unwanted", "goldsusp": "unwanted", "goldcanc": "unwanted"}
    assert found == {"gold": "wanted"} | blocking


@pytest.mark.parametrize("kind", ["payment failed", "paused"])
def test_plain_lets_in_whoever_is_neither_ended_nor_cancelled(seen: Seen, kind: str) -> None:
    story = shop(plain()).happens("purchase", amount=100)
    assert tags(seen(story.happens(kind, at=1), 2)) == OPEN
    assert tags(seen(story.happens("cancelled", at=1), 2)) == []
    assert tags(seen(story.happens("refund", at=1, amount=100), 2)) == []


def test_plain_stays_while_another_is_not_cancelled(seen: Seen) -> None:
    story = shop(plain()).happens("purchase", order="1").happens("purchase", order="2")
    assert tags(seen(story.happens("cancelled", order="1", at=1), 2)) == OPEN


@pytest.mark.parametrize("kind", ["cancelled", "refund"])
def test_accessallys_revoke_tag_is_on_while_lost_and_off_while_open(seen: Seen, kind: str) -> None:
    story = shop(accessally()).happens("purchase", amount=100)
    assert seen(story, 0).targets["gold_revoke"] == "unwanted"
    lost = story.happens(kind, at=1, amount=100)
    assert seen(lost, 2).targets["gold_revoke"] == "wanted"
    assert seen(lost.happens("rebill", at=3), 3).targets["gold_revoke"] == "unwanted"


def test_accessallys_revoke_tag_is_not_put_on_who_never_came_in(seen: Seen) -> None:
    story = shop(accessally(opens=after(days=7))).happens("purchase")
    assert seen(story, 1).targets["gold_revoke"] == "unspoken"
    assert seen(shop(accessally()).happens("payment failed"), 1).targets["gold_revoke"] == (
        "unspoken"
    )


def test_accessallys_failed_payment_tag_stands_while_the_best_is_overdue(seen: Seen) -> None:
    story = shop(accessally()).happens("purchase", order="1").happens("payment failed", order="1")
    assert seen(story, 1).targets["gold_failed"] == "wanted"
    assert seen(story.happens("purchase", order="2", at=2), 2).targets["gold_failed"] == "unwanted"
    assert seen(story.happens("rebill", order="1", at=2), 2).targets["gold_failed"] == "unwanted"


@pytest.mark.parametrize("kind", ["payment failed", "paused"])
def test_overdue_and_paused_are_no_ends_of_access(seen: Seen, kind: str) -> None:
    assert seen(shop().happens("purchase").happens(kind, at=1), 2).open == {"Gold": True}


@pytest.mark.parametrize("kind", ["cancelled", "refund"])
def test_access_ends_when_none_is_left_that_is_neither_ended_nor_cancelled(
    seen: Seen, kind: str
) -> None:
    story = shop().happens("purchase", order="1", amount=100)
    story = story.happens("purchase", order="2", amount=100)
    story = story.happens(kind, order="1", at=1, amount=100)
    assert seen(story, 2).open == {"Gold": True}
    assert seen(story.happens(kind, order="2", at=3, amount=100), 4).open == {"Gold": False}
