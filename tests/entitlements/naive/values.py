"""The naive fold's end: what a membership says of its tags, given everybody's holds on it."""

from collections.abc import Iterable, Sequence

from bridge.model import Block, Style, tag_key
from tests.entitlements.naive.spells import Hold

Values = dict[str, str]


def best_of(holds: Iterable[Hold]) -> Hold | None:
    """Of those that stand: clear, then overdue, paused, cancelled; then the newest event."""
    newest_first = sorted(holds, key=lambda hold: hold.newest, reverse=True)
    standing = [hold for hold in newest_first if hold.stands]
    return min(standing, key=lambda hold: hold.best_first, default=None)


def blocks_now(holds: Sequence[Hold]) -> frozenset[Block]:
    """All blocks of the entitlement that stands best. Of all, when none stands."""
    best = best_of(holds)
    return best.blocks if best else frozenset().union(*(hold.blocks for hold in holds))


def values_of(holds: dict[str, list[Hold]]) -> Values:
    """What memberships say of their tags."""
    values: Values = {}
    for each in holds.values():
        for target, value in (blocking_values(each) | own_values(each)).items():
            if values.get(target) != "wanted":
                values[target] = value
    return values


def own_values(holds: Sequence[Hold]) -> Values:
    """Granted while any entitlement stands; `plain` lets in whoever is neither ended nor cancelled.
    Of one that is only presumed it is neither given nor taken."""
    plain = holds[0].membership.style is Style.PLAIN
    letting = [hold for hold in holds if (hold.open if plain else hold.stands)]
    presumed = [hold for hold in holds if hold.presumed and not hold.ended]
    if plain:
        presumed = [hold for hold in presumed if not hold.lost]
    tags = {tag_key(hold.membership.tag) for hold in holds if hold.membership.tag}
    values = dict.fromkeys(tags, "unspoken" if presumed and not letting else "unwanted")
    best = best_of(letting)
    if best and best.membership.tag:
        values[tag_key(best.membership.tag)] = "wanted"
    return values


def blocking_values(holds: Sequence[Hold]) -> Values:
    """Every blocking tag of a membership she has an entitlement to."""
    best = best_of(holds)
    values: Values = {}
    for hold in holds:
        values |= {tag_key(tag): "unwanted" for tag in hold.membership.blocking_tags}
    for hold in [best] if best else holds:
        for block in hold.blocks:
            part = hold.membership.blocking(block)
            values |= {tag_key(part.tag): "wanted"} if part and part.tag else {}
    return values | accessally_values(holds)


def accessally_values(holds: Sequence[Hold]) -> Values:
    """The revoke tag is a state, on while lost, off while open (and of what is only presumed
    neither); the failed-payment tag stands while the best entitlement is overdue."""
    lost, is_open = all(hold.lost for hold in holds), any(hold.open for hold in holds)
    overdue = Block.OVERDUE in blocks_now(holds)
    values: Values = {}
    for hold in holds:
        if hold.membership.style is Style.ACCESSALLY:
            revoke = "wanted" if lost else "unwanted" if is_open else "unspoken"
            named = {
                hold.membership.revoke: revoke,
                hold.membership.failed: "wanted" if overdue else "unwanted",
            }
            values |= {tag_key(tag): value for tag, value in named.items() if tag}
    return values
