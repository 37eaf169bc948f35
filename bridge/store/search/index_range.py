"""A part of an index over a column and the delivery's number, read in the order of the numbers.

Where a value is given as `column = value`, Postgres takes it for a constant and may as well read
all deliveries from the newest on, until it has found enough of it: that is quick where the value is
frequent and lately so, and reads a million rows where it was frequent long ago. A comparison of
rows (its manual, 9.25.5) can be read from that index alone.
"""

from dataclasses import dataclass

from sqlalchemy import BigInteger, ColumnElement, and_, literal, tuple_

from bridge.store.schema.tables import deliveries

LARGEST = 2**63 - 1
_ID = deliveries.c.id


@dataclass(frozen=True)
class Numbers:
    """Those from `lowest` to `highest`, both included."""

    lowest: int = 0
    highest: int = LARGEST

    @property
    def any(self) -> ColumnElement[bool]:
        return and_(self.lowest <= _ID, self.highest >= _ID)

    def of(self, column: ColumnElement[object], value: object) -> ColumnElement[bool]:
        """Those whose column has the value, which may be another table's column."""
        known = value if isinstance(value, ColumnElement) else literal(value, column.type)
        row = tuple_(column, _ID)
        low = tuple_(known, literal(self.lowest, BigInteger))
        return and_(row >= low, row <= tuple_(known, literal(self.highest, BigInteger)))


def in_order(
    column: ColumnElement[object] | None, *, upwards: bool = False
) -> list[ColumnElement[object]]:
    """As that index has them; of all deliveries without a column."""
    columns = [each for each in (column, _ID) if each is not None]
    return [each.asc() if upwards else each.desc() for each in columns]
