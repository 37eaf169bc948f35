"""What a rule asks for that no event of its kinds can meet."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Literal

from bridge.model import Kind
from bridge.rules import (
    Block,
    Bounded,
    Condition,
    Group,
    Payment,
    Rule,
    Since,
    Words,
    ordered,
    told,
)

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


def why_never(rule: Rule, test_events: Literal["apply", "ignore"]) -> Iterator[str]:
    """A sentence for each thing that keeps the rule from ever matching."""
    for kind in ordered(rule.when):
        key, why = _impossible(rule.block, kind)
        if key:
            yield f"this can never match {a_kind(kind)}, {why}. Take out '{kind}' or '{key}'."
    if test_events == "ignore" and any(_asks_for_test(c) for c in _asked(rule.block)):
        yield (
            "this can never match: it asks for mode: test, and the file says test_events: ignore."
        )
    yield from _contradictions(rule.block)


def a_kind(kind: Kind) -> str:
    """`an 'abandoned cart'`"""
    return f"{'an' if str(kind)[0] in 'aeiou' else 'a'} '{kind}'"


def _impossible(block: Block, kind: Kind) -> tuple[str, str]:
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
    if isinstance(condition, Since) and kind is Kind.PURCHASE and not condition.within(0):
        return "which is the order itself"
    if isinstance(condition, Payment) and not any(kind in _kinds(w) for w in condition.words):
        return f"which is never payment {' or '.join(condition.words)}"
    return ""


def _kinds(payment: str) -> set[Kind]:
    return {"first": _FIRST, "last": _LAST}.get(payment, _NUMBERED)


def _asks_for_test(condition: Condition) -> bool:
    return isinstance(condition, Words) and (condition.key, condition.words) == ("mode", ("test",))


def _contradictions(block: Block) -> Iterator[str]:
    asked = list(_asked(block))
    for one in asked:
        if isinstance(one, Bounded) and one.impossible:
            what = "time" if isinstance(one, Since) else "amount"
            yield f"this can never match: no {what} is {one.told}."
        if isinstance(one, Group) and one.key == "not" and _asks_for(block, one):
            yield (
                f"this can never match: it asks for what 'not' rules out "
                f"({told(_asks_for(block, one)[0])}). Take one of the two out."
            )
    for one, other in combinations(asked, 2):
        if one.excludes(other):
            both = f"{told(Block(only=(one,)))} and {told(Block(only=(other,)))}"
            yield f"this can never match: {both} cannot both be true. Take one of them out."


def _asks_for(block: Block, ruled_out: Group) -> Sequence[Block]:
    """The blocks that `not` rules out and that are true of everything the rest asks for."""
    rest = Block(block.items, block.plans, tuple(c for c in _asked(block) if c is not ruled_out))
    return [inner for inner in ruled_out.blocks if inner.covers(rest)]


def _asked(block: Block) -> Iterator[Condition]:
    """Its conditions and those of its `all` groups, every one of which must hold."""
    for condition in block.only:
        if isinstance(condition, Group) and condition.key == "all":
            for inner in condition.blocks:
                yield from _asked(inner)
        else:
            yield condition
