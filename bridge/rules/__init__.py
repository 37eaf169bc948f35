"""The rules of a shop: which event adds, removes, grants, revokes or triggers which tag."""

from bridge.rules.decide import Example, Given, Rules, Verdict
from bridge.rules.rule import UNKNOWN_PLAN, Rule, ordered

__all__ = ["UNKNOWN_PLAN", "Example", "Given", "Rule", "Rules", "Verdict", "ordered"]
