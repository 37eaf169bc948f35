"""What was meant by a step of an example that is wrong: each row mends one kind of mistake.

What a row makes of a step is only proposed where it is right.
"""

import re
from collections.abc import Callable

from bridge.rules.file.examples.facts import FACTS, TIMES_TO_COME
from bridge.rules.file.grammar import times, words
from bridge.rules.file.grammar.suggest import did_you_mean
from bridge.rules.file.problem import Wrong
from bridge.rules.file.report import show

Mend = str | Callable[[re.Match[str]], str]

_KIND, _SORT = "|".join(words.KINDS), "|".join(words.ITEM_SORTS)
_ITEM = rf"(?:{_SORT})-[1-9][0-9]*(?: plan [0-9]+)?"
_END = r"(?:half|order [A-Z]{1,3})(?: half)?"
_HALF = r"(?:an? |the )?(?:half|halves?)|50 ?(?:%|percent|per cent)|1/2"
_SHARE = r"(?:an? |one )?(?:third|quarter|part|tenth)|[0-9]+ ?(?:%|percent|per cent)|1/[0-9]+"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b"
_A_DAY = (
    rf"(?:the )?[0-9]{{1,2}}(?:st|nd|rd|th|\.)? (?:of )?{_MONTH}.*|{_MONTH} [0-9].*"
    r"|(?:the )?end of .+|christmas.*|[0-9]{4}-[0-9]{1,2}-[0-9].*|[0-9]{1,2}[./][0-9]{1,2}[./].*"
)
_DATE = r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}[./][0-9]{1,2}[./](?:[0-9]{2,4})?"
_FACTS = "|".join(FACTS)
_FACT = rf"(?:{_FACTS})\b"
_WITH_TWICE = rf"(?<= with )(.+?) with (?={_FACT})"
_IS_FACT = "'{1}' is told behind 'with'"
_UNKNOWN = "the step '{0}' is not known"
_GIVES_BACK = "'{1}' is not known: a refund gives back all, or 'half', or an amount"
_NO_LETTER = "'{1}' is no letter for an order, which is one to three capitals"
_ORDINALS = {"first": "A", "second": "B", "third": "C"}
_LASTS = "how long it lasts is written with 'for'"


def _after(place: int, before: str = "", behind: str = "") -> Callable[[re.Match[str]], str]:
    """The loose time that stands at that place, as it is written, between these."""

    def mend(found: re.Match[str]) -> str:
        span = times.meant_span(found[place])
        return f"{found.expand(before)}{span}{found.expand(behind)}"

    return mend


