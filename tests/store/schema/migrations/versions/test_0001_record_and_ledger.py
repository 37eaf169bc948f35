from tests.store.schema.migrations.conftest import Upgrade


def test_it_makes_the_record_and_the_ledger(upgrade: Upgrade) -> None:
    assert set(upgrade("0001").get_table_names()) == {
        "bridge_version", "calls", "contacts", "deliveries", "destinations", "ledger",
    }  # fmt: skip
