"""The examples that must hold; and that two folds, written apart, find the same for every life."""

from collections.abc import Mapping
from itertools import permutations

from hypothesis import HealthCheck, given, settings

from tests.entitlements.conftest import Seen
from tests.entitlements.gold import OPEN
from tests.entitlements.lives.life import Life
from tests.entitlements.lives.strategy import lives
from tests.entitlements.naive.fold import NaiveState
from tests.entitlements.shop import (
    ANN,
    BEA,
    BEGINNING,
    FakeBook,
    Fold,
    Story,
    accessally,
    book,
    by_naive,
    by_product,
    day,
    memberium,
    plain,
    tags,
)

# One membership, sold as yearly product-12 and monthly product-13.
CIRCLE = book(memberium(), "product-12", "product-13")


def shop(rules: FakeBook = CIRCLE) -> Story:
    return Story(rules)


def monthly_then_yearly() -> Story:
    bought = shop().happens("purchase", "product-13", order="1", amount=2900)
    return bought.happens("purchase", "product-12", at=40, order="2", amount=29700)


def two_in_one_order() -> Story:
    return shop().happens("purchase", "product-12 product-13")


def twice() -> Story:
    bought = shop().happens("purchase", order="1", amount=2900)
    return bought.happens("purchase", at=10, order="2", amount=2900)


unhurried = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def differences(found: NaiveState | None, expected: NaiveState | None) -> str:
    """In what the product's fold and the naive one differ."""
    if found is None or expected is None:
        return "" if found == expected else f"only one knows the place: {found} {expected}"
    words = []
    for name in ("targets", "open", "blocks", "occurrences", "access"):
        ours, theirs = getattr(found, name), getattr(expected, name)
        if ours != theirs:
            words.append(f"{name}: product {shown(ours, theirs)} naive {shown(theirs, ours)}")
    return "; ".join(words)


def shown(one: object, other: object) -> str:
    if isinstance(one, dict) and isinstance(other, dict):
        return str({key: value for key, value in one.items() if other.get(key) != value})
    return str(one)


def agree(life: Life, per_address: bool = False) -> None:
    for at in life.asked:
        facts = life.by(at)
        found: Mapping[str, NaiveState] = by_product(facts, life.book_of, at, per_address)
        expected = by_naive(facts, life.book_of, at, per_address)
        for address in sorted({*found, *expected}):
            difference = differences(found.get(address), expected.get(address))
            assert not difference, f"+{at - BEGINNING} {address}: {difference}"


def test_the_monthly_one_cancelled_seconds_after_the_yearly_one_was_bought_shuts_nobody_out(
    seen: Seen,
) -> None:
    switched = monthly_then_yearly().happens("cancelled", "product-13", at=day(40, 3), order="1")
    for moment in (day(40), day(40, 3), day(40, 62), day(40, 63), day(90)):
        assert tags(seen(switched, moment)) == OPEN


def test_so_it_is_in_the_same_second(seen: Seen) -> None:
    switched = monthly_then_yearly().happens("cancelled", "product-13", at=40, order="1")
    for moment in (day(40), day(40, 60), day(90)):
        assert tags(seen(switched, moment)) == OPEN


def test_so_it_is_when_the_cancellation_is_told_a_few_seconds_before_the_purchase(
    seen: Seen,
) -> None:
    switched = monthly_then_yearly().happens("cancelled", "product-13", at=day(40, -3), order="1")
    for moment in (day(40, -3), day(40, 56), day(40, 57), day(90)):
        assert tags(seen(switched, moment)) == OPEN


def test_so_it_is_whichever_is_delivered_first(which: Fold) -> None:
    switched = monthly_then_yearly().happens("cancelled", "product-13", at=day(40, 3), order="1")
    for facts in permutations(switched.facts):
        assert tags(which(facts, lambda _: CIRCLE, day(90))[ANN]) == OPEN


