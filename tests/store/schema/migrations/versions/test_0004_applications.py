from tests.store.schema.migrations.conftest import Upgrade


def test_what_is_erased_is_looked_up_by_indexes(upgrade: Upgrade) -> None:
    found = upgrade("0004")
    indexed = {
        table: [index["column_names"] for index in found.get_indexes(table)]
        for table in ("applied_contacts", "revisions")
    }
    assert indexed == {
        "applied_contacts": [["contact_id"], ["delivery_id"]],
        "revisions": [["delivery_id"]],
    }
