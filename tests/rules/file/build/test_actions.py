"""What is wrong with times, lists, fields and automations; each message whole."""

import pytest

from bridge.rules import PLACEHOLDERS
from bridge.rules.file import parse
from tests.rules.file.grammar.test_words import KINDS, PHRASES
from tests.rules.file.texts import in_membership, in_rule, problems

HOURS = "Write hours, days or weeks, like 7 days."
FROM_THE_EVENT = "and a time counts from the event here. Write how long after it, like 7 days."
NO_MONTH = "is not known: a month is not always as long."
ANYTHING = ", ".join(each.written for each in PLACEHOLDERS.values())

TIMES = {
    "7": "the time '7' is not known. Did you mean '7 days'?",
    "7days": "the time '7days' is not known. Did you mean '7 days'?",
    "7 d": "the time '7 d' is not known. Did you mean '7 days'?",
    "7-days": "the time '7-days' is not known. Did you mean '7 days'?",
    "07 days": "the time '07 days' is not known. Did you mean '7 days'?",
    "in 2 Weeks": "the time 'in 2 Weeks' is not known. Did you mean '2 weeks'?",
    "48h": "the time '48h' is not known. Did you mean '48 hours'?",
    "a week": "the time 'a week' is not known. Did you mean '1 week'?",
    "an hour": "the time 'an hour' is not known. Did you mean '1 hour'?",
    "one day later": "the time 'one day later' is not known. Did you mean '1 day'?",
    "1 month": f"the time '1 month' {NO_MONTH} Did you mean '30 days'?",
    "3 months": f"the time '3 months' {NO_MONTH} Did you mean '90 days'?",
    "2 Monate": f"the time '2 Monate' {NO_MONTH} Did you mean '60 days'?",
    "2 years": (
        "the time '2 years' is not known: a year is not always as long. Did you mean '730 days'?"
    ),
    "100 years": f"the time '100 years' is not known. {HOURS}",
    "0 days": "'0 days' puts nothing off. Write a time, like 7 days, or take it out.",
    "0": "'0' puts nothing off. Write a time, like 7 days, or take it out.",
    "30 minutes": f"the time '30 minutes' is not known. {HOURS}",
    "a while": f"the time 'a while' is not known. {HOURS}",
    "-3 days": f"the time '-3 days' is not known. {HOURS}",
    "1.5 days": f"the time '1.5 days' is not known. {HOURS}",
    "2026-01-31": f"'2026-01-31' is a date, {FROM_THE_EVENT}",
    "'24.12.2026'": f"'24.12.2026' is a date, {FROM_THE_EVENT}",
    "12:30": f"the time '12:30' is not known. {HOURS}",
    "10000 days": f"the time '10000 days' is not known. {HOURS}",
    "''": f"the time '' is not known. {HOURS}",
    "[7 days]": "'after' takes one time, not a list.",
}


@pytest.mark.parametrize("time", TIMES)
def test_a_wrong_time_is_told_with_the_one_that_was_meant(time: str) -> None:
    text = in_rule("add: X", f"after: {time}", "unless: never")
    assert problems(text) == [f"rules.yaml line 6, rule 'A': {TIMES[time]}"]


