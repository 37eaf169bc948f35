"""One word of the file at a time: what is wrong with it, and what was probably meant.

Each check returns the sentence about a wrong word, and "" for a right one.
"""

import re

from bridge.destinations import registry
from bridge.model import ABOUT_THE_BUYER, BY_HAND, TURNS, Kind
from bridge.rules import UNKNOWN_PLAN, ordered
from bridge.rules.file.grammar.kinds import (
    ALSO_KINDS,
    ALSO_TURNS,
    MEANING,
    NEVER_TOLD,
    NO_CHARGEBACK,
)
from bridge.rules.file.grammar.nearest import loose, nearest, unknown
from bridge.rules.file.report import show

KINDS = tuple(str(kind) for kind in ordered(ABOUT_THE_BUYER))
TURNING = tuple(str(kind) for kind in ordered(TURNS))
WHEN = (*KINDS, *TURNING)
CRMS = tuple(registry.vendors())
YES = ("true", "yes", "on")
NO = ("false", "no", "off")

ITEM_SORTS = ("product", "bump", "upsell", "downsell")
ITEM = r"(product|bump|upsell|downsell)-([1-9][0-9]*)"
PLAN = rf"[1-9][0-9]*|{UNKNOWN_PLAN}"
# Commas separate tags in lists and in CRMs, so no tag may hold one.
TAG = r"[^,\s]([^,\r\n]*[^,\s])?"

_AN_ITEM = "An item is written like product-12: product, bump, upsell or downsell, and its number"
_LOOSE_ITEM = re.compile(
    r"(product|bump|upsell|downsell)s?[\s_#:-]*0*([1-9][0-9]*)", re.IGNORECASE | re.ASCII
)
_MAYBE_ITEM = re.compile(r"([a-z]+)[\s_#:-]*0*([1-9][0-9]*)", re.IGNORECASE | re.ASCII)
_WITH_PLAN = re.compile(
    rf"({ITEM})[\s,;/(]+(?:with )?(?:plans?|(?:pricing )?options?)[\s:#]*([1-9][0-9]*)\)?",
    re.IGNORECASE | re.ASCII,
)
# Quotes that word processors make of straight ones; to YAML they are letters.
_CURLED = re.compile("[“”„‟‘’‚‛].*[“”‟‘’‛]")
_DASHES = "\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")  # takes no room on a page
_EVERY = r"(product|bump|upsell|downsell)-\*"
_CURLED_DOUBLE = re.compile("[“”„‟]")


def check_when(word: str) -> str:
    """An event that a rule may wait for: one of the cart, or access that starts or ends."""
    if word in WHEN:
        return ""
    if word in set(Kind) - {Kind.UNKNOWN} or _is_never_told(word):
        return check_kind(word)
    return unknown("event", word, WHEN, {**ALSO_KINDS, **ALSO_TURNS}, MEANING)


def check_kind(word: str) -> str:
    """An event of the cart."""
    if word in KINDS:
        return ""
    if _is_never_told(word):
        return f"the event '{show(word)}' is not known. {NO_CHARGEBACK}"
    if word in BY_HAND:
        return f"no rule can wait for '{word}'. Write {' or '.join(TURNING)} where that is meant."
    if word in set(Kind) - {Kind.UNKNOWN, *TURNS}:
        return f"no rule can wait for '{word}': it says nothing about a buyer's access."
    return unknown("event", word, KINDS, ALSO_KINDS, MEANING)


def _is_never_told(word: str) -> bool:
    return loose(word) in NEVER_TOLD


