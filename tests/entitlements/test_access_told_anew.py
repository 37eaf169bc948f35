"""What access means: what is told anew, and for what a contact is made."""

from typing import Any

import pytest

from bridge.entitlements.desired import Desired
from bridge.entitlements.fold import fold
from bridge.model import Action, Effect, Membership
from tests.entitlements.shop import (
    ANN,
    Story,
    accessally,
    book,
    memberium,
    moment,
    plain,
)


def shop(membership: Membership | None = None, **parts: Any) -> Story:
    return Story(book(membership or memberium(**parts)))


# -- what is told anew, and for what a contact is made (of the product's fold alone)


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


def creating(story: Story, at: float = 5) -> set[str]:
    return {key for key, each in desired(story, at).items() if each.creates}


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
