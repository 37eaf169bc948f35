"""The tables by which pages are quick hold nothing that access follows from."""

from bridge.store.schema import lookup_tables, tables


def test_they_stand_with_all_the_others() -> None:
    named = {"subjects", "people", "hourly", "rule_days", "rollups", "drafts", "alerts"}
    assert named <= {*tables.metadata.tables}
    assert lookup_tables.people.metadata is tables.metadata


def test_nothing_that_access_follows_from_refers_to_them() -> None:
    theirs = {lookup_tables.people, lookup_tables.subjects, lookup_tables.hourly}
    referred = {
        key.column.table for table in tables.metadata.tables.values() for key in table.foreign_keys
    }
    assert not referred & theirs
