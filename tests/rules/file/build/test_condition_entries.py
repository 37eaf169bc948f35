"""How conditions are written, and what is said of a wrong one."""

import pytest

from bridge.model.errors import ConfigError
from bridge.rules import (
    Amount,
    ConditionSet,
    Consent,
    Group,
    Named,
    Payment,
    Rule,
    SinceOrder,
    Words,
)
from bridge.rules.file import expand, parse


def in_rule(*lines: str) -> str:
    """A file with the rule 'A', which has these lines from line 6 on."""
    head = "crm: activecampaign\nrules:\n  - name: A\n    when: [rebill, refund]\n    add: X\n"
    return head + "".join(f"    {line}\n" for line in lines)


def read(*lines: str) -> Rule:
    (rule,) = parse(in_rule(*lines)).rules
    return rule


READ = {
    "mode: live": Words("mode", ("live",)),
    "currency: [USD, EUR]": Words("currency", ("USD", "EUR")),
    "amount: at least 49.00": Amount(("at least 49.00",), least=4900),
    "amount: [above 10, below 20.5]": Amount(("above 10", "below 20.5"), 1001, 2049),
    "amount: [at most 20, at most 10]": Amount(("at most 20", "at most 10"), most=1000),
    "amount: 49": Amount(("49",), 4900, 4900),
    "coupon: SUMMER*": Words("coupon", ("SUMMER*",)),
    "affiliate: [bob, 77]": Words("affiliate", ("bob", "77")),
    "passthrough: {source: [fb, ig], 12: a}": Named(
        "passthrough", (("source", ("fb", "ig")), ("12", ("a",)))
    ),
    "custom fields: {size: '*'}": Named("custom fields", (("size", ("*",)),)),
    "consent: yes": Consent(True),
    "consent: true": Consent(True),
    "consent: no": Consent(False),
    "consent: 'off'": Consent(False),
    "payment: [first, number 3]": Payment(("first", "number 3")),
    "since order: at most 14 days": SinceOrder(("at most 14 days",), most=1_209_600),
    "since order: less than 2 weeks": SinceOrder(("less than 2 weeks",), most=1_209_599),
    "since order: at least 36 hours": SinceOrder(("at least 36 hours",), least=129_600),
    "since order: [more than 7 days, at most 14 days, at least 1 hour]": SinceOrder(
        ("more than 7 days", "at most 14 days", "at least 1 hour"), 604_801, 1_209_600
    ),
    "any: [{coupon: A}, {mode: live, plans: unknown}]": Group(
        "any",
        (
            ConditionSet(only=(Words("coupon", ("A",)),)),
            ConditionSet((), ("",), (Words("mode", ("live",)),)),
        ),
    ),
    "all: [{items: product-1}, {items: bump-*}]": Group(
        "all", (ConditionSet(("product-1",)), ConditionSet(("bump-*",)))
    ),
    "not: {coupon: A}": Group("not", (ConditionSet(only=(Words("coupon", ("A",)),)),)),
    "not: [{not: {consent: no}}]": Group(
        "not", (ConditionSet(only=(Group("not", (ConditionSet(only=(Consent(False),)),)),)),)
    ),
}


@pytest.mark.parametrize("line", READ)
def test_a_condition_is_read_and_written_out_as_it_was(line: str) -> None:
    assert read(line).only == (READ[line],)
    assert parse(expand(parse(in_rule(line)))).rules[0].only == (READ[line],)


def test_items_may_stand_by_name() -> None:
    items = "items: [product-1, upsell-*, name: 'Gold: all of it', {name: Sil*}]"
    wanted = ("product-1", "upsell-*", "name: Gold: all of it", "name: Sil*")
    assert read(items).items == wanted
    assert parse(expand(parse(in_rule(items)))).rules[0].items == wanted
    assert read("items: {name: Gold}").items == ("name: Gold",)


def test_a_rule_may_be_switched_off_and_stays_in_what_is_printed() -> None:
    assert read("enabled: no").enabled is False
    assert read("enabled: yes").enabled is True
    assert expand(parse(in_rule("enabled: off"))).endswith("    enabled: no\n    add: X\n")


def test_an_anchor_gives_two_rules_one_list() -> None:
    text = in_rule("items: &courses [product-1, bump-2]")
    text += "  - {name: B, when: refund, items: *courses, add: Y}\n"
    assert [rule.items for rule in parse(text).rules] == [("product-1", "bump-2")] * 2


