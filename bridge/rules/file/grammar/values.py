"""Texts that the file's owner chooses: tags, names, coupons, and what a field is set to.

A function gives what is wrong with a text, and "" for a right one.
"""

import re
from functools import partial

from bridge.rules import PLACEHOLDERS, named, unclosed, words_in
from bridge.rules.file.grammar import synonyms
from bridge.rules.file.grammar.forms import Form
from bridge.rules.file.grammar.suggest import nearest
from bridge.rules.file.problem import Wrong
from bridge.rules.file.report import show

# Commas separate tags where CRMs list them, so no tag may hold one; nor may a coupon's code or an
# affiliate's id, where it would be two of them in one text.
WITHOUT_COMMA = r"[^,\s]([^,\r\n]*[^,\s])?"
# Quotes that word processors make of straight ones; to YAML they are letters.
_CURLED_TEXT = re.compile("[“”„‟‘’‚‛].*[“”‟‘’‛]")
_CURLED_DOUBLE = re.compile("[“”„‟]")
# The contact has these at the CRM, so no field needs them.
_OF_THE_CONTACT = (
    "first name", "last name", "full name", "surname", "firstname", "lastname", "email", "e-mail",
    "email address", "phone", "phone number", "buyer name", "customer name", "contact name",
)  # fmt: skip
_LONGEST = 200  # letters of a text that is looked at for what was meant
_PAIR = re.compile(r"\s*([^=<>:{},]*[^=<>:{},\s])\s*[=:]\s*([\w<>. -]+)")


def check_text(what: str, word: str, strict: str | None = None) -> str:
    """`strict` is the part of the word that may neither begin nor end with a blank."""
    strict = word if strict is None else strict
    if not strict.strip():
        return Wrong("wrong-value", f"the {what} is empty.", "Write it, or leave it out.")
    if len(f"{word}.".splitlines()) > 1:
        message = f"the {what} '{show(word)}' runs over several lines."
        return Wrong("wrong-value", message, "Write it on one.")
    if strict != strict.strip():
        message = f"the {what} '{show(word)}' begins or ends with a blank."
        return Wrong("wrong-value", message, "Take the blank away.")
    return ""


def check_tag(word: str) -> str:
    # An odd one is half of a pair: a comma between curled quotes parts the text all the same.
    if _CURLED_TEXT.fullmatch(word) or len(_CURLED_DOUBLE.findall(word)) % 2:
        return Wrong(
            "wrong-value",
            f"the tag '{show(word)}' stands in curled quotes, which would be part of it.",
            'Put it in straight ones ("), or in none.',
        )
    return check_single("tag", word)


def check_single(what: str, word: str) -> str:
    """Of a text that may hold no comma."""
    if "," not in word:
        return check_text(what, word)
    if "," not in (alone := word.strip(" ,")) and 0 < len(alone) < _LONGEST:
        ends = f"the {what} '{show(word)}' begins or ends with a comma, which no {what} may hold."
        return Wrong("wrong-value", ends, f"Write '{show(alone)}'.", alone)
    several = ", ".join(part.strip() for part in word.split(",") if part.strip())
    return Wrong(
        "wrong-value",
        f"the {what} '{show(word)}' holds a comma, which no {what} may.",
        f"For several {what}s write a list: [{show(several)}].",
    )


def _check_suffix(word: str) -> str:
    """A suffix may begin with a blank: 'Gold' + ' - cancelled'."""
    if word.lower() in ("false", "no", "off"):
        return Wrong(
            "wrong-value",
            "a suffix cannot be switched off.",
            "Switch off the part of that name in the membership itself.",
        )
    if "," in word:
        return Wrong("wrong-value", f"the suffix '{show(word)}' holds a comma, which no tag may.")
    return check_text("suffix", word, word.lstrip(" "))


def check_value(text: str) -> str:
    """Of what a field is set to."""
    if wrong := check_text("value", text):
        return wrong
    if unclosed(text):
        return Wrong(
            "wrong-value",
            f"a '<' in '{show(text)}' is never closed.",
            "Write what the event tells between < and >, such as <order number>, or take the '<' "
            "out.",
        )
    return next(filter(None, map(_check_placeholder, words_in(text))), "")


def _check_placeholder(word: str) -> str:
    if named(word)[0]:
        return ""
    message = f"'<{show(word)}>' is not known"
    if re.sub(r"[\s_]+", " ", word.lower()) in _OF_THE_CONTACT:
        return Wrong(
            "unknown-word",
            f"{message}, and no field needs it: the CRM has the buyer's name and address with the "
            "contact.",
            "Take the field out.",
        )
    known = {name: each.written for name, each in PLACEHOLDERS.items()}
    near = nearest(word, known, synonyms.PLACEHOLDERS)
    meant = _with_name(word.split()) or known.get(near, "")
    every = f"Known here: {', '.join(known.values())}."
    hint = f"Did you mean '{show(meant)}'?" if meant else every
    return Wrong("unknown-word", f"{message}.", hint, meant)


def _with_name(parts: list[str]) -> str:
    """`<custom field T-shirt size>`, where the word was probably meant so; else empty."""
    for name, each in PLACEHOLDERS.items():
        length = len(name.split())
        if each.takes and parts[length:] and nearest(" ".join(parts[:length]), [name]):
            return f"<{name} {' '.join(parts[length:])}>"
    return ""


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
    meant = PLACEHOLDERS.get(synonyms.PLACEHOLDERS.get(word, word))
    return meant.written if meant and not meant.takes else ""


def _named(what: str, *, many: bool = False) -> Form:
    return Form(what, partial(check_text, what), many=many, free=True)


def _code(what: str) -> Form:
    return Form(what, partial(check_single, what), many=True, free=True, pattern=WITHOUT_COMMA)


NAME, ITEM_NAME = _named("name"), _named("name")
LISTS, AUTOMATIONS = _named("list", many=True), _named("automation", many=True)
WANTED_VALUE = _named("value", many=True)
COUPONS, AFFILIATES = _code("coupon"), _code("affiliate")
TAG = Form("tag", check_tag, free=True, pattern=WITHOUT_COMMA)
TAGS = Form("tag", check_tag, many=True, free=True, pattern=WITHOUT_COMMA)
MEMBERSHIPS = Form("membership", check_tag, many=True, free=True, pattern=WITHOUT_COMMA)
ACCESS = Form("membership", partial(check_text, "membership"), free=True, numbers=True)
SUFFIX = Form("suffix", _check_suffix, free=True)
FIELD_VALUE = Form("value", check_value, free=True, placeholders=True)
