"""Doors that stay shut whatever she pays for: by a ban, or by a rule that took the tag off."""

from collections.abc import Sequence

from bridge.entitlements.desired import Desired, Held, Value
from bridge.explain.known import Known
from bridge.explain.standing_hands import lifted_by, why_of
from bridge.model import tag_key
from bridge.model.text import clock


def banned_words(known: Known, name: str) -> str:
    bans = known.hands.bans_of(name)
    if not bans:
        return f"{name} is closed to her: banned by hand."
    ban = bans[0]
    since = clock(ban.event.occurred_at or ban.received_at)
    words = f"banned by hand since {since} (delivery {ban.id}{why_of(ban)})"
    return f"{name} is closed to her: {words}. {lifted_by(bans)}"


def taken_by_rule(known: Known, held: Sequence[Held]) -> Desired | None:
    """The membership's own tag, where a rule beside the membership took it off."""
    tags = {tag_key(each.membership.tag) for each in held if each.membership.tag}
    found = (known.state.targets.get(tag) for tag in sorted(tags))
    taken = (each for each in found if each and each.because.rule and not each.because.membership)
    return next((each for each in taken if each.value is Value.UNWANTED), None)


def taken_words(known: Known, name: str, taken: Desired) -> str:
    because = taken.because
    id_ = known.ids.get(because.event)
    where = ", ".join(filter(None, [f"line {because.line}", f"delivery {id_}" if id_ else ""]))
    return (
        f"{name} is closed to her: the rule '{because.rule}' ({where}) took '{taken.name}' off. A "
        "purchase of hers that gives it, or a payment for it, puts it on again."
    )
