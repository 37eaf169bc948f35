"""What one contact should be told, and what came of it."""

import pytest

from bridge.model import Contact, Done, FieldValue, Firing, ListWish, Plan, Refusal, Sort

ANN = Contact("ann@example.com")
FULL = Plan(
    ANN, add=("Gold",), remove=("Silver",), fire=(Firing("Start", "t1"),),
    subscribe=(ListWish("News"),), unsubscribe=("Deals",), fields=(FieldValue("Last", "1"),),
    start=(Firing("Welcome", "t2"),), add_if_there=("PAYF",),
)  # fmt: skip


@pytest.mark.parametrize(
    "part", ["add", "remove", "fire", "subscribe", "unsubscribe", "fields", "start", "add_if_there"]
)
def test_a_plan_with_one_thing_in_it_is_none_that_is_empty(part: str) -> None:
    assert Plan(ANN, **{part: getattr(FULL, part)})
    assert not Plan(ANN, create_missing_tags=True)


def test_a_plan_names_everything_that_it_is_about() -> None:
    assert FULL.targets() == [
        "gold", "payf", "silver", "start", "list,news", "list,deals", "field,last",
        "automation,welcome",
    ]  # fmt: skip


def test_a_tag_is_made_where_all_are_or_it_is_named() -> None:
    some = Plan(ANN, may_create=frozenset({"gold"}))
    assert [some.creates("GOLD"), some.creates("Silver")] == [True, False]
    assert Plan(ANN, create_missing_tags=True).creates("Silver")


def test_what_came_of_a_target_is_known_by_it() -> None:
    assert Done("News", "subscribed", sort=Sort.LIST).target == "list,news"
    assert Refusal("Gold", "unknown").target == "gold"
