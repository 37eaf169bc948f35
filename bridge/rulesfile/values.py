"""What a field is set to: what is wrong with the text, and what was probably meant.

Each check returns the sentence about a wrong text, and "" for a right one.
"""

from bridge.rules import PLACEHOLDERS, named, unclosed, words_in
from bridge.rulesfile.nearest import nearest
from bridge.rulesfile.report import show
from bridge.rulesfile.words import check_text

_ALSO = {
    "name": "product name",
    "item": "product",
    "item name": "product name",
    "plan": "pricing option",
    "order": "order number",
    "order id": "order number",
    "invoice": "invoice number",
    "price": "amount",
    "total": "amount",
    "today": "date",
    "purchase date": "date",
    "next payment": "next payment date",
    "next bill date": "next payment date",
    "period end": "end of paid period",
    "paid until": "end of paid period",
}


def check_value(text: str) -> str:
    if wrong := check_text("value", text):
        return wrong
    if unclosed(text):
        return (
            f"a '<' in '{show(text)}' is never closed. Write what the event tells between < and "
            ">, such as <order number>, or take the '<' out."
        )
    return next(filter(None, map(_check_word, words_in(text))), "")


def _check_word(word: str) -> str:
    if named(word)[0]:
        return ""
    known = {name: each.written for name, each in PLACEHOLDERS.items()}
    first, _, name = word.strip().partition(" ")
    if near := nearest(word, known, _ALSO):
        meant = known[near]
    elif name and (near := nearest(first, known)) and PLACEHOLDERS[near].takes:
        meant = f"<{near} {name}>"
    else:
        return f"'<{show(word)}>' is not known. Known here: {', '.join(known.values())}."
    return f"'<{show(word)}>' is not known. Did you mean '{show(meant)}'?"
