"""Access that starts or ends, of one or several memberships together, and what rules make of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bridge.entitlements.book import Book
from bridge.entitlements.course import Course, Opened
from bridge.entitlements.desired import Turned
from bridge.model import Action, Effect, Kind, Moment, TurnRule, target_key


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
    """Every time that the last open one of these memberships closed, or the first one opened."""
    known = sorted(name for name in names if name in courses)
    opened: list[tuple[Opened, str]] = sorted(
        ((each, name) for name in known for each in courses[name].opened),
        key=lambda each: (each[0].moment, each[1]),
    )
    open_ones: set[str] = set()
    turns: list[Turn] = []
    for each, name in opened:
        before = bool(open_ones)
        (open_ones.add if each.open else open_ones.discard)(name)
        if bool(open_ones) != before:
            turns.append(Turn(", ".join(known), each.moment, each.open, each.by))
    return _settled(turns)


def _settled(turns: Sequence[Turn]) -> list[Turn]:
    """What turned there and back in one second did not turn."""
    left: list[Turn] = []
    for turn in turns:
        if left and left[-1].moment.second == turn.moment.second and left[-1].open != turn.open:
            left.pop()
        else:
            left.append(turn)
    return left


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
            found[turns[-1].subject] = Turned(turns[-1].open, bool(before) and before[-1])
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