def test_the_yearly_one_refunded_later_leaves_the_monthly_one_which_is_cancelled(
    seen: Seen,
) -> None:
    switched = monthly_then_yearly().happens("cancelled", "product-13", at=day(40, 3), order="1")
    refunded = switched.happens("refund", "product-12", at=50, order="2", amount=29700)
    assert tags(seen(refunded, 51)) == ["gold", "goldcanc"]


def test_the_failed_payment_of_one_of_two_items_shuts_nobody_out(seen: Seen) -> None:
    failed = two_in_one_order().happens("payment failed", "product-12", at=30)
    assert tags(seen(failed, 31)) == OPEN


def test_failed_payments_of_both_items_do(seen: Seen) -> None:
    failed = two_in_one_order().happens("payment failed", "product-12", at=30)
    failed = failed.happens("payment failed", "product-13", at=31)
    assert tags(seen(failed, 32)) == ["gold", "goldpayf"]


def test_one_of_both_paid_opens_again(seen: Seen) -> None:
    failed = two_in_one_order().happens("payment failed", "product-12", at=30)
    failed = failed.happens("payment failed", "product-13", at=31)
    assert tags(seen(failed.happens("rebill", "product-13", at=32), 32)) == OPEN


def test_one_item_in_two_orders_stays_while_only_one_is_refunded(seen: Seen) -> None:
    assert tags(seen(twice().happens("refund", at=20, order="1", amount=2900), 21)) == OPEN


def test_one_item_in_two_orders_is_lost_when_both_are_refunded(seen: Seen) -> None:
    refunded = twice().happens("refund", at=20, order="1", amount=2900)
    refunded = refunded.happens("refund", at=25, order="2", amount=2900)
    assert tags(seen(refunded, 26)) == []


def test_one_item_in_two_orders_stays_open_while_only_one_is_cancelled(seen: Seen) -> None:
    assert tags(seen(twice().happens("cancelled", at=20, order="1"), 21)) == OPEN


def test_a_failed_order_is_outweighed_by_a_new_one_until_that_one_is_refunded(seen: Seen) -> None:
    story = shop().happens("purchase", order="1").happens("payment failed", at=30, order="1")
    assert tags(seen(story, 31)) == ["gold", "goldpayf"]
    story = story.happens("purchase", at=32, order="2", amount=2900)
    assert tags(seen(story, 32)) == OPEN
    story = story.happens("refund", at=40, order="2", amount=2900)
    assert tags(seen(story, 41)) == ["gold", "goldpayf"]


def test_one_later_month_given_back_changes_nothing(seen: Seen) -> None:
    story = shop().happens("purchase", amount=2900)
    story = story.happens("rebill", at=30, amount=2900).happens("rebill", at=60, amount=2900)
    story = story.happens("refund", at=61, amount=2900).happens("rebill", at=90, amount=2900)
    for moment in (61, 62, 89, 90, 91):
        assert tags(seen(story, moment)) == OPEN


def test_the_first_payment_given_back_ends_it_until_the_next(seen: Seen) -> None:
    story = shop().happens("purchase", amount=2900).happens("refund", at=3, amount=2900)
    assert tags(seen(story, 29)) == []
    assert tags(seen(story.happens("rebill", at=30, amount=2900), 30)) == OPEN


def test_a_payment_plan_paid_off_stays_open_whatever_fails_or_is_cancelled(seen: Seen) -> None:
    story = shop().happens("purchase").happens("completed", at=60)
    assert tags(seen(story.happens("payment failed", at=61), 70)) == OPEN
    assert tags(seen(story.happens("cancelled", at=61), 70)) == OPEN
    assert tags(seen(story.happens("paused", at=61), 70)) == OPEN


def test_who_bought_before_the_bridge_came_is_granted_by_a_rebill(seen: Seen) -> None:
    assert tags(seen(shop().happens("rebill"), 0)) == OPEN


def test_who_bought_before_gets_payf_by_a_failed_payment_and_keeps_her_tag(seen: Seen) -> None:
    found = seen(shop().happens("payment failed"), 0).targets
    assert (found["gold"], found["goldpayf"]) == ("unspoken", "wanted")


