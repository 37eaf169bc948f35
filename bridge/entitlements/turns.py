"""Access that starts or ends, of one or several memberships together; and what is done once: tags
to be fired and automations to be started, each by its token.

What comes of access that turned fires only while that turn is the last one: a state that was only
passed through, in a backlog or before a late event, fires nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby, zip_longest

from bridge.entitlements.desired import Because, Desired, Occurrence, Turned, Value
from bridge.entitlements.inputs import Book, Hands, TimedFact
from bridge.entitlements.rule_effects import OCCASIONS, CallingOff, EffectInForce, start_of
from bridge.entitlements.timeline import Opened, Timeline
from bridge.model import Effect, Event, Kind, Moment, Sort, TurnRule, target_key

Timelines = Mapping[str, Timeline]


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


def turns_of(names: Iterable[str], timelines: Timelines) -> list[Turn]:
    """Every time that the last open one of these memberships closed, or the first one opened. What
    lasted for no second was only passed through. What was presumed of before the bridge may have
    been open, so that it can end first."""
    known = sorted(name for name in names if name in timelines)
    states: dict[str, Opened] = {}
    stands: bool | None = False
    turns: list[Turn] = []
    for changes in _by_second(known, timelines):
        states |= {name: each for each, name in changes}
        opened = {each.open for each in states.values()}
        now = True if True in opened else None if None in opened else False
        if not turns and any(each.presumed for each in states.values()):
            stands = None
        if now is not None and now is not stands:
            last, _ = changes[-1]
            turns.append(Turn(", ".join(known), last.moment, now, last.by))
            stands = now
    return turns


def _by_second(names: Sequence[str], timelines: Timelines) -> Iterator[list[tuple[Opened, str]]]:
    changes = sorted(
        ((each, name) for name in names for each in timelines[name].opened),
        key=lambda change: (change[0].moment, change[1]),
    )
    for _, of_second in groupby(changes, key=lambda change: change[0].moment.second):
        yield list(of_second)


def turned(
    named: Iterable[Iterable[str]], timelines: Timelines, quiet: float | None
) -> dict[str, Turned]:
    """How access to each set of memberships stands; `quiet` is the second at which the bridge came
    to know of what was before, None where it saw everything."""
    found: dict[str, Turned] = {}
    for names in named:
        turns = turns_of(names, timelines)
        if turns:
            before = [t.open for t in turns if quiet is not None and t.moment.second <= quiet]
            was_open = before[-1] if before else not turns[0].open
            found[turns[-1].subject] = Turned(turns[-1].open, was_open)
    return found


def asked_by_turns(
    books: Iterable[tuple[Book, set[str]]],
    timelines: Timelines,
    hands: Hands,
    calling_off: CallingOff,
) -> Iterator[EffectInForce]:
    """By every publication the turns that its entitlements made; `books` with their keys."""
    for book, keys in books:
        for rule in book.turns:
            turns = turns_of(rule.memberships, timelines)
            for turn, back in zip_longest(turns, turns[1:]):
                for effect in _effects(rule, turn) if turn.by in keys else ():
                    each = EffectInForce(
                        effect, turn.moment, start_of(effect, turn.moment), turn.moment.key,
                        effect.token, _off(effect, turn, back, calling_off),
                        turn=turn.subject, latest=back is None,
                    )  # fmt: skip
                    yield from each.as_hands_left(hands)


def _effects(rule: TurnRule, turn: Turn) -> Iterator[Effect]:
    if turn.kind not in rule.kinds:
        return
    at = turn.moment.at
    due_at = at + rule.after if rule.after > timedelta() else None
    for action, name, value in rule.wishes:
        token = f"{_called(turn)} {rule.after}"
        token = f"{token} {target_key(action.sort, name)}" if action in OCCASIONS else ""
        yield Effect(
            action, name, rule.name, rule.line, "", value.replace("<date>", at.date().isoformat()),
            token, due_at, rule.unless, rule.unless_any, to=rule.to,
        )  # fmt: skip


def _called(turn: Turn) -> str:
    """By the event, since somebody else's access may turn in the same second."""
    return f"{turn.moment.key} {turn.kind} {turn.subject} {turn.moment.second}"


def _off(effect: Effect, turn: Turn, back: Turn | None, calling_off: CallingOff) -> Moment | None:
    """By an event, or by the access's turning back where the rule names that."""
    by_event = calling_off.after_turn(effect, turn.moment)
    turned_back = back.moment if back and back.kind in effect.called_off_by else None
    return min(filter(None, (by_event, turned_back)), default=None)


def occurrences_of(
    asked: Sequence[EffectInForce],
    targets: Mapping[str, Desired],
    timelines: Timelines,
    told: Sequence[TimedFact],
    second: float,
) -> list[Occurrence]:
    """Every occurrence that is due by then, in the order in which they happened."""
    untils = ((each, each.fact.quiet_until) for each in told)
    quiet = {t.event.key for t, until in untils if until and t.moment.second <= until.timestamp()}
    found = [*_by_rules(asked, targets, second), *_granted(timelines, quiet)]
    once = {each.token: each for each in _one_an_event(found)}
    return sorted(once.values(), key=lambda each: (each.moment, each.token))


def _one_an_event(found: Sequence[Occurrence]) -> Iterator[Occurrence]:
    """Two items of one order fire the tag that both ask for once."""
    first: dict[object, Occurrence] = {}
    for each in found:
        key = (each.because.event, target_key(each.sort, each.name), each.due_at)
        first[key] = min(each, first.get(key, each), key=lambda one: one.token)
    yield from first.values()


def _by_rules(
    asked: Sequence[EffectInForce], targets: Mapping[str, Desired], second: float
) -> Iterator[Occurrence]:
    """Of tags those that nothing newer takes away."""
    for each in asked:
        effect, wish = each.effect, targets.get(each.effect.target)
        if effect.action not in OCCASIONS or not each.counts(second) or not each.latest:
            continue
        stays = wish and (wish.value is Value.WANTED or wish.since < each.moment)
        if stays or effect.sort is not Sort.TAG:
            due = datetime.fromtimestamp(each.start, UTC)
            yield Occurrence(
                effect.token, effect.sort, effect.name, each.moment, due, each.because,
                quiet=each.quiet, turn=each.turn,
            )  # fmt: skip


def _granted(timelines: Timelines, quiet: set[str]) -> Iterator[Occurrence]:
    """AccessAlly's granting tag: at each purchase, and when access comes back in another way."""
    for name, timeline in timelines.items():
        tag = next((h.membership.trigger for h in timeline.held if h.membership.trigger), "")
        if not tag or not timeline.open:
            continue
        fired = [
            (_of_purchase(event, timeline), moment, event.key, "")
            for moment, event in timeline.bought.items()
        ]
        turn = turns_of([name], timelines)[-1]
        if turn.moment.second not in {moment.second for moment in timeline.bought}:
            fired.append((_called(turn), turn.moment, turn.moment.key, turn.subject))
        for token, moment, event_key, subject in fired:
            yield Occurrence(
                f"{token} {target_key(Sort.TAG, tag)}", Sort.TAG, tag, moment, moment.at,
                Because(membership=name, event=event_key), opens=True, quiet=event_key in quiet,
                turn=subject,
            )  # fmt: skip


def _of_purchase(event: Event, timeline: Timeline) -> str:
    """The same token as a rule's `trigger` at this purchase would have, save for its target."""
    items = {
        item.key
        for item in event.items
        for key, _ in timeline.lives
        if key.endswith(f":{item.key}")
    }
    item = min(items, default="-")
    return f"{event.mode} {Kind.PURCHASE} {event.order_id or event.key} {item}"
