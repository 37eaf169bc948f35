"""The columns that several tables have."""

from bridge.store.schema.columns import part_of


def test_what_goes_with_a_row_goes_when_that_goes() -> None:
    [known] = part_of("deliveries", "delivery_id").foreign_keys
    assert (known.target_fullname, known.ondelete) == ("deliveries.id", "CASCADE")


def test_what_may_go_with_none_may_be_empty() -> None:
    assert part_of("places", "place_id", required=False).nullable
    assert not part_of("places", "place_id").nullable
