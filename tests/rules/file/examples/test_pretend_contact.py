"""What a contact of an example keeps of what it is told, as a CRM would."""

from datetime import UTC, datetime

from bridge.entitlements.desired import Desired, DesiredState, Occurrence, Value
from bridge.model import Moment, Sort, target_key
from bridge.rules.file.examples.pretend_contact import PretendContact

NOW = Moment(1)


def state(*targets: Desired, occurrences: tuple[Occurrence, ...] = ()) -> DesiredState:
    by_key = {target_key(each.sort, each.name): each for each in targets}
    return DesiredState("ann@example.com", targets=by_key, occurrences=occurrences)


def target(sort: Sort, name: str, value: Value, *, even: bool = False) -> Desired:
    return Desired(sort, name, value, NOW, creates=True, even_opted_out=even)


def test_what_takes_away_makes_no_contact() -> None:
    contact = PretendContact()
    contact.apply(state(target(Sort.TAG, "Gold", Value.UNWANTED)))
    assert not contact.exists
    contact.apply(state(target(Sort.TAG, "Gold", Value.WANTED)))
    assert contact.tags == {"gold": "Gold"}


def test_whom_a_rule_took_off_a_list_only_a_rule_for_opted_out_ones_puts_on_it_again() -> None:
    contact = PretendContact()
    for value in (Value.WANTED, Value.UNWANTED, Value.WANTED):
        contact.apply(state(target(Sort.LIST, "News", value)))
    assert (contact.lists, contact.kept_out) == ({}, {"news"})
    contact.apply(state(target(Sort.LIST, "News", Value.WANTED, even=True)))
    assert (contact.lists, contact.kept_out) == ({"news": "News"}, set())


def test_an_automation_is_started_once_for_its_token() -> None:
    due = datetime(3000, 1, 1, tzinfo=UTC)
    start = Occurrence("a", Sort.AUTOMATION, "Welcome", NOW, due)
    contact = PretendContact()
    contact.apply(state(occurrences=(start,)))
    contact.apply(state(occurrences=(start, Occurrence("b", Sort.AUTOMATION, "Bye", NOW, due))))
    assert contact.started == ["Welcome", "Bye"]


def test_a_tag_of_which_nobody_speaks_any_more_is_gone() -> None:
    contact = PretendContact()
    contact.apply(state(target(Sort.TAG, "Gold", Value.WANTED)))
    contact.apply(state())
    assert contact.tags == {}
