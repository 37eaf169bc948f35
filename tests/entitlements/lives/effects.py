"""Random wishes of rules beside memberships."""

from datetime import timedelta

from hypothesis import strategies as st

from bridge.model import (
    BY_HAND,
    Action,
    Effect,
    Event,
    Kind,
)
from tests.entitlements.lives.books import rarely

TAGS = ("Buyer", "Gold", "Silver", "Left", "GoldPAYF", "GoldCANC")
CLAIMED = ("Bundle", "Gold", "Silver")


@st.composite
def effects(draw: st.DrawFn, event: Event) -> tuple[Effect, ...]:
    """What rules made of the event: of each target at most one thing."""
    if event.kind in BY_HAND or not event.items or not draw(st.booleans()):
        return ()
    actions = draw(st.lists(st.sampled_from(WISHES), min_size=1, max_size=2, unique=True))
    made = [draw(effect_of(event, action)) for action in actions]
    return tuple({each.target: each for each in made}.values())


WISHES = (
    Action.ADD,
    Action.REMOVE,
    Action.GRANT,
    Action.REVOKE,
    Action.SUBSCRIBE,
    Action.UNSUBSCRIBE,
    Action.SET,
    Action.TRIGGER,
    Action.START,
)
UNLESS = (Kind.REBILL, Kind.PURCHASE, Kind.REFUND, Kind.CANCELLED, Kind.RESUMED)


@st.composite
def effect_of(draw: st.DrawFn, event: Event, action: Action) -> Effect:
    assert event.occurred_at is not None
    name, value, token = "News", "", ""
    if action in (Action.ADD, Action.REMOVE):
        name = draw(st.sampled_from(TAGS))
    elif action in (Action.GRANT, Action.REVOKE):
        name = draw(st.sampled_from(CLAIMED))
    elif action is Action.SET:
        name, value = "Last event", draw(st.sampled_from([event.key, ""]))
    elif action in (Action.TRIGGER, Action.START):
        name, token = f"Once {action}", f"{event.key} {action}"
    wait = draw(rarely(st.sampled_from([timedelta(days=2), timedelta(days=14)])))
    unless = draw(st.sets(st.sampled_from(UNLESS), max_size=2)) if wait else set()
    return Effect(
        action,
        name,
        item=event.items[0].key,
        value=value,
        token=token,
        due_at=event.occurred_at + wait if wait else None,
        unless=frozenset(unless),
        unless_any=draw(st.sampled_from([frozenset(), frozenset({Kind.PURCHASE})]))
        if wait
        else frozenset(),
    )
