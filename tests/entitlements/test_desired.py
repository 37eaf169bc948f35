"""What the fold finds, read off it."""

from dataclasses import replace
from datetime import timedelta

from bridge.entitlements.desired import DesiredState, Held, Person, Upcoming
from bridge.model import Block, Moment
from tests.entitlements.shop import ANN, BEA, BEGINNING, memberium

HELD = Held("live:1001:product-12", memberium(), granted=True, ended=False)


def blocked(*blocks: Block) -> Held:
    return replace(HELD, blocks={block: Moment(1) for block in blocks})


def test_an_entitlement_is_open_unless_it_ended_or_was_cancelled() -> None:
    every = [HELD, blocked(Block.PAUSED), blocked(Block.CANCELLED), replace(HELD, ended=True)]
    assert [each.open for each in every] == [True, True, False, False]
    assert [each.stands for each in every] == [True, True, True, False]
    assert [each.lost for each in every] == [False, False, True, True]


def test_the_graver_its_blocks_the_worse_an_entitlement_stands() -> None:
    worse = [blocked(Block.CANCELLED), blocked(Block.PAUSED), blocked(Block.OVERDUE), blocked()]
    assert sorted(worse, key=lambda each: each.badness) == worse[::-1]
    assert blocked(Block.OVERDUE).badness < blocked(Block.OVERDUE, Block.PAUSED).badness


def test_a_person_lives_where_she_moved_last() -> None:
    assert Person("live customer 7", ((ANN, Moment(1)), (BEA, Moment(2))), ()).address == BEA
    assert Person("live address", (), ()).address == ""


def test_a_place_wakes_at_the_first_of_what_is_to_come() -> None:
    later = [Upcoming("subject", BEGINNING + timedelta(days=days), "ends") for days in (3, 1, 2)]
    assert DesiredState(ANN, upcoming=later).wake_at == BEGINNING + timedelta(days=1)
    assert DesiredState(ANN).wake_at is None
