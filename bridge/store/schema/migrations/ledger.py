"""What a store of the version before knew, in the words of the new tables.

It kept changes to tags (a ledger) instead of what each person pays for. Its events are kept whole;
what its rules made of them is decided anew with the next event of a person, or when a plan is
applied. What each contact was told is known still, so that nobody is told anything by the migration
itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

_WANTS = {"add", "grant", "trigger", "subscribe", "subscribe even after opt-out", "set"}
_OWN = {"add", "remove", "subscribe", "subscribe even after opt-out", "unsubscribe", "set"}
_SORTS = {
    "set": "field",
    "start automation": "automation",
    "subscribe": "list",
    "subscribe even after opt-out": "list",
    "unsubscribe": "list",
}
_NEUTRAL = {"call off", "decide anew"}
_FOLLOWED = (
    "purchase", "rebill", "payment failed", "payment declined", "cancelled", "refund", "paused",
    "resumed", "completed", "abandoned cart", "e-mail changed",
)  # fmt: skip
_BATCH = 2_000

_EVENTS = sa.text(
    "SELECT id, kind, mode, email, order_id, event->'contact'->>'customer_id' AS customer,"
    " coalesce(event->>'problem', '') AS problem FROM deliveries"
    " WHERE (merged OR state <> 'waiting') ORDER BY id"
)


def carry(connection: sa.Connection) -> None:
    """Households of the events, places of the contacts, what was told, and what was to come."""
    _link(connection, _households(connection.execute(_EVENTS)))
    connection.execute(
        sa.text(
            "INSERT INTO places (id, destination, address, memory) OVERRIDING SYSTEM VALUE"
            " SELECT id, destination, email, memory FROM contacts"
        )
    )
    connection.execute(
        sa.text("SELECT setval(pg_get_serial_sequence('places', 'id'),"
                " (SELECT coalesce(max(id), 1) FROM places))")
    )  # fmt: skip
    rows = list(_told(connection.execute(sa.text("SELECT * FROM ledger WHERE confirmed"))))
    for batch in _batches(rows):
        connection.execute(_WRITE, batch)
    connection.execute(_TIMERS)
    connection.execute(_WAITING)


_WRITE = sa.text(
    "INSERT INTO applied (place_id, target, sort, name, value, text, moment)"
    " VALUES (:place_id, :target, :sort, :name, :value, :text, :moment)"
)
_TIMERS = sa.text(
    "UPDATE places SET wake_at = t.due_at FROM (SELECT contact_id, min(due_at) AS due_at"
    " FROM timers WHERE state = 'pending' GROUP BY contact_id) t WHERE t.contact_id = places.id"
)
# What was taken up and not told yet is told by the new way.
_WAITING = sa.text(
    "UPDATE places SET due = 1 FROM deliveries d"
    " WHERE d.state = 'waiting' AND d.merged AND d.email = places.address"
)


def _households(events: Iterable[Any]) -> dict[int, tuple[str, ...]]:
    """The linking keys of each event that anything follows from."""
    keys: dict[int, tuple[str, ...]] = {}
    for row in events:
        if row.kind not in _FOLLOWED or row.problem or not row.email:
            continue
        customer = (row.customer or "").strip()
        known = customer.lower() not in ("", "0", "null")
        named = [
            f"address:{row.email}",
            f"order:{row.mode}:{row.order_id}" if row.order_id else "",
            f"customer:{row.mode}:{customer}" if known else "",
        ]
        keys[row.id] = tuple(key for key in named if key)
    return keys


def _link(connection: sa.Connection, keys: Mapping[int, tuple[str, ...]]) -> None:
    """Households are numbered by their first event."""
    parents: dict[str, str] = {}
    for named in keys.values():
        roots = [_root(parents, key) for key in named]
        for root in roots[1:]:
            parents[root] = roots[0]
    numbers: dict[str, int] = {}
    for named in keys.values():
        numbers.setdefault(_root(parents, named[0]), len(numbers) + 1)
    if not numbers:
        return
    connection.execute(
        sa.text("INSERT INTO households SELECT generate_series(1, :most)"), {"most": len(numbers)}
    )
    connection.execute(
        sa.text("SELECT setval(pg_get_serial_sequence('households', 'id'), :most)"),
        {"most": len(numbers)},
    )
    by_key = [{"key": key, "household": numbers[_root(parents, key)]} for key in parents]
    for batch in _batches(by_key):
        connection.execute(
            sa.text("INSERT INTO household_keys (key, household_id) VALUES (:key, :household)"),
            batch,
        )
    links = [
        {"delivery": id_, "household": numbers[_root(parents, named[0])]}
        for id_, named in keys.items()
    ]
    for batch in _batches(links):
        connection.execute(_LINK, batch)


# Of what waits for its contact to be told, nothing was done yet; all else was.
_LINK = sa.text(
    "UPDATE deliveries SET household_id = :household,"
    " quiet_until = CASE WHEN state = 'waiting' THEN NULL ELSE now() END WHERE id = :delivery"
)


def _root(parents: dict[str, str], key: str) -> str:
    parents.setdefault(key, key)
    while parents[key] != key:
        parents[key] = parents[parents[key]]
        key = parents[key]
    return key


def _told(ledger: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """The last word about each target, of what each contact was told."""
    targets: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for row in ledger:
        if row.action not in _NEUTRAL and row.action != "start automation":
            targets[row.contact_id, row.tag_key].append(row)
    for (contact, target), rows in targets.items():
        newest = max(rows, key=lambda row: row.second)
        wanted = _is_wanted(rows)
        yield {
            "place_id": contact,
            "target": target,
            "sort": _SORTS.get(newest.action, "tag"),
            "name": newest.tag,
            "value": "wanted" if wanted else "unwanted",
            "text": newest.value,
            "moment": f"{newest.second:011} 9 {newest.second:011} 9 told before",
        }


def _is_wanted(rows: list[Any]) -> bool:
    own = max((row for row in rows if row.action in _OWN), key=lambda r: r.second, default=None)
    standing = [row for row in rows if row.action in _WANTS - _OWN]
    if own is None:
        return bool(standing)
    return own.action in _WANTS or any(row.second >= own.second for row in standing)


def _batches(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(rows), _BATCH):
        yield rows[start : start + _BATCH]
