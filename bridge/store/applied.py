"""What each place was told of each target: the whole truth about the outside, as far as we know."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from bridge.model import Moment, Sort
from bridge.store.schema.tables import applied, places


@dataclass(frozen=True)
class Applied:
    """`value` is the last one told ("" for none, or to be told again), `text` a field's, `moment`
    the newest telling-anew that it answered. `found`: whether it was there before the bridge's
    first word, None where that is not known. `refused` is why the destination will not have it.
    `attempted` are the values, divided by blanks, that were about to be told, of which it is not
    known whether they were."""

    target: str
    sort: Sort
    name: str
    value: str = ""
    text: str = ""
    moment: Moment | None = None
    found: bool | None = None
    refused: str = ""
    attempted: str = ""

    def attempting(self, value: str) -> "Applied":
        """An attempt before it, whose end is not known, may have come to something still."""
        every = dict.fromkeys([*self.attempted.split(), value])
        return replace(self, attempted=" ".join(every))

    def may_have_been_told(self, value: str) -> bool:
        return value == self.value or value in self.attempted.split()

    def refusing(self, reason: str) -> "Applied":
        return replace(self, refused=reason, attempted="")


_COLUMNS = [name for name in Applied.__dataclass_fields__ if name != "target"]
_OF_PLACE = select(applied).where(applied.c.place_id == bindparam("place"))
_INSERT = insert(applied)
_WRITE = _INSERT.on_conflict_do_update(
    index_elements=["place_id", "target"],
    set_={name: _INSERT.excluded[name] for name in _COLUMNS},
)


def applied_of(connection: Connection, place_id: int) -> dict[str, Applied]:
    """By the target's key."""
    rows = connection.execute(_OF_PLACE, {"place": place_id})
    return {row.target: _from_row(row) for row in rows}


def write(connection: Connection, place_id: int, rows: Iterable[Applied]) -> None:
    """Put these in the place of what is known of the same targets."""
    told = [_row(place_id, each) for each in rows]
    if told:
        connection.execute(_WRITE, told)


def forget(connection: Connection, place_id: int, targets: Collection[str]) -> None:
    if targets:
        mine = (applied.c.place_id == place_id) & applied.c.target.in_([*targets])
        connection.execute(delete(applied).where(mine))


def doubt(connection: Connection, place_ids: Collection[int], targets: Collection[str]) -> None:
    """These are told once more; how they were found at first is known still."""
    mine = applied.c.place_id.in_([*place_ids]) & applied.c.target.in_([*targets])
    tried = func.concat_ws(
        " ", func.nullif(applied.c.attempted, ""), func.nullif(applied.c.value, "")
    )
    again = update(applied).where(mine).values(value="", moment="", refused="", attempted=tried)
    connection.execute(again)


def refused(connection: Connection, destination: str | None = None) -> list[tuple[int, Applied]]:
    """What destinations will not have, by the place's id; of one destination, where it is named."""
    query = select(applied).where(applied.c.refused != "").order_by(applied.c.place_id)
    if destination is not None:
        theirs = select(places.c.id).where(places.c.destination == destination)
        query = query.where(applied.c.place_id.in_(theirs))
    return [(row.place_id, _from_row(row)) for row in connection.execute(query)]


def _row(place_id: int, each: Applied) -> dict[str, Any]:
    moment = "" if each.moment is None else str(each.moment)
    return {**vars(each), "place_id": place_id, "moment": moment}


def _from_row(row: Any) -> Applied:
    told = {name: getattr(row, name) for name in Applied.__dataclass_fields__}
    moment = Moment.parse(row.moment) if row.moment else None
    return Applied(**{**told, "sort": Sort(row.sort), "moment": moment})
