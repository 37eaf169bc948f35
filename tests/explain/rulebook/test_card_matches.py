"""How often what stands in a card matched."""

from datetime import timedelta

from bridge.explain.rulebook.card_matches import CardMatches, card_matches
from bridge.explain.rulebook.rule_cards import cards_of
from bridge.rules.file import parse
from bridge.store.figures.rule_matches import RuleMatches
from tests.cli.shop import NOON, RULES

LATER = NOON + timedelta(days=2)


def test_of_a_membership_all_its_parts_count() -> None:
    gold, buyers, refunds = cards_of(parse(RULES))
    known = {
        "Gold: purchase": RuleMatches(5, NOON),
        "Gold: refund": RuleMatches(1, LATER),
        "Buyers": RuleMatches(0, NOON),
        "Gone": RuleMatches(9, LATER),
    }
    assert card_matches(gold, known) == CardMatches(6, LATER)
    assert card_matches(buyers, known) == CardMatches(0, NOON)
    assert card_matches(refunds, known) == CardMatches(0, None)
