"""What a field is set to: what is wrong with the text, and what was probably meant.

Each check returns the sentence about a wrong text, and "" for a right one.
"""

import re

from bridge.rules import PLACEHOLDERS, named, unclosed, words_in
from bridge.rules.file.grammar.nearest import nearest
from bridge.rules.file.grammar.words import check_text
from bridge.rules.file.report import show

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


# The contact has these at the CRM, so no field needs them.
_OF_THE_CONTACT = (
    "first name", "last name", "full name", "surname", "firstname", "lastname", "email", "e-mail",
    "email address", "phone", "phone number", "buyer name", "customer name", "contact name",
)  # fmt: skip
_LONGEST = 200  # letters of a text that is looked at for what was meant
_PAIR = re.compile(r"\s*([^=<>:{},]*[^=<>:{},\s])\s*[=:]\s*([\w<>. -]+)")


def pair_meant(text: str) -> str:
    """`{Next: <next payment date>}` for a text in its place: `Next = <next payment date>`, or
    `next payment`; "" where it tells no value."""
    pair = _PAIR.fullmatch(text[:_LONGEST])
    if pair and not check_value(value := pair[2].strip()):
        return f"{{{pair[1]}: {placeholder_meant(value) or value}}}"
    meant = placeholder_meant(text.strip())
    return f"{{{text.strip()}: {meant}}}" if meant else ""


def placeholder_meant(text: str) -> str:
    """`<next payment date>` for its words alone; "" for other texts."""
    word = re.sub(r"[\s_-]+", " ", text[:_LONGEST].strip().lower())
    meant = PLACEHOLDERS.get(_ALSO.get(word, word))
    return meant.written if meant and not meant.takes else ""


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
    if re.sub(r"[\s_]+", " ", word.lower()) in _OF_THE_CONTACT:
        return (
            f"'<{show(word)}>' is not known, and no field needs it: the CRM has the buyer's name "
            "and address with the contact. Take the field out."
        )
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
