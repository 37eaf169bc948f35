"""The rules of a shop: which event changes which tag, list or field, and when."""

from bridge.rules.block import UNKNOWN_PLAN, Block, Group, told
from bridge.rules.bounded import Bounded
from bridge.rules.conditions import Condition, Named, Words
from bridge.rules.counted import Amount, Consent, Payment, Since
from bridge.rules.days import away, dated, dates_in, undated
from bridge.rules.decide import Rules, Verdict
from bridge.rules.example import ADDRESSES, Example, Expected, Given, Order
from bridge.rules.later import ANY, NEVER, PERIOD_END, Later, counted, period_end, span
from bridge.rules.level import Level
from bridge.rules.mapping import SpokenOf
from bridge.rules.near_misses import misses_of, near_misses
from bridge.rules.offer import Offer
from bridge.rules.placeholders import PLACEHOLDERS, Placeholder, named, unclosed, words_in
from bridge.rules.rule import HELD, Rule, ordered
from bridge.rules.wanted import BY_NAME, covers, slot

__all__ = [
    "ADDRESSES",
    "ANY",
    "BY_NAME",
    "HELD",
    "NEVER",
    "PERIOD_END",
    "PLACEHOLDERS",
    "UNKNOWN_PLAN",
    "Amount",
    "Block",
    "Bounded",
    "Condition",
    "Consent",
    "Example",
    "Expected",
    "Given",
    "Group",
    "Later",
    "Level",
    "Named",
    "Offer",
    "Order",
    "Payment",
    "Placeholder",
    "Rule",
    "Rules",
    "Since",
    "SpokenOf",
    "Verdict",
    "Words",
    "away",
    "counted",
    "covers",
    "dated",
    "dates_in",
    "misses_of",
    "named",
    "near_misses",
    "ordered",
    "period_end",
    "slot",
    "span",
    "told",
    "unclosed",
    "undated",
    "words_in",
]
