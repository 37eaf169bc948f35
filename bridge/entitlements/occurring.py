"""What is done once: tags to be fired and automations to be started, each by its token.

What comes of access that turned fires only while that turn is the last one: a state that was only
passed through, in a backlog or before a late event, fires nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from bridge.entitlements.course import Course
from bridge.entitlements.desired import Because, Desired, Occurrence, Value
from bridge.entitlements.rule_effects import OCCASIONS, Asked
from bridge.entitlements.told import Told
from bridge.entitlements.turns import Turn, turns_of
from bridge.model import Event, Kind, Moment, Sort, target_key


def occurrences_of(
    asked: Sequence[Asked],
    targets: Mapping[str, Desired],
    courses: dict[str, Course],
    told: Sequence[Told],
    second: float,
) -> Iterator[Occurrence]:
    """Every occurrence that is due by then, in the order in which they happened."""
    quiet = {each.event.key for each in told if _is_quiet(each)}
    found = [*_by_rules(asked, targets, second), *_granted(courses, quiet)]
    once = {each.token: each for each in _one_an_event(found)}
    yield from sorted(once.values(), key=lambda each: (each.moment, each.token))


def _one_an_event(found: Sequence[Occurrence]) -> Iterator[Occurrence]:
    """Two items of one order fire the tag that both ask for once."""
    first: dict[object, Occurrence] = {}
    for each in found:
        key = (each.because.event, target_key(each.sort, each.name), each.due_at)
        first[key] = min(each, first.get(key, each), key=lambda one: one.token)
    yield from first.values()


def _by_rules(
    asked: Sequence[Asked], targets: Mapping[str, Desired], second: float
) -> Iterator[Occurrence]:
    for each in asked:
        effect = each.effect
        if effect.action not in OCCASIONS or not each.counts(second) or not each.latest:
            continue
        if effect.sort is Sort.TAG and not _is_wanted(targets, effect.target, each.moment):
            continue
        due = datetime.fromtimestamp(each.start, UTC)
        yield Occurrence(
            effect.token, effect.sort, effect.name, each.moment, due, each.because,
            quiet=each.quiet, turn=each.turn,
        )  # fmt: skip


def _is_wanted(targets: Mapping[str, Desired], target: str, moment: Moment) -> bool:
    """Whether nothing newer says that the tag is to go."""
    desired = targets.get(target)
    return desired is not None and (desired.value is Value.WANTED or desired.since < moment)


def _granted(courses: dict[str, Course], quiet: set[str]) -> Iterator[Occurrence]:
    """AccessAlly's granting tag: at each purchase, and when access comes back in another way."""
    for course in courses.values():
        trigger = next((h.membership.trigger for h in course.held if h.membership.trigger), "")
        if not trigger or not course.open:
            continue
        bought = {moment.second for moment in course.bought}
        for moment, (_, event) in course.bought.items():
            because = Because(membership=course.name, event=event.key)
            yield _fired(_of_purchase(event, course, trigger), trigger, moment, because, quiet)
        turn = turns_of([course.name], courses)[-1]
        if turn.moment.second not in bought:
            because = Because(membership=course.name, event=turn.moment.key)
            token = f"{turn.kind} {course.name} {turn.moment.second} {_key(trigger)}"
            yield _fired(token, trigger, turn.moment, because, quiet, turn)


def _fired(
    token: str,
    tag: str,
    moment: Moment,
    because: Because,
    quiet: set[str],
    turn: Turn | None = None,
) -> Occurrence:
    at = datetime.fromtimestamp(moment.second, UTC)
    is_quiet = because.event in quiet
    subject = turn.subject if turn else ""
    return Occurrence(token, Sort.TAG, tag, moment, at, because, True, is_quiet, subject)


def _of_purchase(event: Event, course: Course, trigger: str) -> str:
    """The same token as a rule's `trigger` at this purchase would have."""
    items = {
        item.key for item in event.items for key, _ in course.lives if key.endswith(f":{item.key}")
    }
    item = min(items, default="-")
    return f"{event.mode} {Kind.PURCHASE} {event.order_id or event.key} {item} {_key(trigger)}"


def _key(tag: str) -> str:
    return target_key(Sort.TAG, tag)


def _is_quiet(told: Told) -> bool:
    until = told.fact.quiet_until
    return until is not None and told.moment.second <= until.timestamp()
