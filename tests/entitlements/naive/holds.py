"""The naive fold's middle: who holds what at a place, by orders and by hand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bridge.entitlements.inputs import BookOf
from bridge.model import Action, Block, Event, Kind, Membership, Sale, tag_key
from tests.entitlements.naive.course import Life
from tests.entitlements.naive.orders import Course, Courses, courses_of
from tests.entitlements.naive.people import Happened, Human, time_of
from tests.entitlements.naive.rules import Said, said_by
from tests.entitlements.naive.spells import Hold, RuleBlock, Words, lasts_until

after_all = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Holds:
    """All people whose present address it is, judged together. `everything` is what happened to
    anybody: a hand takes back another's word by its key."""

    people: Sequence[Human]
    everything: Sequence[Happened]
    book_of: BookOf

    def lived(self, at: datetime | None) -> Iterator[Happened]:
        for person in self.people:
            yield from (
                each for each in person.happened if at is None or time_of(each.position) <= at
            )

    # -- entitlements

    def holds(self, at: datetime) -> dict[str, list[Hold]]:
        """Of each membership, everybody's entitlements to it."""
        found: dict[str, list[Hold]] = {}
        for person in self.people:
            for hold in self.holds_of(person, at):
                found.setdefault(hold.membership.name, []).append(hold)
        return found

    def holds_of(self, person: Human, at: datetime) -> Iterator[Hold]:
        courses = self.courses(person, at)
        said = self.said_of(person, at)
        for course in courses.by_key.values():
            for membership in self.memberships_of(course):
                yield self.hold(person, course, membership, said, at)
        yield from self.by_hand(person, at)

    def hold(
        self,
        person: Human,
        course: Course,
        membership: Membership,
        said: Sequence[Said],
        at: datetime,
    ) -> Hold:
        words = self.words(person, course, membership, said, at)
        life = Life(course.entries, membership, words)
        banned = self.is_banned(membership.name, at)
        return Hold(
            course.key,
            membership,
            life.granted(at),
            banned or life.ended(at),
            life.blocks(at),
            not life.grants,
            course.entries[-1].position,
            not banned and life.opening(at),
        )

    def courses(self, person: Human, at: datetime) -> Courses:
        return courses_of([each for each in person.happened if time_of(each.position) <= at])

    def memberships_of(self, course: Course) -> Sequence[Membership]:
        book = self.book_of(course.key)
        sale = Sale(course.item, course.mode, course.currency)
        return book.memberships_of(sale) if book else ()

    def memberships(self) -> list[Membership]:
        """All that anybody here has ever an entitlement to."""
        latest = max((time_of(each.position) for each in self.everything), default=None)
        if latest is None:
            return []
        return [hold.membership for holds in self.holds(latest).values() for hold in holds]

    def words(
        self,
        person: Human,
        course: Course,
        membership: Membership,
        said: Sequence[Said],
        at: datetime,
    ) -> Words:
        """`grant` and `revoke` of a membership's own tag by a rule are changes of that entitlement;
        adding or removing its blocking tag is that block."""
        own = [each for each in said if each.entitlement == course.key]
        tag = tag_key(membership.tag)
        about = [each for each in own if tag and each.effect.target == tag]
        return Words(
            [
                each.position
                for each in self.hands(person, Kind.ENDED_BY_HAND, at)
                if names(each.event, membership.name)
            ],
            [(each.position, each.due) for each in about if each.effect.action is Action.REVOKE],
            [(each.position, each.due) for each in about if each.effect.action is Action.GRANT],
            [
                RuleBlock(each.position, each.due, block, each.effect.action is Action.ADD)
                for each in own
                for block in blocks_by(membership, each)
            ],
        )

    # -- hands

    def hands(self, person: Human, kind: Kind, at: datetime) -> list[Happened]:
        """What hands said of her that was not taken back."""
        taken = taken_back(self.everything)
        return [
            each
            for each in person.happened
            if each.event.kind is kind
            and time_of(each.position) <= at
            and each.event.key not in taken
        ]

    def by_hand(self, person: Human, at: datetime) -> Iterator[Hold]:
        """Such a hold stands beside the bought ones, and no event of the cart touches it. A ban is
        a hold that blocks whatever else stands."""
        for kind in (Kind.GRANTED_BY_HAND, Kind.BANNED_BY_HAND):
            for each in self.hands(person, kind, at):
                name = each.event.hand.membership if each.event.hand else ""
                key = f"hand:{each.event.key}:{name}"
                book = self.book_of(key)
                membership = book.membership(name) if book and name else None
                if membership:
                    ended = kind is Kind.BANNED_BY_HAND
                    ended = ended or self.hand_ended(person, each, membership, at)
                    ended = ended or self.is_banned(membership.name, at)
                    granted = kind is Kind.GRANTED_BY_HAND
                    yield Hold(key, membership, granted, ended, frozenset(), False, each.position)

    def hand_ended(
        self, person: Human, grant: Happened, membership: Membership, at: datetime
    ) -> bool:
        """At the end that the hand named, else as the membership lasts; or by another hand."""
        hand = grant.event.hand
        assert hand is not None
        if (hand.until or lasts_until(membership, time_of(grant.position)) or after_all) <= at:
            return True
        return any(
            each.position > grant.position and names(each.event, hand.membership)
            for each in self.hands(person, Kind.ENDED_BY_HAND, at)
        )

    def is_banned(self, name: str, at: datetime) -> bool:
        return any(
            names(each.event, name) or (each.event.hand and not each.event.hand.membership)
            for person in self.people
            for each in self.hands(person, Kind.BANNED_BY_HAND, at)
        )

    def said_of(self, person: Human, at: datetime) -> list[Said]:
        happened = [each for each in person.happened if time_of(each.position) <= at]
        about = self.courses(person, at).about
        return list(said_by(happened, about, at, list(self.lived(at))))


def names(event: Event, membership: str) -> bool:
    return bool(event.hand) and tag_key(event.hand.membership) == tag_key(membership)  # type: ignore[union-attr]


def taken_back(happened: Sequence[Happened]) -> set[str]:
    """What another hand's event said before counts no more, unless that one is taken back."""
    taken: set[str] = set()
    said = {each.event.key: each.position for each in happened}
    for each in reversed(happened):
        hand = each.event.hand
        if each.event.kind is Kind.TAKEN_BACK_BY_HAND and hand and each.event.key not in taken:
            taken |= {hand.about} if said.get(hand.about, each.position) < each.position else set()
    return taken


def blocks_by(membership: Membership, said: Said) -> Iterator[Block]:
    """The blocks whose tag a rule adds or removes."""
    for block in Block:
        part = membership.blocking(block)
        tagged = part is not None and part.tag and tag_key(part.tag) == said.effect.target
        if tagged and said.effect.action in (Action.ADD, Action.REMOVE):
            yield block
