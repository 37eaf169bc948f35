"""The rules of a shop: which event changes which tag, list or field, and when."""

from bridge.rules.amounts import Amount, Bounded, Consent, Payment, SinceOrder
from bridge.rules.condition_set import UNKNOWN_PLAN, ConditionSet, Group, describe
from bridge.rules.conditions import Condition, Named, Words
from bridge.rules.coverage import SpokenOf
from bridge.rules.example import ADDRESSES, Example, Expected, Given, Order
from bridge.rules.item_patterns import BY_NAME, covers, slot
from bridge.rules.near_misses import misses_of, near_misses
from bridge.rules.placeholders import PLACEHOLDERS, Placeholder, named, unclosed, words_in
from bridge.rules.rule import HELD, Rule, ordered
from bridge.rules.ruleset import Offer, Rules, Verdict
from bridge.rules.schedule import (
    ANY,
    NEVER,
    PERIOD_END,
    Later,
    away,
    dated,
    dates_in,
    period_end,
    undated,
)

__all__ = [
    "ADDRESSES", "ANY", "BY_NAME", "HELD", "NEVER", "PERIOD_END", "PLACEHOLDERS", "UNKNOWN_PLAN",
    "Amount", "Bounded", "Condition", "ConditionSet", "Consent", "Example", "Expected", "Given",
    "Group", "Later", "Named", "Offer", "Order", "Payment", "Placeholder", "Rule", "Rules",
    "SinceOrder", "SpokenOf", "Verdict", "Words", "away", "covers", "dated", "dates_in", "describe",
    "misses_of", "named", "near_misses", "ordered", "period_end", "slot", "unclosed",
    "undated", "words_in",
]  # fmt: skip
