"""Each rule and membership of a file, with what it does in words, for whoever owns the shop."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bridge.explain.trial.rule_words import rule_words
from bridge.model.text import join_and, join_or
from bridge.rules import Offer, Rule, Rules, describe, ordered

MEMBERSHIP, RULE = "membership", "rule"


@dataclass(frozen=True)
class Deed:
    """`when` is an event, `does` what follows from it; `rule` is the name that counts are kept by,
    `Gold: refund` of a membership's part."""

    rule: str
    when: str
    does: str


@dataclass(frozen=True)
class RuleCard:
    """`sort` is MEMBERSHIP or RULE, `only_for` what it asks of an event besides its kind ("" where
    it asks nothing), `besides` what of a membership no event alone does."""

    sort: str
    name: str
    line: int
    enabled: bool
    only_for: str
    deeds: tuple[Deed, ...]
    besides: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """By which it is known again in another text."""
        return self.sort, self.name

    @property
    def said(self) -> tuple[object, ...]:
        """What it says, wherever it stands."""
        does = tuple((each.when, each.does) for each in self.deeds)
        return self.enabled, self.only_for, does, self.besides


def cards_of(rules: Rules) -> list[RuleCard]:
    """In the file's order; a membership's rules stand in its card."""
    cards = [_membership(each, rules.rules) for each in rules.offers]
    cards += [_rule(each) for each in rules.rules if not each.membership]
    return sorted(cards, key=lambda each: each.line)


def _membership(offer: Offer, rules: Sequence[Rule]) -> RuleCard:
    known = offer.membership
    mine = [each for each in rules if each.membership == known.name]
    block = describe(offer.block).removeprefix("items ")
    deeds = tuple(_deed(each) for each in mine)
    return RuleCard(
        MEMBERSHIP, known.name, known.line, offer.enabled, block, deeds, tuple(_besides(offer))
    )


def _besides(offer: Offer) -> Iterator[str]:
    known = offer.membership
    if known.access and known.access != known.name:
        yield f"at the site it is called {known.access}"
    if known.to:
        yield f"only for {join_and(known.to)}"
    yield from (f"{key}: {value}" for key, value in offer.lasting.items())


def _rule(rule: Rule) -> RuleCard:
    asks = describe(rule.block).removeprefix("items ")
    if rule.memberships:
        asks = ", ".join(filter(None, [join_or(rule.memberships), asks]))
    besides = (f"only for {join_and(rule.to)}",) if rule.to else ()
    return RuleCard(RULE, rule.name, rule.line, rule.enabled, asks, (_deed(rule),), besides)


def _deed(rule: Rule) -> Deed:
    return Deed(rule.name, join_or(str(each) for each in ordered(rule.when)), rule_words(rule))
