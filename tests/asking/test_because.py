"""Which reasons for a tag count, and which are outweighed."""

from hypothesis import given
from hypothesis import strategies as st

from bridge.asking.because import in_order, speaking
from bridge.ledger import Entry, Key, Ledger, merge, wanted
from bridge.model import Action, Change, Sort, Stamp


def change(action: Action, second: int, claim: str = "", timer: str = "") -> Change:
    return Change(action, "Gold", Stamp(second, False, f"{second}"), claim, "a rule", timer=timer)


def told(*changes: Change) -> list[tuple[Action, str, bool]]:
    ledger: Ledger = merge({}, changes)
    return [
        (entry.change.action, entry.change.stamp.delivery, outweighed)
        for entry, outweighed in in_order(ledger.values())
    ]


def test_the_claim_that_still_stands_decides_over_one_taken_back_since() -> None:
    grant = change(Action.GRANT, 1, "product-1")
    revoke = change(Action.REVOKE, 2, "upsell-1")
    assert told(grant, revoke) == [(Action.GRANT, "1", False), (Action.REVOKE, "2", True)]


def test_a_removal_outweighs_the_claims_before_it_and_not_those_since() -> None:
    grant = change(Action.GRANT, 1, "product-1")
    remove = change(Action.REMOVE, 2)
    assert told(grant, remove) == [(Action.REMOVE, "2", False), (Action.GRANT, "1", True)]
    again = change(Action.GRANT, 3, "upsell-1")
    assert told(grant, remove, again) == [
        (Action.GRANT, "3", False),
        (Action.REMOVE, "2", True),
        (Action.GRANT, "1", True),
    ]


def test_of_several_that_took_it_away_the_newest_decides() -> None:
    one, other = change(Action.REVOKE, 1, "product-1"), change(Action.REVOKE, 2, "upsell-1")
    assert told(one, other) == [(Action.REVOKE, "2", False), (Action.REVOKE, "1", False)]


def test_what_called_the_only_reason_off_decides() -> None:
    added = change(Action.ADD, 1, timer="later")
    called_off = change(Action.CALL_OFF, 2, timer="later")
    assert told(added, called_off) == [(Action.CALL_OFF, "2", False), (Action.ADD, "1", True)]


_CHANGES = st.lists(
    st.builds(
        change,
        st.sampled_from(
            [each for each in Action if each.sort is Sort.TAG],
        ),
        st.integers(1, 9),
        st.sampled_from(["product-1", "upsell-1"]),
        st.sampled_from(["", "later"]),
    ),
    min_size=1,
)


@given(_CHANGES)
def test_the_reason_that_decides_says_what_stands_and_the_outweighed_change_nothing(
    changes: list[Change],
) -> None:
    ledger: dict[Key, Entry] = merge({}, changes)
    said = speaking(ledger.values())
    assert said[0].wants is wanted(ledger.values())
    assert wanted(said) is wanted(ledger.values())
    assert len(in_order(ledger.values())) == len(ledger)
