"""What access means where rules, hands and delays meet."""

from datetime import timedelta

from bridge.entitlements.fold import fold
from bridge.model import Action, Blocking, Effect, Kind
from tests.entitlements.conftest import Seen
from tests.entitlements.shop import (
    ANN,
    BEA,
    Story,
    accessally,
    after,
    at_period_end,
    book,
    day,
    item,
    memberium,
    tags,
)

MONTH = timedelta(days=30)


def gold(action: Action, due: float | None = None) -> list[Effect]:
    at = None if due is None else day(due)
    return [Effect(action, "Gold", item="product-12", due_at=at)]


# -- a grant by a rule


def test_a_rules_grant_after_what_lasts_is_over_grants_for_as_long_again(seen: Seen) -> None:
    story = Story(book(memberium(lasts=MONTH))).happens("purchase", at=-40)
    story = story.happens("payment failed", effects=gold(Action.GRANT)).happens("rebill", at=1)
    seen_on = [tags(seen(story, at)) for at in (-5, 2, day(30, -1), 30)]
    assert seen_on == [[], ["gold"], ["gold"], []]


def test_a_rules_grant_while_it_stands_makes_it_last_no_longer(seen: Seen) -> None:
    story = Story(book(memberium(lasts=MONTH))).happens("purchase")
    story = story.happens("rebill", at=10, effects=gold(Action.GRANT))
    assert (tags(seen(story, day(30, -1))), tags(seen(story, 30))) == (["gold"], [])


def test_a_rules_grant_that_is_put_off_until_it_is_over_grants_again_then(seen: Seen) -> None:
    story = Story(book(memberium(lasts=MONTH))).happens("purchase", effects=gold(Action.GRANT, 40))
    seen_on = [tags(seen(story, at)) for at in (day(30, -1), 35, 40, day(70, -1), 70)]
    assert seen_on == [["gold"], [], ["gold"], ["gold"], []]


def test_what_a_rule_revoked_stays_so_until_its_grant_counts(seen: Seen) -> None:
    story = Story(book()).happens("purchase", effects=gold(Action.REVOKE))
    story = story.happens("payment failed", at=1, effects=gold(Action.GRANT, 3))
    seen_on = [tags(seen(story, at)) for at in (0, 2, 3)]
    assert seen_on == [[], ["goldpayf"], ["gold", "goldpayf"]]


def test_a_rules_grant_lasts_from_where_its_event_counts(seen: Seen) -> None:
    story = Story(book(memberium(lasts=MONTH), "product-12"))
    story = story.happens("payment failed", effects=gold(Action.GRANT, 2))
    story = story.happens("purchase", "product-13", at=90)
    seen_on = [tags(seen(story, at)) for at in (day(120, -1), 120)]
    assert seen_on == [["gold", "goldpayf"], ["goldpayf"]]


def test_a_rules_grant_that_was_called_off_once_over_leaves_what_is_presumed(seen: Seen) -> None:
    grant = Effect(Action.GRANT, "Gold", item="product-12", due_at=day(2),
                   unless=frozenset({Kind.PURCHASE}))  # fmt: skip
    story = Story(book(memberium(lasts=MONTH))).happens("payment failed", effects=[grant])
    story = story.happens("purchase", at=90, order="1002")
    assert seen(story, 120).targets["gold"] == "unspoken"


# -- a purchase whose grant is put off


def test_what_was_lost_is_not_told_as_lost_once_it_is_bought_and_opens_later(seen: Seen) -> None:
    story = Story(book(accessally(opens=after(days=7)), "product-12"))
    story = story.happens("purchase", "product-13").happens("refund", amount=100)
    bought = story.happens("purchase", [item("product-12", 100)], at=1, amount=100)
    revoked = [seen(bought, at).targets["gold_revoke"] for at in (day(1, -1), 1, day(8, -1), 8)]
    assert revoked == ["wanted", "unspoken", "unspoken", "unwanted"]


