"""Words of which only certain ones are right: events, items, pricing options, payments, switches.

A function gives what is wrong with a word, and "" where it has nothing to say.
"""

import re
from collections.abc import Callable

from bridge.model import ABOUT_THE_BUYER, BY_HAND, TURNS, Kind
from bridge.rules import UNKNOWN_PLAN, ordered
from bridge.rules.file.grammar import synonyms
from bridge.rules.file.grammar.forms import Form
from bridge.rules.file.grammar.suggest import (
    did_you_mean,
    loose,
    nearest,
    not_known,
    oddly_typed,
    unknown,
)
from bridge.rules.file.grammar.values import check_text
from bridge.rules.file.problem import Wrong
from bridge.rules.file.report import show

KINDS = tuple(str(kind) for kind in ordered(ABOUT_THE_BUYER))
TURNING = tuple(str(kind) for kind in ordered(TURNS))
WHEN = (*KINDS, *TURNING)
YES = ("true", "yes", "on")
NO = ("false", "no", "off")

ITEM_SORTS = ("product", "bump", "upsell", "downsell")
_SORT = f"({'|'.join(ITEM_SORTS)})"
ITEM_PATTERN = rf"{_SORT}-([1-9][0-9]*)"
WANTED = rf"{ITEM_PATTERN}|{_SORT}-\*"
PLAN_PATTERN = rf"[1-9][0-9]*|{UNKNOWN_PLAN}"
PAYMENT_PATTERN = "first|last|number [1-9][0-9]{0,5}"

_AN_ITEM = "An item is written like product-12: product, bump, upsell or downsell, and its number"
_LOOSE_ITEM = re.compile(r"([a-z]+)[\s_#:-]*0*([1-9][0-9]*)", re.IGNORECASE)
_NUMBERS = {"first": "first", "1st": "first", "last": "last", "final": "last"} | {
    name: f"number {number}"
    for number, names in enumerate(("second 2nd", "third 3rd", "fourth 4th", "fifth 5th"), 2)
    for name in names.split()
}
# A condition that stands in an event's text, what it is called, and how it is written.
_INSIDE: tuple[tuple[re.Pattern[str], str, Callable[[re.Match[str]], str]], ...] = (
    (re.compile(rf"\b{_SORT}s?(?:[\s_#:-]*0*([1-9][0-9]*))?\b", re.IGNORECASE), "an item",
     lambda found: f"items: {found[1].lower()}-{found[2] or '*'}"),
    (re.compile(r"\b(?:in )?(test|live)(?:[ -]mode)?\b", re.IGNORECASE), "a mode",
     lambda found: f"mode: {found[1].lower()}"),
    (re.compile(rf"\b({'|'.join(_NUMBERS)})(?= (?:payment|rebill)$)", re.IGNORECASE),
     "which payment it is", lambda found: f"payment: {_NUMBERS[found[1].lower()]}"),
    (re.compile(r"\b(full|partial)(?= refund)", re.IGNORECASE), "how much is given back",
     lambda found: f"refund: {found[1].lower()}"),
)  # fmt: skip
_WITH_PLAN = re.compile(
    rf"({ITEM_PATTERN})[\s,;/(]+(?:with )?(?:plans?|(?:pricing )?options?)[\s:#]*([1-9][0-9]*)\)?",
    re.IGNORECASE,
)
_LOOSE_SORT = re.compile(rf"(?:(?:any|all|every) )?{_SORT}s?|{_SORT}s?[\s_#:-]*\*")
_NUMBERED = re.compile(
    r"(?:(?:number|no\.?|nr\.?|payment)?\s*#?\s*)0*([1-9][0-9]{0,5})\.?", re.IGNORECASE
)


def check_when(word: str) -> str:
    """Of an event that a rule may wait for: one of the cart, or access that starts or ends."""
    if word in WHEN:
        return ""
    if word in set(Kind) - {Kind.UNKNOWN} or loose(word) in synonyms.NEVER_TOLD:
        return check_kind(word)
    for inside, what, condition in _INSIDE:
        if (found := inside.search(word)) and (event := _event_beside(word, found)):
            write = f"Write 'when: {event}', and '{condition(found)}' on a line of its own."
            return Wrong("several-in-one", f"the event '{show(word)}' holds {what}, too.", write)
    also = synonyms.EVENTS | synonyms.TURNS
    return unknown("event", word, WHEN, also, synonyms.MEANING)


def _event_beside(word: str, inside: re.Match[str]) -> str:
    """The event that the other words tell; "" where there is none."""
    other = " ".join(f"{word[: inside.start()]} {word[inside.end() :]}".split())
    if "first" in inside[0].lower():  # payment
        return str(Kind.PURCHASE)
    return nearest(re.sub(r"^(?:of|is|was) | (?:of|is|was)$", "", other), WHEN, synonyms.EVENTS)


