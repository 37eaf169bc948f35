"""How often what stands in a card matched, of all its parts together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bridge.explain.rulebook.rule_cards import RuleCard
from bridge.store.figures.rule_matches import RuleMatches


@dataclass(frozen=True)
class CardMatches:
    """`number` of deliveries in 30 days; `last` None: it never matched. A delivery that two parts
    of a membership matched counts twice."""

    number: int
    last: datetime | None


def card_matches(card: RuleCard, known: Mapping[str, RuleMatches]) -> CardMatches:
    """`known` is by the rules' names."""
    names = dict.fromkeys(deed.rule for deed in card.deeds)
    mine = [known[name] for name in names if name in known]
    return CardMatches(
        sum(each.number for each in mine), max((each.last for each in mine), default=None)
    )
