"""What an example may promise besides tags: every mistake has its line and what to do."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bridge.model import Item, Kind, Subscription
from bridge.model.errors import ConfigError
from bridge.rules import PLACEHOLDERS, Expected
from bridge.rules.file import parse
from bridge.rules.file.examples import run as examples
from bridge.rules.file.examples.expectations import TOLD_BY

HEAD = """\
crm: activecampaign
rules:
  - name: Customer
    when: purchase
    add: Customer
    subscribe: [Customers, Launch]
    set: {Last order: <order number>, Bought: <product name> on <date>, Cohort: "2024-01-31"}
    start automation: Welcome
examples:
"""


def problems(text: str) -> list[str]:
    with pytest.raises(ConfigError) as refused:
        parse(text)
    return list(refused.value.problems)


def example(*lines: str) -> str:
    """A file whose one example begins on line 10 and has these lines from line 11 on."""
    return HEAD + "  - given: purchase product-12\n" + "".join(f"    {line}\n" for line in lines)


A_DAY = "<today>, <in 30 days> or <3 days ago>"
TWICE = "'lists' stands twice after one step; first on line 12. Keep one."


def calendar(date: str) -> str:
    return (
        f"the value '{date}' is a date, and an example has no calendar. Write the day as it is "
        f"from there: {A_DAY}."
    )


def for_the_event(word: str, step: str, value: str) -> str:
    return (
        f"'<{word}>' is for the event to tell. Let the step tell it, as in '{step}', and write "
        f"here what comes out: {value}."
    )


def unknown_day(word: str) -> str:
    return f"'<{word}>' is not known here. A day is written {A_DAY}; all else as it comes out."


WRONG = {
    "lists: Custommers": "no rule speaks of the list 'Custommers'. Did you mean 'Customers'?",
    "lists: [Customers, Vip]": (
        "no rule speaks of the list 'Vip'. They speak of: Customers, Launch."
    ),
    "lists: 'Customers, Launch'": (
        "no rule speaks of the list 'Customers, Launch'. For several lists write a list: "
        "[Customers, Launch]."
    ),
    "tags: [Custmer]": "no rule speaks of the tag 'Custmer'. Did you mean 'Customer'?",
    "fields: {Last ordr: 1}": "no rule speaks of the field 'Last ordr'. Did you mean 'Last order'?",
    "automations: [Wellcome]": (
        "no rule speaks of the automation 'Wellcome'. Did you mean 'Welcome'?"
    ),
    "lists: [Launch, launch]": "the list 'launch' stands twice behind 'lists'. Keep one.",
    "fields: {Cohort: x, cohort: y}": (
        "the field 'cohort' stands twice; first on line 11. Keep one."
    ),
    "lists:": (
        "'lists' has no value. Write one, [] for none, or take the line out. "
        "(A # begins a comment.)"
    ),
    "fields:": (
        "'fields' has no value. Write one, {} for none, or take the line out. "
        "(A # begins a comment.)"
    ),
    "lists: {Customers: yes}": "'lists' takes one list or a list of them, not keys with values.",
    "lists: [[Customers]]": "a list cannot stand here, where one list is due.",
    "lists: no": "the list 'no' is read by YAML as false. Put it in quotes: \"no\".",
    "automations: {Welcome: 2}": (
        "'automations' takes one automation or a list of them, not keys with values."
    ),
    "fields: []": "'fields' takes names with values, such as {Last order: 1001}; {} for none.",
    "fields: Bought": "'fields' takes names with values, such as {Bought: 1001}; {} for none.",
    "fields: [Bought: x]": (
        "'fields' takes names with values, such as {Last order: 1001}; {} for none."
    ),
    "fields: {Bought: [x]}": "'Bought' takes one value, not a list.",
    "fields: {Last order: yes}": (
        "the value 'yes' is read by YAML as true. Put it in quotes: \"yes\"."
    ),
    "fields: {Bought: ''}": "the value is empty. Write it, or leave it out.",
    "fields: {Bought: 2025-02-01}": calendar("2025-02-01"),
    'fields: {Bought: "2025-02-01"}': calendar("2025-02-01"),
    "fields: {Bought: Gold on 2025-02-01}": calendar("2025-02-01"),
    "fields: {Last order: <order number>}": for_the_event(
        "order number", "with order number 1001", "1001"
    ),
    "fields: {Bought: <product>}": for_the_event("product", "purchase product-12", "product-12"),
    "fields: {Bought: <next payment date>}": for_the_event(
        "next payment date", "with next payment in 30 days", "<in 30 days>"
    ),
    "fields: {Bought: <custom field size>}": for_the_event(
        "custom field size", "with field size=XL", "XL"
    ),
    "fields: {Bought: Gold on <date>}": "'<date>' is not known here. Did you mean '<today>'?",
    "fields: {Bought: <tomorrow>}": "'<tomorrow>' is not known here. Did you mean '<in 1 day>'?",
    "fields: {Bought: <30 days>}": "'<30 days>' is not known here. Did you mean '<in 30 days>'?",
    "fields: {Bought: <3 weeks before>}": (
        "'<3 weeks before>' is not known here. Did you mean '<3 weeks ago>'?"
    ),
    "fields: {Bought: <a month ago>}": (
        "'<a month ago>' is not known here. Did you mean '<30 days ago>'?"
    ),
    "fields: {Bought: <0 days ago>}": unknown_day("0 days ago"),
    "fields: {Bought: <in 3 days ago>}": (
        "'<in 3 days ago>' is not known here. Did you mean '<3 days ago>'?"
    ),
    "fields: {Bought: <colour>}": unknown_day("colour"),
    "fields: {Bought: Gold on <today}": (
        f"a '<' in 'Gold on <today' is never closed. A day is written {A_DAY}; all else as it "
        "comes out."
    ),
    "list: Customers": "the key 'list' is not known. Did you mean 'lists'?",
    "subscribed: Customers": "the key 'subscribed' is not known. Did you mean 'lists'?",
    "set: {Bought: x}": "the key 'set' is not known. Did you mean 'fields'?",
    "start automation: Welcome": (
        "the key 'start automation' is not known. Did you mean 'automations'?"
    ),
}


@pytest.mark.parametrize("line", WRONG)
def test_a_wrong_promise_is_told(line: str) -> None:
    assert problems(example(line)) == [f"rules.yaml line 11, example 1: {WRONG[line]}"]


@pytest.mark.parametrize("line", WRONG)
def test_it_is_told_likewise_after_a_step(line: str) -> None:
    steps = f"  - given:\n      - purchase\n      - {line}\n    tags: Customer\n"
    blank = "\n" if line.startswith("fields: {Cohort") else ""
    told = problems(HEAD.replace("examples:\n", f"{blank}examples:\n") + steps)
    at = 13 if blank else 12
    expected = WRONG[line].replace("first on line 11", "first on line 13")
    assert told == [f"rules.yaml line {at}, example 1: {expected}"]


def test_an_example_that_promises_nothing_is_told() -> None:
    every = "tags, lists, fields, automations, access"
    nothing = f"Write what should have come of it behind one of {every}."
    assert problems(example()) == [
        f"rules.yaml line 10, example 1: the example promises nothing. {nothing}"
    ]
    steps = "  - given: [purchase, tags: Customer]\n"
    assert problems(HEAD + steps) == [
        f"rules.yaml line 10, example 1: the example promises nothing at its end. {nothing}"
    ]
    assert problems(example("tagz: X")) == [
        "rules.yaml line 11, example 1: the key 'tagz' is not known. Did you mean 'tags'?"
    ]


@pytest.mark.parametrize("one", ["tags: []", "lists: []", "fields: {}", "automations: []"])
def test_any_one_promise_is_enough_and_none_of_it_may_be_promised(one: str) -> None:
    (told,) = parse(example(one)).examples
    assert told.expected == Expected(**{one.partition(":")[0]: ()})


def test_what_no_rule_has_at_all_cannot_be_promised() -> None:
    text = "crm: activecampaign\nrules: [{name: A, when: purchase, add: X}]\nexamples:\n"
    promise = "  - given: purchase\n    lists: L\n    fields: {F: x}\n    automations: A\n"
    assert problems(text + promise) == [
        "rules.yaml line 5, example 1: no rule speaks of a list, so 'L' can never come out. Take "
        "it out.",
        "rules.yaml line 6, example 1: no rule speaks of a field, so 'F' can never come out. Take "
        "it out.",
        "rules.yaml line 7, example 1: no rule speaks of an automation, so 'A' can never come out. "
        "Take it out.",
    ]


def test_of_many_names_some_are_listed() -> None:
    text = example("lists: Zzz").replace("[Customers, Launch]", str([*"abcdefghij"]))
    assert problems(text) == [
        "rules.yaml line 11, example 1: no rule speaks of the list 'Zzz'. They speak of: a, b, c, "
        "d, e, f, g, h and 2 more."
    ]


def test_names_are_looked_for_only_once_the_rules_read_well() -> None:
    text = example("lists: Newsletter").replace("subscribe: [", "subscrib: [")
    assert problems(text) == [
        "rules.yaml line 6, rule 'Customer': the key 'subscrib' is not known. Did you mean "
        "'subscribe'?"
    ]


def test_a_rule_that_is_switched_off_names_them_too() -> None:
    off = example("lists: []", "tags: []").replace(
        "when: purchase", "when: purchase\n    enabled: no"
    )
    assert parse(off.replace("lists: []", "lists: Launch")).examples


def test_a_date_that_a_rule_or_a_step_writes_out_may_be_promised() -> None:
    born = "with field born=1990-05-04"
    text = example('fields: {Cohort: "2024-01-31", Bought: born 1990-05-04}')
    assert parse(text.replace("product-12", f"product-12 {born}")).examples


def test_what_is_promised_after_a_step_may_stand_in_one_entry_or_in_several() -> None:
    promises = (
        "      - tags: Customer\n        lists: [Launch]\n",
        "      - tags: Customer\n      - lists: Launch\n",
    )
    for written in promises:
        steps = f"  - given:\n      - purchase\n{written}      - refund\n    fields: {{}}\n"
        (told,) = parse(HEAD + steps).examples
        assert [step.expected for step in told.given] == [
            Expected(tags=("Customer",), lists=("Launch",)), None,
        ]  # fmt: skip


def test_one_promise_twice_after_one_step_is_told() -> None:
    steps = "  - given:\n      - purchase\n      - lists: Launch\n      - lists: []\n    tags: []\n"
    assert problems(HEAD + steps) == [f"rules.yaml line 13, example 1: {TWICE}"]


def test_a_promise_before_any_step_is_told_with_its_name() -> None:
    assert problems(HEAD + "  - given: [lists: Launch, purchase]\n    tags: []\n") == [
        "rules.yaml line 10, example 1: 'lists' stands before any step. Put it after the step it "
        "is about."
    ]


def test_a_promise_without_its_blank_is_told() -> None:
    assert problems(HEAD + "  - given: [purchase, lists:Launch]\n    tags: []\n") == [
        "rules.yaml line 10, example 1: the blank after the colon is missing. Write 'lists: "
        "Launch'."
    ]


def test_a_number_is_promised_as_it_is_written() -> None:
    (told,) = parse(example("fields: {Last order: 0100, Bought: 49.00, Cohort: 12:30}")).examples
    assert told.expected.fields == (
        ("Last order", "0100"),
        ("Bought", "49.00"),
        ("Cohort", "12:30"),
    )


def test_a_products_name_may_hold_an_and() -> None:
    step = "rebill product-12 with product name Bread and Butter and coupon A"
    (told,) = parse(example("tags: []").replace("purchase product-12", step)).examples[0].given
    assert (told.items[0].name, told.more) == ("Bread and Butter", {"coupon": "A"})


def test_a_step_may_stand_in_quotes_with_its_time() -> None:
    steps = "  - {given: ['2 days later: purchase'], tags: []}\n"
    assert parse(HEAD + steps).examples[0].given[0].after == timedelta(days=2)


def test_steps_over_a_thousand_years_are_told() -> None:
    steps = ", ".join(["9999 weeks later: nothing"] * 6)
    assert problems(HEAD + f"  - given: [{steps}]\n    tags: []\n") == [
        "rules.yaml line 10, example 1: its steps last over a thousand years together. Shorten one."
    ]


def test_a_step_tells_what_fields_are_made_of() -> None:
    step = (
        "rebill product-12 with product name Gold and order number 1001 and invoice number A-7 "
        "and payments left 2 and payment number 3"
    )
    (told,) = parse(example("tags: []").replace("purchase product-12", step)).examples[0].given
    assert told.kind is Kind.REBILL
    assert told.items == (Item("product", "12", name="Gold"),)
    assert told.more == {
        "order_id": "1001", "invoice_id": "A-7", "subscription": Subscription("", 3, 2),
    }  # fmt: skip


FACTS = {
    "purchase product-1 bump-1 with product name Gold": (
        "'product name' is the name of one item, and this step has 2. Write it at one."
    ),
    "purchase with product name Gold": (
        "'product name' is the name of one item, and this step names none. Write it at one."
    ),
    "purchase product-1 product name Gold": (
        "before 'product name' the word 'with' is missing. Did you mean 'purchase product-1 with "
        "product name Gold'?"
    ),
    "purchase product 12": ("an item is written with a '-'. Did you mean 'purchase product-12'?"),
    "purchase product-1 with name Gold": (
        "the fact 'name' is not known. Did you mean 'product name'?"
    ),
    "purchase product-1 with order number": (
        "'order number' has no value. Write it like: with coupon SUMMER and amount 49.00."
    ),
    "purchase product-1 and order number 7": (
        "before 'order number' the word 'with' is missing. Did you mean 'purchase product-1 with "
        "order number 7'?"
    ),
    "purchase product-1 and": (
        "'and' is no item. Behind the event stand its items, like product-12, and behind 'with' "
        "what else is told, like 'with coupon SUMMER'."
    ),
    "purchase product-1 with order number 7, coupon A": (
        "'7, coupon A' is no order number. Write it like: with order number 1001 and coupon SUMMER."
    ),
    "purchase product-1 with invoice number 7 8": (
        "'7 8' is no invoice number. Write it like: with invoice number 1001 and coupon SUMMER."
    ),
    "purchase product-1 with product name Gold and ordr number 7": (
        "the fact 'ordr' is not known. Did you mean 'order'?"
    ),
    "purchase product-1 with order 1001": (
        "'1001' is no time gone by. Write it like: with order 20 days ago. The order's "
        "number is written: with order number 1001."
    ),
    "purchase product-1 with order id 1001": (
        "'id 1001' is no time gone by. Write it like: with order 20 days ago. The order's "
        "number is written: with order number 1001."
    ),
    "rebill with next payment 30 days": (
        "'30 days' is no time to come. Write it like: with next payment in 30 days."
    ),
    "rebill with payments left few": (
        "'few' is no number of payments. Write it like: with payments left 3."
    ),
}
AN_ITEM = "An item is written like product-12: product, bump, upsell or downsell, and its number"


@pytest.mark.parametrize("step", FACTS)
def test_a_wrong_fact_is_told(step: str) -> None:
    expected = FACTS[step].format(f"{AN_ITEM} in the cart.")
    assert problems(HEAD + f"  - given: {step}\n    tags: []\n") == [
        f"rules.yaml line 10, example 1: {expected}"
    ]


@pytest.mark.parametrize("placeholder", TOLD_BY)
def test_what_a_message_says_to_write_for_a_placeholder_comes_out(placeholder: str) -> None:
    told, value = (text.format(name="n") for text in TOLD_BY[placeholder])
    step = told if told.startswith("purchase ") else f"purchase product-12 {told}"
    wanted = PLACEHOLDERS[placeholder].written.replace("NAME", "n")
    text = (
        f"crm: activecampaign\nrules: [{{name: A, when: purchase, set: {{F: {wanted}}}}}]\n"
        f"examples:\n  - given: {step}\n    fields: {{F: {value}}}\n"
    )
    assert examples.run(parse(text)) == ()


def test_every_placeholder_but_the_events_day_can_be_told_by_a_step() -> None:
    assert PLACEHOLDERS.keys() - TOLD_BY.keys() == {"date"}


def test_the_reference_shows_every_fact_that_a_step_can_tell() -> None:
    page = (Path(__file__).parents[4] / "docs/rules.md").read_text()
    _, _, rows = page.partition("| what the step tells | behind `with` |\n|---|---|\n")
    shown = re.findall("`([^`]+)`", rows.partition("\n\n")[0])
    with pytest.raises(ConfigError) as refused:
        parse(HEAD + "  - {given: purchase with colour red, tags: []}\n")
    (message,) = refused.value.problems
    facts = message.rpartition("Known here: ")[2].removesuffix(".").split(", ")
    assert [fact for fact in facts if not any(one.startswith(f"{fact} ") for one in shown)] == []
    steps = [f"  - {{given: rebill product-1 with {one}, tags: []}}\n" for one in shown]
    assert len(parse(HEAD + "".join(steps)).examples) == len(shown)