def test_what_a_payment_opens_sooner_lasts_from_then_on(seen: Seen) -> None:
    story = Story(book(memberium(opens=after(days=7), lasts=MONTH))).happens("purchase")
    story = story.happens("rebill", at=1)
    seen_on = [tags(seen(story, at)) for at in (day(1, -1), 1, day(31, -1), 31)]
    assert seen_on == [[], ["gold"], ["gold"], []]


# -- a payment after a cancellation


def test_who_paid_after_a_cancellation_is_in_as_long_as_anything_tells_that_is_paid(
    seen: Seen,
) -> None:
    story = Story(book(memberium(cancelled=Blocking("GoldCANC", at_period_end()))))
    story = story.happens("purchase", every=30).happens("cancelled", at=1).happens("rebill", at=2)
    story = story.happens("paused", at=32, paid_until=day(60))
    seen_on = [tags(seen(story, at)) for at in (day(32, -1), 32, day(60, -1), 60)]
    paused = ["gold", "goldsusp"]
    assert seen_on == [["gold"], paused, paused, ["gold", "goldcanc", "goldsusp"]]


def test_who_paid_after_a_cancellation_is_in_until_the_end_of_what_she_paid_before(
    seen: Seen,
) -> None:
    story = Story(book()).happens("purchase", amount=100, next_payment=day(365))
    story = story.happens("cancelled", at=1)
    story = story.happens("rebill", at=2, amount=100, next_payment=day(32))
    seen_on = [tags(seen(story, at)) for at in (day(2, -1), 2, day(365, -1), 365)]
    assert seen_on == [["gold", "goldcanc"], ["gold"], ["gold"], ["gold", "goldcanc"]]


# -- within one second


def test_a_hands_grant_goes_with_who_came_last_though_she_moves_in_that_second(
    seen: Seen,
) -> None:
    story = Story(book(accessally("Course"), "product-12")).hand("grant", "Course")
    story = story.hand("end", "Course", at=day(0, 1)).happens("purchase", amount=2900, at=day(0, 1))
    story = story.happens("refund", amount=2900, at=day(0, 1), email=BEA)
    story = story.hand("grant", "Course", at=day(0, 1))
    found = [seen(story, day(0, 1), email).open for email in (ANN, BEA)]
    assert found == [{"Course": False}, {"Course": True}]


# -- what is to come


def upcoming(story: Story, at: float) -> list[str]:
    states = fold(story.facts, lambda _: story.rules, day(at))
    return [f"{each.at - day(0)} {each.what}" for each in states[ANN].upcoming]


def test_the_end_of_a_grant_by_hand_is_to_come() -> None:
    assert upcoming(Story(book()).hand("grant", until=day(10)), 1) == ["10 days, 0:00:00 ends"]


def test_the_end_of_what_a_hand_ended_is_not_to_come_any_more() -> None:
    story = Story(book()).hand("grant", until=day(10)).hand("end", at=1)
    assert upcoming(story, 2) == []


def test_the_end_of_what_a_hand_banned_is_not_to_come_any_more() -> None:
    story = Story(book(memberium(lasts=MONTH))).hand("grant", until=day(10)).happens("purchase")
    assert upcoming(story.hand("ban", at=1), 2) == []


def test_no_door_is_to_open_that_a_hand_closed_before() -> None:
    story = Story(book(memberium(opens=after(days=7)))).happens("purchase").hand("end", at=1)
    assert upcoming(story, 2) == []


def test_what_a_rule_opens_later_is_to_come_once() -> None:
    story = Story(book()).happens("purchase", effects=gold(Action.REVOKE))
    story = story.happens("rebill", at=1, effects=gold(Action.REVOKE))
    story = story.happens("paused", at=2, effects=gold(Action.GRANT, 5))
    assert upcoming(story, 3) == ["5 days, 0:00:00 opens"]


def test_a_block_is_to_come_though_a_hand_ended_it() -> None:
    slow = memberium(overdue=Blocking("GoldPAYF", after(days=7)))
    story = Story(book(slow)).happens("purchase").happens("payment failed", at=1).hand("end", at=1)
    assert upcoming(story, 2) == ["8 days, 0:00:00 overdue"]
