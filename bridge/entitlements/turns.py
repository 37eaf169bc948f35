"""Access that starts or ends, of one or several memberships together, and what rules make of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

from bridge.entitlements.book import Book
from bridge.entitlements.course import Course, Opened
from bridge.entitlements.desired import Turned
from bridge.model import Action, Effect, Kind, Moment, TurnRule, target_key

_Change = tuple[Opened, str]


@dataclass(frozen=True)
class Turn:
    """One turning point of `subject`: the names of memberships, put together."""

    subject: str
    moment: Moment
    open: bool
    by: str  # the entitlement that turned it

    @property
    def kind(self) -> Kind:
        return Kind.ACCESS_STARTS if self.open else Kind.ACCESS_ENDS

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(self.moment.second, UTC)


@dataclass(frozen=True)
class TurnEffect:
    """What a rule asks for because of a turn; `turned_back` is when it next turned."""

    turn: Turn
    effect: Effect
    turned_back: Moment | None

    @property
    def latest(self) -> bool:
        return self.turned_back is None


def turns_of(names: Iterable[str], courses: dict[str, Course]) -> list[Turn]:
    """Every time that the last open one of these memberships closed, or the first one opened. What
    lasted for no second was only passed through. What was presumed of before the bridge may have
    been open, so that it can end first."""
    known = sorted(name for name in names if name in courses)
    states: dict[str, Opened] = {}
    stands: bool | None = False
    turns: list[Turn] = []
    for changes in _by_second(known, courses):
        states |= {name: each for each, name in changes}
        now = _together(each.open for each in states.values())
        if not turns and any(each.presumed for each in states.values()):
            stands = None
        if now is not None and now is not stands:
            last, _ = changes[-1]
            turns.append(Turn(", ".join(known), last.moment, now, last.by))
            stands = now
    return turns


def _by_second(names: Sequence[str], courses: dict[str, Course]) -> Iterator[list[_Change]]:
    changes = sorted(
        ((each, name) for name in names for each in courses[name].opened),
        key=lambda change: (change[0].moment, change[1]),
    )
    for _, of_second in groupby(changes, key=lambda change: change[0].moment.second):
        yield list(of_second)


def _together(states: Iterable[bool | None]) -> bool | None:
    known = set(states)
    return True if True in known else None if None in known else False


def turned(
    named: Iterable[Iterable[str]], courses: dict[str, Course], quiet: float | None
) -> dict[str, Turned]:
    """How access to each set of memberships stands; `quiet` is the second at which the bridge came
    to know of what was before, None where it saw everything."""
    found: dict[str, Turned] = {}
    for names in named:
        turns = turns_of(names, courses)
        if turns:
            before = [t.open for t in turns if quiet is not None and t.moment.second <= quiet]
            was_open = before[-1] if before else not turns[0].open
            found[turns[-1].subject] = Turned(turns[-1].open, was_open)
    return found


def effects_of(
    books: Sequence[tuple[Book, frozenset[str]]], courses: dict[str, Course]
) -> Iterator[TurnEffect]:
    """By every publication the turns that its entitlements made; `books` with their keys."""
    for book, keys in books:
        for rule in book.turns:
            turns = turns_of(rule.memberships, courses)
            backs = [*(turn.moment for turn in turns[1:]), None]
            for turn, back in zip(turns, backs, strict=True) if turns else ():
                if turn.kind in rule.kinds and turn.by in keys:
                    yield from _asked(rule, turn, back)


def _asked(rule: TurnRule, turn: Turn, back: Moment | None) -> Iterator[TurnEffect]:
    due_at = turn.at + rule.after if rule.after > timedelta() else None
    for action, name, value in rule.wishes:
        text = value.replace("<date>", turn.at.date().isoformat())
        token = ""
        if action in (Action.TRIGGER, Action.START):
            words = (turn.kind, turn.subject, turn.moment.second, rule.after, name)
            token = " ".join(str(word) for word in (*words[:4], target_key(action.sort, name)))
        effect = Effect(
            action, name, rule.name, rule.line, "", text, token, due_at,
            rule.unless, rule.unless_any,
        )  # fmt: skip
        yield TurnEffect(turn, effect, back)
