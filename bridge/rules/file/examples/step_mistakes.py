"""What was meant by a step of an example that is wrong.

Each function returns the sentence about it, and "" where it knows nothing better.
"""

import re
from collections.abc import Sequence
from difflib import get_close_matches

from bridge.rules import ADDRESSES
from bridge.rules.file.grammar import times, words
from bridge.rules.file.report import show

_KIND, _SORT = "|".join(words.KINDS), "|".join(words.ITEM_SORTS)
_JOINED = re.compile(
    rf"\s*(?:[,;+&]|->|→|=>)\s*|\s+(?:and then|then|and|plus)\s+|\s+(?=(?:{_KIND})\s)"
)
_STEP = re.compile(rf"(?:{_KIND})(?: (?:{_SORT})-[1-9][0-9]*)*")
_ENDING_LATER = re.compile(r"(.+?),? ((?:after )?[0-9]+ [a-z]+(?: later)?)", re.IGNORECASE)
_NUMBERED = re.compile(rf"({_SORT}) ([0-9]+)\b", re.IGNORECASE)
_HALVES = ("halve", "halves", "50%", "1/2")
_LOOSE_HALF = re.compile(r"(?:an? |the )?half|halves?|50 ?(?:%|percent|per cent)|1/2")
_PARTS = re.compile(
    r"(?:an? |one )?(?:third|quarter|part|tenth)|[0-9]+ ?(?:%|percent|per cent)|1/[0-9]+"
)
_ORDINALS = {"first": "A", "second": "B", "third": "C"}
_BY_HAND = re.compile(r"(grant|end|bann?|gave|give)\w* (?:it )?by hand\b ?(.*)", re.IGNORECASE)
_BETWEEN = re.compile(r"(granted|ended|banned) (.+) by hand")
_HANDS = {"grant": "granted", "gave": "granted", "give": "granted", "end": "ended"}
_MOVED = re.compile(r"(?:move[sd]?|moving)(?: to)?(?: the| an?)? (\w+) address", re.IGNORECASE)
_NEW_ADDRESS = re.compile(
    r"(?:changes? (?:of )?)?(?:the |her |new )*(?:e-?mail|address)(?: address)?"
    r"(?: was| is)?(?: changed| changes| change)?\b.*",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b"
_UNTIL_A_DAY = re.compile(
    rf"(.+?) (?:until|till) ((?:the )?[0-9]{{1,2}}(?:st|nd|rd|th|\.)? (?:of )?{_MONTH}.*"
    rf"|{_MONTH} [0-9].*|(?:the )?end of .+|christmas.*"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*|[0-9]{1,2}[./][0-9]{1,2}[./].*)",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"(.+?) (?:until|till) (?:after |in )?([0-9].*)", re.IGNORECASE)
_FOR = re.compile(r"(.+) for ((?:[0-9]+|an?|one) .+)")


def several_or_late(text: str) -> str:
    """About a step without facts, of which the items cannot be read: several in one, or a time's
    place."""
    typed = _NUMBERED.sub(r"\1-\2", text)
    if typed != text and _STEP.fullmatch(typed):
        return f"an item is written with a '-'. Did you mean '{show(typed)}'?"
    later = _ENDING_LATER.fullmatch(typed)
    if later and _STEP.fullmatch(later[1]) and (span := _span(later[2])):
        meant = show(f"{span} later: {later[1]}")
        return f"how much later a step comes stands before it. Did you mean '{meant}'?"
    first, *others = [part for part in _JOINED.split(typed) if part]
    if others and all(map(_STEP.fullmatch, (first, *others))):
        several = show(", ".join([first, *others]), longest=200)
        return (
            f"'{show(others[0])}' is another step. Write a list of them: [{several}], or each "
            "behind a dash of its own."
        )
    if others and _STEP.fullmatch(first) and not any(map(words.check_item, others)):
        return f"between items stands a blank alone. Write '{show(' '.join([first, *others]))}'."
    return ""


def meant_pair(key: str, value: str) -> str:
    """About `KEY: VALUE` in a step's place, where the key is no time; `value` is "" for no word."""
    if (span := _span(key)) and re.search("[0-9]|year|month|week|day|hour", key):
        return f"the time '{show(key)}' is not known. Did you mean '{span} later'?"
    if key in words.KINDS and value:
        return f"a step has no colon behind its event. Write '{show(f'{key} {value}')}'."
    return ""


def time_alone(text: str) -> str:
    """`14 days later`, where no more than such a time was meant."""
    loose = re.sub(r"^wait(?: for)? |,? (?:pass|go by|passed|gone by)$", "", text.lower())
    span = _span(loose) if re.search("[0-9]", loose) else ""
    return f"{span} later" if span else ""


def by_no_cart(text: str) -> str:
    """About a step that no cart tells, begun with another word."""
    if hand := _BY_HAND.fullmatch(text):
        right = _HANDS.get(hand[1].lower(), "banned")
        return _meant(text, f"{right} by hand {hand[2]}".strip())
    if between := _BETWEEN.fullmatch(text):
        return _meant(text, f"{between[1]} by hand {between[2]}")
    if moved := _MOVED.fullmatch(text):
        word = moved[1].lower()
        return _meant(text, f"moves to {word if word in ADDRESSES else 'second'} address")
    if re.match(r"order\b", text, re.IGNORECASE):
        return "'order' is no event. Write what happens before it: purchase product-12 order A."
    if _NEW_ADDRESS.fullmatch(text):
        return (
            f"the step '{show(text)}' is not known. A new address is told by its number, not as it "
            "is spelled. Write 'moves to second address'."
        )
    return ""


def lasting(membership: str, hand: str) -> str:
    """About `Gold until 30 days later` and `Gold until 31 December`, of which only `for 30 days` is
    right."""
    if dated := _UNTIL_A_DAY.fullmatch(membership):
        return (
            f"'{show(dated[2])}' is a day, and an example has no calendar. How long it lasts is "
            f"written with 'for': {show(f'{hand} {dated[1]} for 30 days', longest=200)}."
        )
    found = _UNTIL.fullmatch(membership)
    span = _span(found[2]) if found else ""
    if not found or not span:
        return ""
    right = f"{show(f'{hand} {found[1]} for')} {span}"
    return f"how long it lasts is written with 'for'. Did you mean '{right}'?"


def lasting_for(membership: str) -> str:
    """About `Gold for 1 month`, where no membership has that name."""
    found = _FOR.fullmatch(membership)
    span = _span(found[2]) if found else ""
    if not found or not span:
        return ""
    what = f"'{show(found[2])}' is no time here: an example has no calendar"
    return f"{what}. Did you mean '{show(found[1])} for {span}'?"


def order_or_half(kind: str, parts: Sequence[str]) -> str:
    """About `order a`, `half` or the like among what follows the event `kind`."""
    begun = " ".join([kind, *(part for part in parts if words.check_item(part) == "")])
    if parts[-1:] == ["order"] and (letter := _ORDINALS.get(parts[-2] if parts[1:] else "")):
        return f"an order is named by a letter. Write '{show(f'{begun} order {letter}')}'."
    if "order" in parts:
        return _order(kind, [*parts], parts.index("order"))
    if "half" in parts:
        return f"'half' stands at the end. Write '{show(f'{begun} half')}'."
    for at, part in enumerate(parts):
        if part in _HALVES or get_close_matches(part, ["half"], cutoff=0.75):
            named = begun if parts[:at] else f"{kind} product-12"
            return f"the word '{show(part)}' is not known. Did you mean '{show(f'{named} half')}'?"
        if _PARTS.fullmatch(" ".join(parts[at:])):
            return _share(begun, " ".join(parts[at:]))
    return ""


def _order(kind: str, parts: list[str], at: int) -> str:
    name = parts[at + 1] if at + 1 < len(parts) else ""
    others = [part for part in (*parts[:at], *parts[at + 2 :]) if part != "half"]
    if name and words.check_item(name) == "":
        others, name = [*others, name], ""
    if any(words.check_item(other) and not re.fullmatch("plan|[0-9]+", other) for other in others):
        return ""
    letter = name.upper() if re.fullmatch("[A-Za-z]{1,3}", name) else "A"
    half = ["half"] if "half" in parts else []
    right = show(" ".join([kind, *others, "order", letter, *half]), longest=200)
    if not name:
        return f"'order' names no order. Give it a letter: '{right}'."
    if name == letter:
        return f"'order {letter}' stands behind the items. Write '{right}'."
    what = f"'{show(name)}' is no letter for an order, which is one to three capitals. "
    number = "" if letter != "A" or name == "a" else (
        f" The order's number is another fact: with order number {show(name)}."
    )  # fmt: skip
    return f"{what}Write '{right}'.{number}"


def facts(before: str, told: str) -> str:
    """About `with half`, `with 50%`, `with order A` and facts before `half` or `order A`."""
    if _PARTS.fullmatch(told) or (_LOOSE_HALF.fullmatch(told) and told != "half"):
        return _share(before, told)
    end = re.fullmatch(r"(?:(.+?)\s+)?((?:(?:half|order [A-Z]{1,3})\b ?)+)", told)
    if not end:
        return ""
    others = f" with {end[1]}" if end[1] else ""
    right = show(f"{before} {end[2].strip()}{others}", longest=200)
    return f"'{show(end[2].strip())}' stands without 'with', before all facts. Write '{right}'."


def half_of_nothing(text: str) -> str:
    """About a half refund that names neither an item nor an order."""
    right = text.replace(" half", " product-12 half", 1)
    return (
        f"'{show(text)}' names no item and no order, so it gives nothing back. Write it like: "
        f"{show(right, longest=200)}."
    )


def _share(before: str, share: str) -> str:
    """About a refund's share in a fact's or a word's place."""
    right = f"{before} half" if _LOOSE_HALF.fullmatch(share) else f"{before} with amount 33.00"
    return (
        f"'{show(share)}' is not known: a refund gives back all, or 'half', or an amount. Write it "
        f"like: {show(right, longest=200)}."
    )


def _span(word: str) -> str:
    span = times.meant_span(word)
    return "" if span.startswith("0 ") else span


def _meant(text: str, right: str) -> str:
    return f"the step '{show(text)}' is not known. Did you mean '{show(right)}'?"
