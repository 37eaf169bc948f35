"""A second, deliberately naive fold, written from what access means and not from the product.

It is slow and simple: for each question and each moment it begins anew with all that happened.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bridge.entitlements.inputs import BookOf, Fact
from bridge.model import PAYMENTS, Block, Kind, Membership, TurnRule, tag_key
from tests.entitlements.naive.paid import ends_told
from tests.entitlements.naive.people import Position, in_order, people_of, time_of
from tests.entitlements.naive.rules import Said, spoken_by_rules, tokens_due
from tests.entitlements.naive.site import Site
from tests.entitlements.naive.spells import Hold, lasts_until
from tests.entitlements.naive.turns import said_at_turns, turns_of
from tests.entitlements.naive.values import Values, blocks_now, values_of


@dataclass(frozen=True)
class NaiveState:
    """What one place should have at one moment: `targets` are 'wanted', 'unwanted', 'unspoken', or
    `=text` of a field. `access` is what a site lets in by that knows access: holds, until
    when."""

    targets: Values = field(default_factory=dict)
    open: dict[str, bool] = field(default_factory=dict)
    blocks: dict[str, frozenset[str]] = field(default_factory=dict)
    occurrences: frozenset[str] = frozenset()
    wake_at: datetime | None = None
    access: dict[str, str] = field(default_factory=dict)


def naive(
    facts: Sequence[Fact],
    book_of: BookOf,
    at: datetime,
    per_address: bool = False,
    wakes: bool = True,
) -> dict[str, NaiveState]:
    """By address: every address that any event names, also those where nobody lives any more."""
    by_then = [fact for fact in facts if (fact.event.occurred_at or at) <= at]
    places = places_of(by_then, book_of, per_address)
    return {
        address: replace(place.state(at), wake_at=place.wakes_at(at) if wakes else None)
        for address, place in places.items()
    }


def places_of(facts: Sequence[Fact], book_of: BookOf, per_address: bool) -> "dict[str, Place]":
    happened = in_order(facts)
    people = people_of(happened, per_address)
    addresses = {each.event.contact.key for each in happened} - {""}
    return {
        address: Place([one for one in people if one.lives_at == address], happened, book_of)
        for address in sorted(addresses)
    }


@dataclass(frozen=True)
class Place(Site):
    """An address, and what it should have."""

    def state(self, at: datetime) -> NaiveState:
        holds, said = self.holds(at), self.said(at)
        return NaiveState(
            self.targets(at, holds, said),
            {name: any(hold.open for hold in each) for name, each in holds.items()},
            {name: frozenset(map(str, blocks_now(each))) for name, each in holds.items()},
            tokens_due(said),
            access=self.access(at),
        )

    def wakes_at(self, at: datetime) -> datetime | None:
        """The next moment at which anything of that changes by itself."""
        now = self.state(at)
        for moment in self.candidates():
            if moment > at and self.state(moment) != now:
                return moment
        return None

    def candidates(self) -> list[datetime]:
        """Every moment at which anything could change by itself, and more."""
        bases: set[datetime] = set()
        for each in self.lived(None):
            begun, subscription = time_of(each.position), each.event.subscription
            bases |= {begun, *ends_told(each.event)}
            bases |= {effect.due_at for effect in each.effects if effect.due_at}
            bases |= {each.event.hand.until} - {None} if each.event.hand else set()  # type: ignore[arg-type]
            for other in self.lived(None):
                days = other.event.subscription.frequency_days
                bases |= {begun + timedelta(days=days)} if days else set()
            del subscription
        memberships = self.memberships()
        waits = {timedelta()}.union(*map(waits_of, memberships))
        ends = {
            lasts_until(membership, base + wait) or base
            for base in bases
            for membership in memberships
            for wait in waits_of(membership)
        }
        return sorted({base + wait for base in bases for wait in waits} | ends)

    # -- rules beside memberships

    def said(self, at: datetime) -> list[Said]:
        by_events = [each for person in self.people for each in self.said_of(person, at)]
        return by_events + list(self.said_by_turns(at))

    def said_by_turns(self, at: datetime) -> Iterator[Said]:
        """By the rules of the newest publication that any entitlement here follows."""
        for rule in self.turn_rules(at):
            turns = turns_of(
                rule.memberships,
                self.moments(at),
                lambda position: self.cut(position).holds(time_of(position)),
            )
            yield from said_at_turns(rule, turns, at, list(self.lived(at)))

    def turn_rules(self, at: datetime) -> Sequence[TurnRule]:
        keys = [key for person in self.people for key in self.courses(person, at).by_key]
        hands = [each.event for each in self.lived(at) if each.event.hand]
        keys += [f"hand:{each.key}:{each.hand.membership}" for each in hands if each.hand]
        books = [book for book in map(self.book_of, keys) if book]
        return books[0].turns if books else ()

    def moments(self, at: datetime) -> list[Position]:
        """Every moment by then at which anything could change."""
        happened = {each.position for each in self.lived(at)}
        return sorted(happened | {due(when) for when in self.candidates() if when <= at})

    def targets(self, at: datetime, holds: dict[str, list[Hold]], said: Sequence[Said]) -> Values:
        """On a tag of which both speak, the membership speaks when its state last changed or was
        told anew, a rule at its event; the newest counts."""
        members, values = values_of(holds), {}
        rules = spoken_by_rules(said, owned_by(holds))
        for target in set(members) | set(rules):
            member, rule = members.get(target), rules.get(target)
            values[target] = member or (rule.value if rule else "")
            if member and rule:
                spoke = self.spoke_at(target, at)
                newer = rule.order > spoke or (rule.order == spoke and rule.value == "wanted")
                newer = newer and not rule.only_revoked
                values[target] = rule.value if newer or member == "unspoken" else member
        return values

    def spoke_at(self, target: str, at: datetime) -> tuple[Position, datetime]:
        """When the membership of that tag last changed it, or told it anew."""
        spoke: tuple[Position, datetime] = ((0, 0, 0, 0, ""), at)
        was: str | None = None
        for position in self.moments(at):
            value = values_of(self.cut(position).holds(time_of(position))).get(target)
            if value != was or self.told_anew(target, position):
                spoke, was = (position, time_of(position)), value
        return spoke

    def told_anew(self, target: str, position: Position) -> bool:
        """A purchase or a hand's grant, and a payment that grants again or lifts a block, tells
        every target of its memberships anew."""
        kinds = {each.event.kind for each in self.lived(None) if each.position == position}
        if not kinds & {*PAYMENTS, Kind.GRANTED_BY_HAND}:
            return False
        now = self.cut(position).holds(time_of(position))
        then = self.cut(position, before=True).holds(time_of(position))
        for name, holds in now.items():
            earlier = {hold.entitlement: hold for hold in then.get(name, ())}
            if target in values_of({name: holds}) and any(
                (Kind.PURCHASE in kinds and hold.membership.opens)
                or lifted_something(earlier.get(hold.entitlement), hold)
                for hold in holds
                if hold.newest == position
            ):
                return True
        return False

    def cut(self, position: Position, before: bool = False) -> "Place":
        """The same people as they were once that had happened."""
        people = [
            replace(
                person,
                happened=[
                    each
                    for each in person.happened
                    if each.position < position or (each.position == position and not before)
                ],
            )
            for person in self.people
        ]
        return Place(people, self.everything, self.book_of)


def lifted_something(was: Hold | None, now: Hold) -> bool:
    anew = was is None or not was.stands or bool(was.blocks - now.blocks)
    return now.stands and anew


def due(when: datetime) -> Position:
    """What is due in a second counts after what happened in it."""
    return (-int(-when.timestamp() // 1), 3, 0, 0, "")


def waits_of(membership: Membership) -> set[timedelta]:
    """All that is ever waited for in it."""
    parts = [membership.blocking(block) for block in Block]
    delays = [part.delay for part in parts if part]
    delays += [each for each in (membership.opens, membership.lifts, membership.resumes) if each]
    return {timedelta(), membership.patience, membership.ends.after} | {
        delay.after for delay in delays
    }


def owned_by(holds: dict[str, list[Hold]]) -> set[tuple[str, str, bool]]:
    """Tags of which a rule's word is a change of the entitlement: its own by grant and revoke, its
    blocking tags by add and remove."""
    owned: set[tuple[str, str, bool]] = set()
    for hold in (hold for each in holds.values() for hold in each):
        membership = hold.membership
        owned |= {(hold.entitlement, tag_key(membership.tag), True)} if membership.tag else set()
        parts = [membership.blocking(block) for block in Block]
        owned |= {
            (hold.entitlement, tag_key(part.tag), False) for part in parts if part and part.tag
        }
    return owned
