"""The steps of an example: `purchase product-12`, `2 days later: refund product-12 half`, and
`nothing`, which lets time pass; also what no cart tells: a new address, and hands' words.

Whatever reads here raises ValueError with the sentence about what is wrong.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from bridge.model import TURNS, Hand, Item, Kind
from bridge.rules import ADDRESSES, UNKNOWN_PLAN, Expected, Given
from bridge.rules.file.examples.facts import (
    PRODUCT_NAME,
    check_facts,
    facts_in,
    fields_of,
    times_of,
)
from bridge.rules.file.examples.step_mistakes import meant_by, with_item
from bridge.rules.file.grammar import times, words
from bridge.rules.file.grammar.suggest import nearest
from bridge.rules.file.grammar.synonyms import EVENTS as ALSO_KINDS
from bridge.rules.file.grammar.synonyms import TURNS as TURNS_TOO
from bridge.rules.file.report import show

NOTHING = "nothing"
HANDS = (Kind.GRANTED_BY_HAND, Kind.ENDED_BY_HAND, Kind.BANNED_BY_HAND)
LATER = (
    r"(?:[1-9][0-9]{0,3} (?:day|week)s? later|[1-9][0-9]{0,7} (?:second|minute|hour)s? later"
    r"|the same second)"
)
NEITHER = (
    "in a step's place stand only a time, as in '2 days later: rebill product-12', or what should "
    "have come of it so far, as in 'tags: Gold'."
)
_LONGEST = timedelta(days=365_000)  # the calendar ends in the year 9999
_LATER = re.compile(rf"({LATER}): *(.*)")
_KINDS = "|".join(words.KINDS)
_ITEM = rf"(?:{'|'.join(words.ITEM_SORTS)})-[1-9][0-9]*(?: plan (?:{words.PLAN_PATTERN}))?"
_OF_CART = re.compile(
    rf"(?P<kind>{_KINDS})(?P<items>(?: {_ITEM})*)(?P<half>(?: half)?)"
    r"(?: order (?P<order>[A-Z]{1,3}))?(?P<also_half>(?: half)?)(?: with(?P<facts>(?: .*)?))?"
)
_BY_HAND = re.compile(rf"({'|'.join(HANDS)})(?: (.+?))??(?: for ({times.SPAN}))?")
_BEGINS_ITEM = re.compile("|".join(words.ITEM_SORTS), re.IGNORECASE)
_MOVES = re.compile(r"moves to (\w+) address")
_BY_NO_CART = ("moves to second address", *map(str, HANDS), NOTHING)
_WHO = re.compile(
    r"^(?:she|he|they|(?:the )?(?:buyer|customer)) (?:gets? )?(?:(?:her|his|their) )?",
    re.IGNORECASE,
)
_ALSO = {**ALSO_KINDS, "buy": "purchase", "buys": "purchase"}


def check_step(text: str) -> str:
    """The sentence about a wrong step; "" for a right one."""
    return _wrong(step, text)


def check_entry(text: str) -> str:
    """The same, of one that may begin with a time."""
    return _wrong(_entry, text)


def _wrong(read: Callable[[str], object], text: str) -> str:
    try:
        read(text)
    except ValueError as wrong:
        return str(wrong)
    return ""


def steps(entries: Iterable[str], expected: Mapping[int, Expected]) -> tuple[Given, ...]:
    """The right entries. `expected` is what should have come after so many of them."""
    told = list(_with_items(map(_entry, entries)))
    if sum((each.after for each in told), timedelta()) > _LONGEST:
        raise ValueError("its steps last over a thousand years together. Shorten one.")
    for number, what in expected.items():
        if 0 < number <= len(told):  # others follow a wrong step, which is told
            told[number - 1] = replace(told[number - 1], expected=what)
    return tuple(told)


def step(text: str) -> Given:
    """One step, without a time before it."""
    text = " ".join(text.split())
    try:
        return _read(text)
    except ValueError as wrong:
        raise ValueError(meant_by(text, _is_right) or str(wrong)) from None


def _entry(text: str, read: Callable[[str], Given] = step) -> Given:
    later = _LATER.fullmatch(text)
    if later is None:
        return read(text)
    told = read(later[2])
    after = timedelta()
    if later[1] != "the same second":
        number, unit, _ = later[1].split()
        after = timedelta(**{f"{unit.removesuffix('s')}s": int(number)})
    return replace(told, after=after, words=f"{later[1]}: {told.words}")


def _is_right(entry: str) -> bool:
    return not _wrong(lambda text: _entry(text, _read), entry)


def _with_items(told: Iterable[Given]) -> Iterator[Given]:
    """A step that names an order alone is about all that was bought in it so far."""
    bought: dict[str, dict[str, Item]] = {}
    for each in told:
        of_order = bought.setdefault(each.order, {})
        if each.order and not each.items:
            each = replace(each, items=_items_of(each, tuple(of_order.values())))
        if each.kind is Kind.PURCHASE:
            of_order |= {item.key: item for item in each.items}
        yield each


def _items_of(told: Given, items: tuple[Item, ...]) -> tuple[Item, ...]:
    end, right = f"order {told.order}", with_item(told.words)
    if told.kind is Kind.PURCHASE:
        what = f"'{told.words}' names no item, so nothing is bought."
        raise ValueError(f"{what} Write it like: {right}.")
    if not items:
        raise ValueError(
            f"'{told.words}' names no item, and no step before it buys the order {told.order}. "
            f"Write such a step, like 'purchase product-12 {end}', or its item, like '{right}'."
        )
    return items


def _read(text: str) -> Given:
    """The step as it is written, whatever was meant by it."""
    if text == NOTHING:
        return Given(Kind.UNKNOWN, words=NOTHING)
    if moves := _MOVES.fullmatch(text):
        if moves[1] not in ADDRESSES:
            known = ", ".join(ADDRESSES)
            raise ValueError(f"the address '{show(moves[1])}' is not known. There are: {known}.")
        return Given(Kind.EMAIL_CHANGED, words=text, address=ADDRESSES.index(moves[1]) + 1)
    if hand := _BY_HAND.fullmatch(text):
        return _by_hand(Kind(hand[1]), hand[2] or "", hand[3] or "", text)
    found = _OF_CART.fullmatch(text)
    if found is None:
        raise ValueError(_unreadable(text))
    kind, facts = Kind(found["kind"]), found["facts"]
    half, order = bool(found["half"] or found["also_half"]), found["order"] or ""
    items = tuple(_item(each) for each in re.findall(_ITEM, found["items"]))
    if half and kind is not Kind.REFUND:
        what = f"'half' is of what a refund gives back; this is a '{kind}'. Take it out."
        raise ValueError(what)
    if half and not items and not order:
        what = f"'{show(text)}' names no item and no order, so it gives nothing back."
        raise ValueError(f"{what} Write it like: {show(with_item(text), longest=200)}.")
    told = Given(kind, items, text, order=order, half=half)
    return told if facts is None else _with_facts(told, facts.strip())


def _item(text: str) -> Item:
    item, _, plan = text.partition(" plan ")
    sort, _, number = item.partition("-")
    return Item(sort, number, "" if plan == UNKNOWN_PLAN else plan)


def _by_hand(kind: Kind, membership: str, lasts: str, text: str) -> Given:
    if lasts and kind is not Kind.GRANTED_BY_HAND:
        raise ValueError(f"only 'granted by hand' ends by itself. Take 'for {lasts}' out.")
    if not membership and kind is not Kind.BANNED_BY_HAND:
        what = f"the step '{show(text)}' names no membership. Write it behind: {text} Gold."
        raise ValueError(what)
    if re.search(" (?:until|till) ", membership):
        raise ValueError(f"'{show(text)}' says when it ends. Write how long it lasts: for 30 days.")
    span = times.span_of(lasts) if lasts else None
    return Given(kind, words=text, hand=Hand(membership), lasts=span)


def _with_facts(told: Given, text: str) -> Given:
    if wrong := check_facts(text):
        raise ValueError(wrong)
    facts = facts_in(text)
    far, name = times_of(facts), dict(facts).get(PRODUCT_NAME, "")
    if "ordered" in far and told.kind is Kind.PURCHASE:
        what = "a 'purchase' is the order itself, so it has no order before it. Take 'order' out."
        raise ValueError(what)
    if name and len(told.items) != 1:
        has = f"has {len(told.items)}" if told.items else "names none"
        what = f"'{PRODUCT_NAME}' is the name of one item, and this step {has}. Write it at one."
        raise ValueError(what)
    items = tuple(replace(item, name=name or item.name) for item in told.items)
    return replace(told, items=items, more=fields_of(facts), **far)


def _unreadable(text: str) -> str:
    """The sentence about a step that is none: its event, or what stands behind that."""
    before, has_facts, facts = text.partition(" with ")
    if has_facts and not _wrong(_read, before) and not re.match(_KINDS, before):
        out = f"Take 'with {show(facts)}' out."
        return f"no cart tells '{show(before)}', so it has no facts. {out}"
    if text.startswith(f"{NOTHING} "):
        return f"'{NOTHING}' stands alone: where nothing happens, there is no more to tell."
    begun = re.match(rf"(?:{_KINDS})(?=$| )(?: {_ITEM}(?=$| ))*", before)
    if begun is None:
        return _unknown_event(before)
    rest = before[begun.end() :].split()
    if has_facts and not rest:
        return check_facts(facts)
    if rest[:1] == ["plan"]:
        if " " not in begun[0]:
            return "'plan' stands before any item. Write it like: purchase product-12 plan 90222."
        return words.check_plan(" ".join(rest[1:2]))
    if rest and re.fullmatch(r"[^\W\d_]\w*", rest[0]) and not _BEGINS_ITEM.match(rest[0]):
        behind = "Behind the event stand its items, like product-12, and behind 'with' what else is"
        return f"'{show(rest[0])}' is no item. {behind} told, like 'with coupon SUMMER'."
    return words.check_item(rest[0]) if rest else f"the step '{show(text)}' is not known."


def _unknown_event(text: str) -> str:
    """The sentence about an event that is none, be it told with who does it: `she buys`."""
    parts = text.split()
    until = (n for n, part in enumerate(parts) if part == "plan" or re.search("[0-9]", part))
    meant = " ".join(parts[: next(until, len(parts))])  # before the first item or plan
    if not meant:
        return f"the step '{show(text)}' names no event."
    if meant in set(Kind) - TURNS or nearest(meant, words.KINDS, ALSO_KINDS):
        return words.check_kind(meant)
    what = f"the event '{show(meant)}' is not known."
    if meant in words.TURNING or meant in TURNS_TOO:
        return f"{what} It follows from others. Write one that brings it about, like cancelled."
    if near := nearest(_WHO.sub("", meant), words.KINDS, _ALSO):
        return f"{what} Did you mean '{near}'?"
    return f"{what} Known here: {', '.join((*words.KINDS, *_BY_NO_CART))}."
