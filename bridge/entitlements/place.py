"""One place: the people who live there, judged together."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from bridge.entitlements import turns
from bridge.entitlements.book import Book, BookOf, Fact
from bridge.entitlements.course import ByRule, Course, LifeKey, Said
from bridge.entitlements.desired import Desired, Occurrence, Person, State, Turned, Upcoming
from bridge.entitlements.hands import hands_of
from bridge.entitlements.lifecycle import Lifecycle
from bridge.entitlements.lines import Line
from bridge.entitlements.occurring import occurrences_of
from bridge.entitlements.orders import orders_of
from bridge.entitlements.rule_effects import BLOCKING, OWN, Asked, is_of, start_of
from bridge.entitlements.speaking import spoken_by_rules, spoken_last
from bridge.entitlements.told import Told
from bridge.entitlements.unless import CallingOff
from bridge.model import (
    Action,
    Effect,
    Event,
    Kind,
    Membership,
    Moment,
    tag_key,
)


class Place:
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
        hers = [(p.key, [Told(moments[f.event.key], f) for f in p.facts]) for p in people]
        self._told = sorted((t for _, told in hers for t in told), key=lambda t: t.moment)
        self._orders = {person: orders_of(told) for person, told in hers}
        self._hands = hands_of(hers, taken_back)
        self._courses: dict[str, Course] = {}
        self._said: dict[str, list[Said]] = {}
        self._books: dict[int, tuple[Book, set[str]]] = {}
        self._calling_off = CallingOff(self._told)

    def at(self, at: datetime) -> State:
        second = at.timestamp()
        for person, orders in self._orders.items():
            for line in orders.lines.values():
                self._enter(line, person)
        for person, told in self._hands.holds:
            self._hold_by_hand(person, told)
        for person, told in self._hands.holds:
            self._say_by_hand(person, told)
        asked = [each for person in self._orders for each in self._asked(person)]
        for name, course in self._courses.items():
            course.run(sorted(self._said[name], key=lambda said: said.moment), second)
        asked += self._asked_by_turns()
        targets = spoken_last(self._courses.values(), spoken_by_rules(asked, second))
        return State(
            self._address,
            tuple(self._people),
            targets,
            tuple(self._occurrences(asked, targets, second)),
            self._turned(),
            {name: course.held for name, course in self._courses.items()},
            tuple(self._upcoming(asked, second)),
            tuple(key for orders in self._orders.values() for key in orders.unclear),
            self._touched(),
        )

    def _enter(self, line: Line, person: str) -> None:
        """Give an entitlement its life in each membership that it belongs to."""
        key = (line.key, person)
        for membership in self._memberships_of(line):
            self._life(key, membership)
            self._said[membership.name] += [Said(s.moment, key, s) for s in line.steps]

    def _memberships_of(self, line: Line) -> Sequence[Membership]:
        book = self._book(line.key)
        return book.memberships_of(line.sale) if book else ()

    def _book(self, key: str) -> Book | None:
        book = self._book_of(key)
        if book is not None:
            self._books.setdefault(id(book), (book, set()))[1].add(key)
        return book

    def _life(self, key: LifeKey, membership: Membership, *, by_hand: bool = False) -> None:
        name = membership.name
        course = self._courses.setdefault(name, Course(name))
        self._said.setdefault(name, [])
        skipped, hurried = frozenset(self._hands.skipped), self._hands.hurried
        course.lives[key] = Lifecycle(key[0], membership, skipped, hurried, by_hand)

    def _hold_by_hand(self, person: str, told: Told) -> None:
        """A grant and a ban of one membership are holds of their own."""
        hand, key = told.event.hand, (hand_key(told.event), person)
        if told.event.kind is Kind.ENDED_BY_HAND or not hand or not hand.membership:
            return
        book = self._book(key[0])
        membership = book.membership(hand.membership) if book else None
        if membership is not None:
            self._life(key, membership, by_hand=True)
            self._said[membership.name].append(Said(told.moment, key, told.event))

    def _say_by_hand(self, person: str, told: Told) -> None:
        """What ends is said of her entitlements, what bans of all that anybody there has."""
        event, hand = told.event, told.event.hand
        if event.kind is Kind.GRANTED_BY_HAND:
            return
        hers = person if event.kind is Kind.ENDED_BY_HAND else ""
        wanted = tag_key(hand.membership) if hand else ""
        for name in self._courses:
            if not wanted or tag_key(name) == wanted:
                self._said[name].append(Said(told.moment, None, event, hers))

    def _asked(self, person: str) -> Iterator[Asked]:
        """What rules ask for because of her events, save what changes an entitlement of hers."""
        orders = self._orders[person]
        for told in orders.told:
            lines = orders.lines_at.get(told.event.key, [])
            for effect in told.fact.effects:
                each = self._understood(told, effect, lines)
                if each and not self._changes_entitlement(each, lines, person):
                    yield each

    def _understood(self, told: Told, effect: Effect, lines: Sequence[Line]) -> Asked | None:
        event, moment = told.event, told.moment
        start = start_of(effect, moment)
        subject = effect_subject(effect, event.key)
        says_nothing = effect.action is Action.SET and not effect.value
        if says_nothing or subject in self._hands.skipped:
            return None
        start = min(start, self._hands.hurried.get(subject, start))
        claim = effect.token
        if effect.action in OWN:
            of_item = [line.key for line in lines if line.sale.item.key == effect.item]
            claim = next(iter(of_item), effect.item)
        off = self._calling_off.by(effect, event, moment) if _unless(effect) else None
        return Asked(effect, moment, start, event.key, claim, off, _is_quiet(told.fact, start))

    def _changes_entitlement(self, asked: Asked, lines: Sequence[Line], person: str) -> bool:
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

    def _say(self, name: str, key: LifeKey, asked: Asked) -> None:
        off = asked.off.second if asked.off else None
        if off is None or off > asked.start:
            change = ByRule(asked.effect.action, asked.effect.name, asked.start, off)
            self._said[name].append(Said(asked.moment, key, change))

    def _asked_by_turns(self) -> Iterator[Asked]:
        books = [(book, frozenset(keys)) for book, keys in self._books.values()]
        for each in turns.effects_of(books, self._courses):
            effect, turn = each.effect, each.turn
            start = start_of(effect, turn.moment)
            subject = effect_subject(effect, f"{turn.kind} {turn.moment.second}")
            if subject in self._hands.skipped:
                continue
            start = min(start, self._hands.hurried.get(subject, start))
            off = self._off_after(each) if _unless(effect) else None
            yield Asked(effect, turn.moment, start, turn.moment.key, effect.token, off,
                        turn=turn.subject, latest=each.latest)  # fmt: skip

    def _off_after(self, each: turns.TurnEffect) -> Moment | None:
        """By an event, or by the access's turning back where the rule names that."""
        kinds = each.effect.unless | each.effect.unless_any
        back = Kind.ACCESS_ENDS if each.turn.open else Kind.ACCESS_STARTS
        by_event = self._calling_off.after_turn(each.effect, each.turn.moment)
        turned_back = each.turned_back if back in kinds else None
        return min(filter(None, (by_event, turned_back)), default=None)

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
        rules = (rule for book, _ in self._books.values() for rule in book.turns)
        named = [rule.memberships for rule in rules]
        named += [frozenset({name}) for name in self._courses]
        quiet = [t.fact.quiet_until.timestamp() for t in self._told if t.fact.quiet_until]
        return turns.turned(named, self._courses, max(quiet, default=None))

    def _occurrences(
        self, asked: Sequence[Asked], targets: Mapping[str, Desired], second: float
    ) -> Iterator[Occurrence]:
        return occurrences_of(asked, targets, self._courses, self._told, second)

    def _upcoming(self, asked: Sequence[Asked], second: float) -> Iterator[Upcoming]:
        for course in self._courses.values():
            for life, ahead in course.ahead(second):
                yield Upcoming(
                    life.subject(ahead.what, ahead.since), _time(ahead.second), ahead.what,
                    membership=course.name, entitlement=life.key,
                )  # fmt: skip
        for each in asked:
            if each.awaits(second):
                effect = each.effect
                what = f"{each.turn} {each.moment.second}" if each.turn else each.event
                yield Upcoming(
                    effect_subject(effect, what), _time(each.start), str(effect.action),
                    each.because, sort=effect.sort, name=effect.name,
                )  # fmt: skip


def hand_key(event: Event) -> str:
    """The entitlement that somebody granted by hand."""
    return f"hand:{event.key}:{event.hand.membership if event.hand else ''}"


def effect_subject(effect: Effect, event: str) -> str:
    """See Upcoming.subject; `event` is the delivery key."""
    due = int(effect.due_at.timestamp()) if effect.due_at else 0
    return f"{event} {effect.action} {effect.target} {due}"


def _unless(effect: Effect) -> bool:
    return bool(effect.unless or effect.unless_any)


def _is_quiet(fact: Fact, start: int) -> bool:
    return fact.quiet_until is not None and start <= fact.quiet_until.timestamp()


def _time(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)