# A pattern, what is put in the place of what it finds, and why; {0} is the step, {1} what it found.
_MENDS: tuple[tuple[str, Mend, str], ...] = (
    (rf"\b({_SORT}) ([0-9]+)\b", r"\1-\2", "an item is written with a '-'"),
    (rf"(?<=[0-9])\s*(?:[,;+&]|\bplus\b|\band\b)\s*(?=(?:{_SORT})-)", " ",
     "between items stands a blank alone"),
    (rf"^((?:{_KIND})\b.*?),? (?:(?:after|within) )?([0-9]+ [a-z]+?)(?: later)?$",
     _after(2, behind=r" later: \1"), "how much later a step comes stands before it"),
    (r"^(?:wait|time passes|later)$", "1 day later: nothing", "the step '{0}' names no event"),
    (r"^([0-9]+ [a-z]+ later)[ ,-]+(.+)", r"\1: \2", "behind the time the colon is missing"),
    (_WITH_TWICE, r"\1 and ", "what else is told is joined by 'and'"),
    (rf"^((?:{_SORT})-[0-9].*)", r"purchase \1", "the step '{0}' names no event"),
    (rf"(?i)^(?:on )?(?:{_DATE}):? ((?:{_KIND})\b.*)", r"30 days later: \1",
     "an example has no calendar, and counts from step to step"),
    (r"(?i)^(test|live)(?:[ -]mode)? (.+)", r"\2 with mode \1", _IS_FACT),
    (r"(?i) (?:in|with) (test|live)(?:[ -]mode)?$", r" with mode \1", _IS_FACT),
    (r"(?i)^(full|partial) (refund\b.*)", r"\2 with refund \1", _IS_FACT),
    (r"(?i)^(refund .*?),? (full|partial)(?:l?y)?$", r"\1 with refund \2",
     _IS_FACT.replace("1", "2")),
    (rf" (?:at|on|with)(?: the)? ({'|'.join(TIMES_TO_COME)})$", r" with \1 in 20 days",
     "'{1}' stands without its time"),
    (r" (?:for|at) [$€£]?([0-9]+(?:\.[0-9]{1,2})?)$", r" with amount \1", _IS_FACT),
    (rf" \((?:with )?((?:{_FACTS}) .+)\)$", r" with \1", _IS_FACT),
    (r"(?i)^(?:up|down)grade[ds]?(?: to)? (.+)", r"purchase \1",
     "an upgrade is a purchase, beside which the old item is cancelled in a step of its own"),
    (r"(?i)^(?:free )?trial(?: starts?| started| begins?)?(?! end)((?: .*)?)", r"purchase\1",
     "a trial begins with a purchase"),
    (r"(?i)^trial (?:ends?|ended|over|expire[sd])((?: .*)?)", r"rebill\1",
     "a trial's end is told by no event: what comes then is a payment that works, or fails"),
    (r"(?i) with (?:free )?trial$", " plan 90222", "a trial is one of the item's pricing options"),
    (r"(?i)^(?:wait (?:for )?|after )?([0-9]+ ?[a-z]+?)"
     r"(?:,? (?:pass|go by|passed|gone by|later))?$",
     _after(1, behind=" later: nothing"), "the step '{0}' names no event"),
    (r" (first|second|third) order$", lambda m: f" order {_ORDINALS[m[1]]}",
     "an order is named by a letter"),
    (r" order ([A-Za-z]{1,3})(?=$| half$)", lambda m: f" order {m[1].upper()}", _NO_LETTER),
    (rf" order (?!{_ITEM}|half)(\S+)(?=$| half$)", " order A",
     f"{_NO_LETTER}; its number is another fact: with order number {{1}}"),
    (r" order(?=$| half$)", " order A", "'order' names no order, so give it a letter"),
    (rf" order ({_ITEM})", r" \1 order A", "'order' names no order, so give it a letter"),
    (rf" (order [A-Z]{{1,3}})((?: half)?)((?: {_ITEM})+)", r"\3 \1\2",
     "'{1}' stands behind the items"),
    (r" (half)((?: \S+)+)$", r"\2 \1", "'half' stands at the end"),
    (rf" with ({_END})$", r" \1", "'{1}' stands without 'with', before all facts"),
    (rf" with (.+) ({_END})$", r" \2 with \1", "'{2}' stands without 'with', before all facts"),
    (rf" with ({_HALF})$", " half", _GIVES_BACK),
    (rf" (h\w{{0,3}}f\w?|{_HALF})$", " half", "the word '{1}' is not known"),
    (rf" (?:with )?({_SHARE})$", " with amount 33.00", _GIVES_BACK),
    (r"(?i)^(?:grant|gave|give)\w* (?:it )?by hand\b ?(.*)", r"granted by hand \1", _UNKNOWN),
    (r"(?i)^end\w* (?:it )?by hand\b ?(.*)", r"ended by hand \1", _UNKNOWN),
    (r"(?i)^bann?\w* (?:it )?by hand\b ?(.*)", r"banned by hand \1", _UNKNOWN),
    (r"^(granted|ended|banned) (.+) by hand$", r"\1 by hand \2", _UNKNOWN),
    (r"^(granted|ended|banned) (?!by hand)(?:by \w+ )?(.+)", r"\1 by hand \2", _UNKNOWN),
    (r"(?i)^(?:move[sd]?|moving)(?: to)?(?: the| an?)? (\w+) address$", r"moves to \1 address",
     _UNKNOWN),
    (r"(?i)^(?!moves to \w+ address)mov(?:e[sd]?|ing)\b.*", "moves to second address", _UNKNOWN),
    (r"(?i)^(?:changes? (?:of )?)?(?:the |her |new )*(?:e-?mail|address)\b.*",
     "moves to second address",
     f"{_UNKNOWN}: a new address is told by its number, not as it is spelled"),
    (r"^(order [A-Z]{1,3})$", r"purchase product-12 \1", "'order' is no event"),
    (rf"(?i)^(granted by hand .+?) (?:until|till) ({_A_DAY})$", r"\1 for 30 days",
     f"'{{2}}' is a day, and an example has no calendar; {_LASTS}"),
    (r"(?i)^(granted by hand .+?) (?:until|till) (?:after |in )?([0-9].*)$",
     _after(2, before=r"\1 for "), _LASTS),
    (rf" (at|on|until|using|by|via) (?={_FACT})", " with ",
     "the word 'with' is due instead of '{1}'"),
    (rf" (?:and )?(?=({_FACT}))(?!.* with )", " with ", "before '{1}' the word 'with' is missing"),
)  # fmt: skip
_JOINED = re.compile(
    rf"\s*(?:[,;+&]|->|→|=>)\s*|\s+(?:and then|then|and|plus)\s+|\s+(?=(?:{_KIND})\s)"
)


