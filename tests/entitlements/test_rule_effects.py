"""What access means: rules beside memberships."""

from collections.abc import Sequence

import pytest

from bridge.model import Action, Effect, Kind, Membership, TurnRule
from tests.entitlements.conftest import Seen
from tests.entitlements.gold import CANC, OPEN, PAYF, rule
from tests.entitlements.shop import (
    Story,
    book,
    day,
    memberium,
    tags,
)


def shop(membership: Membership | None = None, turns: Sequence[TurnRule] = ()) -> Story:
    return Story(book(membership or memberium(), "product-12", turns=turns))


def unless(*kinds: Kind) -> dict[str, frozenset[Kind]]:
    return {"unless": frozenset(kinds)}


def test_the_newest_wins_for_each_target(seen: Seen) -> None:
    story = shop().happens("purchase", effects=rule(Action.ADD, "Buyer"))
    story = story.happens("rebill", at=2, effects=rule(Action.REMOVE, "Buyer"))
    assert seen(story, 3).targets["buyer"] == "unwanted"
    late = story.happens("resumed", at=1, effects=rule(Action.ADD, "Buyer"))
    assert seen(late, 3).targets["buyer"] == "unwanted"


def test_of_a_list_the_newest_counts(seen: Seen) -> None:
    story = shop().happens("purchase", effects=rule(Action.SUBSCRIBE, "News"))
    story = story.happens("rebill", at=1, effects=rule(Action.UNSUBSCRIBE, "News"))
    assert seen(story, 1).targets["list,news"] == "unwanted"


def test_of_a_field_the_newest_value_counts_and_none_says_nothing(seen: Seen) -> None:
    story = shop().happens("purchase", effects=rule(Action.SET, "Order", value="1001"))
    assert seen(story, 1).targets["field,order"] == "=1001"
    story = story.happens("rebill", at=1, effects=rule(Action.SET, "Order"))
    assert seen(story, 1).targets["field,order"] == "=1001"
    story = story.happens("rebill", at=2, effects=rule(Action.SET, "Order", value="1002"))
    assert seen(story, 2).targets["field,order"] == "=1002"


def test_a_tag_that_rules_grant_stays_while_any_entitlement_claims_it(seen: Seen) -> None:
    grant, revoke = rule(Action.GRANT, "Bundle"), rule(Action.REVOKE, "Bundle")
    story = shop().happens("purchase", order="1", effects=grant)
    story = story.happens("purchase", order="2", at=1, effects=grant)
    story = story.happens("refund", order="1", at=2, effects=revoke)
    assert seen(story, 3).targets["bundle"] == "wanted"
    story = story.happens("refund", order="2", at=3, effects=revoke)
    assert seen(story, 4).targets["bundle"] == "unwanted"


def test_a_rule_that_speaks_after_the_membership_wins(seen: Seen) -> None:
    story = shop().happens("purchase")
    story = story.happens("abandoned cart", at=1, effects=rule(Action.REMOVE, "Gold"))
    assert tags(seen(story, 2)) == []


def test_a_purchase_that_tells_the_membership_anew_wins_over_an_older_rule(seen: Seen) -> None:
    story = shop().happens("purchase")
    story = story.happens("abandoned cart", at=1, effects=rule(Action.REMOVE, "Gold"))
    assert tags(seen(story.happens("purchase", order="2", at=2), 2)) == OPEN


def test_so_does_a_payment_that_lifts_a_block(seen: Seen) -> None:
    story = shop().happens("purchase").happens("payment failed", at=1)
    story = story.happens("abandoned cart", at=2, effects=rule(Action.REMOVE, "Gold"))
    assert tags(seen(story.happens("rebill", at=3), 3)) == OPEN


def test_a_payment_that_lifts_nothing_does_not(seen: Seen) -> None:
    story = shop().happens("purchase")
    story = story.happens("abandoned cart", at=2, effects=rule(Action.REMOVE, "Gold"))
    assert tags(seen(story.happens("rebill", at=3), 3)) == []


def test_a_failed_payment_does_not_put_the_tag_back(seen: Seen) -> None:
    story = shop().happens("purchase")
    story = story.happens("abandoned cart", at=1, effects=rule(Action.REMOVE, "Gold"))
    assert tags(seen(story.happens("payment failed", at=2), 3)) == ["goldpayf"]


def test_a_refund_later_takes_what_a_rule_added(seen: Seen) -> None:
    story = shop().happens("purchase", amount=100)
    story = story.happens("abandoned cart", at=1, effects=rule(Action.ADD, "Gold"))
    assert tags(seen(story.happens("refund", at=2, amount=100), 3)) == []


def test_a_rule_may_give_what_is_only_presumed(seen: Seen) -> None:
    story = shop().happens("payment failed", effects=rule(Action.ADD, "Gold"))
    assert tags(seen(story, 1)) == PAYF


def test_a_revoke_of_its_own_tag_ends_the_entitlement_until_its_next_payment(seen: Seen) -> None:
    story = shop().happens("purchase")
    story = story.happens("paused", at=1, effects=rule(Action.REVOKE, "Gold"))
    assert tags(seen(story, 2)) == ["goldsusp"]
    assert tags(seen(story.happens("rebill", at=3), 3)) == OPEN


def test_a_revoke_is_of_one_entitlement(seen: Seen) -> None:
    story = shop().happens("purchase", order="1").happens("purchase", order="2")
    story = story.happens("refund", order="1", at=1, amount=1, effects=rule(Action.REVOKE, "Gold"))
    assert tags(seen(story, 2)) == OPEN


