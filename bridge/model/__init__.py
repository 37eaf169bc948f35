"""The nouns of the bridge: values that every room speaks of. Imports nothing of ours."""

from bridge.model.destination import Destination, is_told_to
from bridge.model.effect import Effect, TurnRule, effect_from_json, effect_to_json
from bridge.model.event import Contact, Event, Hand, Item, Moment, Money, Subscription
from bridge.model.kind import (
    ABOUT_THE_BUYER,
    BY_HAND,
    OF_AFFILIATES,
    OF_NO_SALE,
    OUR_OWN,
    PAYMENTS,
    TURNS,
    Kind,
)
from bridge.model.membership import (
    PATIENCE,
    Block,
    Blocking,
    Delay,
    Membership,
    Refunds,
    Sale,
    Style,
)
from bridge.model.plan import Call, Done, Outcome, Plan, Refusal
from bridge.model.target import (
    AccessWish,
    Action,
    FieldValue,
    Firing,
    ListWish,
    Sort,
    hold_in,
    tag_key,
    target_key,
)

__all__ = [
    "ABOUT_THE_BUYER", "BY_HAND", "OF_AFFILIATES", "OF_NO_SALE", "OUR_OWN", "PATIENCE", "PAYMENTS",
    "TURNS", "AccessWish", "Action", "Block", "Blocking", "Call", "Contact", "Delay", "Destination",
    "Done", "Effect", "Event",
    "FieldValue", "Firing", "Hand", "Item", "Kind", "ListWish", "Membership", "Moment", "Money",
    "Outcome", "Plan", "Refunds", "Refusal", "Sale", "Sort", "Style", "Subscription", "TurnRule",
    "effect_from_json", "effect_to_json", "hold_in", "is_told_to", "tag_key", "target_key",
]  # fmt: skip