def meant_by(step: str, is_right: Callable[[str], bool]) -> str:
    """The sentence about a wrong step with the right one that was meant; "" where none is found."""
    typed = re.sub(rf"\b({_SORT}) ([0-9]+)\b", r"\1-\2", step)
    for text in dict.fromkeys((step, typed)):
        for pattern, mend, why in _MENDS:
            found = re.search(pattern, text)
            meant = re.sub(pattern, mend, text, count=1).strip() if found else text
            meant = re.sub(_WITH_TWICE, r"\1 and ", meant)
            for right in dict.fromkeys((meant, with_item(meant))):
                if found and meant != text and is_right(right):
                    reason = why.format(show(step), *map(show, filter(None, found.groups())))
                    return f"{reason}. Did you mean '{show(right, longest=200)}'?"
    first, *others = [part for part in _JOINED.split(typed) if part] or [""]
    if others and all(map(is_right, (first, *others))):
        several = show(", ".join([first, *others]), longest=200)
        return (
            f"'{show(others[0])}' is another step. Write a list of them: [{several}], or each "
            "behind a dash of its own."
        )
    return ""


def with_item(step: str) -> str:
    """The same about an item, where it names none."""
    return re.sub(rf"^({_KIND})(?! (?:{_SORT})-)", r"\1 product-12", step)


def meant_pair(key: str, value: str) -> str:
    """About `KEY: VALUE` in a step's place, where the key is no time; `value` is "" for no word."""
    at_day = re.fullmatch(r"(?i)(?:on )?(?:day|week) [0-9]+", key)
    if at_day:
        what = f"'{show(key)}' is no time: steps count from the one before, not from the first."
        return Wrong("wrong-time", what, "Write it like: 7 days later.")
    span = times.meant_span(re.sub(r"(?i)^(?:\+|the next |next |a further )", "", key))
    if span and not span.startswith("0 ") and re.search("[0-9]|year|month|week|day|hour", key):
        return did_you_mean("time", key, f"{span} later")
    if key in words.KINDS and value:
        write = f"Write '{show(f'{key} {value}')}'."
        return Wrong("wrong-shape", "a step has no colon behind its event.", write)
    return ""


def lasting_for(membership: str) -> str:
    """About `Gold for 1 month`, where no membership has that name."""
    found = re.fullmatch(r"(.+) for ((?:[0-9]+|an?|one) .+)", membership)
    span = times.meant_span(found[2]) if found else ""
    if not found or not span or span.startswith("0 "):
        return ""
    what = f"'{show(found[2])}' is no time here: an example has no calendar"
    return f"{what}. Did you mean '{show(found[1])} for {span}'?"