RULES = {
    # Which time, and what calls off.
    "at: end of period": "the time 'end of period' is not known. Did you mean 'period end'?",
    "at: Period End": "the time 'Period End' is not known. Did you mean 'period end'?",
    "at: noon": "the time 'noon' is not known. Known here: period end.",
    "unless: rebill": (
        "'unless' stands without 'after' or 'at', so there is nothing to call off. Write when it "
        "is to happen, or take it out."
    ),
    "after: 1 day, unless: purchase": (
        "'unless' names 'purchase', for which the rule itself waits, so it would never act. Take "
        "it out of one of the two."
    ),
    "after: 1 day, unless: [refund, any purchase]": (
        "'unless' names 'purchase', for which the rule itself waits, so it would never act. Take "
        "it out of one of the two."
    ),
    "after: 1 day, unless: [never, refund]": (
        "'never' stands beside other events behind 'unless'. Keep it, or them."
    ),
    "after: 1 day, unless: refnd": "the event 'refnd' is not known. Did you mean 'refund'?",
    "after: 1 day, unless: renewal": (
        "the event 'renewal' is not known. Did you mean 'rebill' (a later payment that worked)?"
    ),
    "after: 1 day, unless: no": "the event 'no' is not known. Did you mean 'never'?",
    "after: 1 day, unless: nothing": "the event 'nothing' is not known. Did you mean 'never'?",
    "after: 1 day, unless: 5": (
        f"the event '5' is not known. Known here: {KINDS}, any purchase, never."
    ),
    "after: 1 day, unless: any refnd": (
        "the event 'any refnd' is not known. Did you mean 'any refund'?"
    ),
    "after: 1 day, unless: Any Refund": (
        "the event 'Any Refund' is not known. Did you mean 'any refund'?"
    ),
    "after: 1 day, unless: affiliate joined": (
        "no rule can wait for 'affiliate joined': it says nothing about a buyer's access."
    ),
    "after: 1 day, unless: [refund, refund]": (
        "the event 'refund' stands twice behind 'unless'. Keep one."
    ),
    "after: 1 day, unless: []": (
        "the list behind 'unless' is empty. Write at least one event, or take the line out."
    ),
    "delay: 1 day": "the key 'delay' is not known. Did you mean 'after'?",
    "until: refund": "the key 'until' is not known. Did you mean 'unless'?",
    # Lists, fields and automations.
    "subscribe: no": "the list 'no' is read by YAML as false. Put it in quotes: \"no\".",
    "subscribe: ''": "the list is empty. Write it, or leave it out.",
    "unsubscribe: [News, news]": "the list 'news' stands twice behind 'unsubscribe'. Keep one.",
    "start automation: []": (
        "the list behind 'start automation' is empty. Write at least one automation, or take the "
        "line out."
    ),
    "automation: Welcome": "the key 'automation' is not known. Did you mean 'start automation'?",
    "resubscribe: News": (
        "the key 'resubscribe' is not known. Did you mean 'subscribe even after opt-out'?"
    ),
    "set: Last order": ("'set' takes names with values, such as {Last order: <order number>}."),
    "set: {}": "'set' takes names with values, such as {Last order: <order number>}.",
    "set: [Last order]": "'set' takes names with values, such as {Last order: <order number>}.",
    "set: {Level:}": "an entry is empty where one value is due. (A # begins a comment.)",
    "set: {Level: ''}": "the value is empty. Write it, or leave it out.",
    "set: {Level: yes}": "the value 'yes' is read by YAML as true. Put it in quotes: \"yes\".",
    "set: {Level: [a, b]}": "'Level' takes one value, not a list.",
    "set: {'': a}": "a field has no name behind 'set'. Write it, or take it out.",
    "set: {Level: a, level: b}": ("the field 'level' stands twice; first on line 6. Keep one."),
    "set: {Order: <order numbr>}": "'<order numbr>' is not known. Did you mean '<order number>'?",
    "set: {Order: No. <Order>}": "'<Order>' is not known. Did you mean '<order number>'?",
    "set: {Paid: <price>}": "'<price>' is not known. Did you mean '<amount>'?",
    "set: {Size: <custom fild T-shirt size>}": (
        "'<custom fild T-shirt size>' is not known. Did you mean '<custom field T-shirt size>'?"
    ),
    "set: {Source: <pasthrough source>}": (
        "'<pasthrough source>' is not known. Did you mean '<passthrough source>'?"
    ),
    "set: {Size: <passthrough>}": (
        "'<passthrough>' is not known. Did you mean '<passthrough NAME>'?"
    ),
    "set: {Love: <3 you>}": f"'<3 you>' is not known. Known here: {ANYTHING}.",
    "set: {Love: <>}": f"'<>' is not known. Known here: {ANYTHING}.",
    "set: {Order: <order number}": (
        "a '<' in '<order number' is never closed. Write what the event tells between < and >, "
        "such as <order number>, or take the '<' out."
    ),
}


@pytest.mark.parametrize("line", RULES)
def test_a_wrong_word_is_named_with_what_to_do(line: str) -> None:
    text = in_rule("add: X", *(f"{part}" for part in line.split(", unless")[:1]),
                   *(f"unless{part}" for part in line.split(", unless")[1:]))  # fmt: skip
    number = 7 if ", unless" in line else 6
    assert problems(text) == [f"rules.yaml line {number}, rule 'A': {RULES[line]}"]


NO_PERIOD = (
    "does not tell the end of the paid period, so nothing can be put off to it. Write a time "
    "instead of 'period end', such as 'after: 7 days'."
)


@pytest.mark.parametrize("kind", ["purchase", "refund", "abandoned cart", "completed"])
def test_the_end_of_the_period_cannot_be_asked_of_an_event_that_tells_none(kind: str) -> None:
    a = "an" if kind == "abandoned cart" else "a"
    text = in_rule("add: X", "at: period end", "unless: never").replace(
        "when: purchase", f"when: [rebill, {kind}]"
    )
    assert problems(text) == [f"rules.yaml line 6, rule 'A': {a} '{kind}' {NO_PERIOD}"]


