"""Whatever somebody says by hand of a person, looked over and kept."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from bridge.explain.by_hand.hand_speaker import HandSpeaker
from bridge.explain.by_hand.taken_back import AlreadyTakenBack
from bridge.model import Kind
from bridge.model.errors import BridgeError
from bridge.reconcile.library import Library
from bridge.rules import file as rulesfile
from tests.cli.shop import Shop

HERS = "buyer@example.com"


@pytest.fixture
def met(engine: Engine) -> Shop:
    """One buyer has Gold."""
    shop = Shop(engine)
    shop.work(shop.comes("purchase"))
    return shop


@pytest.fixture
def speaker(met: Shop) -> HandSpeaker:
    return HandSpeaker(met.engine, Library(rulesfile.parse), "Ada")


def test_it_is_kept_with_who_said_it_and_why(speaker: HandSpeaker, met: Shop) -> None:
    said = speaker.grant(HERS, "gold", datetime(2030, 1, 1, tzinfo=UTC), "a prize")
    assert (said.email, said.what, said.duplicate) == (HERS, "Gold", False)
    kept = met.deliveries.find(said.delivery)
    assert kept
    assert kept.event.kind is Kind.GRANTED_BY_HAND
    assert kept.event.hand
    assert (kept.event.hand.why, kept.event.hand.membership) == ("a prize", "Gold")
    assert met.deliveries.body(said.delivery) == {"operator": "Ada"}


def test_with_a_key_it_is_said_once_and_without_one_each_time(speaker: HandSpeaker) -> None:
    first = speaker.grant(HERS, "Gold", None, "why", once="bridge:hand:1")
    again = speaker.grant(HERS, "Gold", None, "why", once="bridge:hand:1")
    assert (again.delivery, again.duplicate) == (first.delivery, True)
    assert speaker.grant(HERS, "Gold", None, "why").delivery != first.delivery


def test_a_membership_that_she_has_not_cannot_end(speaker: HandSpeaker) -> None:
    with pytest.raises(BridgeError, match="The rules know no membership 'Silver'"):
        speaker.end(HERS, "Silver", "why")
    with pytest.raises(BridgeError, match="Nobody is known by the address"):
        speaker.end("ben@example.com", "Gold", "why")


def test_a_ban_may_be_of_all(speaker: HandSpeaker, met: Shop) -> None:
    kept = met.deliveries.find(speaker.ban(HERS, None, "why").delivery)
    assert kept
    assert kept.event.hand
    assert kept.event.hand.membership == ""


def test_what_is_not_to_come_is_neither_skipped_nor_hurried(speaker: HandSpeaker) -> None:
    for do in (speaker.skip, speaker.hurry):
        with pytest.raises(BridgeError, match="Nothing of that ID is to come"):
            do(HERS, "abc", "why")


def test_only_what_a_hand_said_is_taken_back_and_once(speaker: HandSpeaker) -> None:
    with pytest.raises(BridgeError, match="is nothing that a hand did"):
        speaker.take_back(1)
    said = speaker.grant(HERS, "Gold", None, "why")
    assert speaker.may_be_taken_back(said.delivery).id == said.delivery
    speaker.take_back(said.delivery)
    with pytest.raises(AlreadyTakenBack):
        speaker.take_back(said.delivery)
