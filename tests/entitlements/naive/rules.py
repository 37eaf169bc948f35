"""The naive fold's rules beside memberships: what each event's effects say, once they count."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bridge.model import Action, Effect, Kind
from tests.entitlements.naive.people import Happened, Position, order_of, time_of

# A tag that is put on anew so that its automation runs stands on the contact, too.
GIVING = frozenset({Action.ADD, Action.TRIGGER, Action.SUBSCRIBE, Action.RESUBSCRIBE})
TAKING = frozenset({Action.REMOVE, Action.UNSUBSCRIBE})
CLAIMS = frozenset({Action.GRANT, Action.REVOKE})


@dataclass(frozen=True)
class Said:
    """One effect that counts by now, with the entitlements that its event is about."""

    position: Position
    due: datetime
    effect: Effect
    entitlement: str

    @property
    def order(self) -> tuple[Position, datetime]:
        """A rule speaks at its event; of one event, what was put off speaks later."""
        return (self.position, self.due)


@dataclass(frozen=True)
class Spoken:
    """What rules say of a target, since when. A revoke alone takes nothing that others give."""

    value: str
    order: tuple[Position, datetime]
    only_revoked: bool = False


def said_by(
    happened: Sequence[Happened],
    about: Mapping[str, Sequence[str]],
    at: datetime,
    everything: Sequence[Happened],
) -> Iterator[Said]:
    """The effects of one person's events that count at that moment. `everything` is what happened
    to all who live there: it can call them off."""
    for each in happened:
        for effect in each.effects:
            due = effect.due_at or time_of(each.position)
            if due <= at and not is_called_off(each, effect, everything):
                keys = [
                    key for key in about.get(each.event.key, ()) if key.endswith(f":{effect.item}")
                ]
                yield Said(each.position, due, effect, keys[0] if keys else "")


def is_called_off(each: Happened, effect: Effect, happened: Sequence[Happened]) -> bool:
    """`unless`: payments, resumes, refunds, cancellations mean the same order where both name one;
    purchase any order of the item."""
    return any(
        _calls_off(each, effect, other)
        for other in happened
        if effect.due_at and other.position > each.position and other.event.mode == each.event.mode
    )


def _calls_off(each: Happened, effect: Effect, other: Happened) -> bool:
    kind, orders = other.event.kind, (order_of(each.event), order_of(other.event))
    one_order = None not in orders and orders[0] == orders[1]
    items = {item.key for item in other.event.items}
    if one_order and kind is Kind.PURCHASE and each.event.kind is Kind.PURCHASE:
        # A second purchase event of the same order and item is the same purchase.
        items -= {item.key for item in each.event.items}
        if not items:
            return False
    if kind in effect.unless_any:
        return True
    if kind not in effect.unless or effect.item not in items:
        return False
    return kind is Kind.PURCHASE or None in orders or one_order


def spoken_by_rules(
    said: Sequence[Said], owned: Collection[tuple[str, str, bool]]
) -> dict[str, Spoken]:
    """The newest wins for each target. `owned` are tags by entitlement of which a rule's word (of
    grant and revoke, or of add and remove) is a change of that entitlement."""
    spoken: dict[str, Spoken] = {}
    claims: dict[str, dict[str, Spoken]] = {}
    removed: dict[str, Spoken] = {}
    for each in sorted(said, key=lambda one: one.order):
        target, of_a_claim = each.effect.target, each.effect.action in CLAIMS
        if (each.entitlement, target, of_a_claim) in owned:
            continue
        says = _says(each, claims.setdefault(target, {}), removed)
        if says:
            spoken[target] = says
    return spoken


def _says(each: Said, claims: dict[str, Spoken], removed: dict[str, Spoken]) -> Spoken | None:
    """`claims` are by entitlement for which a rule granted the tag: it stands while any is left. A
    tag that a rule just added is claimed by nobody, which no revoke takes back."""
    action, gives = each.effect.action, Spoken("wanted", each.order)
    if action in GIVING:
        claims[""] = gives
        return gives
    if action in TAKING:
        claims.clear()
        removed[each.effect.target] = Spoken("unwanted", each.order)
        return removed[each.effect.target]
    if action is Action.SET:
        # A field without a value says nothing.
        return Spoken(f"={each.effect.value}", each.order) if each.effect.value else None
    claim = each.entitlement or f"item {each.effect.item}"
    if action is Action.GRANT:
        claims[claim] = gives
        return gives
    if action is Action.REVOKE:
        claims.pop(claim, None)
        left = max(claims.values(), key=lambda one: one.order, default=None)
        alone = Spoken("unwanted", each.order, only_revoked=True)
        return left or removed.get(each.effect.target, alone)
    return None


def tokens_due(said: Sequence[Said]) -> frozenset[str]:
    return frozenset(each.effect.token for each in said if each.effect.token)
