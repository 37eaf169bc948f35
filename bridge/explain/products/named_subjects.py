"""Which subjects name an item, and of which something was sold without a rule, by the rules."""

from collections.abc import Iterable, Sequence

from bridge.model import Event, Kind
from bridge.rules import Rules, SpokenOf
from bridge.store.search.delivery_conditions import Ungiven
from bridge.store.search.subject_list import Subject


def naming(subjects: Iterable[Subject], item: str) -> tuple[int, ...]:
    """Their numbers; `item` is its key, as in rules.yaml."""
    return tuple(s.number for s in subjects if any(each.key == item for each in s.items))


def item_names(subjects: Iterable[Subject]) -> dict[str, str]:
    """What each item was called, by its key, in the order of the keys."""
    named: dict[str, str] = {}
    for each in (item for subject in subjects for item in subject.items):
        named[each.key] = named.get(each.key) or each.name
    return dict(sorted(named.items()))


def ungiven(subjects: Sequence[Subject], rules: Rules) -> Ungiven:
    """Purchases of which some item has no rule, also where another item of them has one."""
    spoken_of = SpokenOf(rules)
    bought = [each for each in subjects if each.kind is Kind.PURCHASE]
    without = [each for each in bought if spoken_of.unmapped(_sale(each))]
    needing_none = [s for s in bought if s.items and all(map(rules.ignores, s.items))]
    return Ungiven(tuple(e.number for e in without), tuple(e.number for e in needing_none))


def _sale(subject: Subject) -> Event:
    return Event("", "", subject.kind, "", mode=subject.mode, items=subject.items)
