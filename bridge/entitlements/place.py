"""One place: the people who live there, judged together."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from bridge.entitlements.blocks import ByRule, Span
from bridge.entitlements.by_destination.speakers import Speakers
from bridge.entitlements.desired import DesiredState, Person, Turned
from bridge.entitlements.inputs import Book, BookOf, TimedFact, hand_key, hands_of
from bridge.entitlements.lifecycle import Lifecycle
from bridge.entitlements.lines import Line
from bridge.entitlements.orders import orders_of
from bridge.entitlements.rule_effects import (
    BLOCKING,
    OWN,
    CallingOff,
    EffectInForce,
    is_of,
    start_of,
)
from bridge.entitlements.timeline import LifeKey, Said, Timeline
from bridge.entitlements.turns import asked_by_turns, turned
from bridge.model import Action, Effect, Kind, Membership, Moment, tag_key


class PlaceFold:
    """Built once for one look; `moments` by delivery key."""

    def __init__(
        self,
        address: str,
        people: Sequence[Person],
        moments: Mapping[str, Moment],
        book_of: BookOf,
        taken_back: Collection[str],
    ) -> None:
        self._address, self._people, self._book_of = address, people, book_of
        hers = [(p.key, [TimedFact(moments[f.event.key], f) for f in p.facts]) for p in people]
        self._told = sorted((t for _, told in hers for t in told), key=lambda t: t.moment)
        self._orders = {person: orders_of(told) for person, told in hers}
        self._hands = hands_of(hers, taken_back)
        self._timelines: dict[str, Timeline] = {}
        self._books: dict[int, tuple[Book, set[str]]] = {}
        self._calling_off = CallingOff(self._told)

    def at(self, at: datetime) -> DesiredState:
        second = at.timestamp()
        for person, orders in self._orders.items():
            for line in orders.lines.values():
                self._enter(line, person)
        for person, told in self._hands.holds:
            self._hold_by_hand(person, told)
        for person, told in self._hands.holds:
            self._say_by_hand(person, told)
        asked = [each for person in self._orders for each in self._asked(person)]
        for timeline in self._timelines.values():
            timeline.run(second)
        books = self._books.values()
        asked += asked_by_turns(books, self._timelines, self._hands, self._calling_off)
        state = DesiredState(
            self._address,
            tuple(self._people),
            turned=self._turned(),
            unclear=tuple(key for orders in self._orders.values() for key in orders.unclear),
            touched=self._touched(),
            at=at,
        )
        speakers = Speakers(asked, self._timelines, self._told)
        return speakers.state_of_each(state, second)

    def _enter(self, line: Line, person: str) -> None:
        """Give an entitlement its life in each membership that it belongs to."""
        key = (line.key, person)
        for membership in self._memberships_of(line):
            timeline = self._live(key, membership, once=line.once)
            timeline.said += [Said(step.moment, key, step) for step in line.steps]

    def _memberships_of(self, line: Line) -> Sequence[Membership]:
        book = self._book(line.key)
        return book.memberships_of(line.sale) if book else ()

    def _book(self, key: str) -> Book | None:
        book = self._book_of(key)
        if book is not None:
            self._books.setdefault(id(book), (book, set()))[1].add(key)
        return book

    def _live(
        self, key: LifeKey, membership: Membership, *, by_hand: bool = False, once: bool = False
    ) -> Timeline:
        name = membership.name
        timeline = self._timelines.setdefault(name, Timeline(name))
        timeline.lives[key] = Lifecycle(key[0], membership, self._hands, by_hand, once)
        return timeline

    def _hold_by_hand(self, person: str, told: TimedFact) -> None:
        """A grant and a ban of one membership are holds of their own."""
        hand, key = told.event.hand, (hand_key(told.event), person)
        if told.event.kind is Kind.ENDED_BY_HAND or not hand or not hand.membership:
            return
        book = self._book(key[0])
        membership = book.membership(hand.membership) if book else None
        if membership is not None:
            timeline = self._live(key, membership, by_hand=True)
            timeline.said.append(Said(told.moment, key, told.event))

    def _say_by_hand(self, person: str, told: TimedFact) -> None:
        """What ends is said of her entitlements, what bans of all that anybody there has."""
        event, hand = told.event, told.event.hand
        if event.kind is Kind.GRANTED_BY_HAND:
            return
        hers = person if event.kind is Kind.ENDED_BY_HAND else ""
        wanted = tag_key(hand.membership) if hand else ""
        for name, timeline in self._timelines.items():
            if not wanted or tag_key(name) == wanted:
                timeline.said.append(Said(told.moment, None, event, hers))

    def _asked(self, person: str) -> Iterator[EffectInForce]:
        """What rules ask for because of her events, save what changes an entitlement of hers."""
        orders = self._orders[person]
        for told in orders.told:
            lines = orders.lines_at.get(told.event.key, [])
            for effect in told.fact.effects:
                if effect.value or effect.action is not Action.SET:
                    for each in self._understood(told, effect, lines).as_hands_left(self._hands):
                        if not self._changes_entitlement(each, lines, person):
                            yield each

    def _understood(self, told: TimedFact, effect: Effect, lines: Sequence[Line]) -> EffectInForce:
        start, claim = start_of(effect, told.moment), effect.token
        if effect.action in OWN:
            of_item = [line.key for line in lines if line.sale.item.key == effect.item]
            claim = next(iter(of_item), effect.item)
        off = self._calling_off.by(effect, told.event, told.moment)
        quiet_until = told.fact.quiet_until
        return EffectInForce(effect, told.moment, start, told.event.key, claim, off, quiet_until)

    def _changes_entitlement(
        self, asked: EffectInForce, lines: Sequence[Line], person: str
    ) -> bool:
        """Whether it is a change of a membership's entitlement; then it is said to its life."""
        effect, found = asked.effect, False
        for line in lines if effect.action in OWN | BLOCKING else ():
            if effect.item and line.sale.item.key != effect.item:
                continue
            for membership in self._memberships_of(line):
                if is_of(effect, membership):
                    found = True
                    self._say(membership.name, (line.key, person), asked)
        return found

    def _say(self, name: str, key: LifeKey, asked: EffectInForce) -> None:
        off = asked.off.second if asked.off else None
        if off is None or off > asked.start:
            since = Span(asked.moment, asked.start, off, by_rule=True)
            change = ByRule(asked.effect.action, asked.effect.name, since)
            self._timelines[name].said.append(Said(asked.moment, key, change))

    def _touched(self) -> dict[str, list[str]]:
        touched = {
            event: [line.key for line in lines]
            for orders in self._orders.values()
            for event, lines in orders.lines_at.items()
        }
        hands = {each.event.key: [hand_key(each.event)] for _, each in self._hands.holds}
        return touched | hands

    def _turned(self) -> dict[str, Turned]:
        """Of all memberships that rules for turns name together, and of AccessAlly's each."""
        named = [rule.memberships for book, _ in self._books.values() for rule in book.turns]
        named += [frozenset({name}) for name in self._timelines]
        quiet = [t.fact.quiet_until.timestamp() for t in self._told if t.fact.quiet_until]
        return turned(named, self._timelines, max(quiet, default=None))
