"""The steps of an example: `purchase product-12`, `2 days later: refund product-12 half`, and
`nothing`, which lets time pass; also what no cart tells: a new address, and hands' words.

Whatever reads here raises ValueError with the sentence about what is wrong.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bridge.model import TURNS, Hand, Item, Kind
from bridge.rules import ADDRESSES, UNKNOWN_PLAN, Expected, Given
from bridge.rules.file.examples import step_mistakes
from bridge.rules.file.examples.facts import (
    PRODUCT_NAME,
    WITH,
    begins_fact,
    check_facts,
    facts_in,
    fields_of,
    times_of,
)
from bridge.rules.file.grammar import times, words
from bridge.rules.file.grammar.suggest import nearest
from bridge.rules.file.grammar.synonyms import EVENTS as ALSO_KINDS
from bridge.rules.file.report import show

NOTHING = "nothing"
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
_LETTER = re.compile("[A-Z]{1,3}")
_LEADING = re.compile("^(?:and|at|on|until) ")
_MOVES = re.compile(r"moves to (\w+) address")
_UNTIL = re.compile(rf"(.+) for ({times.SPAN})")
_WHO = re.compile(
    r"^(?:she|he|they|(?:the )?(?:buyer|customer)) (?:gets? )?(?:(?:her|his|their) )?",
    re.IGNORECASE,
)
HANDS = (Kind.GRANTED_BY_HAND, Kind.ENDED_BY_HAND, Kind.BANNED_BY_HAND)
_BY_NO_CART = ("moves to second address", *map(str, HANDS))
_ALSO = {**ALSO_KINDS, "buy": "purchase", "buys": "purchase"}
_LONGEST_KIND = max(len(kind.split()) for kind in words.KINDS)


def check_step(text: str) -> str:
    """The sentence about a wrong step; "" for a right one."""
    return _wrong(step, text)


def check_entry(text: str) -> str:
    """The same, of one that may begin with a time."""
    return _wrong(_entry, text)


def _wrong(read: Callable[[str], Given], text: str) -> str:
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
    before, has_facts, after = text.partition(f" {WITH}")
    facts = after.strip()
    if has_facts:
        _refuse_facts(before, facts)
    elif told := _by_no_cart(before):
        return told
    parts = before.split()
    if parts[:1] == [NOTHING]:
        raise ValueError(f"'{NOTHING}' stands alone: where nothing happens, there is no more to "
                         "tell.")  # fmt: skip
    length = next((n for n in range(_LONGEST_KIND, 0, -1) if " ".join(parts[:n]) in words.KINDS), 0)
    if not length:
        raise ValueError(_unknown_event(before, parts))
    given = _of_cart(Kind(" ".join(parts[:length])), parts[length:], text, facts=bool(has_facts))
    return _with_facts(given, facts) if has_facts else given


def _entry(text: str) -> Given:
    later = _LATER.fullmatch(text)
    if later is None:
        return step(text)
    told = step(later[2])
    after = timedelta()
    if later[1] != "the same second":
        number, unit, _ = later[1].split()
        after = timedelta(**{f"{unit.removesuffix('s')}s": int(number)})
    return replace(told, after=after, words=f"{later[1]}: {told.words}")


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
    words_, end = told.words, f"order {told.order}"
    right = words_.replace(end, f"product-12 {end}")
    if told.kind is Kind.PURCHASE:
        what = f"'{words_}' names no item, so nothing is bought. Write it like: {right}."
        raise ValueError(what)
    if not items:
        raise ValueError(
            f"'{words_}' names no item, and no step before it buys the order {told.order}. Write "
            f"such a step, like 'purchase product-12 {end}', or its item, like '{right}'."
        )
    return items


def _by_no_cart(text: str) -> Given | None:
    """Time alone, a new address or a hand's word; None for other words."""
    if text == NOTHING:
        return Given(Kind.UNKNOWN, words=NOTHING)
    if moves := _MOVES.fullmatch(text):
        if moves[1] not in ADDRESSES:
            known = ", ".join(ADDRESSES)
            raise ValueError(f"the address '{show(moves[1])}' is not known. There are: {known}.")
        number = ADDRESSES.index(moves[1]) + 1
        return Given(Kind.EMAIL_CHANGED, words=text, address=number)
    for kind in HANDS:
        if f"{text} ".startswith(f"{kind} "):
            return _by_hand(kind, text.removeprefix(kind).strip(), text)
    if near := step_mistakes.by_no_cart(text):
        raise ValueError(near)
    first = text.partition(" ")[0]
    if near := next((each for each in _BY_NO_CART if each.split()[0] == first), ""):
        raise ValueError(f"the step '{show(text)}' is not known. Did you mean '{near}'?")
    return None


def _by_hand(kind: Kind, membership: str, text: str) -> Given:
    until = _UNTIL.fullmatch(membership)
    if until and kind is not Kind.GRANTED_BY_HAND:
        raise ValueError(f"only 'granted by hand' ends by itself. Take 'for {until[2]}' out.")
    if not until and (wrong := step_mistakes.lasting(membership, kind)):
        raise ValueError(wrong)
    if not membership and kind is not Kind.BANNED_BY_HAND:
        what = f"the step '{show(text)}' names no membership. Write it behind: {text} Gold."
        raise ValueError(what)
    name, lasts = (until[1], times.span_of(until[2])) if until else (membership, None)
    return Given(kind, words=text, hand=Hand(name), lasts=lasts)


