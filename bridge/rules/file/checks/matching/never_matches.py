from collections.abc import Iterator, Sequence
from itertools import combinations

from bridge.model import Kind
from bridge.model.text import quoted, with_article
from bridge.rules import (
    Bounded,
    Condition,
    ConditionSet,
    Group,
    Payment,
    SinceOrder,
    Words,
    describe,
    ordered,
)
from bridge.rules.file.checks.checked_file import Problems, RulesFile, refuses

# ThriveCart's cart.abandoned carries no order, mode or currency (real payloads).
_NOT_OF_A_CART = {
    "plans": "which names no pricing option",
    "currency": "which names no currency",
    "amount": "which names no amount",
    "payment": "which is no payment",
    "since order": "which has no order",
}
_FIRST, _LAST = {Kind.PURCHASE}, {Kind.REBILL, Kind.COMPLETED}
_NUMBERED = {*Kind} - {Kind.PURCHASE, Kind.ABANDONED_CART}
_NEVER = "this can never match"


@refuses
def never_matches(file: RulesFile) -> Problems:
    """What the rule asks for cannot be true of any event that it waits for, or two things that it
    asks for cannot be true together. It would stand in the file and never do anything.

      rules:
    -   - {name: Late, when: purchase, since order: more than 14 days, add: Late refund}
    +   - {name: Late, when: refund, since order: more than 14 days, add: Late refund}
    """
    for rule in file.rules:
        for kind in ordered(rule.when):
            key, why = _impossible(rule.block, kind)
            if key:
                what = f"{_NEVER} {with_article(quoted([kind]))}, {why}."
                yield file.problem(rule, what, f"Take out '{kind}' or '{key}'.")
        if file.test_events == "ignore" and any(map(_asks_for_test, all_of(rule.block))):
            what = f"{_NEVER}: it asks for mode: test, and the file says test_events: ignore."
            yield file.problem(rule, what)
        for what, suggestion in _contradictions(rule.block):
            yield file.problem(rule, f"{_NEVER}: {what}.", suggestion)


def _impossible(block: ConditionSet, kind: Kind) -> tuple[str, str]:
    """The condition that an event of this kind cannot meet, and why; both empty where none is."""
    if kind is Kind.ABANDONED_CART and block.plans and "" not in block.plans:
        return "plans", _NOT_OF_A_CART["plans"]
    for condition in block.only:
        if isinstance(condition, Group):
            found = [_impossible(inner, kind) for inner in condition.blocks]
            missed = [one for one in found if one[0]]
            if missed and (condition.key == "all" or (condition.key == "any" and all(
                key for key, _ in found
            ))):  # fmt: skip
                return missed[0]
        elif why := _not_of(condition, kind):
            return condition.key, why
    return "", ""


def _not_of(condition: Condition, kind: Kind) -> str:
    """Why an event of this kind cannot meet the condition; empty when it may."""
    if kind is Kind.ABANDONED_CART and condition.key in _NOT_OF_A_CART:
        return _NOT_OF_A_CART[condition.key]
    if kind is Kind.ABANDONED_CART and _asks_for_test(condition):
        return "which names no mode and counts as live"
    if condition.key == "refund" and kind is not Kind.REFUND:
        return "which gives nothing back"
    if isinstance(condition, SinceOrder) and kind is Kind.PURCHASE and not condition.within(0):
        return "which is the order itself"
    if isinstance(condition, Payment) and not any(kind in _kinds(w) for w in condition.words):
        return f"which is never payment {' or '.join(condition.words)}"
    return ""


def _kinds(payment: str) -> set[Kind]:
    return {"first": _FIRST, "last": _LAST}.get(payment, _NUMBERED)


def _asks_for_test(condition: Condition) -> bool:
    return isinstance(condition, Words) and (condition.key, condition.words) == ("mode", ("test",))


def _contradictions(block: ConditionSet) -> Iterator[tuple[str, str]]:
    """What cannot be true at all or together, each with what to do about it."""
    asked = list(all_of(block))
    for one in asked:
        if isinstance(one, Bounded) and one.impossible:
            yield f"no {'time' if isinstance(one, SinceOrder) else 'amount'} is {one.told}", ""
        if isinstance(one, Group) and one.key == "not" and (also := _asked_for(block, one)):
            what = f"it asks for what 'not' rules out ({describe(also[0])})"
            yield what, "Take one of the two out."
    for one, other in combinations(asked, 2):
        if one.excludes(other):
            both = (
                f"{describe(ConditionSet(only=(one,)))} and {describe(ConditionSet(only=(other,)))}"
            )
            yield f"{both} cannot both be true", "Take one of them out."


def _asked_for(block: ConditionSet, ruled_out: Group) -> Sequence[ConditionSet]:
    """The blocks that `not` rules out and that are true of everything the rest asks for."""
    others = tuple(each for each in all_of(block) if each is not ruled_out)
    rest = ConditionSet(block.items, block.plans, others)
    return [inner for inner in ruled_out.blocks if inner.covers(rest)]


def all_of(block: ConditionSet) -> Iterator[Condition]:
    """Its conditions and those of its `all` groups, every one of which must hold."""
    for condition in block.only:
        if isinstance(condition, Group) and condition.key == "all":
            for inner in condition.blocks:
                yield from all_of(inner)
        else:
            yield condition
