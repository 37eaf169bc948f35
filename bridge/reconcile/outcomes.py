"""What followed of one delivery, row by row: by rules, by turns of access, by memberships.

A row has `rule` and `line`, `action` and `tag` (a target's name; `sort` where it is no tag), what
came of it in words (`what`), and whether anything `changed`. Rows of a membership name it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bridge.entitlements.by_destination.site_access import access_key
from bridge.entitlements.desired import Because, Desired, DesiredState, Held, Occurrence, Value
from bridge.entitlements.memberships import targets_of
from bridge.entitlements.rule_effects import OCCASIONS, WANTS, effect_subject
from bridge.model import Action, Done, Effect, Event, Moment, Outcome, Sort, target_key
from bridge.model.text import END_ACCESS, GIVE_ACCESS
from bridge.store.applied import Applied
from bridge.store.households import StoredFact

NEWER = "nothing to do: a newer event decides"
STAYS = "nothing to do: the tag stays for another reason"
ALREADY = "nothing to do: it is so already"
CALLED_OFF = "called off by a later event"
REFUSED = "refused"
WAITS = "waits until then"
NOT_NOW = "nothing to do: access did not change"

Row = dict[str, Any]
_EVER = datetime.max.replace(tzinfo=UTC)

# What a rule asks for of a target that should be there, and of one that should not.
_ASKED = {
    Sort.TAG: (Action.ADD, Action.REMOVE),
    Sort.LIST: (Action.SUBSCRIBE, Action.UNSUBSCRIBE),
    Sort.FIELD: (Action.SET, Action.SET),
}


@dataclass(frozen=True)
class Told:
    """What was said to the contact just now: the outcome by target's key and token, and how
    `applied` stands after it. `tokens` are occurrences that are over; `at` is the time of the
    state that was told."""

    outcome: Outcome = field(default_factory=Outcome)
    applied: Mapping[str, Applied] = field(default_factory=dict)
    tokens: Collection[str] = ()
    at: datetime = _EVER

    @property
    def by_target(self) -> dict[str, Done]:
        return {each.target: each for each in self.outcome.done if not each.token}

    @property
    def by_token(self) -> dict[str, Done]:
        return {each.token: each for each in self.outcome.done if each.token}

    def refusal(self, key: str, token: str = "") -> str:
        """Why the destination will not have it; empty when it will, or was not asked."""
        for each in self.outcome.refused:
            if (each.token == token) if token else (each.target == key):
                return each.reason
        return self.applied[key].refused if not token and key in self.applied else ""

    def came_of(self, key: str) -> Row:
        if reason := self.refusal(key):
            return {"what": REFUSED, "changed": False, "because": reason}
        done = self.by_target.get(key)
        return _done(done) if done else _nothing(ALREADY)


def of_rules(stored: StoredFact, state: DesiredState, told: Told) -> Iterator[Row]:
    upcoming = {each.subject: each for each in state.upcoming}
    event = stored.delivery.event.key
    for effect in stored.effects or ():
        row = _row(effect.action, effect, effect.rule, effect.line)
        row |= {"value": effect.value} if effect.value else {}
        row |= {"item": effect.item} if effect.item else {}
        row |= {"due_at": effect.due_at.isoformat()} if effect.due_at else {}
        if ahead := upcoming.get(effect_subject(effect, event)):
            yield row | {"due_at": ahead.at.isoformat(), **_nothing(WAITS)}
        elif effect.action in OCCASIONS:
            yield row | _of_once(effect, stored, told, otherwise=NEWER)
        else:
            yield row | _of_effect(effect, event, state, told)


def of_turns(
    stored: StoredFact, state: DesiredState, told: Told, newest: Mapping[str, str]
) -> Iterator[Row]:
    """What rules ask for because access started or ended by this event."""
    asked = {(each.rule, each.line) for each in stored.effects or ()}
    once = {(target_key(o.sort, o.name), o.because.rule) for o in state.occurrences}

    def is_one(because: Because) -> bool:
        by_rule = because.rule and not because.membership
        mine = newest.get(because.event, because.event) == stored.delivery.event.key
        return bool(by_rule and mine and (because.rule, because.line) not in asked)

    for key, desired in state.targets.items():
        because = desired.because
        if is_one(because) and (key, because.rule) not in once:
            action = _ASKED[desired.sort][desired.value is not Value.WANTED]
            yield _row(action, desired, because.rule, because.line) | told.came_of(key)
    for each in state.occurrences:
        because = each.because
        if is_one(because):
            action = Action.TRIGGER if each.sort is Sort.TAG else Action.START
            row = _row(action, each, because.rule, because.line) | {"token": each.token}
            yield row | _of_once(each, stored, told, otherwise=NOT_NOW)


def of_memberships(
    stored: StoredFact, state: DesiredState, told: Told, others: Collection[str]
) -> Iterator[Row]:
    """A row for each tag of her membership that was told just now; one where none was. What was
    told of `others` is not this event's doing but a newer one's."""
    event = stored.delivery.event
    touched = set(state.touched.get(event.key, ()))
    for name in memberships_of(event, state):
        held = state.held[name]
        rule = {"rule": f"{name}: {event.kind}", "membership": name,
                "line": held[0].membership.line}  # fmt: skip
        rows = [] if name in others else [*_tags_told(held, state, told)]
        rows += [] if name in others else [*_access_told(held, state, told)]
        rows = rows or [
            {"action": each.what, "tag": each.membership, "due_at": each.at.isoformat(),
             **_nothing(WAITS)}
            for each in state.upcoming
            if each.entitlement in touched and each.membership == name
        ]  # fmt: skip
        nothing = _nothing(NEWER if name in others else NOT_NOW)
        yield from (rule | row for row in rows or [_untold(name, held, state) | nothing])


def memberships_of(event: Event, state: DesiredState) -> list[str]:
    touched = set(state.touched.get(event.key, ()))
    return [
        name
        for name, held in state.held.items()
        if any(each.entitlement in touched for each in held)
        or (event.hand is not None and event.hand.membership in ("", name))
    ]


def _row(action: str, what: Effect | Desired | Occurrence, rule: str, line: int) -> Row:
    row: Row = {"action": action, "tag": what.name, "rule": rule, "line": line}
    return row | ({"sort": what.sort} if what.sort is not Sort.TAG else {})


def _nothing(what: str) -> Row:
    return {"what": what, "changed": False}


def _done(done: Done) -> Row:
    return {"what": done.what, "changed": done.changed}


def _of_once(once: Effect | Occurrence, stored: StoredFact, told: Told, *, otherwise: str) -> Row:
    """What came of a tag to fire or an automation to start; a refusal stays so until a retry."""
    if done := told.by_token.get(once.token):
        return _done(done)
    if reason := told.refusal(target_key(once.sort, once.name), once.token):
        return _nothing(REFUSED) | {"because": reason}
    over = once.token in told.tokens
    was = next((r for r in stored.delivery.results if r.get("tag") == once.name), {})
    if over and was.get("what") == REFUSED:
        return _nothing(REFUSED) | {"because": stored.delivery.reason}
    return _nothing(ALREADY if over else otherwise)


def _of_effect(effect: Effect, event: str, state: DesiredState, told: Told) -> Row:
    desired = state.targets.get(effect.target)
    if desired is None:
        return _nothing(CALLED_OFF)
    wants, is_wanted = effect.action in WANTS, desired.value is Value.WANTED
    if desired.because.event == event or wants == is_wanted:
        return told.came_of(effect.target)
    return _nothing(NEWER if wants else STAYS)


def _untold(name: str, held: Sequence[Held], state: DesiredState) -> Row:
    """What a membership gives of which nothing was told just now: access at a site, or its tag."""
    if access := _access_of(held, state):
        return _access_row([*access.values()][-1])
    tag = next((each.membership.tag for each in held if each.membership.tag), name)
    return {"action": "add", "tag": tag}


def _access_of(held: Sequence[Held], state: DesiredState) -> dict[str, Desired]:
    """Of its entitlements, where the destination knows access."""
    keys = map(access_key, held)
    return {key: state.targets[key] for key in keys if key in state.targets}


def _access_row(access: Desired) -> Row:
    given = access.value is not Value.UNWANTED
    until = {"until": access.text} if given and access.text else {}
    action = GIVE_ACCESS if given else END_ACCESS
    return {"action": action, "tag": access.name, "sort": access.sort} | until


def _access_told(held: Sequence[Held], state: DesiredState, told: Told) -> Iterator[Row]:
    """Of several entitlements of which the same is told, one."""
    rows: list[Row] = []
    for key, access in _access_of(held, state).items():
        came_of = told.came_of(key)
        row = _access_row(access) | came_of
        if (key in told.by_target or came_of["what"] == REFUSED) and row not in rows:
            rows.append(row)
    yield from rows


def _tags_told(held: Sequence[Held], state: DesiredState, told: Told) -> Iterator[Row]:
    for key, target in targets_of(held, Moment(0), None).items():
        desired: Desired = state.targets.get(key, target)
        action = "add" if desired.value is Value.WANTED else "remove"
        came_of = told.came_of(key)
        if key in told.by_target or came_of["what"] == REFUSED:
            yield {"action": action, "tag": desired.name, **came_of}
    for each in state.occurrences:
        done = told.by_token.get(each.token)
        trigger = held[0].membership.trigger
        if done and target_key(each.sort, each.name) == target_key(Sort.TAG, trigger):
            yield {"action": "trigger", "tag": each.name, **_done(done)}