def _refuse_facts(before: str, facts: str) -> None:
    """Wrong ones; any, of a step that no cart tells."""
    try:
        by_cart = before == NOTHING or _by_no_cart(before) is None
    except ValueError:
        by_cart = False
    if not by_cart:
        out = f"Take '{WITH} {show(facts)}' out."
        raise ValueError(f"no cart tells '{show(before)}', so it has no facts. {out}")
    if wrong := check_facts(facts):
        raise ValueError(step_mistakes.facts(before, facts) or wrong)


def _of_cart(kind: Kind, parts: list[str], text: str, *, facts: bool) -> Given:
    """The step without its facts; `parts` are the words between its event and those."""
    rest, order, half = _order_in(parts)
    try:
        items = _items(rest)
    except ValueError as wrong:
        meant = step_mistakes.order_or_half(kind, parts)
        meant = meant or ("" if facts else step_mistakes.several_or_late(text))
        raise ValueError(meant or str(wrong)) from None
    if half and kind is not Kind.REFUND:
        what = f"'half' is of what a refund gives back; this is a '{kind}'. Take it out."
        raise ValueError(what)
    if half and not items and not order:
        raise ValueError(step_mistakes.half_of_nothing(text))
    return Given(kind, items, text, order=order, half=half)


def _order_in(parts: Sequence[str]) -> tuple[list[str], str, bool]:
    """Without `order A` and `half`, which stand at the end in either order."""
    order, half, rest = "", False, [*parts]
    while rest:
        if rest[-1] == "half" and not half:
            half = bool(rest.pop())
        elif len(rest) > 1 and rest[-2] == "order" and _LETTER.fullmatch(rest[-1]) and not order:
            order = rest.pop()
            rest.pop()
        else:
            break
    return rest, order, half


def _items(parts: Sequence[str]) -> tuple[Item, ...]:
    """Items, each of which may be followed by `plan` and its pricing option."""
    items: list[Item] = []
    rest = iter(enumerate(parts))
    for at, part in rest:
        wrong = ""
        if part == "plan":
            _, plan = next(rest, (0, ""))
            if not items:
                wrong = (
                    "'plan' stands before any item. Write it like: purchase product-12 plan 90222."
                )
            elif not (wrong := words.check_plan(plan)):
                items[-1] = replace(items[-1], plan="" if plan == UNKNOWN_PLAN else plan)
        elif begins_fact(fact := _LEADING.sub("", " ".join(parts[at:]))):
            wrong = _without_with(part, fact)
        elif not (wrong := words.check_item(part)):
            sort, _, number = part.partition("-")
            items.append(Item(sort, number))
        if wrong:
            raise ValueError(wrong)
    return tuple(items)


def _with_facts(told: Given, text: str) -> Given:
    facts = facts_in(text)
    far, name = times_of(facts), dict(facts).get(PRODUCT_NAME, "")
    if "ordered" in far and told.kind is Kind.PURCHASE:
        what = "a 'purchase' is the order itself, so it has no order before it. Take 'order' out."
        raise ValueError(what)
    if name and len(told.items) != 1:
        has = f"has {len(told.items)}" if told.items else "names none"
        what = f"'{PRODUCT_NAME}' is the name of one item, and this step {has}. Write it at one."
        raise ValueError(what)
    items = tuple(replace(item, name=name) for item in told.items)
    return replace(told, items=items, more=fields_of(facts), **far)


def _unknown_event(text: str, parts: Sequence[str]) -> str:
    """The sentence about an event that is none, be it told with who does it: `she buys`."""
    until = (n for n, part in enumerate(parts) if part == "plan" or re.search("[0-9]", part))
    meant = " ".join(parts[: next(until, len(parts))])  # before the first item or plan
    if later := step_mistakes.time_alone(text):
        return f"the step '{show(text)}' names no event. Did you mean '{later}: {NOTHING}'?"
    if not meant:
        return f"the step '{show(text)}' names no event."
    if meant in set(Kind) - TURNS or nearest(meant, words.KINDS, ALSO_KINDS):
        return words.check_kind(meant)
    what = f"the event '{show(meant)}' is not known."
    if near := nearest(_WHO.sub("", meant), words.KINDS, _ALSO):
        return f"{what} Did you mean '{near}'?"
    return f"{what} Known here: {', '.join((*words.KINDS, *_BY_NO_CART, NOTHING))}."


def _without_with(part: str, fact: str) -> str:
    """The sentence about a fact that begins with this part, be it another word than `with`."""
    first = fact.split()[0]
    if part in ("at", "on", "until"):
        return f"the word '{WITH}' is due instead of '{part}'. Write '{WITH} {show(fact)}'."
    return f"before '{first}' the word '{WITH}' is missing. Write '{WITH} {show(fact)}'."
