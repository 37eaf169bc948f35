"""The naive fold's end for a site that knows access: which holds let in at a moment, until when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bridge.model import Kind, Membership
from tests.entitlements.naive.calendar import Calendar, ShutOut, is_open
from tests.entitlements.naive.holds import Holds, after_all, names
from tests.entitlements.naive.people import Human, time_of
from tests.entitlements.naive.spells import lasts_until


@dataclass(frozen=True)
class Site(Holds):
    """All people whose present address it is."""

    def access(self, at: datetime) -> dict[str, str]:
        """By the membership's name there and the entitlement: until when, or "for life". Of two
        that are one at the site, the later."""
        found: dict[str, datetime | None] = {}
        for person in self.people:
            for key, until in (*self.bought(person, at), *self.given_by_hand(person, at)):
                if is_open(until, at):
                    known = found.get(key, until)
                    found[key] = max(known, until) if known and until else None
        return {key: str(until) if until else "for life" for key, until in found.items()}

    def bought(self, person: Human, at: datetime) -> Iterator[tuple[str, datetime | None]]:
        said = self.said_of(person, at)
        for course in self.courses(person, at).by_key.values():
            for membership in self.memberships_of(course):
                words = self.words(person, course, membership, said, at)
                life = Calendar(course.entries, membership, words, course.item.key)
                try:
                    until = life.opens_until(at)
                except ShutOut:
                    continue
                if not self.is_banned(membership.name, at):
                    yield f"{membership.at_site} {course.key}", until

    def given_by_hand(self, person: Human, at: datetime) -> Iterator[tuple[str, datetime | None]]:
        for each in self.hands(person, Kind.GRANTED_BY_HAND, at):
            hand = each.event.hand
            assert hand is not None
            key = f"hand:{each.event.key}:{hand.membership}"
            book = self.book_of(key)
            membership = book.membership(hand.membership) if book else None
            ended = any(
                end.position > each.position and names(end.event, hand.membership)
                for end in self.hands(person, Kind.ENDED_BY_HAND, at)
            )
            if membership and not ended and not self.is_banned(membership.name, at):
                yield f"{membership.at_site} {key}", end_of(hand.until, membership, each.position)


def end_of(
    told: datetime | None, membership: Membership, position: tuple[int, int, int, int, str]
) -> datetime | None:
    """The day that the hand named, else as the membership lasts."""
    until = told or lasts_until(membership, time_of(position))
    return until if until != after_all else None