def check_item(word: str) -> str:
    if re.fullmatch(ITEM, word):
        return ""
    if (plain := keyboard(word)) != word and re.fullmatch(f"{ITEM}|{_EVERY}", plain):
        how = _how_typed(word)
        return f"the item '{show(word)}' {how}. Write '{plain}', as the keyboard types it."
    if re.fullmatch("0*[1-9][0-9]*", word):
        which = ", ".join(f"{sort}-{word.lstrip('0')}" for sort in ("product", "bump", "upsell"))
        return (
            f"the item '{show(word)}' does not say what it is. "
            f"Write {which} or downsell-{word.lstrip('0')}."
        )
    if planned := _WITH_PLAN.fullmatch(word.strip()):
        what = f"the item '{show(word)}' holds a pricing option, too. Write"
        item, plan = planned[1].lower(), planned[4]
        return f"{what} '{item}' here, and 'plans: {plan}' on a line of its own."
    if loose := _LOOSE_ITEM.fullmatch(word.strip()):
        meant = f"{loose[1].lower()}-{loose[2]}"
        return f"the item '{show(word)}' is not known. Did you mean '{show(meant)}'?"
    if (maybe := _MAYBE_ITEM.fullmatch(word.strip())) and (sort := nearest(maybe[1], ITEM_SORTS)):
        return f"the item '{show(word)}' is not known. Did you mean '{show(f'{sort}-{maybe[2]}')}'?"
    return f"the item '{show(word)}' is not known. {_AN_ITEM} in the cart."


def keyboard(word: str) -> str:
    """An item as it would be typed: word processors make long dashes and curl quotes, and pages
    hide letters that nobody sees."""
    seen = _UNSEEN.sub("", word).strip("“”„‟‘’‚‛«»‹› \u00a0")
    return re.sub(rf"\s*[{_DASHES}]\s*", "-", seen).lower()


def _how_typed(word: str) -> str:
    """What keeps an item from being one although it looks like one."""
    if _CURLED.match(word):
        return "stands in curled quotes"
    if re.search(f"[{_DASHES}]", word):
        return "has a long dash"
    if unseen := _UNSEEN.search(word):
        return f"holds an invisible letter (U+{ord(unseen[0]):04X})"
    return "is not written in small letters"


def check_plan(word: str) -> str:
    if re.fullmatch(PLAN, word):
        return ""
    named = " A purchase's page names it behind 'plan'." if re.search("[a-z]", word.lower()) else ""
    return (
        f"the pricing option '{show(word)}' is not a number. Write its number, like 90222, or "
        f"'{UNKNOWN_PLAN}' for events that name none.{named}"
    )


def check_tag(word: str) -> str:
    # An odd one is half of a pair: a comma between curled quotes parts the text all the same.
    if _CURLED.fullmatch(word) or len(_CURLED_DOUBLE.findall(word)) % 2:
        return (
            f"the tag '{show(word)}' stands in curled quotes, which would be part of it. Put it in "
            'straight ones ("), or in none.'
        )
    return comma("tag", word) if "," in word else check_text("tag", word)


def check_suffix(word: str) -> str:
    """A suffix may begin with a blank: 'Gold' + ' - cancelled'."""
    if word.lower() in NO:
        return (
            "a suffix cannot be switched off. Switch off the part of that name in the membership "
            "itself."
        )
    if "," in word:
        return f"the suffix '{show(word)}' holds a comma, which no tag may."
    return check_text("suffix", word, word.lstrip(" "))


def check_name(word: str) -> str:
    return check_text("name", word)


def check_list(word: str) -> str:
    return check_text("list", word)


def check_automation(word: str) -> str:
    return check_text("automation", word)


def check_switch(word: str) -> str:
    if word.lower() in YES + NO:
        return ""
    return f"'{show(word)}' is neither yes nor no. Write yes or no."


def check_crm(word: str) -> str:
    return "" if word in CRMS else unknown("CRM", word, CRMS)


def check_test_events(word: str) -> str:
    if word in ("apply", "ignore"):
        return ""
    return f"test_events cannot be '{show(word)}'. Write apply or ignore."


def comma(what: str, word: str) -> str:
    """The sentence about a word that holds a comma."""
    several = ", ".join(part.strip() for part in word.split(",") if part.strip())
    return (
        f"the {what} '{show(word)}' holds a comma, which no {what} may. "
        f"For several {what}s write a list: [{show(several)}]."
    )


def check_text(what: str, word: str, strict: str | None = None) -> str:
    """`strict` is the part of the word that may neither begin nor end with a blank."""
    strict = word if strict is None else strict
    if not strict.strip():
        return f"the {what} is empty. Write it, or leave it out."
    if len(f"{word}.".splitlines()) > 1:
        return f"the {what} '{show(word)}' runs over several lines. Write it on one."
    if strict != strict.strip():
        return f"the {what} '{show(word)}' begins or ends with a blank. Take the blank away."
    return ""
