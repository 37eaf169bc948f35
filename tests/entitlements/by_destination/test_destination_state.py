"""What one destination sees of a place's state."""

from datetime import UTC, datetime

from bridge.entitlements.by_destination.destination_state import for_destination
from bridge.entitlements.desired import Desired, DesiredState, Occurrence, Upcoming, Value
from bridge.model import Moment, Sort, target_key

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SINCE = Moment(1)
CRM = frozenset(Sort) - {Sort.ACCESS}
SITE = frozenset({Sort.ACCESS})
ACCESS = target_key(Sort.ACCESS, "Gold", "live:1001:product-12")


def wanted(sort: Sort, name: str = "Gold") -> Desired:
    return Desired(sort, name, Value.WANTED, SINCE)


STATE = DesiredState(
    "ann@example.com",
    targets={"gold": wanted(Sort.TAG), "list,gold": wanted(Sort.LIST)},
    occurrences=[Occurrence("t1", Sort.AUTOMATION, "Welcome", SINCE, NOW)],
    upcoming=[
        Upcoming("s1", NOW, "cancelled", membership="Gold"),
        Upcoming("s2", NOW, "subscribe", sort=Sort.LIST, name="Gold"),
    ],
    access={ACCESS: wanted(Sort.ACCESS)},
)


def test_who_knows_all_but_access_sees_tags_lists_and_what_is_done_once() -> None:
    seen = for_destination(STATE, "crm", CRM)
    assert seen.targets == STATE.targets
    assert (seen.occurrences, seen.upcoming) == (STATE.occurrences, STATE.upcoming)


def test_a_site_sees_access_alone() -> None:
    seen = for_destination(STATE, "school", SITE)
    assert seen.targets == STATE.access
    assert not seen.occurrences
    assert [each.subject for each in seen.upcoming] == ["s1"]


def test_what_is_for_some_destinations_only_the_others_do_not_see() -> None:
    theirs, others = DesiredState("ann@example.com"), DesiredState("a@example.com", access={})
    told = DesiredState("ann@example.com", apart={"school": STATE, "": others, "club": theirs})
    assert for_destination(told, "school", SITE).targets == STATE.access
    assert for_destination(told, "crm", CRM).address == "a@example.com"
    assert not for_destination(told, "club", SITE).targets
