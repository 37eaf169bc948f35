"""What became of each delivery, for the people who ask: what was done because of it, at that time.

Once it is settled its record stays: what comes later is told by the event that brought it. Only
what waited for its time, or was refused, goes on. The rows themselves are made in outcomes.py.
"""

import logging
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bridge.entitlements.desired import DesiredState
from bridge.model import Kind
from bridge.reconcile.outcomes import (
    CALLED_OFF,
    NEWER,
    NOT_NOW,
    REFUSED,
    WAITS,
    Row,
    Told,
    memberships_of,
    of_memberships,
    of_rules,
    of_turns,
)
from bridge.reconcile.record.shares import Shares
from bridge.store import delivery as deliveries
from bridge.store.delivery import Delivery
from bridge.store.households import StoredFact
from bridge.store.settlement import Settlement

logger = logging.getLogger(__name__)

LOOK = "which item it gave back cannot be told; look at it, and use bridge end where it must end"
NO_RULE = "No rule speaks about this."
_ADDRESS = "Her access comes along to the new address."
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_UNSETTLED = (deliveries.State.WAITING, deliveries.State.FAILED)


def settlements(
    stored: Sequence[StoredFact], state: DesiredState, told: Told
) -> Iterator[Settlement]:
    """How the deliveries of the people at this place came out, those of which something is new."""
    here = _keys_of(state)
    mine = [each for each in stored if each.delivery.event.key in here]
    newest = _newest_events(mine, state)
    new = [each.delivery.event for each in mine if _waits(each.delivery)]
    theirs = {name for event in new for name in memberships_of(event, state)}
    for each in mine:
        delivery = each.delivery
        others = () if _waits(delivery) else theirs
        turns = list(of_turns(each, state, told, newest))
        rows = [*of_rules(each, state, told), *turns, *of_memberships(each, state, told, others)]
        if delivery.state in _UNSETTLED:
            rows = _told_anew(delivery.results, rows)
        else:
            alone = [*turns, *_last(rows, delivery, newest, theirs)]
            rows = _gone_on(delivery.results, rows, alone, told.at)
        if delivery.state in _UNSETTLED or rows != delivery.results:
            yield _settlement(delivery, rows, is_unclear=delivery.event.key in state.unclear)


def _last(
    rows: Iterable[Row], delivery: Delivery, newest: Mapping[str, str], theirs: Collection[str]
) -> Iterator[Row]:
    """Those of memberships that nothing newer is about, save those of new events: `theirs`."""
    for row in rows:
        name = row.get("membership", "")
        if name not in theirs and newest.get(name) == delivery.event.key:
            yield row


def waiting(
    stored: Sequence[StoredFact], state: DesiredState, reason: str, again: datetime | None = None
) -> list[Settlement]:
    """The deliveries of the people here that wait go on waiting: for what, and until when, where
    that is known."""
    here = _keys_of(state)
    return [
        Settlement(d.id, d.state, reason, d.results, again)
        for d in (each.delivery for each in stored)
        if d.event.key in here and _waits(d)
    ]


def log(settled: Iterable[Settlement], shares: Shares | None = None) -> None:
    """One line a delivery: its number, what came of it and how many targets changed; of nobody.
    Where there are several destinations, at which."""
    where = f" at {shares.name}" if shares and len(shares.names) > 1 else ""
    for each in settled:
        changed = Counter(str(row["what"]) for row in each.results if row.get("changed"))
        did = ", ".join(f"{number} {what}" for what, number in sorted(changed.items()))
        at, failed = each.next_try_at, each.state is deliveries.State.FAILED
        again = f" Tries again at {at.astimezone():%H:%M:%S} without you." if at else ""
        then = f"needs you: {each.reason} Then run `bridge retry {each.id}`."
        why = then if failed else each.reason
        told = "; ".join(filter(None, [did, why])) or "nothing changed"
        level = logging.WARNING if failed else logging.INFO
        logger.log(level, "delivery %d %s%s: %s%s", each.id, each.state, where, told, again)


