"""Random lives of a few people in a small shop, for both folds."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st

from bridge.entitlements.inputs import Fact
from bridge.model import (
    Event,
    Kind,
)
from tests.entitlements.lives.books import MEMBERSHIPS, TURNS, publications, waits
from tests.entitlements.lives.effects import effects
from tests.entitlements.lives.events import events
from tests.entitlements.lives.life import Life
from tests.entitlements.shop import BEGINNING


def of_one_purchase(event: Event, facts: Sequence[Fact]) -> Event:
    """Who tells one purchase a second time tells the same address and customer."""
    for earlier in (fact.event for fact in facts):
        same = (earlier.kind, earlier.mode, earlier.order_id) == (
            event.kind,
            event.mode,
            event.order_id,
        )
        if same and event.kind is Kind.PURCHASE and event.order_id:
            return replace(event, contact=earlier.contact)
    return event


def of_one_hand(event: Event, facts: Sequence[Fact]) -> Event:
    """What is taken back is taken back where it was said."""
    said = [fact.event for fact in facts if event.hand and fact.event.key == event.hand.about]
    return replace(event, contact=said[0].contact) if said else event


@st.composite
def lives(
    draw: st.DrawFn,
    wide: bool = True,
    rules: bool = False,
    longest: int = 9,
    names: Sequence[str] = (),
) -> Life:
    """`wide`: of several people; else of one whose address never changes."""
    names = names or draw(
        st.lists(st.sampled_from(sorted(MEMBERSHIPS)), min_size=1, max_size=2, unique=True)
    )
    turns = draw(st.sampled_from([(), TURNS]))
    books = draw(st.lists(publications(names), min_size=1, max_size=2))
    facts: list[Fact] = []
    now = BEGINNING
    for number in range(draw(st.integers(1, longest))):
        now += draw(waits)
        event = of_one_hand(of_one_purchase(draw(events(number, now, wide)), facts), facts)
        facts.append(Fact(event, draw(effects(event)) if rules else ()))
    asked = [now + draw(waits), now + draw(waits)]
    asked += [
        fact.event.occurred_at + wait
        for fact in facts
        for wait in (timedelta(), timedelta(seconds=60))
        if fact.event.occurred_at
    ]
    return Life(
        tuple(facts), tuple(replace(each, turns=turns) for each in books), tuple(sorted(set(asked)))
    )
