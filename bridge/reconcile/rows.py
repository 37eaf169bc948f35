"""What followed of one delivery, row by row: by rules, by turns of access, by memberships.

A row has `rule` and `line`, `action` and `tag` (a target's name; `sort` where it is no tag), what
came of it in words (`what`), and whether anything `changed`. Rows of a membership name it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bridge.entitlements.desired import (
    Because,
    Desired,
    Held,
    Occurrence,
    State,
    Upcoming,
    Value,
)
from bridge.entitlements.memberships import targets_of
from bridge.entitlements.rule_effects import OCCASIONS, WANTS, effect_subject
from bridge.model import Action, Done, Effect, Moment, Outcome, Sort, target_key
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


@dataclass(frozen=True)
class Told:
    """What was said to the contact just now: the outcome by target's key and token, and how
    `applied` stands after it. `tokens` are occurrences that are over."""

    outcome: Outcome = field(default_factory=Outcome)
    applied: Mapping[str, Applied] = field(default_factory=dict)
    tokens: Collection[str] = ()

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


def of_rules(stored: StoredFact, state: State, told: Told) -> Iterator[Row]:
    upcoming = {each.subject: each for each in state.upcoming}
    for effect in stored.effects or ():
        row = _row(effect)
        subject = effect_subject(effect, stored.delivery.event.key)
        if ahead := upcoming.get(subject):
            yield row | {"due_at": ahead.at.isoformat(), "what": WAITS, "changed": False}
        elif effect.action in OCCASIONS:
            yield row | _of_once(effect, stored, told, otherwise=NEWER)
        else:
            yield row | _of_effect(effect, stored.delivery.event.key, state, told)


def _row(effect: Effect) -> Row:
    row: Row = {"action": effect.action, "tag": effect.name, "rule": effect.rule,
                "line": effect.line}  # fmt: skip
    row |= {"sort": effect.sort} if effect.sort is not Sort.TAG else {}
    row |= {"value": effect.value} if effect.value else {}
    row |= {"item": effect.item} if effect.item else {}
    return row | ({"due_at": effect.due_at.isoformat()} if effect.due_at else {})


def _of_once(once: Effect | Occurrence, stored: StoredFact, told: Told, *, otherwise: str) -> Row:
    """What came of a tag to fire or an automation to start; a refusal stays so until a retry."""
    if done := told.by_token.get(once.token):
        return {"what": done.what, "changed": done.changed}
    if reason := told.refusal(target_key(once.sort, once.name), once.token):
        return {"what": REFUSED, "changed": False, "because": reason}
    over = once.token in told.tokens
    was = next((r for r in stored.delivery.results if r.get("tag") == once.name), {})
    if over and was.get("what") == REFUSED:
        return {"what": REFUSED, "changed": False, "because": stored.delivery.reason}
    return {"what": ALREADY if over else otherwise, "changed": False}


def of_turns(
    stored: StoredFact, state: State, told: Told, newest: Mapping[str, str]
) -> Iterator[Row]:
    """What rules ask for because access started or ended by this event."""
    asked = {(each.rule, each.line) for each in stored.effects or ()}

    def is_one(because: Because) -> bool:
        by_rule = because.rule and not because.membership
        mine = newest.get(because.event, because.event) == stored.delivery.event.key
        return bool(by_rule and mine and (because.rule, because.line) not in asked)

    for key, desired in state.targets.items():
        if is_one(desired.because):
            action = _ASKED[desired.sort, desired.value is Value.WANTED]
            yield _of_turn(action, desired, desired.because) | _came_of(key, told)
    for each in state.occurrences:
        if is_one(each.because):
            action = Action.TRIGGER if each.sort is Sort.TAG else Action.START
            came_of = _of_once(each, stored, told, otherwise=NOT_NOW)
            yield _of_turn(action, each, each.because) | {"token": each.token} | came_of


_ASKED = {
    (Sort.TAG, True): Action.ADD,
    (Sort.TAG, False): Action.REMOVE,
    (Sort.LIST, True): Action.SUBSCRIBE,
    (Sort.LIST, False): Action.UNSUBSCRIBE,
    (Sort.FIELD, True): Action.SET,
    (Sort.FIELD, False): Action.SET,
}


def _of_turn(action: Action, what: Desired | Occurrence, because: Because) -> Row:
    row: Row = {"action": action, "tag": what.name, "rule": because.rule, "line": because.line}
    return row | ({"sort": what.sort} if what.sort is not Sort.TAG else {})


def _of_effect(effect: Effect, event: str, state: State, told: Told) -> Row:
    desired = state.targets.get(effect.target)
    if desired is None:
        return {"what": CALLED_OFF, "changed": False}
    if desired.because.event == event:
        return _came_of(effect.target, told)
    wants, is_wanted = effect.action in WANTS, desired.value is Value.WANTED
    if wants == is_wanted:
        return _came_of(effect.target, told)
    return {"what": NEWER if wants else STAYS, "changed": False}


def _came_of(key: str, told: Told) -> Row:
    if reason := told.refusal(key):
        return {"what": REFUSED, "changed": False, "because": reason}
    if done := told.by_target.get(key):
        return {"what": done.what, "changed": done.changed}
    return {"what": ALREADY, "changed": False}


def of_memberships(stored: StoredFact, state: State, told: Told) -> Iterator[Row]:
    """A row for each tag of her membership that was told just now; one where none was."""
    event = stored.delivery.event
    touched = set(state.touched.get(event.key, ()))
    for name, held in state.held.items():
        mine = [each for each in held if each.entitlement in touched]
        about_all = event.hand is not None and event.hand.membership in ("", name)
        if not mine and not about_all:
            continue
        rule = {"rule": f"{name}: {event.kind}", "membership": name,
                "line": held[0].membership.line}  # fmt: skip
        told_rows = [rule | row for row in _tags_told(held, state, told)]
        ahead = [] if told_rows else [rule | row for row in _ahead(mine, state)]
        yield from told_rows or ahead or [rule | _unchanged(name, held)]


def _tags_told(held: Sequence[Held], state: State, told: Told) -> Iterator[Row]:
    for key, target in targets_of(held, Moment(0), None).items():
        desired: Desired = state.targets.get(key, target)
        action = "add" if desired.value is Value.WANTED else "remove"
        came_of = _came_of(key, told)
        if key in told.by_target or came_of["what"] == REFUSED:
            yield {"action": action, "tag": desired.name, **came_of}
    for each in state.occurrences:
        done = told.by_token.get(each.token)
        trigger = held[0].membership.trigger
        if done and target_key(each.sort, each.name) == target_key(Sort.TAG, trigger):
            yield {"action": "trigger", "tag": each.name, "what": done.what,
                   "changed": done.changed}  # fmt: skip


def _ahead(mine: Sequence[Held], state: State) -> Iterator[Row]:
    keys = {each.entitlement for each in mine}
    for each in state.upcoming:
        if each.entitlement in keys:
            yield _waiting(each)


def _waiting(each: Upcoming) -> Row:
    return {"action": each.what, "tag": each.membership, "due_at": each.at.isoformat(),
            "what": WAITS, "changed": False}  # fmt: skip


def _unchanged(name: str, held: Sequence[Held]) -> Row:
    tag = next((each.membership.tag for each in held if each.membership.tag), name)
    return {"action": "add", "tag": tag, "what": NOT_NOW, "changed": False}
