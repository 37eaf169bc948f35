"""What access means: what is done once, and what access that turns fires."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from bridge.entitlements.desired import Occurrence
from bridge.entitlements.fold import fold
from bridge.model import Action, Effect, Kind, Membership, TurnRule
from tests.entitlements.conftest import Seen
from tests.entitlements.gold import rule
from tests.entitlements.shop import (
    ANN,
    BEA,
    FakeBook,
    Story,
    accessally,
    book,
    day,
    memberium,
    moment,
    plain,
)


def shop(membership: Membership | None = None, turns: Sequence[TurnRule] = ()) -> Story:
    return Story(book(membership or memberium(), "product-12", turns=turns))


def once(name: str, token: str, after: float | None = None) -> list[Effect]:
    return rule(Action.TRIGGER, name, after, token=token)


def occurrences(story: Story, at: float) -> list[Occurrence]:
    facts, when = story.facts, moment(at)
    found = fold(facts, lambda _: story.rules, when)[ANN].occurrences
    return [each for each in found if each.due_at <= when]


def fired(story: Story, at: float) -> list[str]:
    return sorted(each.name for each in occurrences(story, at))


def token(occurrence: Occurrence) -> str:
    return occurrence.token


STARTS, ENDS = Kind.ACCESS_STARTS, Kind.ACCESS_ENDS


GOLD = frozenset({"Gold"})


def turn(kind: Kind, name: str, memberships: frozenset[str] = GOLD, after: float = 0) -> TurnRule:
    wishes = ((Action.START, name, ""),)
    return TurnRule(name, 1, frozenset({kind}), memberships, wishes, timedelta(days=after))


TURNS = [turn(STARTS, "Welcome"), turn(ENDS, "Goodbye")]


def fired_at(story: Story, at: datetime) -> list[str]:
    """As it was known then."""
    known = tuple(fact for fact in story.facts if (fact.event.occurred_at or at) <= at)
    found = fold(known, lambda _: story.rules, at)[ANN].occurrences
    return [each.name for each in found if each.due_at <= at]


def test_an_occurrence_is_due_once_for_its_token(seen: Seen) -> None:
    story = shop().happens("purchase", effects=once("Start", "purchase 1001 start"))
    story = story.happens("purchase", at=day(0, 5), effects=once("Start", "purchase 1001 start"))
    assert seen(story, 1).occurrences == {"purchase 1001 start"}


def test_an_occurrence_put_off_is_due_at_its_time(seen: Seen) -> None:
    story = shop().happens("purchase", effects=once("Start", "token", after=7))
    found = [seen(story, at).occurrences for at in (day(7, -1), day(7))]
    assert found == [frozenset(), {"token"}]


def test_a_move_takes_occurrences_along(seen: Seen) -> None:
    story = shop().happens("purchase", effects=once("Start", "token"))
    story = story.happens("e-mail changed", "", order="", at=1, email=BEA)
    assert seen(story, 1, BEA).occurrences == {"token"}
    assert seen(story, 1, ANN).occurrences == frozenset()


def test_accessally_grants_at_each_purchase() -> None:
    story = shop(accessally()).happens("purchase", order="1")
    assert fired(story, 0) == ["Gold_purchase"]
    assert len(set(map(token, occurrences(story.happens("purchase", order="2", at=1), 1)))) == 2


def test_accessally_grants_when_access_comes_back_in_another_way() -> None:
    story = shop(accessally()).happens("purchase").happens("cancelled", at=1)
    story = story.happens("rebill", at=2, next_payment=day(90))
    assert len({each.token for each in occurrences(story, 3) if each.name == "Gold_purchase"}) == 2


def test_a_rebill_alone_grants_nothing_anew() -> None:
    story = shop(accessally()).happens("purchase").happens("rebill", at=30)
    assert fired(story, 31) == ["Gold_purchase"]


def test_access_that_starts_fires_its_rules() -> None:
    assert fired(shop(turns=TURNS).happens("purchase"), 1) == ["Welcome"]


@pytest.mark.parametrize("kind", ["cancelled", "refund"])
def test_access_that_ends_fires_its_rules(kind: str) -> None:
    story = shop(turns=TURNS).happens("purchase", amount=100).happens(kind, at=1, amount=100)
    assert "Goodbye" in fired(story, 2)


@pytest.mark.parametrize("kind", ["payment failed", "paused"])
def test_overdue_and_paused_fire_no_end(kind: str) -> None:
    story = shop(turns=TURNS).happens("purchase").happens(kind, at=1)
    assert "Goodbye" not in fired(story, 100)


def test_one_of_two_orders_cancelled_fires_no_end() -> None:
    story = shop(turns=TURNS).happens("purchase", order="1").happens("purchase", order="2")
    assert "Goodbye" not in fired(story.happens("cancelled", order="1", at=1), 2)


def test_a_switch_between_prices_fires_no_end() -> None:
    story = Story(book(memberium(), "product-12", "product-13", turns=TURNS))
    story = story.happens("purchase", "product-13", order="1")
    story = story.happens("cancelled", "product-13", order="1", at=40)
    story = story.happens("purchase", "product-12", order="2", at=day(40, 3))
    for at in (day(40), day(40, 3), day(40, 60), day(90)):
        assert "Goodbye" not in fired_at(story, at)


def test_a_cancelled_order_of_before_the_bridge_ends_access() -> None:
    assert fired(shop(turns=TURNS).happens("cancelled"), 1) == ["Goodbye"]


def test_a_failed_order_of_before_the_bridge_starts_nothing() -> None:
    assert fired(shop(turns=TURNS).happens("payment failed"), 1) == []


def test_access_to_several_memberships_ends_with_the_last() -> None:
    both = frozenset({"Gold", "Silver"})
    rules = FakeBook(
        (
            (memberium("Gold"), frozenset({"product-12"})),
            (plain("Silver"), frozenset({"product-13"})),
        ),
        (turn(ENDS, "Goodbye", both),),
    )
    story = Story(rules).happens("purchase", "product-12 product-13")
    story = story.happens("cancelled", "product-12", at=1)
    assert fired(story, 2) == []
    assert fired(story.happens("cancelled", "product-13", at=3), 4) == ["Goodbye"]


def test_states_that_were_only_passed_through_fire_nothing() -> None:
    story = shop(turns=TURNS).happens("purchase", order="1").happens("cancelled", order="1", at=1)
    story = story.happens("purchase", order="2", at=30)
    assert "Goodbye" not in fired(story, 31)


def test_a_turn_can_be_followed_later() -> None:
    later = [turn(ENDS, "Come back", after=60)]
    story = shop(turns=later).happens("purchase").happens("cancelled", at=1)
    assert (fired(story, 61), fired(story, 61.1)) == ([], ["Come back"])


def test_what_a_turn_puts_off_can_be_skipped_and_hurried() -> None:
    story = shop(turns=[turn(STARTS, "Welcome", after=7)]).happens("purchase")
    state = fold(story.facts, lambda _: story.rules, day(1))[ANN]
    [subject] = [each.subject for each in state.upcoming if each.name == "Welcome"]
    skipped = story.hand("skip", "", at=1, about=subject)
    hurried = story.hand("hurry", "", at=1, about=subject)
    assert [fired(story, 6), fired(story, 8)] == [[], ["Welcome"]]
    assert [fired(skipped, 8), fired(hurried, 2)] == [[], ["Welcome"]]
