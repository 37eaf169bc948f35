"""What a membership is to the fold: its tags, each with the block that it is."""

from bridge.model import Block, Blocking, Membership, Style

GOLD = Membership(
    "Gold", tag="Gold", overdue=Blocking("PAYF"),
    paused=Blocking("SUSP"), suspended=Blocking("SUSP"),
)  # fmt: skip


def test_a_part_that_is_off_blocks_nothing() -> None:
    assert GOLD.blocking(Block.OVERDUE) == Blocking("PAYF")
    assert GOLD.blocking(Block.CANCELLED) is None


def test_one_tag_may_be_several_blocks_and_is_found_in_any_case() -> None:
    assert GOLD.blocks_of("susp") == [Block.SUSPENDED, Block.PAUSED]
    assert GOLD.blocks_of("Gold") == []


def test_every_tag_that_keeps_a_member_out_is_told_once() -> None:
    assert GOLD.blocking_tags == ("PAYF", "SUSP")
    ally = Membership("Gold", Style.ACCESSALLY, revoke="Revoke", failed="Failed", trigger="Grant")
    assert ally.blocking_tags == ("Revoke", "Failed")


def test_a_site_calls_it_by_its_own_name_unless_it_has_another_there() -> None:
    assert GOLD.at_site == "Gold"
    assert Membership("Gold", access="Gold Circle").at_site == "Gold Circle"
