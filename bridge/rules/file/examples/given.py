"""The steps of an example: `purchase product-12`, `rebill upsell-3 plan 90222 with mode test`, and
`nothing`, which lets time pass."""

import re
from dataclasses import replace

from bridge.model import TURNS, Item, Kind
from bridge.rules import UNKNOWN_PLAN, Given
from bridge.rules.file.examples.facts import PRODUCT_NAME, WITH, begins_fact, check_facts
from bridge.rules.file.examples.facts_told import fields_of, product_name_of, times_of
from bridge.rules.file.examples.given_besides import BESIDES, besides
from bridge.rules.file.examples.steps_meant import meant_step
from bridge.rules.file.examples.steps_near import half_of_nothing, near_facts, near_order
from bridge.rules.file.grammar import times, words
from bridge.rules.file.grammar.kinds import ALSO_KINDS
from bridge.rules.file.grammar.nearest import nearest
from bridge.rules.file.report import show

NOTHING = "nothing"
_LETTER = re.compile("[A-Z]{1,3}")
_LEADING = re.compile("^(?:and|at|on|until) ")
_WHO = re.compile(
    r"^(?:she|he|they|(?:the )?(?:buyer|customer)) (?:gets? )?(?:(?:her|his|their) )?",
    re.IGNORECASE,
)
_ALSO = {**ALSO_KINDS, "buy": "purchase", "buys": "purchase"}
_LONGEST_KIND = max(len(kind.split()) for kind in words.KINDS)


def check_step(text: str) -> str:
    """The sentence about a wrong step; "" for a right one."""
    read = _read(text)
    return read if isinstance(read, str) else ""


def step(text: str) -> Given:
    """The step, which `check_step` found right; raises ValueError otherwise."""
    read = _read(text)
    if isinstance(read, str):
        raise ValueError(read)  # noqa: TRY004 -- the text is wrong, not its type
    return read


def _read(text: str) -> Given | str:
    before, found, after = " ".join(text.split()).partition(f" {WITH}")
    if found and (wrong := _wrong_facts(before, after.strip())):
        return wrong
    parts = before.split()
    if not found and (told_besides := _told_by_no_cart(parts)):
        return told_besides
    if parts[:1] == [NOTHING]:
        return f"'{NOTHING}' stands alone: where nothing happens, there is no more to tell."
    length = next((n for n in range(_LONGEST_KIND, 0, -1) if " ".join(parts[:n]) in words.KINDS), 0)
    if not length:
        meant = _kind_words(parts)
        if later := _time_alone(before):
            return f"the step '{show(text)}' names no event. Did you mean '{later}: {NOTHING}'?"
        return _unknown_event(meant) if meant else f"the step '{show(text)}' names no event."
    told = _told(Kind(" ".join(parts[:length])), parts[length:], text, facts=bool(found))
    return _with_facts(told, after.strip()) if found and isinstance(told, Given) else told


def _told(kind: Kind, parts: list[str], text: str, *, facts: bool) -> Given | str:
    """The step without its facts; `parts` are the words between its event and those."""
    rest, order, half = _order_in(parts)
    items, text = _items(rest), " ".join(text.split())
    if isinstance(items, str):
        meant = near_order(kind, parts)
        return meant or items if facts else meant or meant_step(text) or items
    if half and kind is not Kind.REFUND:
        return f"'half' is of what a refund gives back; this is a '{kind}'. Take it out."
    if half and not items and not order:
        return half_of_nothing(text)
    return Given(kind, items, text, order=order, half=half)


def _wrong_facts(before: str, facts: str) -> str:
    """Of a step that no cart tells, any are."""
    if besides(before) is not None:
        return (
            f"no cart tells '{show(before)}', so it has no facts. Take '{WITH} {show(facts)}' out."
        )
    wrong = check_facts(facts)
    return (near_facts(before, facts) or wrong) if wrong else ""


def _told_by_no_cart(parts: list[str]) -> Given | str | None:
    if parts == [NOTHING]:
        return Given(Kind.UNKNOWN, words=NOTHING)
    return besides(" ".join(parts))


def _order_in(parts: list[str]) -> tuple[list[str], str, bool]:
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


def _with_facts(step: Given, facts: str) -> Given | str:
    far, name = times_of(facts), product_name_of(facts)
    if "ordered" in far and step.kind is Kind.PURCHASE:
        return "a 'purchase' is the order itself, so it has no order before it. Take 'order' out."
    if name and len(step.items) != 1:
        told = "names none" if not step.items else f"has {len(step.items)}"
        return f"'{PRODUCT_NAME}' is the name of one item, and this step {told}. Write it at one."
    items = tuple(replace(item, name=name) for item in step.items)
    return replace(
        step,
        items=items,
        more=fields_of(facts),
        paid_for=far.get("paid_for"),
        next_payment=far.get("next_payment"),
        ordered=far.get("ordered"),
    )


def _time_alone(text: str) -> str:
    """`14 days later`, where no more than such a time was meant; else ""."""
    loose = re.sub(r"^wait(?: for)? |,? (?:pass|go by|passed|gone by)$", "", text.lower())
    span = times.meant_span(loose) if re.search("[0-9]", loose) else ""
    return "" if not span or span.startswith("0 ") else f"{span} later"


def _kind_words(parts: list[str]) -> str:
    """What was meant as the event: everything before the first item or plan."""
    until = (n for n, part in enumerate(parts) if part == "plan" or re.search("[0-9]", part))
    return " ".join(parts[: next(until, len(parts))])


def _unknown_event(meant: str) -> str:
    """The sentence about an event that is none, be it told with who does it: `she buys`."""
    if meant in set(Kind) - TURNS or nearest(meant, words.KINDS, ALSO_KINDS):
        return words.check_kind(meant)
    what = f"the event '{show(meant)}' is not known."
    if near := nearest(_WHO.sub("", meant), words.KINDS, _ALSO):
        return f"{what} Did you mean '{near}'?"
    return f"{what} Known here: {', '.join((*words.KINDS, *BESIDES, NOTHING))}."


def _without_with(part: str, fact: str) -> str:
    """The sentence about a fact that begins with this part, be it another word than `with`."""
    first = fact.split()[0]
    if part in ("at", "on", "until"):
        return f"the word '{WITH}' is due instead of '{part}'. Write '{WITH} {show(fact)}'."
    return f"before '{first}' the word '{WITH}' is missing. Write '{WITH} {show(fact)}'."


def _items(parts: list[str]) -> tuple[Item, ...] | str:
    """Items, each of which may be followed by `plan` and its pricing option."""
    items: list[Item] = []
    rest = iter(enumerate(parts))
    for at, part in rest:
        if part == "plan":
            _, plan = next(rest, (0, ""))
            if not items:
                return (
                    "'plan' stands before any item. Write it like: purchase product-12 plan 90222."
                )
            if wrong := words.check_plan(plan):
                return wrong
            items[-1] = replace(items[-1], plan="" if plan == UNKNOWN_PLAN else plan)
        elif begins_fact(fact := _LEADING.sub("", " ".join(parts[at:]))):
            return _without_with(part, fact)
        elif wrong := words.check_item(part):
            return wrong
        else:
            sort, _, number = part.partition("-")
            items.append(Item(sort, number))
    return tuple(items)
