"""What one contact should be told now: desired less applied.

current → desired → diff → act. Nothing is said that was said already, save what money bought: that
is told anew (`Desired.anew`), because automations and hands may have taken it. Where nobody speaks
about a target any more, it goes back to what was found there before the bridge's first word.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from bridge.entitlements.desired import Desired, Occurrence, State, Value
from bridge.model import Contact, FieldValue, Firing, ListWish, Plan, Sort
from bridge.store.applied import Applied

BACK = "back"  # what is attempted where a target goes back to how it was found


@dataclass(frozen=True)
class Difference:
    """`tell` by target's key what is to be told; `back` the targets that go back to how they were
    found; `forget` those that nobody speaks about, and of which nothing is to be told;
    `occurrences` what is to be done once."""

    tell: Mapping[str, Desired] = field(default_factory=dict)
    back: Mapping[str, Applied] = field(default_factory=dict)
    forget: Collection[str] = ()
    occurrences: tuple[Occurrence, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.tell or self.back or self.occurrences)

    def plan(self, contact: Contact, *, create_missing_tags: bool) -> Plan:
        """In the words of the destinations' port."""
        tags = [each for each in self.tell.values() if each.sort is Sort.TAG]
        lists = [each for each in self.tell.values() if each.sort is Sort.LIST]
        fields = [each for each in self.tell.values() if each.sort is Sort.FIELD]
        firing = {each.name for each in self.occurrences if each.sort is Sort.TAG}
        wanted = [each for each in tags if _is_wanted(each) and each.name not in firing]
        return Plan(
            contact,
            add=tuple(each.name for each in wanted if each.creates),
            add_if_there=(
                *(each.name for each in wanted if not each.creates),
                *(each.name for each in self.back.values() if each.found),
            ),
            remove=(
                *(each.name for each in tags if not _is_wanted(each)),
                *(each.name for each in self.back.values() if not each.found),
            ),
            fire=_firings(self.occurrences, Sort.TAG),
            create_missing_tags=create_missing_tags,
            subscribe=tuple(ListWish(e.name, e.even_opted_out) for e in lists if _is_wanted(e)),
            unsubscribe=tuple(each.name for each in lists if not _is_wanted(each)),
            fields=tuple(FieldValue(each.name, each.text) for each in fields),
            start=_firings(self.occurrences, Sort.AUTOMATION),
        )


def diff(state: State, applied: Mapping[str, Applied], done: Collection[str]) -> Difference:
    """`done` are the tokens of occurrences that are over.

    >>> diff(State("a@example.com"), {}, ())
    Difference(tell={}, back={}, forget=[], occurrences=())
    """
    tell = {
        key: desired
        for key, desired in state.targets.items()
        if desired.value is not Value.UNSPOKEN and _is_news(desired, applied.get(key))
    }
    unspoken = {key: each for key, each in applied.items() if key not in state.targets}
    back = {key: each for key, each in unspoken.items() if _goes_back(each)}
    due = (each for each in state.occurrences if each.token not in done)
    return Difference(tell, back, [key for key in unspoken if key not in back], tuple(due))


def _is_news(desired: Desired, known: Applied | None) -> bool:
    if known is None:
        return desired.value is Value.WANTED or desired.anew is not None
    if known.attempted:
        return True  # whether it was done is not known
    if (known.value, known.text) != (desired.value, desired.text):
        return True
    return desired.anew is not None and (known.moment is None or known.moment < desired.anew)


def _goes_back(known: Applied) -> bool:
    """Whether the contact has it otherwise now than it was found, or may have, where an attempt's
    end is not known. Lists and fields stay: to the destination a list left would be her own
    opt-out."""
    if known.sort is not Sort.TAG or known.refused:
        return False
    otherwise = Value.UNWANTED if known.found else Value.WANTED
    return known.may_have_been_told(otherwise) or known.may_have_been_told(BACK)


def _is_wanted(desired: Desired) -> bool:
    return desired.value is Value.WANTED


def _firings(occurrences: Iterable[Occurrence], sort: Sort) -> tuple[Firing, ...]:
    return tuple(Firing(each.name, each.token) for each in occurrences if each.sort is sort)
