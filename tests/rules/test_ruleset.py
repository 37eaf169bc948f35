"""What a set of rules asks of the tags, and what it says about itself."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bridge.model import ABOUT_THE_BUYER, Destination, Event, Item, Kind, Membership, Sort
from bridge.rules import ConditionSet, Offer, Rule, Rules, Verdict
from tests.fakes import ONE

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)
SECOND = int(NOON.timestamp())
GOLD = Item("product", "12", plan="90222")
EXTRA = Item("upsell", "3")


def event(kind: Kind = Kind.PURCHASE, *items: Item, **more: str) -> Event:
    return Event("thrivecart", "d1", kind, str(kind), NOON, items=items, **more)  # type: ignore[arg-type] # every other field used here is a str


def rule(*when: Kind, line: int = 5, **more: Any) -> Rule:
    return Rule("Some rule", line, frozenset(when or {Kind.PURCHASE}), **more)


def rules(*all_rules: Rule) -> Rules:
    return Rules(ONE, all_rules)


def why_not(one: Rule, of: Event) -> str:
    (verdict,) = rules(one).explain(of)
    assert verdict.matched is (verdict.why_not == "")
    return verdict.why_not


def test_several_rules_speak_in_the_order_of_the_file() -> None:
    first, second, third = (
        rule(add=("A",)),
        rule(items=("product-12",), add=("B",)),
        rule(add=("C",)),
    )
    effects = rules(first, second, third).effects(event(Kind.PURCHASE, GOLD))
    assert [effect.name for effect in effects] == ["A", "B", "C"]


def test_two_rules_may_ask_for_the_same_tag_and_the_fold_decides() -> None:
    effects = rules(rule(add=("A",)), rule(remove=("a",))).effects(event())
    assert [(effect.action, effect.name) for effect in effects] == [("add", "A"), ("remove", "a")]


def test_a_test_mode_event_counts_unless_the_file_says_otherwise() -> None:
    tried = event(Kind.PURCHASE, GOLD, mode="test")
    one = rule(add=("A",))
    assert len(rules(one).effects(tried)) == 1
    ignoring = Rules(ONE, (one,), test_events="ignore")
    assert ignoring.effects(tried) == ()
    assert ignoring.explain(tried) == (
        Verdict(one, False, "this is a test-mode event, and the file says test_events: ignore"),
    )
    assert len(ignoring.effects(event(Kind.PURCHASE, GOLD))) == 1


@pytest.mark.parametrize("kind", sorted(set(Kind) - ABOUT_THE_BUYER))
def test_an_event_about_somebody_else_changes_no_tags(kind: Kind) -> None:
    one = rule(*Kind, add=("A",))
    assert rules(one).effects(event(kind)) == ()
    assert why_not(one, event(kind)) == (
        f"'{kind}' says nothing about a buyer's access, so it changes no tags"
    )


def test_an_event_that_cannot_be_applied_changes_no_tags() -> None:
    broken = event(Kind.PURCHASE, GOLD, problem="It names no e-mail address.")
    assert rules(rule(add=("A",))).effects(broken) == ()
    assert why_not(rule(add=("A",)), broken) == (
        "the event cannot be applied: It names no e-mail address."
    )


def test_it_names_every_tag_once_in_the_order_of_the_file() -> None:
    first = rule(grant=("Gold",), remove=("GoldPAYF", "GoldCANC"))
    second = rule(Kind.REFUND, add=("Refunded",), revoke=("gold",), trigger=("left",))
    told = [name for _, name in rules(first, second).names_for(ONE[0].name, {Sort.TAG})]
    assert told == ["Gold", "GoldPAYF", "GoldCANC", "Refunded", "left"]


def test_a_destination_must_know_the_names_that_go_there() -> None:
    gold = Offer(Membership("Gold", access="12"), ConditionSet())
    silver = Offer(Membership("Silver", to=("school",)), ConditionSet())
    off = Offer(Membership("Tin"), ConditionSet(), enabled=False)
    known = Rules(
        (Destination("shop", "a"), Destination("school", "b")),
        (rule(add=("VIP",), subscribe=("News",)), rule(add=("vip", "Old"), to=("shop",)),
         rule(remove=("Left",), to=("school",))),
        offers=(gold, silver, off),
    )  # fmt: skip
    assert known.names_for("shop", {Sort.TAG}) == ((Sort.TAG, "VIP"), (Sort.TAG, "Old"))
    assert known.names_for("school", {Sort.ACCESS}) == (
        (Sort.ACCESS, "12"), (Sort.ACCESS, "Silver"),
    )  # fmt: skip
    assert known.names_for("school", {Sort.LIST, Sort.TAG}) == (
        (Sort.TAG, "VIP"), (Sort.LIST, "News"), (Sort.TAG, "Left"),
    )  # fmt: skip
    assert known.destinations[0].name == "shop"
