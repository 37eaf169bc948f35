"""What became of each change of a delivery, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from bridge.ledger import Entry, Key, Ledger, wanted
from bridge.model import Action, Change, Done, Outcome, Stamp, tag_key
from bridge.store.delivery import Delivery

NEWER = "nothing to do: a newer event decides"
STAYS = "nothing to do: the tag stays for another reason"
REFUSED = "refused"


def change_to_json(change: Change) -> dict[str, Any]:
    """A change as it stands on its delivery, which has the stamp already."""
    return {
        "action": change.action,
        "tag": change.tag,
        "claim": change.claim,
        "rule": change.rule,
        "line": change.line,
    }


def _change_from(told: Mapping[str, Any], stamp: Stamp) -> Change:
    action = Action(told["action"])
    return Change(action, told["tag"], stamp, told["claim"], told["rule"], told["line"])


def results_of(
    delivery: Delivery, ledger: Ledger, outcome: Outcome
) -> tuple[Sequence[dict[str, Any]], list[str]]:
    """The delivery's changes with what came of each, and the tag keys it is still owed."""
    done = {tag_key(each.tag): each for each in outcome.done}
    before = {(r["tag"], r["action"], r["claim"]): r["what"] for r in delivery.results}
    results: list[dict[str, Any]] = []
    owed: list[str] = []
    for told in delivery.changes:
        change = _change_from(told, delivery.event.stamp)
        what, changed = _came_of(change, ledger, done)
        if not what and (told["tag"], told["action"], told["claim"]) in before:
            what = before[told["tag"], told["action"], told["claim"]]
        if what == REFUSED:
            owed.append(tag_key(change.tag))
        results.append(told | {"what": what or "done", "changed": changed})
    return results, owed


def _came_of(change: Change, ledger: Ledger, done: Mapping[str, Done]) -> tuple[str, bool]:
    key = Key.of(change)
    entry = ledger.get(key)
    if entry is None or entry.change.stamp.delivery != change.stamp.delivery:
        return NEWER, False
    if not entry.confirmed:
        return REFUSED, False
    if entry.wants != wanted(_about(key, ledger)):
        return NEWER if entry.wants else STAYS, False
    settled = done.get(key.tag)
    return (settled.what, settled.changed) if settled else ("", False)


def _about(key: Key, ledger: Ledger) -> list[Entry]:
    return [entry for other, entry in ledger.items() if other.tag == key.tag]