def test_a_revoke_for_an_item_that_gives_no_entitlement_to_it_takes_nothing(seen: Seen) -> None:
    """`revoke: Gold` at the purchase of another item: what she bought stays hers."""
    story = shop().happens("purchase", order="1")
    revoke = [Effect(Action.REVOKE, "Gold", item="product-99")]
    story = story.happens("purchase", "product-99", order="2", at=1, effects=revoke)
    assert tags(seen(story, 2)) == OPEN


def test_a_grant_of_its_own_tag_grants_the_entitlement(seen: Seen) -> None:
    bought = Story(book(memberium(opens=None), "product-12"))
    bought = bought.happens("purchase", amount=100, effects=rule(Action.GRANT, "Gold"))
    assert tags(seen(bought, 0)) == OPEN
    assert tags(seen(bought.happens("refund", at=1, amount=100), 2)) == []


def test_a_revoke_put_off_never_comes_after_a_payment(seen: Seen) -> None:
    story = shop().happens("purchase", effects=rule(Action.REVOKE, "Gold", after=14))
    assert (tags(seen(story, 13)), tags(seen(story, 14))) == (OPEN, [])
    assert tags(seen(story.happens("rebill", at=10), 20)) == OPEN


def test_adding_a_blocking_tag_is_that_block_of_the_entitlement(seen: Seen) -> None:
    story = shop().happens("purchase", order="1")
    story = story.happens("rebill", order="1", at=1, effects=rule(Action.ADD, "GoldCANC"))
    found = seen(story, 2)
    assert (tags(found), found.open) == (CANC, {"Gold": False})
    assert found.blocks["Gold"] == {"cancelled"}
    assert tags(seen(story.happens("purchase", order="2", at=2), 2)) == OPEN
    assert tags(seen(story.happens("rebill", order="1", at=2), 2)) == OPEN


def test_removing_a_blocking_tag_lifts_that_block(seen: Seen) -> None:
    story = shop().happens("purchase").happens("payment failed", at=1)
    story = story.happens("resumed", at=2, effects=rule(Action.REMOVE, "GoldPAYF"))
    assert (tags(seen(story, 2)), seen(story, 2).blocks["Gold"]) == (OPEN, frozenset())


def test_what_is_put_off_counts_from_its_time(seen: Seen) -> None:
    story = shop().happens("purchase", effects=rule(Action.ADD, "Regular", after=28))
    assert (tags(seen(story, day(28, -1))), tags(seen(story, 28))) == (OPEN, ["gold", "regular"])


def test_what_is_put_off_is_as_old_as_its_event(seen: Seen) -> None:
    story = shop().happens("purchase", effects=rule(Action.ADD, "Regular", after=28))
    story = story.happens("rebill", at=3, effects=rule(Action.REMOVE, "Regular"))
    assert tags(seen(story, 30)) == OPEN


def test_a_payment_ends_what_a_rule_was_to_take_later(seen: Seen) -> None:
    story = shop().happens("purchase")
    later = rule(Action.REMOVE, "Gold", after=8)
    story = story.happens("payment failed", at=1, effects=later).happens("rebill", at=3)
    assert tags(seen(story, 9)) == OPEN


@pytest.mark.parametrize("kind", [Kind.REBILL, Kind.RESUMED, Kind.REFUND, Kind.CANCELLED])
def test_unless_means_the_same_order_where_both_name_one(seen: Seen, kind: Kind) -> None:
    later = rule(Action.ADD, "Left", after=7, **unless(kind))
    story = shop().happens("paused", order="1", effects=later)
    assert "left" not in tags(seen(story.happens(kind, order="1", at=1, amount=1), 8))
    assert "left" in tags(seen(story.happens(kind, order="2", at=1, amount=1), 8))
    assert "left" not in tags(seen(story.happens(kind, order="", at=1, amount=1), 8))


def test_unless_a_purchase_means_any_order_of_the_item(seen: Seen) -> None:
    later = rule(Action.ADD, "Left", after=7, **unless(Kind.PURCHASE))
    story = shop().happens("cancelled", order="1", effects=later)
    assert "left" not in tags(seen(story.happens("purchase", order="2", at=1), 8))
    assert "left" in tags(seen(story.happens("purchase", "product-99", order="2", at=1), 8))


def test_unless_any_purchase_means_whatever_item(seen: Seen) -> None:
    later = rule(Action.ADD, "Left", after=7, unless_any=frozenset({Kind.PURCHASE}))
    story = shop().happens("abandoned cart", order="", customer="", effects=later)
    assert "left" not in tags(seen(story.happens("purchase", "product-99", order="2", at=1), 8))


def test_the_same_purchase_told_again_calls_nothing_off(seen: Seen) -> None:
    later = rule(Action.ADD, "Regular", after=7, **unless(Kind.PURCHASE))
    story = shop().happens("purchase", effects=later).happens("purchase", at=day(0, 5))
    assert "regular" in tags(seen(story, 8))


def test_what_comes_before_the_event_calls_nothing_off(seen: Seen) -> None:
    later = rule(Action.ADD, "Left", after=7, **unless(Kind.REBILL))
    story = shop().happens("rebill", at=0).happens("paused", at=1, effects=later)
    assert "left" in tags(seen(story, 8))
