from tests.store.schema.migrations.conftest import Upgrade


def test_a_wish_of_the_ledger_may_be_one_for_later(upgrade: Upgrade) -> None:
    found = upgrade("0003")
    key = found.get_pk_constraint("ledger")["constrained_columns"]
    assert key == ["contact_id", "tag_key", "occasion", "claim", "timer"]
    assert found.has_table("timers")
