"""Whose word counts at which destination."""

from dataclasses import replace

from bridge.entitlements.by_destination.destination_state import for_destination
from bridge.entitlements.desired import DesiredState, Value
from bridge.entitlements.fold import fold
from bridge.model import Action, Effect, Kind, Sort, TurnRule
from tests.entitlements.gold import shop
from tests.entitlements.shop import ANN, FakeBook, Story, book, day, memberium

EVERY = frozenset(Sort)


def seen(story: Story, name: str) -> DesiredState:
    state = fold(story.facts, lambda _: story.rules, day(2))[ANN]
    return for_destination(state, name, EVERY)


def values(story: Story, name: str) -> dict[str, str]:
    return {key: str(each.value) for key, each in seen(story, name).targets.items()}


def told(action: Action, name: str, *to: str) -> Effect:
    token = f"token {name} {to}" if action is Action.START else ""
    return Effect(action, name, item="product-12", token=token, to=to)


def test_where_no_destination_is_named_all_see_the_same() -> None:
    story = shop().happens("purchase")
    state = fold(story.facts, lambda _: story.rules, day(2))[ANN]
    assert not state.apart
    assert values(story, "crm") == values(story, "school")


def test_a_rule_outweighs_another_only_where_it_is_told() -> None:
    everywhere = told(Action.ADD, "Buyer")
    story = shop().happens("purchase", effects=[everywhere])
    story = story.happens("rebill", at=1, effects=[told(Action.REMOVE, "Buyer", "kit")])
    assert values(story, "kit")["buyer"] == Value.UNWANTED
    assert values(story, "crm")["buyer"] == Value.WANTED


def test_what_is_for_one_destination_is_done_and_told_there_alone() -> None:
    wishes = [told(Action.START, "Hello", "kit"), told(Action.ADD, "Buyer", "kit", "crm")]
    story = shop().happens("purchase", effects=wishes)
    for name, started, tagged in (("kit", 1, True), ("crm", 0, True), ("drip", 0, False)):
        assert len(seen(story, name).occurrences) == started
        assert ("buyer" in seen(story, name).targets) is tagged


def test_a_membership_is_told_to_those_that_it_names() -> None:
    gold = (replace(memberium("Gold"), to=("crm",)), frozenset({"product-12"}))
    silver = (replace(memberium("Silver"), to=("school",)), frozenset({"product-12"}))
    story = Story(FakeBook((gold, silver))).happens("purchase")
    crm, school, other = (seen(story, name) for name in ("crm", "school", "kit"))
    assert ("gold" in crm.targets, "silver" in crm.targets) == (True, False)
    assert [each.name for each in school.targets.values() if each.sort is Sort.ACCESS] == ["Silver"]
    assert (set(crm.held), set(school.held), set(other.held)) == ({"Gold"}, {"Silver"}, set())
    assert not other.targets


def test_a_rule_for_access_that_ends_is_told_where_it_says() -> None:
    ends = TurnRule(
        "Goodbye", 1, frozenset({Kind.ACCESS_ENDS}), frozenset({"Gold"}),
        ((Action.ADD, "Left", ""),), to=("crm",),
    )  # fmt: skip
    story = Story(book(memberium(), "product-12", turns=[ends])).happens("purchase", amount=100)
    story = story.happens("refund", at=1, amount=100)
    assert values(story, "crm")["left"] == Value.WANTED
    assert "left" not in values(story, "kit")
