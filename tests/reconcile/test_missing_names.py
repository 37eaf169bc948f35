"""What a destination would not have for want of the name is told once the name is there."""

from bridge.model import Sort
from bridge.reconcile.missing_names import lacking, tell_again
from tests.reconcile.branches import CLUB, SCHOOL, SHOP, Branches
from tests.reconcile.stage import BEA, CRM, Stage

GOLD = (Sort.TAG, "Gold")


def test_a_tag_that_was_missing_is_told_to_whom_it_was_refused(stage: Stage) -> None:
    stage.publish()
    stage.crm.missing = {"Gold"}
    stage.buys()
    assert lacking(stage.engine, CRM, lambda *_: False) == {GOLD}
    stage.crm.missing = set()
    assert tell_again(stage.engine, CRM, {GOLD}, lambda *_: False) == 0
    assert tell_again(stage.engine, CRM, {GOLD}, lambda *_: True) == 1
    stage.rest()
    assert stage.tags() == {"Gold"}
    assert lacking(stage.engine, CRM, lambda *_: False) == set()


def test_what_one_destination_lacks_is_told_again_there_alone(branches: Branches) -> None:
    for name in (SHOP, CLUB):
        branches.crms[name].missing = {"Gold"}
    branches.buys()
    assert lacking(branches.engine, SHOP, lambda *_: False) == {GOLD}
    assert lacking(branches.engine, SCHOOL, lambda *_: False) == set()
    branches.crms[CLUB].missing = set()
    assert tell_again(branches.engine, CLUB, {GOLD}, lambda *_: True) == 1
    branches.rest()
    assert branches.tags_at(BEA) == {SHOP: set(), CLUB: {"Gold"}, SCHOOL: {"Gold"}}
