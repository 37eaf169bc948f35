"""What was meant by a nearly right word in a step of an example: its order, its half, its hand or
its new address.

Each function returns the sentence about it, and "" where it knows nothing better.
"""

import re
from collections.abc import Sequence
from difflib import get_close_matches

from bridge.rules.file.grammar import times, words
from bridge.rules.file.report import show

_HALVES = ("halve", "halves", "50%", "1/2")
_LOOSE_HALF = re.compile(r"(?:an? |the )?half|halves?|50 ?(?:%|percent|per cent)|1/2")
_PARTS = re.compile(
    r"(?:an? |one )?(?:third|quarter|part|tenth)|[0-9]+ ?(?:%|percent|per cent)|1/[0-9]+"
)
_AN_ITEM = "product-12"
_BY_HAND = re.compile(r"(grant|end|bann?|gave|give)\w* (?:it )?by hand\b ?(.*)", re.IGNORECASE)
_BETWEEN = re.compile(r"(granted|ended|banned) (.+) by hand")
_ORDINALS = {"first": "A", "second": "B", "third": "C"}
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


def near_besides(text: str, addresses: Sequence[str]) -> str:
    """About a step that no cart tells, begun with another word."""
    if hand := _BY_HAND.fullmatch(text):
        right = _HANDS.get(hand[1].lower(), "banned")
        return _meant(text, f"{right} by hand {hand[2]}".strip())
    if between := _BETWEEN.fullmatch(text):
        return _meant(text, f"{between[1]} by hand {between[2]}")
    if moved := _MOVED.fullmatch(text):
        word = moved[1].lower()
        return _meant(text, f"moves to {word if word in addresses else 'second'} address")
    if re.match(r"order\b", text, re.IGNORECASE):
        return "'order' is no event. Write what happens before it: purchase product-12 order A."
    if _NEW_ADDRESS.fullmatch(text):
        return (
            f"the step '{show(text)}' is not known. A new address is told by its number, not as it "
            "is spelled. Write 'moves to second address'."
        )
    return ""


def near_time(membership: str, hand: str) -> str:
    """About `Gold until 30 days later` and `Gold until 31 December`, of which only `for 30 days` is
    right."""
    if dated := _UNTIL_A_DAY.fullmatch(membership):
        return (
            f"'{show(dated[2])}' is a day, and an example has no calendar. How long it lasts is "
            f"written with 'for': {show(f'{hand} {dated[1]} for 30 days', longest=200)}."
        )
    found = _UNTIL.fullmatch(membership)
    span = times.meant_span(found[2]) if found else ""
    if not found or not span or span.startswith("0 "):
        return ""
    return (
        f"how long it lasts is written with 'for'. Did you mean '{show(f'{hand} {found[1]} for')} "
        f"{span}'?"
    )


def near_order(kind: str, parts: Sequence[str]) -> str:
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
            named = begun if parts[:at] else f"{kind} {_AN_ITEM}"
            return f"the word '{show(part)}' is not known. Did you mean '{show(f'{named} half')}'?"
        if _PARTS.fullmatch(" ".join(parts[at:])):
            return (
                f"'{show(' '.join(parts[at:]))}' is not known: a refund gives back all, or 'half', "
                f"or an amount. Write it like: {show(f'{begun} with amount 33.00', longest=200)}."
            )
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


def near_facts(before: str, facts: str) -> str:
    """About `with half`, `with 50%`, `with order A` and facts before `half` or `order A`."""
    if _PARTS.fullmatch(facts) or (_LOOSE_HALF.fullmatch(facts) and facts != "half"):
        return _share(before, facts)
    end = re.fullmatch(r"(?:(.+?)\s+)?((?:(?:half|order [A-Z]{1,3})\b ?)+)", facts)
    if not end:
        return ""
    told = f" with {end[1]}" if end[1] else ""
    right = show(f"{before} {end[2].strip()}{told}", longest=200)
    return f"'{show(end[2].strip())}' stands without 'with', before all facts. Write '{right}'."


def _share(before: str, share: str) -> str:
    """About a refund's share in a fact's place."""
    half = _LOOSE_HALF.fullmatch(share)
    right = f"{before} half" if half else f"{before} with amount 33.00"
    return (
        f"'{show(share)}' is not known: a refund gives back all, or 'half', or an amount. Write it "
        f"like: {show(right, longest=200)}."
    )


def half_of_nothing(text: str) -> str:
    """About a half refund that names neither an item nor an order."""
    right = text.replace(" half", f" {_AN_ITEM} half", 1)
    return (
        f"'{show(text)}' names no item and no order, so it gives nothing back. Write it like: "
        f"{show(right, longest=200)}."
    )


def _meant(text: str, right: str) -> str:
    return f"the step '{show(text)}' is not known. Did you mean '{show(right)}'?"
