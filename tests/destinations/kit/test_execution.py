"""One plan: removals before gifts, nobody created for what gives nothing."""

from bridge.model import (
    AccessWish,
    Done,
    FieldValue,
    Firing,
    ListWish,
    Outcome,
    Plan,
    Refusal,
    Sort,
)
from tests.destinations.contract import ANN, GOLD, SILVER
from tests.destinations.contract_other_targets import FAREWELL, ORDER
from tests.destinations.fakes import DictMemory
from tests.destinations.kit.destination import ADD, NEW, REMOVE, START, UPSERT, KitDestination
from tests.destinations.stand_in_destination import PAYF


def test_what_blocks_is_gone_before_access_is_given(known: KitDestination) -> None:
    known.crm.check((), [(Sort.FIELD, ORDER), (Sort.AUTOMATION, FAREWELL)])
    known.account.reset()
    plan = Plan(
        ANN,
        add=(GOLD,),
        remove=(SILVER,),
        fire=(Firing(PAYF, "1"),),
        fields=(FieldValue(ORDER, "1001"),),
        start=(Firing(FAREWELL, "1"),),
    )
    outcome = known.crm.apply(plan, DictMemory())
    assert known.calls() == [UPSERT, REMOVE, ADD, REMOVE, ADD, START]
    assert [done.what for done in outcome.done] == ["taken off", "added", "fired", "started", "set"]


def test_nobody_is_created_for_what_the_account_lacks(known: KitDestination) -> None:
    plan = Plan(
        NEW,
        add=("Xyzzy",),
        fire=(Firing("Xyzzy 2", "1"),),
        fields=(FieldValue("Xyzzy", "1"),),
        start=(Firing("Xyzzy", "1"),),
    )
    outcome = known.crm.apply(plan, DictMemory())
    assert len(outcome.refused) == 4
    assert NEW.key not in known.contacts()


def test_somebody_new_has_nothing_to_be_taken_off(known: KitDestination) -> None:
    outcome = known.crm.apply(Plan(NEW, add=(GOLD,), remove=(PAYF,)), DictMemory())
    assert outcome.done == (Done(PAYF, "was not there", False), Done(GOLD, "added"))
    assert outcome.created
    assert known.calls() == [UPSERT, ADD]


def test_what_kit_has_not_is_refused_by_name_and_creates_nobody(known: KitDestination) -> None:
    plan = Plan(
        NEW, subscribe=(ListWish("News"),), access=(AccessWish("Course", "live:1:a", None),)
    )
    no_lists = Refusal("News", "Kit has no lists. Use a tag instead.", sort=Sort.LIST)
    reason = "Kit gives no access by itself. Use a tag instead."
    no_access = Refusal("Course", reason, sort=Sort.ACCESS, hold="live:1:a")
    assert known.crm.apply(plan, DictMemory()) == Outcome((), (no_lists, no_access))
    assert known.calls() == []
