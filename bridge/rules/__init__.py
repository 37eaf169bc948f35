"""The rules of a shop: which event adds, removes, grants, revokes or triggers which tag."""

from bridge.rules.block import UNKNOWN_PLAN, Block, Group, told
from bridge.rules.conditions import Condition, Named, Words
from bridge.rules.counted import Amount, Consent, Payment
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
