from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bridge.ledger import Entry, Key, come_due, confirm, desired, merge
from bridge.model import Action, Change, FieldValue, Firing, ListWish, Sort, Stamp, tag_key
from bridge.overruled import overruled
from bridge.owed import Due, due

GOLD = "Gold Membership"


def change(
    action: Action,
    second: int,
    claim: str = "",
    tag: str = GOLD,
    favours_member: bool = False,
) -> Change:
    delivery = f"{action}-{second}-{claim}"
    return Change(action, tag, Stamp(second, favours_member, delivery), claim, rule="a rule")


def grant(second: int, claim: str = "product-1") -> Change:
    return change(Action.GRANT, second, claim, favours_member=True)


def revoke(second: int, claim: str = "product-1") -> Change:
    return change(Action.REVOKE, second, claim)


def owed(*batches: Sequence[Change]) -> Due:
    ledger: dict[Key, Entry] = {}
    for batch in batches:
        ledger |= merge(ledger, batch)
    return due(ledger)


def test_it_keeps_a_tag_that_another_purchase_still_grants() -> None:
    changes = [grant(1, "product-1"), grant(2, "upsell-1"), revoke(3, "product-1")]
    assert desired(changes) == {GOLD: True}
    assert desired([*changes, revoke(4, "upsell-1")]) == {GOLD: False}


def test_it_tells_a_product_from_an_upsell_of_the_same_number() -> None:
    assert desired([grant(1, "product-5"), revoke(2, "upsell-5")]) == {GOLD: True}


def test_a_refund_that_overtakes_its_purchase_still_wins() -> None:
    assert desired([revoke(9), grant(1)]) == {GOLD: False}


def test_buying_again_after_a_refund_grants_again() -> None:
    assert desired([grant(1), revoke(2), grant(3)]) == {GOLD: True}


def test_a_tie_within_a_second_favours_the_paying_member() -> None:
    cancelled = change(Action.ADD, 5, tag="GoldCANC")
    bought = change(Action.REMOVE, 5, tag="GoldCANC", favours_member=True)
    assert desired([cancelled, bought]) == {"GoldCANC": False}
    assert desired([bought, cancelled]) == {"GoldCANC": False}


def test_one_event_that_both_adds_and_removes_a_tag_leaves_it_on() -> None:
    stamp = Stamp(5, False, "one delivery")
    both = [Change(action, GOLD, stamp) for action in (Action.REMOVE, Action.ADD)]
    assert desired(both) == desired(both[::-1]) == {GOLD: True}


def test_a_removal_of_the_tag_itself_ends_older_claims_but_not_newer_ones() -> None:
    removed = change(Action.REMOVE, 5)
    assert desired([grant(4), removed]) == {GOLD: False}
    assert desired([grant(6), removed]) == {GOLD: True}


def test_an_added_tag_outlives_the_claims_on_it() -> None:
    assert desired([change(Action.ADD, 1), grant(2), revoke(3)]) == {GOLD: True}


def test_two_spellings_of_a_tag_are_one() -> None:
    changes = [change(Action.ADD, 1, tag="gold"), change(Action.REMOVE, 2, tag="Gold ")]
    assert desired(changes) == {"Gold ": False}


def test_a_refund_of_one_of_two_owes_the_crm_nothing() -> None:
    ledger = merge({}, [grant(1, "product-1"), grant(2, "upsell-1")])
    ledger |= confirm(ledger, [tag_key(GOLD)])
    ledger |= merge(ledger, [revoke(3, "product-1")])
    assert due(ledger) == Due(settled=(Key("gold membership", False, "product-1"),))


def test_what_an_earlier_event_still_owes_is_carried_along() -> None:
    later = change(Action.ADD, 2, tag="Refunded")
    assert owed([grant(1)], [later]).add == (GOLD, "Refunded")


def test_a_newer_wish_replaces_one_that_was_never_told() -> None:
    assert owed([change(Action.ADD, 1)], [change(Action.REMOVE, 2)]) == Due(remove=(GOLD,))