def test_who_bought_before_loses_the_tag_by_a_refund(seen: Seen) -> None:
    assert seen(shop().happens("refund", amount=2900), 1).targets["gold"] == "unwanted"


def test_who_bought_before_gets_canc_by_a_cancellation_and_keeps_her_tag(seen: Seen) -> None:
    found = seen(shop().happens("cancelled"), 1).targets
    assert (found["gold"], found["goldcanc"]) == ("unspoken", "wanted")


def test_bought_anew_after_a_cancellation_is_open(seen: Seen) -> None:
    story = shop().happens("purchase", order="1").happens("cancelled", at=30, order="1")
    assert tags(seen(story, 31)) == ["gold", "goldcanc"]
    found = seen(story.happens("purchase", at=60, order="2"), 60).targets
    assert (found["gold"], found["goldcanc"]) == ("wanted", "unwanted")


def test_two_halves_given_back_end_it_at_the_second(seen: Seen) -> None:
    story = shop().happens("purchase", amount=29700).happens("refund", at=10, amount=14850)
    assert tags(seen(story, 11)) == OPEN
    assert tags(seen(story.happens("refund", at=20, amount=14850), 21)) == []


def test_who_moves_away_and_back_takes_her_access_along(seen: Seen) -> None:
    story = shop().happens("purchase")
    for moment, email in ((1, BEA), (2, ANN)):
        story = story.happens("e-mail changed", "", at=moment, order="", email=email)
    assert (tags(seen(story, 1, BEA)), tags(seen(story, 1, ANN))) == (OPEN, [])
    assert (tags(seen(story, 2, BEA)), tags(seen(story, 2, ANN))) == ([], OPEN)


def test_two_people_who_swap_addresses_swap_places(seen: Seen) -> None:
    rules = FakeBook(
        ((memberium("Gold"), frozenset({"product-12"})), (plain("Silver"), frozenset({"bump-1"})))
    )
    story = shop(rules).happens("purchase", order="1", customer="501", email=ANN)
    story = story.happens("purchase", "bump-1", order="2", customer="502", email=BEA)
    for customer, email in (("501", BEA), ("502", ANN)):
        story = story.happens("e-mail changed", "", at=1, order="", customer=customer, email=email)
    assert tags(seen(story, 1, BEA)) == ["gold"]
    assert tags(seen(story, 1, ANN)) == ["silver"]


def test_nobody_who_pays_is_shut_out_where_two_customers_share_an_address(seen: Seen) -> None:
    story = shop().happens("purchase", order="1", customer="501")
    story = story.happens("purchase", order="2", customer="502", at=1)
    story = story.happens("payment failed", order="1", customer="501", at=30)
    assert tags(seen(story, 31)) == OPEN
    story = story.happens("cancelled", order="1", customer="501", at=32)
    assert tags(seen(story, 33)) == OPEN


def test_accessally_loses_only_with_the_last_item(seen: Seen) -> None:
    story = shop(book(accessally())).happens("purchase", "product-12", order="1", amount=100)
    story = story.happens("purchase", "product-13", order="2", amount=100)
    story = story.happens("refund", "product-12", at=1, order="1", amount=100)
    assert seen(story, 2).targets["gold_revoke"] == "unwanted"
    story = story.happens("refund", "product-13", at=3, order="2", amount=100)
    assert seen(story, 4).targets["gold_revoke"] == "wanted"


@unhurried
@given(lives(wide=False))
def test_both_find_the_same_for_one_person(life: Life) -> None:
    agree(life)


@unhurried
@given(lives())
def test_both_find_the_same_for_people_who_share_and_swap_addresses(life: Life) -> None:
    agree(life)


@unhurried
@given(lives(wide=False, rules=True))
def test_both_find_the_same_of_what_rules_say_besides(life: Life) -> None:
    agree(life)


@unhurried
@given(lives(rules=True, longest=6))
def test_both_find_the_same_of_what_rules_say_of_people_who_share_addresses(life: Life) -> None:
    agree(life)
