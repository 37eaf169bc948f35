"""What a destination would not have for want of the name is told once the name is there."""

from bridge.model import Sort
from bridge.reconcile.missing_names import lacking, tell_again
from tests.reconcile.stage import CRM, Stage

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
