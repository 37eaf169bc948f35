"""How `applied` stands before a contact is told something, and after."""

from collections.abc import Mapping

from bridge.entitlements.desired import Desired, Value
from bridge.model import Done, Outcome, Sort
from bridge.reconcile.diff import BACK, Difference
from bridge.store.applied import Applied

NOBODY = "no such contact"
# What an answer says of how it was before the first word; other answers say nothing of it.
_FOUND = {
    "already there": True,
    "already subscribed": True,
    "removed": True,
    "unsubscribed": True,
    "added": False,
    "subscribed": False,
    "was not there": False,
    "was not subscribed": False,
}
# Answers that an earlier try may have brought about, of which the answer never came.
_OUR_OWN_DOING = {"already there", "already subscribed", "was not there", "was not subscribed"}


def attempted(difference: Difference, known: Mapping[str, Applied]) -> list[Applied]:
    """What is about to be told, so that whoever finds it done knows who may have done it."""
    rows = []
    for key, desired in difference.tell.items():
        before = known.get(key) or Applied(key, desired.sort, desired.name)
        rows.append(before.attempting(desired.value))
    return rows + [each.attempting(BACK) for each in difference.back.values()]


def applied_after(
    difference: Difference, known: Mapping[str, Applied], outcome: Outcome
) -> list[Applied]:
    """The rows of what was settled with the destination, done or refused. What only waits for a
    contact to exist is no row: it is told when there is one."""
    done = {each.target: each for each in outcome.done if not each.token}
    refused = {each.target: each.reason for each in outcome.refused if not each.token}
    fired = {each.target for each in outcome.done if each.token}
    rows = []
    for key, desired in difference.tell.items():
        before = known.get(key)
        if key in done and (done[key].what != NOBODY or desired.value is Value.UNWANTED):
            rows.append(_settled(key, desired, before, done[key]))
        elif key in refused:
            rows.append(_row(key, desired, before, before.found if before else None, refused[key]))
        elif key in fired:
            rows.append(_row(key, desired, before, before.found if before else False))
    kept = [known[key] for key in difference.back if key in refused]
    return rows + [each.refusing(refused[each.target]) for each in kept]


def tags_changed(outcome: Outcome, known: Mapping[str, Applied]) -> bool:
    """Whether a tag changed now, or at an earlier try of which the answer never came."""

    def may_have(done: Done) -> bool:
        before = known.get(done.target)
        tried = before is not None and before.attempted != ""
        return done.changed or (tried and done.what in _OUR_OWN_DOING)

    return any(done.sort is Sort.TAG and may_have(done) for done in outcome.done)


def _settled(key: str, desired: Desired, before: Applied | None, done: Done) -> Applied:
    if before is not None and (before.value or before.found is not None):
        return _row(key, desired, before, before.found)  # found is of the first touch
    tried_before = before is not None and before.attempted != ""
    doubtful = tried_before and done.what in _OUR_OWN_DOING
    return _row(key, desired, before, None if doubtful else _FOUND.get(done.what))


def _row(
    key: str, desired: Desired, before: Applied | None, found: bool | None, refused: str = ""
) -> Applied:
    newest = [each for each in (desired.anew, before.moment if before else None) if each]
    return Applied(
        key, desired.sort, desired.name, desired.value, desired.text, max(newest, default=None),
        found, refused, "",
    )  # fmt: skip