def test_the_same_wish_of_a_newer_event_is_told_again() -> None:
    """The tag may have been changed inside the CRM since."""
    ledger = merge({}, [grant(1)])
    ledger |= confirm(ledger, [tag_key(GOLD)])
    assert due(ledger) == Due()
    ledger |= merge(ledger, [grant(2)])
    assert due(ledger) == Due(add=(GOLD,))


def test_a_trigger_fires_once_for_each_event_and_never_again() -> None:
    first = change(Action.TRIGGER, 1, "purchase 1001 product-1", tag="bought")
    second = change(Action.TRIGGER, 2, "purchase 1002 product-1", tag="bought")
    ledger = merge({}, [first, second])
    tokens = tuple(Firing("bought", f"{c.claim} bought") for c in (first, second))
    assert due(ledger) == Due(fire=tokens)
    ledger |= confirm(ledger, ["bought"])
    told_again = change(Action.TRIGGER, 3, "purchase 1001 product-1", tag="bought")
    ledger |= merge(ledger, [first, second, told_again])
    assert due(ledger) == Due()


def test_an_event_with_two_items_triggers_once() -> None:
    stamp = Stamp(1, True, "one delivery")
    changes = [
        Change(Action.TRIGGER, "bought", stamp, f"purchase 1001 {item}")
        for item in ("product-1", "bump-1")
    ]
    assert owed(changes) == Due(fire=(Firing("bought", "purchase 1001 bump-1 bought"),))


def test_an_event_with_two_items_triggers_once_also_later() -> None:
    stamp, due_at = Stamp(1, True, "one delivery"), datetime(2026, 5, 4, tzinfo=UTC)
    changes = [
        Change(Action.TRIGGER, "bought", stamp, f"purchase 1001 {item}",
               due_at=due_at, timer=f"rule {item}")
        for item in ("product-1", "bump-1")
    ]  # fmt: skip
    assert owed(changes) == Due(fire=(Firing("bought", "purchase 1001 bump-1 bought rule bump-1"),))


def test_a_trigger_overtaken_by_a_newer_removal_does_not_fire() -> None:
    trigger = change(Action.TRIGGER, 1, "purchase 1001 product-1")
    assert owed([change(Action.REMOVE, 2)], [trigger]).fire == ()


def put_off(
    action: Action, second: int, days: int, claim: str = "", timer: str = "a timer"
) -> Change:
    at = datetime.fromtimestamp(second, UTC) + timedelta(days=days)
    return replace(change(action, second, claim), due_at=at, timer=timer)


def call_off(second: int, timer: str = "a timer") -> Change:
    return replace(change(Action.CALL_OFF, second), timer=timer, sort=Sort.TAG)


DAY = 24 * 3600
WEEK_LATER = datetime.fromtimestamp(7 * DAY, UTC)


def test_a_change_that_was_put_off_counts_from_its_time_on() -> None:
    suspended = put_off(Action.ADD, 0, 7)
    assert desired([suspended], WEEK_LATER - timedelta(seconds=1)) == {}
    assert desired([suspended], WEEK_LATER) == {GOLD: True}


def test_a_newer_event_beats_what_an_older_one_put_off() -> None:
    changes = [put_off(Action.ADD, 0, 7), change(Action.REMOVE, DAY)]
    assert desired(changes, WEEK_LATER) == {GOLD: False}


def test_of_one_event_what_it_put_off_comes_after_what_it_did_at_once() -> None:
    trial = [grant(0), replace(put_off(Action.REVOKE, 0, 7, "product-1"), stamp=grant(0).stamp)]
    assert desired(trial, WEEK_LATER - timedelta(days=1)) == {GOLD: True}
    assert desired(trial, WEEK_LATER) == {GOLD: False}


def test_a_call_off_before_the_time_is_up_needs_no_word_to_the_crm() -> None:
    ledger = merge({}, [call_off(DAY)])
    ledger |= merge(ledger, [put_off(Action.ADD, 0, 7)])
    assert due(ledger).add == due(ledger).remove == ()


def test_a_call_off_after_the_time_takes_back_what_was_done() -> None:
    ledger = merge({}, [put_off(Action.ADD, 0, 7)])
    ledger |= confirm(ledger, [tag_key(GOLD)])
    ledger |= merge(ledger, [call_off(9 * DAY)])
    assert due(ledger) == Due(remove=(GOLD,))


