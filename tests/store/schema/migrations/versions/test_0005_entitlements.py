from tests.store.schema.migrations.conftest import Upgrade


def test_the_ledger_gives_way_to_people_and_places(upgrade: Upgrade) -> None:
    assert set(upgrade("0005").get_table_names()) == {
        "applied", "bridge_version", "calls", "deliveries", "destinations",
        "entitlement_decisions", "event_decisions", "household_keys", "households", "occurrences",
        "places", "rollouts", "rulebooks",
    }  # fmt: skip
