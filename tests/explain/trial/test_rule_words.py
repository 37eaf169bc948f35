"""How a rule is worded: what it does, when, and what calls that off."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bridge.explain.trial.rule_words import effect_words, rule_words
from bridge.model import Kind
from bridge.rules import file as rulesfile
from bridge.rules.effects import effects_of
from tests.fakes import event

AT = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("does", "short", "long"),
    [
        ("add: VIP", "add VIP", "adds 'VIP'"),
        ("set: {Level: Gold}", "set Level to Gold", "sets 'Level' to 'Gold'"),
        (
            "add: VIP, after: 7 days, unless: rebill",
            "in 7 days, unless rebill: add VIP",
            "adds 'VIP' in 7 days (7 Feb 2026), unless a payment comes",
        ),
        (
            "add: VIP, after: 2 days, unless: never",
            "in 2 days, whatever comes: add VIP",
            "adds 'VIP' in 2 days (2 Feb 2026)",
        ),
        (
            "add: VIP, at: period end, unless: [any purchase, rebill]",
            "at period end, unless rebill or any purchase: add VIP",
            "adds 'VIP' at once, for want of an end of the paid period, unless a payment or a "
            "purchase of any item comes",
        ),
    ],
)
def test_a_rule_in_a_table_and_what_it_does_to_one_event(does: str, short: str, long: str) -> None:
    head = "crm: activecampaign\nrules:\n  - {name: A, when: cancelled, "
    (rule,) = rulesfile.parse(f"{head}{does}}}\n").rules
    cancelled = replace(event(Kind.CANCELLED), occurred_at=AT)
    (effect,) = effects_of(rule, cancelled)
    assert rule_words(rule) == short
    assert effect_words(effect, rule.later, cancelled) == long
