"""What an event would do to its contact, by the rules alone and with all that is known of her."""

from datetime import UTC, datetime

from bridge.explain.snapshot import snapshot_of
from bridge.explain.trial.answer import Answer
from bridge.model import Contact, Event, Item, Kind
from bridge.reconcile.library import Library
from bridge.rules import Rules
from bridge.rules.file import parse
from tests.cli.shop import RULES, Shop

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
GOLD = Item("product", "12", "912", "Gold course")


def told(kind: Kind, *items: Item, mode: str = "live", order: str = "9") -> Event:
    return Event(
        "trial", "trial", kind, kind, NOON, mode, Contact("buyer@example.com"), items, order
    )


def answer(event: Event, rules: Rules | None = None) -> Answer:
    return Answer(rules or parse(RULES), event, NOON)


def test_a_stranger_has_nothing_before_and_what_the_rules_give_after() -> None:
    asked = answer(told(Kind.PURCHASE, GOLD))
    assert asked.before.targets == {}
    assert asked.gains == ["Gold", "Welcome"]
    assert [each.name for each in asked.once] == ["Welcome"]


def test_what_is_known_of_her_counts(shop: Shop) -> None:
    shop.work(shop.comes("purchase"))
    known = snapshot_of(shop.engine, Library(parse), "buyer@example.com")
    refund = told(Kind.REFUND, GOLD, order="1001")
    asked = Answer(parse(RULES), refund, NOON, known)
    assert asked.tags_before["Gold"]
    assert (asked.tags["Gold"], asked.tags["Refunded"]) == (False, True)
    assert (asked.gains, asked.loses) == (["Refunded"], ["Gold"])


def test_what_no_rule_may_speak_about_does_nothing() -> None:
    asked = answer(told(Kind.EMAIL_CHANGED, GOLD))
    assert (asked.effects, asked.gains) == ((), [])
