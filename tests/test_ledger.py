from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from bridge.ledger import Due, Entry, Key, confirm, desired, due, merge
from bridge.model import Action, Change, Firing, Stamp, tag_key

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
    ledger |= confirm(ledger, [GOLD])
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
    ledger |= confirm(ledger, [GOLD])
    assert due(ledger) == Due()
    ledger |= merge(ledger, [grant(2)])
    assert due(ledger) == Due(add=(GOLD,))


def test_a_trigger_fires_once_for_each_event_and_never_again() -> None:
    first = change(Action.TRIGGER, 1, "purchase 1001 product-1", tag="bought")
    second = change(Action.TRIGGER, 2, "purchase 1002 product-1", tag="bought")
    ledger = merge({}, [first, second])
    tokens = tuple(Firing("bought", f"{c.claim} bought") for c in (first, second))
    assert due(ledger) == Due(fire=tokens)
    ledger |= confirm(ledger, ["Bought"])
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


def test_a_trigger_overtaken_by_a_newer_removal_does_not_fire() -> None:
    trigger = change(Action.TRIGGER, 1, "purchase 1001 product-1")
    assert owed([change(Action.REMOVE, 2)], [trigger]).fire == ()


@st.composite
def events(draw: st.DrawFn) -> list[list[Change]]:
    """A few events, each the list of its changes; what one event asks for comes together."""
    told: list[list[Change]] = []
    for number in range(draw(st.integers(1, 5))):
        stamp = Stamp(draw(st.integers(0, 3)), draw(st.booleans()), f"delivery {number}")
        wishes = st.builds(
            Change,
            action=st.sampled_from(Action),
            tag=st.sampled_from(["Gold", "gold", "Silver"]),
            stamp=st.just(stamp),
            claim=st.sampled_from(["product-1", "upsell-1"]),
        )
        told.append(draw(st.lists(wishes, min_size=1, max_size=3)))
    return told


class Account:
    """The simplest CRM there is, with the worker's loop around it."""

    def __init__(self) -> None:
        self.tags: set[str] = set()
        self.fired: list[Firing] = []
        self.ledger: dict[Key, Entry] = {}

    def tell(self, changes: Sequence[Change]) -> Due:
        self.ledger |= merge(self.ledger, changes)
        owed = due(self.ledger)
        firing = [firing.tag for firing in owed.fire]
        self.tags |= {tag_key(tag) for tag in (*owed.add, *firing)}
        self.tags -= {tag_key(tag) for tag in owed.remove}
        self.fired += owed.fire
        settled = [key.tag for key in owed.settled]
        self.ledger |= confirm(self.ledger, [*owed.add, *owed.remove, *firing, *settled])
        return owed


@given(told=events(), rearrange=st.data())
def test_any_order_any_repeats_and_any_batches_give_the_same_tags(
    told: list[list[Change]], rearrange: st.DataObject
) -> None:
    account = Account()
    for event in rearrange.draw(st.permutations(told * 2)):
        account.tell(event)
    everything = desired([change for event in told for change in event])
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
