"""The rules of a shop: which event adds, removes, grants, revokes or triggers which tag."""

from bridge.rules.block import UNKNOWN_PLAN, Block, Group, told
from bridge.rules.conditions import Amount, Condition, Consent, Named, Payment, Words
from bridge.rules.decide import Example, Given, Rules, Verdict
from bridge.rules.rule import Rule, ordered
from bridge.rules.wanted import BY_NAME, covers, slot

__all__ = [
    "BY_NAME",
    "UNKNOWN_PLAN",
    "Amount",
    "Block",
    "Condition",
    "Consent",
    "Example",
    "Given",
    "Group",
    "Named",
    "Payment",
    "Rule",
    "Rules",
    "Verdict",
    "Words",
    "covers",
    "ordered",
    "slot",
    "told",
]
