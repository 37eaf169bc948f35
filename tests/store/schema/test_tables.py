"""What the tables promise about their growth."""

import pytest
from sqlalchemy import Column, Table

from bridge.store.schema.tables import metadata

REFERENCES = [
    (table, column)
    for table in metadata.tables.values()
    for column in table.columns
    if column.foreign_keys
]


@pytest.mark.parametrize(("table", "column"), REFERENCES, ids=lambda each: each.name)
def test_rows_that_go_with_another_are_found_by_an_index(
    table: Table, column: Column[object]
) -> None:
    """Else whoever erases or merges would read all of them."""
    first = [next(iter(index.columns), None) for index in table.indexes]  # none: of an expression
    assert any(column is each for each in [*first, next(iter(table.primary_key.columns))])
