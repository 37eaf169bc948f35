"""What a field is expected to be set to in an example: what is wrong with the text, and what was
probably meant.

Each check returns the sentence about a wrong text, and "" for a right one.
"""

import re

from bridge.rules import away, named, unclosed, words_in
from bridge.rules.file.grammar.nearest import nearest
from bridge.rules.file.grammar.times import meant_span
from bridge.rules.file.grammar.words import check_text
from bridge.rules.file.report import show

A_DAY = "<today>, <in 30 days> or <3 days ago>"
NO_CALENDAR = (
    "the value '{word}' is a date, and an example has no calendar. Write the day as it is from "
    f"there: {A_DAY}."
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


def check_value(text: str) -> str:
    if wrong := check_text("value", text):
        return wrong
    if unclosed(text):
        return (
            f"a '<' in '{show(text)}' is never closed. A day is written {A_DAY}; all else as it "
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
    if meant := _meant_day(word):
        return f"'<{show(word)}>' is not known here. Did you mean '<{meant}>'?"
    return (
        f"'<{show(word)}>' is not known here. A day is written {A_DAY}; all else as it comes out."
    )


def _meant_day(word: str) -> str:
    """The day that a loose word was probably meant to be; "" where that cannot be told."""
    loose = word.lower().strip()
    single = {
        "today": "today", "now": "today", "date": "today",
        "tomorrow": "in 1 day", "yesterday": "1 day ago",
    }  # fmt: skip
    if near := nearest(loose, single):
        return single[near]
    past = re.fullmatch(r"(.*?) ?(?:ago|before|earlier)", loose)
    span = meant_span(past[1] if past else loose)
    if not span or span.startswith("0 "):
        return ""
    return f"{span} ago" if past else f"in {span}"
