"""What hands said, and which of it another hand took back."""

from sqlalchemy import Engine

from bridge.explain.by_hand.hand_speaker import HandSpeaker
from bridge.explain.by_hand.taken_back import AlreadyTakenBack, backs_of, what_stands
from bridge.reconcile.library import Library
from bridge.rules import file as rulesfile
from tests.cli.shop import Shop

HERS = "buyer@example.com"


def test_what_was_taken_back_twice_over_counts_again(engine: Engine) -> None:
    shop = Shop(engine)
    shop.work(shop.comes("purchase"))
    speaker = HandSpeaker(engine, Library(rulesfile.parse), "Ada")
    said = speaker.end(HERS, "Gold", "why")
    delivery = shop.deliveries.find(said.delivery)
    assert delivery
    key = delivery.event.key
    assert what_stands(key, backs_of(engine, delivery)) is None
    back = speaker.take_back(said.delivery)
    assert what_stands(key, backs_of(engine, delivery)) == back.delivery
    speaker.take_back(back.delivery)
    assert what_stands(key, backs_of(engine, delivery)) is None


def test_it_says_by_which_delivery_something_is_taken_back(engine: Engine) -> None:
    shop = Shop(engine)
    delivery = shop.deliveries.find(shop.comes("purchase"))
    assert delivery
    assert str(AlreadyTakenBack(delivery, 9)).endswith("by delivery 9. Nothing was done.")
