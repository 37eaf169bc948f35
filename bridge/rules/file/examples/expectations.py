"""What an example expects: its keys, the values of its fields, and `tags at first address`.

Each check returns the sentence about a wrong text, with what was probably meant, and "" for a right
one.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches

from bridge.rules import ADDRESSES, Given, away, named, unclosed, words_in
from bridge.rules.file.examples import example_steps as steps
from bridge.rules.file.examples import site_promises
from bridge.rules.file.examples.step_mistakes import meant_pair
from bridge.rules.file.grammar import values
from bridge.rules.file.grammar.forms import Form, Key, Table, Values
from bridge.rules.file.grammar.suggest import nearest
from bridge.rules.file.grammar.times import meant_span
from bridge.rules.file.problem import Wrong
from bridge.rules.file.report import show

_A_DAY = "<today>, <in 30 days> or <3 days ago>"
NO_CALENDAR = (
    "the value '{word}' is a date, and an example has no calendar. Write the day as it is from "
    f"there: {_A_DAY}."
)
# What may stand between < and > in a rule alone: how a step tells it, and what then comes out.
TOLD_BY = {
    "product name": ("with product name Gold course", "Gold course"),
    "product": ("purchase product-12", "product-12"),
    "pricing option": ("purchase product-12 plan 90222", "90222"),
    "order number": ("with order number 1001", "1001"),
    "invoice number": ("with invoice number 2002", "2002"),
    "amount": ("with amount 49.00", "49.00"),
    "currency": ("with currency USD", "USD"),
    "coupon": ("with coupon SUMMER", "SUMMER"),
    "affiliate": ("with affiliate bob", "bob"),
    "payment number": ("with payment number 3", "3"),
    "payments left": ("with payments left 3", "3"),
    "next payment date": ("with next payment in 30 days", "<in 30 days>"),
    "end of paid period": ("with period end in 20 days", "<in 20 days>"),
    "custom field": ("with field {name}=XL", "XL"),
    "passthrough": ("with passthrough {name}=newsletter", "newsletter"),
}
_DAYS = {
    "today": "today", "now": "today", "date": "today",
    "tomorrow": "in 1 day", "yesterday": "1 day ago",
}  # fmt: skip
_LOOSE_KEY = re.compile(
    r"(tags?|lists?|fields?|automations?)[\s_-]+(?:at|of|on|for)\b(?:[\s_-]+(?:the|her))?[\s_-]*"
    r"(.*?)(?:[\s_-]*e?-?(?:address|mail)\w*)*",
    re.IGNORECASE,
)
_NUMBERS = {
    "1st": 1, "1": 1, "one": 1, "old": 1, "former": 1, "earlier": 1, "previous": 1,
    "2nd": 2, "2": 2, "two": 2, "new": 2,
    "3rd": 3, "3": 3, "three": 3, "4th": 4, "4": 4, "four": 4,
}  # fmt: skip


def check_value(text: str) -> str:
    if wrong := values.check_text("value", text):
        return wrong
    if unclosed(text):
        return (
            f"a '<' in '{show(text)}' is never closed. A day is written {_A_DAY}; all else as it "
            "comes out."
        )
    return next(filter(None, map(_check_word, words_in(text))), "")


def _check_word(word: str) -> str:
    if away(word) is not None:
        return ""
    told, name = named(word)
    if told and told.name in TOLD_BY:
        step, value = (each.format(name=name) for each in TOLD_BY[told.name])
        return (
            f"'<{show(word)}>' is for the event to tell. Let the step tell it, as in "
            f"'{show(step)}', and write here what comes out: {value}."
        )
    unknown = f"'<{show(word)}>' is not known here."
    if meant := _meant_day(word):
        return f"{unknown} Did you mean '<{meant}>'?"
    return f"{unknown} A day is written {_A_DAY}; all else as it comes out."


def _meant_day(word: str) -> str:
    """The day that a loose word was probably meant to be; "" where that cannot be told."""
    loose = word.lower().strip()
    if near := nearest(loose, _DAYS):
        return _DAYS[near]
    past = re.fullmatch(r"(.*?) ?(?:ago|before|earlier)", loose)
    span = meant_span(past[1] if past else loose)
    if not span or span.startswith("0 "):
        return ""
    return f"{span} ago" if past else f"in {span}"


def _wrong_pair(key: str, value: str) -> str:
    return meant_pair(key, value) or Wrong("wrong-shape", steps.NEITHER)


def near_key(word: str) -> tuple[str, str]:
    """The key of an address that was meant by another name, and the sentence about that name; both
    "" for a right name, and for one that speaks of no address."""
    keys = [key.name for key in TAGS_AT.values()]
    loose = None if word in keys else _LOOSE_KEY.fullmatch(word)
    if loose is None:
        return "", ""
    which = loose[2].lower()
    close = get_close_matches(which, ADDRESSES, n=1, cutoff=0.75)
    number = ADDRESSES.index(close[0]) + 1 if close else _NUMBERS.get(which, 0)
    meant = keys[max(number, 1) - 1]
    what = f"the key '{show(word)}' is not known."
    if not loose[1].lower().startswith("tag"):
        return meant, f"{what} Of one of her addresses, only tags are told: '{meant}'."
    if number:
        return meant, f"{what} Did you mean '{meant}'?"
    by_number = "An address has a number, the first being where she was first seen:"
    return meant, f"{what} {by_number} {', '.join(keys[:-1])} or {keys[-1]}."


def never_there(number: int, lived: Sequence[Given]) -> str:
    """About an address where she was not by the end of these steps."""
    if number == 1 or any(step.address == number for step in lived):
        return ""
    return (
        f"'{TAGS_AT[number].name}' stands where she never was at that address. Write the step "
        f"'moves to {ADDRESSES[number - 1]} address' before it, or take it out."
    )


TAGS = replace(values.TAGS, may_be_empty=True)
LISTS = replace(values.LISTS, may_be_empty=True)
VALUE = Form("value", check_value, free=True, numbers=True, of_dates=NO_CALENDAR)
AUTOMATIONS = replace(values.AUTOMATIONS, may_be_empty=True, repeats=True)
# What should have come of the events, at the end of an example or after one of its steps.
PROMISES = (
    Key("tags", TAGS, "Exactly the tags that stand afterwards; [] for none."),
    Key("lists", LISTS, "Exactly the lists that the buyer is on afterwards; [] for none."),
    Key("fields", Values("field", VALUE, "{Last order: 1001}", may_be_empty=True),
        "Exactly the fields that were set, with their values; {} for none."),
    Key("automations", AUTOMATIONS,
        "Exactly the automations that were started, each as often as it was; [] for none."),
    site_promises.PROMISE,
)  # fmt: skip
# The same of the contact at an address of hers, by the address's number.
TAGS_AT = {
    number: Key(f"tags at {word} address", TAGS,
        f"Exactly the tags of the contact at her {word} address; [] for none.")
    for number, word in enumerate(ADDRESSES, 1)
}  # fmt: skip
ALL_PROMISES = (*PROMISES, *TAGS_AT.values())
_ALSO_PROMISES = {
    "subscribe": "lists",
    "subscribed": "lists",
    "on lists": "lists",
    "set": "fields",
    "custom fields": "fields",
    "start automation": "automations",
    "started": "automations",
    "open": "access",
    "open memberships": "access",
}
STEPS = Form(
    "step",
    steps.check_entry,
    many=True,
    repeats=True,
    paired=(steps.LATER, Form("step", steps.check_step)),
    among=Table("promise", ALL_PROMISES, _ALSO_PROMISES, near=near_key),
    unpaired=_wrong_pair,
)
EXAMPLE = Table(
    "example",
    (
        Key("given", STEPS, "Events, a day apart, such as 'purchase product-12'.", required=True),
        *ALL_PROMISES,
    ),
    {
        "when": "given",
        "events": "given",
        "expect": "tags",
        "expected": "tags",
        "then": "tags",
        **_ALSO_PROMISES,
    },
    dict.fromkeys(
        ("name", "title", "note", "comment", "description"),
        "What an example is about is told behind a '#', on a line above it.",
    ),
    near=near_key,
    listed=True,
)
