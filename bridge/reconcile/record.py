"""What became of each delivery, for the people who ask: a row for each thing that followed of it.

The rows themselves are made in rows.py.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from bridge.entitlements.desired import (
    State,
)
from bridge.model import Kind
from bridge.reconcile.rows import REFUSED, WAITS, Row, Told, of_memberships, of_rules, of_turns
from bridge.store import delivery as deliveries
from bridge.store.households import StoredFact
from bridge.store.settlement import Settlement, settle

logger = logging.getLogger(__name__)

LOOK = "which item it gave back cannot be told; look at it, and use bridge end where it must end"
NO_RULE = "No rule speaks about this."
_ADDRESS = "Her access comes along to the new address."
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def verdicts(stored: Sequence[StoredFact], state: State, told: Told) -> Iterator[Settlement]:
    """How the deliveries of the people at this place came out, those of which something is new."""
    here = {fact.event.key for person in state.people for fact in person.facts}
    newest = _newest_events(stored, state)
    began = _of_told(state, told)
    began |= {newest[each] for each in began if each in newest}
    for each in stored:
        delivery = each.delivery
        waited = any(row.get("what") in (WAITS, REFUSED) for row in delivery.results)
        is_open = delivery.state in (deliveries.State.WAITING, deliveries.State.FAILED)
        if delivery.event.key in here and (is_open or waited or delivery.event.key in began):
            yield _verdict(each, state, told, newest)


def _newest_events(stored: Sequence[StoredFact], state: State) -> Mapping[str, str]:
    """Of each entitlement the key of the newest event about it: what comes of it by itself later,
    such as an end after its minute of patience, is that event's doing."""
    newest: dict[str, str] = {}
    for each in sorted(stored, key=lambda each: each.delivery.event.occurred_at or _LONG_AGO):
        newest |= dict.fromkeys(
            state.touched.get(each.delivery.event.key, ()), each.delivery.event.key
        )
    return newest


def _of_told(state: State, told: Told) -> set[str]:
    """The events because of which something was told just now."""
    keys = told.by_target
    because = [each.because for key, each in state.targets.items() if key in keys]
    because += [each.because for each in state.occurrences if each.token in told.by_token]
    return {each.event for each in because}


def _verdict(stored: StoredFact, state: State, told: Told, newest: Mapping[str, str]) -> Settlement:
    delivery = stored.delivery
    rows = [
        *of_rules(stored, state, told),
        *of_turns(stored, state, told, newest),
        *of_memberships(stored, state, told),
    ]
    rows = [_kept(row, delivery.results) for row in rows]
    reasons = dict.fromkeys(row.pop("because") for row in rows if row["what"] == REFUSED)
    if delivery.event.key in state.unclear:
        return Settlement(delivery.id, deliveries.State.FAILED, f"A refund: {LOOK}.", rows)
    if reasons:
        return Settlement(delivery.id, deliveries.State.FAILED, " ".join(reasons), rows)
    if not rows and delivery.event.kind is Kind.EMAIL_CHANGED:
        return Settlement(delivery.id, deliveries.State.APPLIED, _ADDRESS)
    if not rows:
        return Settlement(delivery.id, deliveries.State.NO_RULE, NO_RULE)
    return Settlement(delivery.id, deliveries.State.APPLIED, "", rows)


def _kept(row: Row, before: Sequence[Mapping[str, Any]]) -> Row:
    """What was changed at first stays on the record when it is found so later."""
    for known in before:
        same = all(known.get(name) == row.get(name) for name in ("rule", "action", "tag", "sort"))
        if same and known.get("changed") and not row["changed"] and row["what"] != REFUSED:
            return {**row, "what": known["what"], "changed": True}
    return row


def wait(
    connection: Connection,
    stored: Sequence[StoredFact],
    state: State,
    reason: str,
    again: datetime,
) -> list[Settlement]:
    """The deliveries of the people here that wait go on waiting: for what, and until when."""
    here = {fact.event.key for person in state.people for fact in person.facts}
    waiting = [
        Settlement(d.id, d.state, reason, d.results, again)
        for d in (each.delivery for each in stored)
        if d.event.key in here and d.state is deliveries.State.WAITING
    ]
    settle(connection, waiting, again)
    return waiting


def log(verdicts: Iterable[Settlement]) -> None:
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
