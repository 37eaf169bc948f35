"""Why a buyer gets in or not, in plain sentences by the rules as they stand now."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from bridge.asking.buyer import Buyer
from bridge.asking.nouns import noun
from bridge.asking.opening import opening
from bridge.asking.tags import Reason, TagOfContact
from bridge.model import Action, Kind, tag_key
from bridge.rules import Level, Rules, SpokenOf
from bridge.store.delivery import Delivery, State
from bridge.wording import called, clock


class Access:
    """`find` gives a buyer by her address, or None; `rules_now` the rules as they stand, or None
    while there are none."""

    def __init__(
        self, find: Callable[[str], Buyer | None], rules_now: Callable[[], Rules | None]
    ) -> None:
        self._find = find
        self._rules_now = rules_now

    def __call__(self, email: str) -> tuple[Buyer, Sequence[str]] | None:
        """The buyer, and a sentence about each membership that she has, had, or is kept out of,
        and about what else keeps her out; no sentences while there are no rules."""
        buyer = self._find(email)
        if buyer is None:
            return None
        rules = self._rules_now()
        return buyer, list(_sentences(rules, buyer)) if rules else []


def _sentences(rules: Rules, buyer: Buyer) -> Iterator[str]:
    told = [sentence for level in rules.levels for sentence in _of_level(rules, level, buyer)]
    told += _without_rule(rules, buyer)
    told += [
        f"The workers have not come to her {_about(each)} yet."
        for each in buyer.undone
        if each.state is State.WAITING and not each.merged
    ]
    yield from dict.fromkeys(told)
    if not told and not any(tag.due for tag in buyer.tags):
        yield "No rule has given her anything that she still has."


def _of_level(rules: Rules, level: Level, buyer: Buyer) -> Iterator[str]:
    tags = {tag_key(tag.tag): tag for tag in buyer.tags if tag.crm == rules.crm}
    own = tags.get(tag_key(level.tag))
    found = (tags.get(tag_key(tag)) for tag in level.blocking)
    others = [tag for tag in found if tag]
    closing = [tag for tag in others if tag.due]
    if own and not own.due:
        how = "was called off" if own.decided.action is Action.CALL_OFF else "was taken back"
        when = f"on {clock(own.decided.at)} by {_whence(own.decided)}"
        yield f"{level.name} {how} {when}{_unknown(rules, [own])}."
    elif closing:
        *most, last = [_by(rules, tag) for tag in closing]
        by = f"{', '.join(most)} and {last}" if most else last
        yield f"{level.name} is closed {by}. {opening(rules, closing, buyer.product_names)}"
    elif own:
        known = _unknown(rules, [own, *others])
        yield f"{level.name} is open to her {_since(own.decided)}{known}."


def _without_rule(rules: Rules, buyer: Buyer) -> Iterator[str]:
    """Of one who has nothing whatever no rule speaks about, of others only what they bought."""
    bare, spoken_of = not any(tag.due for tag in buyer.tags), SpokenOf(rules)
    for each in buyer.last:
        bought = each.event.kind is Kind.PURCHASE
        if each.state is State.NO_RULE and (bare or bought):
            yield f"Her {_about(each)} has no rule."
        elif bought and each.state in (State.APPLIED, State.FAILED):
            for item in spoken_of.unmapped(each.event):
                yield f"No rule names {item.key} in her purchase (delivery {each.id})."


def _about(delivery: Delivery) -> str:
    """`purchase of product-77 (delivery 3)`"""
    event = delivery.event
    items = " and ".join(item.key for item in event.items)
    return f"{noun(event.kind)}{f' of {items}' if items else ''} (delivery {delivery.id})"


def _by(rules: Rules, closing: TagOfContact) -> str:
    known = "" if closing.told else f", which {called(rules.crm)} does not know yet"
    return f"by {closing.tag} {_since(closing.decided)}{known}"


def _since(reason: Reason) -> str:
    """`since 21 Nov 2026, 14:05 ('Gold: paused', line 5, delivery 13)`"""
    return f"since {clock(reason.at)} ('{reason.rule}', {_place(reason)})"


def _whence(reason: Reason) -> str:
    return f"'{reason.rule}' ({_place(reason)})"


def _place(reason: Reason) -> str:
    delivery = f"delivery {reason.delivery}" if reason.delivery else "a delivery no longer kept"
    return f"line {reason.line}, {delivery}"


def _unknown(rules: Rules, tags: Iterable[TagOfContact]) -> str:
    if all(tag.told for tag in tags):
        return ""
    return f", but {called(rules.crm)} does not know yet"