PARTS = {
    "refund: at period end": f"a 'refund' {NO_PERIOD}",
    "cancelled: {add: X, at: period end, unless: [never, refund]}": (
        "'never' stands beside other events behind 'unless'. Keep it, or them."
    ),
    "cancelled: {add: X, unless: purchase}": (
        "'unless' stands without 'after' or 'at', so there is nothing to call off. Write when it "
        "is to happen, or take it out."
    ),
    "cancelled: {add: X, after: 1 day, unless: cancelled}": (
        "'unless' names 'cancelled', for which the rule itself waits, so it would never act. Take "
        "it out of one of the two."
    ),
    "cancelled: {after: 7 days}": (
        "'cancelled' does nothing. Write 'cancelled: after 7 days', or add one of add, remove, "
        "grant, revoke, trigger, subscribe, subscribe even after opt-out, unsubscribe, set, start "
        "automation."
    ),
    "refund: later": (
        "behind 'refund', 'later' is not understood. Write off, 'full', 'any', 'after 7 days', or "
        "what to do instead, such as {add: VIP}."
    ),
    "refund: partial": (
        "behind 'refund', 'partial' cannot stand. Write any, where a partial refund shall end it, "
        "too; or a rule with 'refund: partial' for what a partial one does besides."
    ),
    "cancelled: full": (
        f"behind 'cancelled', 'full' is not understood. Write off, {PHRASES}, or what to do "
        "instead, such as {add: VIP}. Another ending is set by 'suffixes'."
    ),
    "cancelled: CANC today": (
        f"behind 'cancelled', 'CANC today' is not understood. Write off, {PHRASES}, or what to do "
        "instead, such as {add: VIP}. Another ending is set by 'suffixes'."
    ),
    "paused: suspend after 7 days": (
        f"behind 'paused', 'suspend after 7 days' is not understood. Write off, {PHRASES}, or what "
        "to do instead, such as {add: VIP}. Another ending is set by 'suffixes'."
    ),
    "payment failed: suspend": (
        "behind 'payment failed', 'suspend' is not understood. Write off, 'suspend after 7 days', "
        f"{PHRASES}, or what to do instead, such as {{add: VIP}}. Another ending is set by "
        "'suffixes'."
    ),
    "resumed: [off]": (
        "behind 'resumed', '[…]' is not understood. Write off, 'at period end', 'after 7 days', "
        "'3 days after period end', or what to do instead, such as {add: VIP}."
    ),
}


@pytest.mark.parametrize("line", PARTS)
def test_a_membership_says_what_it_understands(line: str) -> None:
    assert problems(in_membership(line)) == [f"rules.yaml line 5, membership 'Gold': {PARTS[line]}"]


def test_a_phrase_that_the_style_knows_nothing_of_is_told() -> None:
    assert problems(in_membership("style: plain", "payment failed: suspend after 7 days")) == [
        "rules.yaml line 6, membership 'Gold': 'suspend' belongs to style: memberium, and this "
        "membership's style is plain. Write {revoke: Gold, after: 7 days, unless: rebill}, or "
        "change the style."
    ]
    course = ("style: accessally", "trigger tag: in", "revoke tag: out", "failed payment tag: due")
    assert problems(in_membership(*course, "payment failed: suspend after 7 days")) == [
        "rules.yaml line 9, membership 'Gold': 'suspend' belongs to style: memberium, and this "
        "membership's style is accessally. Write the time alone, or change the style."
    ]
    assert problems(in_membership("style: plain", "payment failed: after 7 days")) == [
        "rules.yaml line 6, membership 'Gold': 'payment failed' stands for nothing in style: "
        "plain. Write what to do there, such as {revoke: Gold, after: 7 days, unless: rebill}, or "
        "take the line out."
    ]
    paused = problems(in_membership("style: plain", "paused: after 2 days"))
    assert "such as {revoke: Gold, after: 2 days, unless: resumed}, or" in paused[0]


FIELDS = {
    "set: next payment": "{next payment: <next payment date>}",
    "set: Next = <next payment date>": "{Next: <next payment date>}",
    "set: Next = next payment date": "{Next: <next payment date>}",
    "set: [Last order = <order number>]": "{Last order: <order number>}",
    "set: Member": "{Member: <order number>}",
}


@pytest.mark.parametrize("line", FIELDS)
def test_a_field_without_its_colon_is_told_with_the_value_that_was_meant(line: str) -> None:
    assert problems(in_rule(line)) == [
        f"rules.yaml line 5, rule 'A': 'set' takes names with values, such as {FIELDS[line]}."
    ]
    assert parse(in_rule(f"set: {FIELDS[line]}")).warnings == ()


@pytest.mark.parametrize("value", ["{next payment date}", "[next payment date]", "{next_payment}"])
def test_a_placeholder_in_other_brackets_is_told_as_it_is_written(value: str) -> None:
    assert problems(in_rule(f"set: {{Next: {value}}}")) == [
        "rules.yaml line 5, rule 'A': 'Next' takes one value, without brackets or braces. Did you "
        "mean <next payment date>?"
    ]
    assert parse(in_rule("set: {Next: <next payment date>}")).warnings == ()


@pytest.mark.parametrize("word", ["first name", "Last name", "email"])
def test_what_the_contact_has_anyway_is_not_taken_for_a_product_s_name(word: str) -> None:
    assert problems(in_rule(f"set: {{First: <{word}>}}")) == [
        f"rules.yaml line 5, rule 'A': '<{word}>' is not known, and no field needs it: the CRM has "
        "the buyer's name and address with the contact. Take the field out."
    ]
