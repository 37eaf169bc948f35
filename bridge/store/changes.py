"""A Change as columns and back."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, Table
from sqlalchemy.dialects.postgresql import Insert, insert

from bridge.ledger import Key
from bridge.model import Action, Change, Sort, Stamp


def change_row(contact_id: int, change: Change) -> dict[str, Any]:
    """The columns that tables of changes have in common."""
    key = Key.of(change)
    return {
        "contact_id": contact_id,
        "tag_key": key.target,
        "occasion": key.occasion,
        "claim": key.claim,
        "timer": key.timer,
        "tag": change.tag,
        "action": change.action,
        "sort": change.sort or "",
        "value": change.value,
        "due_at": change.due_at,
        "second": change.stamp.second,
        "favours_member": change.stamp.favours_member,
        "delivery": change.stamp.delivery,
        "rule": change.rule,
        "line": change.line,
    }


def replacing(table: Table, keys: Collection[str]) -> Insert:
    """Inserts rows; one that stands under the same `keys` gets all other columns of the new one."""
    rows = insert(table)
    given = [c.name for c in table.c if c.name not in keys and not c.identity]
    new = {name: rows.excluded[name] for name in given}
    return rows.on_conflict_do_update(index_elements=keys, set_=new)


def change_from(row: Row[Any]) -> Change:
    """The inverse; a claim that its key knows nothing of is left out."""
    return Change(
        Action(row.action),
        row.tag,
        Stamp(row.second, row.favours_member, row.delivery),
        row.claim,
        row.rule,
        row.line,
        row.value,
        row.due_at,
        row.timer,
        Sort(row.sort) if row.sort else None,
    )