def _keys_of(state: DesiredState) -> set[str]:
    return {fact.event.key for person in state.people for fact in person.facts}


def _waits(delivery: Delivery) -> bool:
    return delivery.state is deliveries.State.WAITING


def _newest_events(stored: Sequence[StoredFact], state: DesiredState) -> Mapping[str, str]:
    """Of each entitlement, and of each membership by its name, the key of the newest event about
    it: what comes of it by itself later, such as an end after its minute of patience, is that
    event's doing."""
    newest: dict[str, str] = {}
    for each in sorted(stored, key=lambda each: each.delivery.event.occurred_at or _LONG_AGO):
        event = each.delivery.event
        about = [*state.touched.get(event.key, ()), *memberships_of(event, state)]
        newest |= dict.fromkeys(about, event.key)
    return newest


def _settlement(delivery: Delivery, rows: list[Row], *, is_unclear: bool) -> Settlement:
    reasons = dict.fromkeys(row.pop("because", "") for row in rows if row["what"] == REFUSED)
    if is_unclear:
        return Settlement(delivery.id, deliveries.State.FAILED, f"A refund: {LOOK}.", rows)
    if reasons:
        return Settlement(delivery.id, deliveries.State.FAILED, " ".join(reasons), rows)
    if not rows and delivery.event.kind is Kind.EMAIL_CHANGED:
        return Settlement(delivery.id, deliveries.State.APPLIED, _ADDRESS)
    if not rows:
        return Settlement(delivery.id, deliveries.State.NO_RULE, NO_RULE)
    return Settlement(delivery.id, deliveries.State.APPLIED, "", rows)


def _is_open(row: Mapping[str, Any]) -> bool:
    return row.get("what") in (WAITS, REFUSED)


def _nothing_came(old: Row, now: Sequence[Row], at: datetime) -> str:
    """Why nothing came of a row that was open. Where a membership's own time had come, nothing
    called it off: access just did not change, because something else holds it."""
    waited = "membership" in old and old["what"] == WAITS
    came = waited and datetime.fromisoformat(old["due_at"]) <= at
    return NOT_NOW if came and NOT_NOW in [row["what"] for row in now] else CALLED_OFF


def _told_anew(before: Sequence[Row], now: Sequence[Row]) -> list[Row]:
    """What was changed at first stays on the record, also when it is found so later."""
    changed = [row for row in before if row.get("changed")]
    rows = [row for row in changed if not any(_is_same(row, each) for each in now)]
    for row in now:
        known = next((each for each in changed if _is_same(each, row)), row)
        stays = not row["changed"] and row["what"] != REFUSED
        rows.append({**row, "what": known["what"], "changed": known["changed"]} if stays else row)
    return rows


def _gone_on(
    before: Sequence[Row], now: Sequence[Row], alone: Sequence[Row], at: datetime
) -> list[Row]:
    """What is settled stays; what waited for its time is as it is now. `alone` are those of now
    that came by themselves."""
    rows = [row for row in before if not _is_open(row)]
    for old in filter(_is_open, before):
        of_old = [row for row in now if _goes_on(old, row)]
        is_over = all(row["what"] in (NOT_NOW, NEWER) for row in of_old)
        why = _nothing_came(old, of_old, at)
        news = [{**old, "what": why, "changed": False}] if is_over else of_old
        rows += [row for row in news if row not in rows]
    fired = [row for row in alone if row["changed"] or row["what"] == REFUSED]
    return rows + [row for row in fired if row not in rows]


def _goes_on(old: Row, row: Row) -> bool:
    if "membership" in old:
        return bool(row.get("membership") == old["membership"])
    return _is_same(old, row)


def _is_same(known: Mapping[str, Any], row: Row) -> bool:
    return all(known.get(name) == row.get(name) for name in ("rule", "action", "tag", "sort"))
