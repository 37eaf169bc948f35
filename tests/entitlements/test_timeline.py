"""What access means: what is told anew, and what is still to come."""

from datetime import timedelta
from typing import Any

import pytest

from bridge.entitlements.desired import Desired
from bridge.entitlements.fold import fold
from bridge.model import Action, Blocking, Effect, Membership
from tests.entitlements.shop import (
    ANN,
    Story,
    accessally,
    after,
    book,
    day,
    memberium,
    moment,
    plain,
)


def shop(membership: Membership | None = None, **parts: Any) -> Story:
    return Story(book(membership or memberium(**parts)))


def desired(story: Story, at: float) -> dict[str, Desired]:
    facts = story.facts
    return dict(fold(facts, lambda _: story.rules, moment(at))[ANN].targets)


def told_anew(story: Story) -> set[str]:
    """What the story's last event tells anew."""
    found, happened = desired(story, 1000), story.facts[-1].event.occurred_at
    second = int(happened.timestamp()) if happened else 0
    return {key for key, each in found.items() if each.anew and each.anew.second == second}


ALL = {"gold", "goldpayf", "goldsusp", "goldcanc"}


LIFTED = [
    ("payment failed", "rebill"),
    ("paused", "rebill"),
    ("cancelled", "rebill"),
    ("refund", "rebill"),
]


def creating(story: Story, at: float = 5) -> set[str]:
    return {key for key, each in desired(story, at).items() if each.creates}


MONTH = timedelta(days=30)


def gold(action: Action, due: float | None = None) -> list[Effect]:
    at = None if due is None else day(due)
    return [Effect(action, "Gold", item="product-12", due_at=at)]


def upcoming(story: Story, at: float) -> list[str]:
    states = fold(story.facts, lambda _: story.rules, day(at))
    return [f"{each.at - day(0)} {each.what}" for each in states[ANN].upcoming]


def test_a_purchase_tells_every_target_anew() -> None:
    assert told_anew(shop().happens("purchase")) == ALL
    assert told_anew(shop().happens("purchase", order="1").happens("purchase", order="2")) == ALL


@pytest.mark.parametrize(("kind", "payment"), LIFTED)
def test_a_payment_that_grants_again_or_lifts_a_block_tells_all_anew(
    kind: str, payment: str
) -> None:
    story = shop().happens("purchase", amount=100).happens(kind, at=1, amount=100)
    assert told_anew(story.happens(payment, at=2, amount=100)) == ALL


@pytest.mark.parametrize(
    "kind", ["rebill", "payment failed", "paused", "resumed", "cancelled", "refund"]
)
def test_every_other_event_tells_only_what_differs(kind: str) -> None:
    story = shop().happens("purchase", amount=100)
    assert told_anew(story.happens(kind, at=2, amount=100)) == set()


def test_a_contact_is_made_for_what_an_entitlement_grants() -> None:
    assert creating(shop().happens("purchase")) == {"gold"}


@pytest.mark.parametrize("kind", ["payment failed", "paused", "cancelled", "refund"])
@pytest.mark.parametrize("made", [memberium, plain, accessally])
def test_no_contact_is_made_for_what_blocks_or_takes(kind: str, made: Any) -> None:
    assert creating(shop(made()).happens(kind, amount=100)) == set()


@pytest.mark.parametrize(
    ("action", "name", "creates"),
    [
        (Action.ADD, "Buyer", {"buyer"}),
        (Action.SUBSCRIBE, "News", {"list,news"}),
        (Action.SET, "Last", {"field,last"}),
        (Action.REMOVE, "Buyer", set()),
        (Action.UNSUBSCRIBE, "News", set()),
        (Action.REVOKE, "Buyer", set()),
    ],
)
def test_a_contact_is_made_for_what_a_rule_adds_subscribes_or_sets(
    action: Action, name: str, creates: set[str]
) -> None:
    effect = Effect(action, name, item="product-99", value="x")
    assert creating(shop().happens("refund", "product-99", effects=[effect])) == creates


def test_the_end_of_a_grant_by_hand_is_to_come() -> None:
    assert upcoming(Story(book()).hand("grant", until=day(10)), 1) == ["10 days, 0:00:00 ends"]


def test_the_end_of_what_a_hand_ended_is_not_to_come_any_more() -> None:
    story = Story(book()).hand("grant", until=day(10)).hand("end", at=1)
    assert upcoming(story, 2) == []


def test_the_end_of_what_a_hand_banned_is_not_to_come_any_more() -> None:
    story = Story(book(memberium(lasts=MONTH))).hand("grant", until=day(10)).happens("purchase")
    assert upcoming(story.hand("ban", at=1), 2) == []


def test_no_door_is_to_open_that_a_hand_closed_before() -> None:
    story = Story(book(memberium(opens=after(days=7)))).happens("purchase").hand("end", at=1)
    assert upcoming(story, 2) == []


def test_what_a_rule_opens_later_is_to_come_once() -> None:
    story = Story(book()).happens("purchase", effects=gold(Action.REVOKE))
    story = story.happens("rebill", at=1, effects=gold(Action.REVOKE))
    story = story.happens("paused", at=2, effects=gold(Action.GRANT, 5))
    assert upcoming(story, 3) == ["5 days, 0:00:00 opens"]


def test_a_block_is_to_come_though_a_hand_ended_it() -> None:
    slow = memberium(overdue=Blocking("GoldPAYF", after(days=7)))
    story = Story(book(slow)).happens("purchase").happens("payment failed", at=1).hand("end", at=1)
    assert upcoming(story, 2) == ["8 days, 0:00:00 overdue"]
