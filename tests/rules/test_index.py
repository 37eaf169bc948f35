"""How the rules that may match are found: never one too few, and few of many."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.model import Event, Item, Kind, Money
from bridge.rules.file import parse
from bridge.rules.index import Index
from tests.rules.file.rule_files import accepted, events, rules_files

unhurried = settings(deadline=None)  # other tests may share the machine
MANY = 1_000


@unhurried
@given(rules_files(), events())
def test_no_rule_that_matches_is_overlooked(text: str, event: Event) -> None:
    rules = accepted(text).rules
    matching = [place for place, rule in enumerate(rules) if not rule.why_not(event)]
    found = Index(rules).places(event)
    assert [place for place in matching if place not in found] == []
    assert found == sorted(set(found))


_texts = st.text(st.sampled_from("aBß  é"), max_size=30)
_patterns = st.lists(_texts, min_size=1, max_size=3).map("*".join)


BOUGHT = Event(
    source="thrivecart",
    key="1",
    kind=Kind.PURCHASE,
    word="order.success",
    items=(Item("product", "5", "77", name="Gold course 77"), Item("bump", "7")),
    money=Money(7_700, "USD"),
    coupon="SUMMER77",
    affiliate="partner 77",
    passthrough={"Campaign": "mail 77"},
    custom_fields={"size": "XL77"},
)


@pytest.mark.parametrize(
    "conditions",
    [
        "items: product-{n}",
        "plans: {n}",
        "items: [{{name: Gold course {n}}}]",
        "coupon: summer{n}",
        "coupon: SUMMER{n}*",
        "affiliate: partner {n}",
        "amount: '{n}.00'",
        "passthrough: {{campaign: mail {n}}}",
        "custom fields: {{size: XL{n}}}",
        "items: product-5\n    mode: live\n    coupon: summer{n}",
        "any: [{{coupon: summer{n}}}, {{affiliate: partner {n}*}}]",
        "all: [{{mode: live}}, {{coupon: [winter{n}, summer{n}]}}]",
    ],
)
def test_of_many_rules_few_are_looked_at(conditions: str) -> None:
    one = "  - name: Rule {n}\n    when: purchase\n    " + conditions + "\n    add: Tag {n}\n"
    listed = "".join(one.format(n=number) for number in range(1, MANY + 1))
    rules = parse(f"crm: activecampaign\nrules:\n{listed}")
    found = Index(rules.rules).places(BOUGHT)
    assert found == [place for place, rule in enumerate(rules.rules) if not rule.why_not(BOUGHT)]
    assert 1 <= len(found) <= 2  # `summer7*` is the coupon's beginning as `summer77*` is
