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
    near = nearest(word, known, _ALSO)
    meant = _with_name(word.split()) or known.get(near, "")
    if not meant:
        return f"'<{show(word)}>' is not known. Known here: {', '.join(known.values())}."
    return f"'<{show(word)}>' is not known. Did you mean '{show(meant)}'?"


def _with_name(parts: list[str]) -> str:
    """`<custom field T-shirt size>`, where the word was probably meant so; else empty."""
    for name, each in PLACEHOLDERS.items():
        length = len(name.split())
        if each.takes and parts[length:] and nearest(" ".join(parts[:length]), [name]):
            return f"<{name} {' '.join(parts[length:])}>"
    return ""
