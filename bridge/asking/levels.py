"""Whether one membership is open to a buyer, in plain sentences."""

from collections.abc import Iterable, Iterator

from bridge.asking.buyer import Buyer
from bridge.asking.opening import opening
from bridge.asking.tags import Reason, TagOfContact
from bridge.model import Action, Change, Kind, tag_key
from bridge.rules import Level, Rules
from bridge.wording import called, clock, wish_of

_TAKES = frozenset({Action.REVOKE, Action.REMOVE})
_GIVES = frozenset({Action.ADD, Action.GRANT, Action.TRIGGER})


def of_level(rules: Rules, level: Level, buyer: Buyer) -> Iterator[str]:
    """Nothing where the membership has nothing to do with her."""
    tags = {tag_key(tag.tag): tag for tag in buyer.tags if tag.crm == rules.crm}
    own = tags.get(tag_key(level.tag))
    found = (tags.get(tag_key(tag)) for tag in level.blocking)
    others = [tag for tag in found if tag]
    closing = [tag for tag in others if tag.due]
    if own and not own.due:
        how = "was called off" if own.decided.action is Action.CALL_OFF else "was taken back"
        when = f"on {clock(own.decided.at)} {_by_whom(own.decided)}"
        yield f"{level.name} {how} {when}{_unknown(rules, [own])}."
    elif closing:
        *most, last = [_by(rules, tag) for tag in closing]
        by = f"{', '.join(most)} and {last}" if most else last
        yield f"{level.name} is closed {by}. {opening(rules, closing, buyer.product_names)}"
    elif own:
        known = _unknown(rules, [own, *others])
        yield f"{level.name} is open to her {_since(own.decided)}{known}."
        yield from _to_come(level, buyer)
    if others and not own and not _still_to_be_told_of_a_purchase(buyer):
        yield _never_bought(rules, level)


def _to_come(level: Level, buyer: Buyer) -> Iterator[str]:
    """What was put off and will take an open membership from her."""
    for row in buyer.timers:
        change = row.timer.change
        if change.due_at and _closes(change, level):
            wished = wish_of(change, clock)
            unless = "" if row.timer.because else ", unless it is called off"
            yield f"{level.name}: '{change.rule}' will {wished}{unless}."


def _closes(change: Change, level: Level) -> bool:
    blocking = change.action in _GIVES and change.target in map(tag_key, level.blocking)
    return blocking or (change.action in _TAKES and change.target == tag_key(level.tag))


def _still_to_be_told_of_a_purchase(buyer: Buyer) -> bool:
    return any(delivery.event.kind is Kind.PURCHASE for delivery in buyer.undone)


def _never_bought(rules: Rules, level: Level) -> str:
    crm = called(rules.crm)
    return (
        f"No purchase of hers that gives {level.name} is known, so the bridge leaves its tag "
        f"'{level.tag}' as it is in {crm}: if she bought it before the bridge came, look whether "
        "she has it there."
    )


def _by(rules: Rules, closing: TagOfContact) -> str:
    known = "" if closing.told else f", which {called(rules.crm)} does not know yet"
    return f"by {closing.tag} {_since(closing.decided)}{known}"


def _since(reason: Reason) -> str:
    """`since 21 Nov 2026, 14:05 ('Gold: paused', line 5, delivery 13)`"""
    if not reason.line:
        return f"since {clock(reason.at)} ({reason.rule}, {_delivery(reason)})"
    return f"since {clock(reason.at)} ('{reason.rule}', line {reason.line}, {_delivery(reason)})"


def _by_whom(reason: Reason) -> str:
    if not reason.line:
        return f"because {reason.rule} ({_delivery(reason)})"
    return f"by '{reason.rule}' (line {reason.line}, {_delivery(reason)})"


def _delivery(reason: Reason) -> str:
    return f"delivery {reason.delivery}" if reason.delivery else "a delivery no longer kept"


def _unknown(rules: Rules, tags: Iterable[TagOfContact]) -> str:
    if all(tag.told for tag in tags):
        return ""
    return f", but {called(rules.crm)} does not know yet"