def test_a_tag_that_a_timer_took_comes_back_with_the_call_off() -> None:
    ledger = merge({}, [grant(0), put_off(Action.REVOKE, 1, 7, "product-1")])
    assert due(ledger).remove == (GOLD,)
    ledger |= confirm(ledger, [tag_key(GOLD)])
    ledger |= merge(ledger, [call_off(9 * DAY)])
    assert due(ledger) == Due(add=(GOLD,))


def test_a_second_call_off_is_no_news() -> None:
    ledger = merge({}, [put_off(Action.ADD, 0, 7)])
    ledger |= confirm(ledger, [tag_key(GOLD)])
    ledger |= merge(ledger, [call_off(9 * DAY)])
    ledger |= confirm(ledger, [tag_key(GOLD)])
    ledger |= merge(ledger, [call_off(10 * DAY)])
    assert due(ledger) == Due()


def test_a_timer_of_a_newer_event_outlives_an_older_call_off() -> None:
    changes = [put_off(Action.ADD, 0, 7), call_off(DAY), put_off(Action.ADD, 2 * DAY, 7)]
    assert desired(changes, WEEK_LATER) == {GOLD: False}
    assert desired(changes, WEEK_LATER + timedelta(days=2)) == {GOLD: True}


def test_each_failure_has_its_own_timer_so_that_the_first_one_sets_the_day() -> None:
    failures = [put_off(Action.ADD, day * DAY, 7) for day in (0, 3, 5)]
    assert desired(failures, WEEK_LATER) == {GOLD: True}


def test_it_knows_what_will_never_count() -> None:
    pending = put_off(Action.ADD, 0, 7)
    recovered = change(Action.REMOVE, DAY)
    off = call_off(DAY)
    assert overruled(merge({}, [recovered]), pending) == recovered
    assert overruled(merge({}, [off]), pending) == off
    assert overruled(merge({}, [call_off(DAY, "another timer")]), pending) is None
    assert overruled(merge({}, [grant(DAY)]), pending) is None


def besides(action: Action, second: int, name: str, value: str = "", claim: str = "") -> Change:
    return replace(change(action, second, claim, tag=name), value=value)


def test_the_newest_word_about_a_list_counts() -> None:
    on, off = (
        besides(Action.SUBSCRIBE, 1, "News"),
        besides(Action.UNSUBSCRIBE, 2, "News"),
    )
    assert owed([off], [on]) == Due(unsubscribe=("News",))
    assert owed([on]) == Due(subscribe=(ListWish("News"),))
    even = besides(Action.RESUBSCRIBE, 3, "news")
    assert owed([on], [off], [even]) == Due(subscribe=(ListWish("news", even_opted_out=True),))


def test_the_newest_value_of_a_field_counts() -> None:
    first, second = (besides(Action.SET, n, "Last order", f"100{n}") for n in (1, 2))
    assert owed([second], [first]) == Due(fields=(FieldValue("Last order", "1002"),))


def test_an_automation_starts_once_for_each_event() -> None:
    start = besides(Action.START, 1, "Welcome", claim="purchase 1001 product-1")
    firing = Firing("Welcome", "purchase 1001 product-1 automation,welcome")
    assert owed([start], [start]) == Due(start=(firing,))


def test_what_cannot_be_taken_back_is_left_as_it_is() -> None:
    for action in (Action.SET, Action.START, Action.SUBSCRIBE):
        told = replace(put_off(action, 0, 7), value="1001")
        ledger = merge({}, [told])
        ledger |= confirm(ledger, [told.target])
        ledger |= merge(ledger, [replace(call_off(9 * DAY), sort=action.sort)])
        assert due(ledger) == Due(settled=(Key.of(replace(call_off(9 * DAY), sort=action.sort)),))


def test_a_tag_a_list_and_a_field_of_one_name_are_three_things() -> None:
    told = owed([change(Action.ADD, 1), besides(Action.SUBSCRIBE, 2, GOLD)])
    assert told == Due(add=(GOLD,), subscribe=(ListWish(GOLD),))