def check_kind(word: str) -> str:
    """Of an event of the cart."""
    if word in KINDS:
        return ""
    if loose(word) in synonyms.NEVER_TOLD:
        return not_known("event", word, synonyms.NEVER_TOLD[loose(word)])
    if word in BY_HAND:
        meant = " or ".join(TURNING)
        return Wrong(
            "unknown-word", f"no rule can wait for '{word}'.", f"Write {meant} where that is meant."
        )
    if word in set(Kind) - {Kind.UNKNOWN, *TURNS}:
        why = "it says nothing about a buyer's access."
        return Wrong("unknown-word", f"no rule can wait for '{word}': {why}")
    return unknown("event", word, KINDS, synonyms.EVENTS, synonyms.MEANING)


def check_item(word: str) -> str:
    """Of one item, as a cart tells it."""
    if re.fullmatch(ITEM_PATTERN, word):
        return ""
    if odd := oddly_typed("item", word, _is_item):
        return odd
    if _is_item(plain := word.lower()):
        hint = f"Write '{plain}', as the keyboard types it."
        what = f"the item '{show(word)}' is not written in small letters."
        return Wrong("unknown-word", what, hint, plain)
    if re.fullmatch("0*[1-9][0-9]*", word):
        *most, last = (f"{sort}-{word.lstrip('0')}" for sort in ITEM_SORTS)
        return Wrong(
            "unknown-word",
            f"the item '{show(word)}' does not say what it is.",
            f"Write {', '.join(most)} or {last}.",
        )
    if planned := _WITH_PLAN.fullmatch(word.strip()):
        return Wrong(
            "unknown-word",
            f"the item '{show(word)}' holds a pricing option, too.",
            f"Write '{planned[1].lower()}' here, and 'plans: {planned[4]}' on a line of its own.",
        )
    found = _LOOSE_ITEM.fullmatch(word.strip())
    if found and (sort := nearest(found[1], ITEM_SORTS)):
        return did_you_mean("item", word, f"{sort}-{found[2]}")
    if negated := re.fullmatch(rf"(?:not|no|without|except) ({WANTED})", word):
        hint = f"Write 'not: {{items: {negated[1]}}}' on a line of its own."
        return not_known("item", word, hint)
    is_name = re.search(r"[^\W\d_] [^\W\d_]", word)
    by_name = f" By its name: {{name: {show(word)}}}." if is_name else ""
    return not_known("item", word, f"{_AN_ITEM} in the cart.{by_name}")


def _is_item(word: str) -> bool:
    return re.fullmatch(WANTED, word) is not None


def _refuse_wanted(word: str) -> str:
    plain = word.strip().lower()
    if plain in ("*", "any", "all", "any item", "everything"):
        return Wrong(
            "unknown-word", "for any item, leave 'items' out.", "A membership names its own."
        )
    if sort := _LOOSE_SORT.fullmatch(plain):
        return did_you_mean("item", word, f"{sort[1] or sort[2]}-*")
    return check_item(word)


def check_plan(word: str) -> str:
    return PLANS.check(word)


def _refuse_plan(word: str) -> str:
    named = " A purchase's page names it behind 'plan'." if re.search("[a-z]", word.lower()) else ""
    return Wrong(
        "unknown-word",
        f"the pricing option '{show(word)}' is not a number.",
        f"Write its number, like 90222, or '{UNKNOWN_PLAN}' for events that name none.{named}",
    )


def _meant_payment(word: str) -> str:
    number = _NUMBERED.fullmatch(word.strip())
    return f"number {number[1]}" if number else nearest(word, ("first", "last", "number 3"))


def _meant_currency(word: str) -> str:
    upper = word.strip().upper()
    return upper if re.fullmatch("[A-Z]{3}", upper) else synonyms.CURRENCIES.get(word.lower(), "")


EVENTS = Form("event", check_when, many=True, choices=WHEN)
ITEMS = Form(
    "item",
    _refuse_wanted,
    many=True,
    pattern=WANTED,
    by_name=Form("name", lambda word: check_text("name", word), free=True),
)
PLANS = Form("pricing option", _refuse_plan, many=True, pattern=PLAN_PATTERN)
PAYMENTS = Form(
    "payment", many=True, pattern=PAYMENT_PATTERN, meant=_meant_payment,
    write="Known here: first, last, number 3.",
)  # fmt: skip
CURRENCIES = Form(
    "currency", many=True, pattern="[A-Z]{3}", meant=_meant_currency,
    write="Write its three letters, such as USD.",
)  # fmt: skip
MODE = Form("mode", choices=("live", "test"), also=synonyms.MODES)
REFUND = Form("refund", choices=("full", "partial"))
STYLE = Form("style", choices=("memberium", "accessally", "plain"))
TEST_EVENTS = Form(
    "word", choices=("apply", "ignore"), says="test_events cannot be '{word}'.",
    write="Write apply or ignore.",
)  # fmt: skip


SWITCH = Form(
    "switch", choices=YES + NO, pattern=f"(?i:{'|'.join(YES + NO)})",
    says="'{word}' is neither yes nor no.", write="Write yes or no.",
)  # fmt: skip
