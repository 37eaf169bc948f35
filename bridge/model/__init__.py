"""The nouns of the bridge: values that every room speaks of. Imports nothing of ours."""

from bridge.model.change import (
    Action,
    Change,
    FieldValue,
    Firing,
    ListWish,
    Sort,
    tag_key,
    target_key,
)
from bridge.model.event import (
    ABOUT_THE_BUYER,
    OUR_OWN,
    Contact,
    Event,
    Item,
    Kind,
    Money,
    Stamp,
    Subscription,
)
from bridge.model.plan import Call, Done, Outcome, Plan, Refusal

__all__ = [
    "ABOUT_THE_BUYER",
    "OUR_OWN",
    "Action",
    "Call",
    "Change",
    "Contact",
    "Done",
    "Event",
    "FieldValue",
    "Firing",
    "Item",
    "Kind",
    "ListWish",
    "Money",
    "Outcome",
    "Plan",
    "Refusal",
    "Sort",
    "Stamp",
    "Subscription",
    "tag_key",
    "target_key",
]