def test_what_was_decided_anew_is_told_whatever_stands_now() -> None:
    anew = replace(change(Action.DECIDE_ANEW, 9), sort=Sort.TAG)
    ledger = confirm(merge({}, [grant(1)]), [tag_key(GOLD)])
    assert due(ledger | merge(ledger, [anew])) == Due(add=(GOLD,))
    assert due(merge({}, [anew])) == Due(remove=(GOLD,))


# What is wished of a tag, at once or later.
_OF_TAGS = [Action.ADD, Action.REMOVE, Action.GRANT, Action.REVOKE, Action.TRIGGER, Action.CALL_OFF]


@st.composite
def wishes(draw: st.DrawFn, stamp: Stamp) -> Change:
    action = draw(st.sampled_from(_OF_TAGS))
    days = draw(st.sampled_from([None, None, 1, 3]))
    later = days is not None and action is not Action.CALL_OFF
    return Change(
        action,
        draw(st.sampled_from(["Gold", "gold", "Silver"])),
        stamp,
        draw(st.sampled_from(["product-1", "upsell-1"])),
        due_at=_day(stamp.second + (days or 0)) if later else None,
        timer="timer" if later or action is Action.CALL_OFF else "",
        sort=Sort.TAG if action is Action.CALL_OFF else None,
    )


def _day(number: int) -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number)


@st.composite
def events(draw: st.DrawFn) -> list[list[Change]]:
    """A few events, each the list of its changes; what one event asks for comes together."""
    told: list[list[Change]] = []
    for number in range(draw(st.integers(1, 5))):
        stamp = Stamp(draw(st.integers(0, 3)), draw(st.booleans()), f"delivery {number}")
        told.append(draw(st.lists(wishes(stamp), min_size=1, max_size=3)))
    return told


class Account:
    """The simplest CRM there is, with the worker's loop around it. Its day is told by hand."""

    def __init__(self) -> None:
        self.tags: set[str] = set()
        self.fired: list[Firing] = []
        self.ledger: dict[Key, Entry] = {}
        self.pending: list[Change] = []

    def tell(self, changes: Sequence[Change], day: int = 9) -> Due:
        everything = [*self.pending, *changes]
        now = come_due(everything, _day(day))
        self.ledger |= merge(self.ledger, now)
        left = [change for change in everything if change not in now]
        self.pending = [change for change in left if not overruled(self.ledger, change)]
        owed = due(self.ledger)
        firing = [firing.tag for firing in owed.fire]
        self.tags |= {tag_key(tag) for tag in (*owed.add, *firing)}
        self.tags -= {tag_key(tag) for tag in owed.remove}
        self.fired += owed.fire
        told = [tag_key(tag) for tag in (*owed.add, *owed.remove, *firing)]
        self.ledger |= confirm(self.ledger, [*told, *(key.target for key in owed.settled)])
        return owed


@given(told=events(), rearrange=st.data())
def test_any_order_any_repeats_any_batches_and_any_delays_give_the_same_tags(
    told: list[list[Change]], rearrange: st.DataObject
) -> None:
    account = Account()
    arrivals = rearrange.draw(st.permutations(told * 2))
    days = st.lists(st.integers(0, 7), min_size=len(arrivals), max_size=len(arrivals))
    for event, day in zip(arrivals, sorted(rearrange.draw(days)), strict=True):
        account.tell(event, day)
    until = rearrange.draw(st.integers(7, 9))
    account.tell([], until)
    everything = desired([change for event in told for change in event], _day(until))
    assert account.tags == {tag_key(tag) for tag, has in everything.items() if has}


@given(told=events())
def test_telling_an_event_again_owes_nothing(told: list[list[Change]]) -> None:
    account = Account()
    for event in told:
        account.tell(event)
        assert account.tell(event) == Due()


@given(told=events(), rearrange=st.data())
def test_no_event_ever_fires_a_tag_twice(
    told: list[list[Change]], rearrange: st.DataObject
) -> None:
    account = Account()
    for event in rearrange.draw(st.permutations(told * 2)):
        account.tell(event)
    assert len(account.fired) == len(set(account.fired))