SINCE_HINT = (
    "Write hours, days or weeks with a bound: 'at least 14 days', 'more than 14 days', 'at most 14 "
    "days' or 'less than 14 days'."
)
WRONG = {
    "mode: Test": "the mode 'Test' is not known. Did you mean 'test'?",
    "mode: [live, test]": "'mode' takes one mode, not a list.",
    "currency: usd": "the currency 'usd' is not known. Did you mean 'USD'?",
    "currency: dollar": "the currency 'dollar' is not known. Did you mean 'USD'?",
    "currency: gold": "the currency 'gold' is not known. Write its three letters, such as USD.",
    "amount: over 10": "the amount 'over 10' is not known. Did you mean 'above 10'?",
    "amount: '>= 10.50'": "the amount '>= 10.50' is not known. Did you mean 'at least 10.50'?",
    "amount: exactly 10": "the amount 'exactly 10' is not known. Did you mean '10'?",
    "amount: $49": (
        "the amount '$49' holds a currency, too. Write '49' here, and 'currency: USD' on a line of "
        "its own."
    ),
    "amount: '1,000'": (
        "the amount '1,000' is not known. Write a number such as 49.00, or 'at least', 'above', "
        "'at most' or 'below' before it; no currency sign, no comma."
    ),
    "coupon: no": "the coupon 'no' is read by YAML as false. Put it in quotes: \"no\".",
    "coupon: 'A, B'": (
        "the coupon 'A, B' holds a comma, which no coupon may. "
        "For several coupons write a list: [A, B]."
    ),
    "coupon: ''": "the coupon is empty. Write it, or leave it out.",
    "affiliate: 0123": (
        "the affiliate '0123' is read by YAML as the number 83. Put it in quotes: \"0123\"."
    ),
    "passthrough: newsletter": (
        "'passthrough' takes names with values, such as {source: newsletter}."
    ),
    "passthrough: {a: yes}": (
        "the value 'yes' is read by YAML as true. Put it in quotes: \"yes\"."
    ),
    "custom fields: {'': a}": (
        "a field has no name behind 'custom fields'. Write it, or take it out."
    ),
    "amount: > 5": (
        "a '>' or '|' at the beginning of a text has a meaning of its own in YAML. "
        "Write 'amount: above 5'."
    ),
    "coupon: *": (
        "a '*' at the beginning of a text has a meaning of its own in YAML. Put it in quotes."
    ),
    "custom fields: {a: {b: c}}": "'a' takes one value or a list of them, not keys with values.",
    "custom fields: {a: b, A: c}": "the field 'A' stands twice; first on line 6. Keep one.",
    "custom_fields: {a: b}": "the key 'custom_fields' is not known. Did you mean 'custom fields'?",
    "consent: maybe": "'maybe' is neither yes nor no. Write yes or no.",
    "payment: 3": "the payment '3' is not known. Did you mean 'number 3'?",
    "payment: '#03'": "the payment '#03' is not known. Did you mean 'number 3'?",
    "payment: third": "the payment 'third' is not known. Known here: first, last, number 3.",
    "refund: part": "the refund 'part' is not known. Did you mean 'partial'?",
    "since order: within 14 days": (
        "the time 'within 14 days' is not known. Did you mean 'at most 14 days'?"
    ),
    "since order: above 14 days": (
        "the time 'above 14 days' is not known. Did you mean 'more than 14 days'?"
    ),
    "since order: '< 400 days'": (
        "the time '< 400 days' is not known. Did you mean 'less than 400 days'?"
    ),
    "since order: At least 36h": (
        "the time 'At least 36h' is not known. Did you mean 'at least 36 hours'?"
    ),
    "since order: at most 1 month": (
        "the time 'at most 1 month' is not known. Did you mean 'at most 30 days'?"
    ),
    "since order: 14 d": (
        "the time '14 d' has no bound. Write 'at least 14 days', 'more than 14 days', 'at most 14 "
        "days' or 'less than 14 days'."
    ),
    "since order: exactly 1 week": (
        "the time 'exactly 1 week' has no bound. Write 'at least 1 week', 'more than 1 week', 'at "
        "most 1 week' or 'less than 1 week'."
    ),
    "since order: at most 0 days": f"the time 'at most 0 days' is not known. {SINCE_HINT}",
    "since order: at most two weeks": f"the time 'at most two weeks' is not known. {SINCE_HINT}",
    "since order: at most 30 minutes": f"the time 'at most 30 minutes' is not known. {SINCE_HINT}",
    "since order: [at most 1 day, at most 1 day]": (
        "the time 'at most 1 day' stands twice behind 'since order'. Keep one."
    ),
    "since order: {at most: 14 days}": (
        "'since order' takes one time or a list of them, not keys with values."
    ),
    "within: 14 days": "the key 'within' is not known. Did you mean 'since order'?",
    "enabled: 1": "'1' is neither yes nor no. Write yes or no.",
    "or: [{mode: live}]": "the key 'or' is not known. Did you mean 'any'?",
    "any: {mode: live}": "here a list is due. Begin each set of conditions with '- items:'.",
    "not: upsell-3": "here a list is due. Write {items: upsell-3}.",
    "any: upsell-3": "here a list is due. Write [{items: upsell-3}].",
    "not: coupon": "here a list is due. Write {coupon: …}.",
    "items: not upsell-3": (
        "the item 'not upsell-3' is not known. Write 'not: {items: upsell-3}' on a line of its own."
    ),
    "any: [live]": (
        "a set of conditions is written as keys with values, such as 'items:', 'plans:', 'mode:'."
    ),
    "all: [{}]": "the set of conditions is empty. Write one, or take it out.",
    "not: [{when: refund}]": (
        "'when' cannot stand here. The rule says once which events it waits for. Write two rules "
        "where that shall differ."
    ),
    "not: [{enabled: no}]": (
        "the key 'enabled' is not known. Known here: items, plans, mode, currency, amount, coupon, "
        "affiliate, passthrough, custom fields, consent, payment, refund, since order, any, "
        "all, not."
    ),
    "not: {any: [{all: [{any: [{mode: live}]}]}]}": (
        "'any' cannot stand here. More than 3 of 'any', 'all' and 'not' stand inside each other "
        "here. Say it with fewer, or in two rules."
    ),
    "stop_after_match: yes": (
        "'stop_after_match' cannot stand here. The order of rules makes no difference, so none can "
        "stop another. Give this rule what must not be so, behind 'not'."
    ),
}


@pytest.mark.parametrize("line", WRONG)
def test_a_wrong_condition_is_told_with_what_to_do(line: str) -> None:
    with pytest.raises(ConfigError) as refused:
        parse(in_rule(line))
    # What YAML itself cannot read belongs to no rule yet.
    where = "" if "in YAML" in WRONG[line] else ", rule 'A'"
    assert refused.value.problems == (f"rules.yaml line 6{where}: {WRONG[line]}",)
