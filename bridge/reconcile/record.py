"""What became of each delivery, for the people who ask: a row for each thing that followed of it.

A row has `rule` and `line`, `action` and `tag` (a target's name; `sort` where it is no tag), what
came of it in words (`what`), and whether anything `changed`. Rows of a membership name it.
"""

import logging
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bridge.entitlements.desired import Desired, Held, State, Upcoming, Value
from bridge.entitlements.memberships import targets_of
from bridge.entitlements.place import effect_subject
from bridge.entitlements.rule_effects import OCCASIONS, WANTS
from bridge.model import Done, Effect, Kind, Moment, Outcome, Sort, target_key
from bridge.store import delivery as deliveries
from bridge.store.applied import Applied
from bridge.store.delivery import Verdict
from bridge.store.households import StoredFact
from bridge.store.settling import settle

logger = logging.getLogger(__name__)

NEWER = "nothing to do: a newer event decides"
STAYS = "nothing to do: the tag stays for another reason"
ALREADY = "nothing to do: it is so already"
CALLED_OFF = "called off by a later event"
REFUSED = "refused"
WAITS = "waits until then"
NOT_NOW = "nothing to do: access did not change"
LOOK = "which item it gave back cannot be told; look at it, and use bridge end where it must end"
NO_RULE = "No rule speaks about this."
_ADDRESS = "Her access comes along to the new address."

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


def verdicts(stored: Sequence[StoredFact], state: State, told: Told) -> Iterator[Verdict]:
    """How the deliveries of the people at this place came out, those of which something is new."""
    here = {fact.event.key for person in state.people for fact in person.facts}
    began = _of_told(state, told)
    for each in stored:
        delivery = each.delivery
        waited = any(row.get("what") in (WAITS, REFUSED) for row in delivery.results)
        is_open = delivery.state in (deliveries.State.WAITING, deliveries.State.FAILED)
        if delivery.event.key in here and (is_open or waited or delivery.event.key in began):
            yield _verdict(each, state, told)


def _of_told(state: State, told: Told) -> set[str]:
    """The events because of which something was told just now."""
    keys = told.by_target
    because = [each.because for key, each in state.targets.items() if key in keys]
    because += [each.because for each in state.occurrences if each.token in told.by_token]
    return {each.event for each in because}


def _verdict(stored: StoredFact, state: State, told: Told) -> Verdict:
    delivery = stored.delivery
    rows = [*_of_rules(stored, state, told), *_of_memberships(stored, state, told)]
    rows = [_kept(row, delivery.results) for row in rows]
    reasons = dict.fromkeys(row.pop("because") for row in rows if row["what"] == REFUSED)
    if delivery.event.key in state.unclear:
        return Verdict(delivery.id, deliveries.State.FAILED, f"A refund: {LOOK}.", rows)
    if reasons:
        return Verdict(delivery.id, deliveries.State.FAILED, " ".join(reasons), rows)
    if not rows and delivery.event.kind is Kind.EMAIL_CHANGED:
        return Verdict(delivery.id, deliveries.State.APPLIED, _ADDRESS)
    if not rows:
        return Verdict(delivery.id, deliveries.State.NO_RULE, NO_RULE)
    return Verdict(delivery.id, deliveries.State.APPLIED, "", rows)


def _kept(row: Row, before: Sequence[Mapping[str, Any]]) -> Row:
    """What was changed at first stays on the record when it is found so later."""
    for known in before:
        same = all(known.get(name) == row.get(name) for name in ("rule", "action", "tag", "sort"))
        if same and known.get("changed") and not row["changed"] and row["what"] != REFUSED:
            return {**row, "what": known["what"], "changed": True}
    return row


def _of_rules(stored: StoredFact, state: State, told: Told) -> Iterator[Row]:
    upcoming = {each.subject: each for each in state.upcoming}
    for effect in stored.effects or ():
        row = _row(effect)
        subject = effect_subject(effect, stored.delivery.event.key)
        if ahead := upcoming.get(subject):
            yield row | {"due_at": ahead.at.isoformat(), "what": WAITS, "changed": False}
        elif effect.action in OCCASIONS:
            yield row | _of_occurrence(effect, stored, told)
        else:
            yield row | _of_effect(effect, stored.delivery.event.key, state, told)


def _row(effect: Effect) -> Row:
    row: Row = {"action": effect.action, "tag": effect.name, "rule": effect.rule,
                "line": effect.line}  # fmt: skip
    row |= {"sort": effect.sort} if effect.sort is not Sort.TAG else {}
    row |= {"value": effect.value} if effect.value else {}
    row |= {"item": effect.item} if effect.item else {}
    return row | ({"due_at": effect.due_at.isoformat()} if effect.due_at else {})


def _of_occurrence(effect: Effect, stored: StoredFact, told: Told) -> Row:
    if done := told.by_token.get(effect.token):
        return {"what": done.what, "changed": done.changed}
    if reason := told.refusal(effect.target, effect.token):
        return {"what": REFUSED, "changed": False, "because": reason}
    over = effect.token in told.tokens
    was = next((r for r in stored.delivery.results if r.get("tag") == effect.name), {})
    if over and was.get("what") == REFUSED:
        return {"what": REFUSED, "changed": False, "because": stored.delivery.reason}
    return {"what": ALREADY if over else NEWER, "changed": False}


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


def _of_memberships(stored: StoredFact, state: State, told: Told) -> Iterator[Row]:
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


def wait(
    connection: Connection,
    stored: Sequence[StoredFact],
    state: State,
    reason: str,
    again: datetime,
) -> list[Verdict]:
    """The deliveries of the people here that wait go on waiting: for what, and until when."""
    here = {fact.event.key for person in state.people for fact in person.facts}
    waiting = [
        Verdict(d.id, d.state, reason, d.results, again)
        for d in (each.delivery for each in stored)
        if d.event.key in here and d.state is deliveries.State.WAITING
    ]
    settle(connection, waiting, again)
    return waiting


def log(verdicts: Iterable[Verdict]) -> None:
    """One line a delivery: its number, what came of it and how many targets changed; of nobody."""
    for each in verdicts:
        changed = Counter(str(row["what"]) for row in each.results if row.get("changed"))
        did = ", ".join(f"{number} {what}" for what, number in sorted(changed.items()))
        again = (
            f" It is tried again at {each.next_try_at:%H:%M:%S} UTC." if each.next_try_at else ""
        )
        told = "; ".join(filter(None, [did, each.reason])) or "nothing changed"
        level = logging.WARNING if each.state is deliveries.State.FAILED else logging.INFO
        logger.log(level, "delivery %d %s: %s%s", each.id, each.state, told, again or "")
