"""What one contact should be told now: desired less applied; and how `applied` stands after it.

current → desired → diff → act. Nothing is said that was said already, save what money bought: that
is told anew (`Desired.anew`), because automations and hands may have taken it. Where nobody speaks
about a target any more, it goes back to what was found there before the bridge's first word.
Access that has run out by itself is not spoken of: the site was told when it would.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bridge.entitlements.desired import Desired, DesiredState, Occurrence, Value
from bridge.model import (
    AccessWish,
    Contact,
    Done,
    FieldValue,
    Firing,
    ListWish,
    Outcome,
    Plan,
    Refusal,
    Sort,
    hold_in,
)
from bridge.store.applied import Applied

BACK = "back"  # what is attempted where a target goes back to how it was found
NOBODY = "no such contact"
# What an answer says of how it was before the first word; other answers say nothing of it.
_FOUND = {
    "already there": True,
    "already subscribed": True,
    "removed": True,
    "unsubscribed": True,
    "added": False,
    "subscribed": False,
    "was not there": False,
    "was not subscribed": False,
}
# Answers that an earlier try may have brought about, of which the answer never came.
_OUR_OWN_DOING = {"already there", "already subscribed", "was not there", "was not subscribed"}
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


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
        access = [(k, each) for k, each in self.tell.items() if each.sort is Sort.ACCESS]
        back = [each for each in self.back.values() if each.sort is not Sort.ACCESS]
        firing = {each.name for each in self.occurrences if each.sort is Sort.TAG}
        wanted = [each for each in tags if _is_wanted(each) and each.name not in firing]
        return Plan(
            contact,
            add=tuple(each.name for each in wanted if each.creates),
            add_if_there=(
                *(each.name for each in wanted if not each.creates),
                *(each.name for each in back if each.found),
            ),
            remove=(
                *(each.name for each in tags if not _is_wanted(each)),
                *(each.name for each in back if not each.found),
            ),
            fire=_firings(self.occurrences, Sort.TAG),
            create_missing_tags=create_missing_tags,
            subscribe=tuple(ListWish(e.name, e.even_opted_out) for e in lists if _is_wanted(e)),
            unsubscribe=tuple(each.name for each in lists if not _is_wanted(each)),
            fields=tuple(FieldValue(each.name, each.text) for each in fields),
            start=_firings(self.occurrences, Sort.AUTOMATION),
            access=tuple(_access_wish(key, each) for key, each in access if _is_wanted(each)),
            end_access=(
                *(_access_wish(key, each) for key, each in access if not _is_wanted(each)),
                *(_access_wish(k, b) for k, b in self.back.items() if b.sort is Sort.ACCESS),
            ),
        )

    def refused(self, reason: str) -> Outcome:
        """The destination will not have this contact at all."""
        targets: list[tuple[str, Desired | Applied]] = [*self.tell.items(), *self.back.items()]
        refused = [
            Refusal(each.name, reason, sort=each.sort, hold=hold_in(key)) for key, each in targets
        ]
        refused += [Refusal(e.name, reason, e.token, e.sort) for e in self.occurrences]
        return Outcome(refused=tuple(refused))


def diff(state: DesiredState, applied: Mapping[str, Applied], done: Collection[str]) -> Difference:
    """`done` are the tokens of occurrences that are over.

    >>> diff(DesiredState("a@example.com"), {}, ())
    Difference(tell={}, back={}, forget=[], occurrences=())
    """
    tell = {
        key: desired
        for key, desired in state.targets.items()
        if desired.value is not Value.UNSPOKEN and _is_news(desired, applied.get(key), state.at)
    }
    unspoken = {key: each for key, each in applied.items() if key not in state.targets}
    back = {key: each for key, each in unspoken.items() if _goes_back(each, state.at)}
    due = (each for each in state.occurrences if each.token not in done)
    return Difference(tell, back, [key for key in unspoken if key not in back], tuple(due))


def is_over(access: Desired | Applied, at: datetime | None) -> bool:
    """Whether it is access that has run out by then."""
    if access.sort is not Sort.ACCESS or not access.text or at is None:
        return False
    return datetime.fromisoformat(access.text) <= at


def _is_news(desired: Desired, known: Applied | None, at: datetime | None) -> bool:
    if known is not None and known.attempted:
        return True  # whether it was done is not known
    if is_over(desired, at) and (
        known is None or known.value != Value.WANTED or is_over(known, at)
    ):
        return False
    if known is None:
        return desired.value is Value.WANTED or desired.anew is not None
    if (known.value, known.text) != (desired.value, desired.text):
        return True
    return desired.anew is not None and (known.moment is None or known.moment < desired.anew)


def _goes_back(known: Applied, at: datetime | None) -> bool:
    """Whether the contact has it otherwise now than it was found, or may have, where an attempt's
    end is not known. Lists and fields stay: to the destination a list left would be her own
    opt-out. Access ends unless it has run out."""
    if known.sort not in (Sort.TAG, Sort.ACCESS) or known.refused:
        return False
    if is_over(known, at) and not known.attempted:
        return False
    otherwise = Value.UNWANTED if known.found else Value.WANTED
    return known.may_have_been_told(otherwise) or known.may_have_been_told(BACK)


def _is_wanted(each: Desired | Applied) -> bool:
    return each.value == Value.WANTED


def _access_wish(key: str, told: Desired | Applied) -> AccessWish:
    until = datetime.fromisoformat(told.text) if told.text else None
    return AccessWish(told.name, hold_in(key), until)


def _firings(occurrences: Iterable[Occurrence], sort: Sort) -> tuple[Firing, ...]:
    return tuple(Firing(e.name, e.token, e.opens) for e in occurrences if e.sort is sort)


def contact_of(state: DesiredState) -> Contact:
    """Who lives there, as she was named last; of several people the one who was told of last."""
    contact = Contact(state.address)
    for fact in sorted(
        (fact for person in state.people for fact in person.facts),
        key=lambda fact: fact.event.occurred_at or _LONG_AGO,
    ):
        told = fact.event.contact
        here = told.key == state.address
        contact = Contact(
            email=told.email.strip() if here else contact.email,
            first_name=told.first_name or contact.first_name,
            last_name=told.last_name or contact.last_name,
            phone=told.phone or contact.phone,
            customer_id=told.customer_id or contact.customer_id,
        )
    return contact


def attempted(difference: Difference, known: Mapping[str, Applied]) -> list[Applied]:
    """What is about to be told, so that whoever finds it done knows who may have done it."""
    rows = []
    for key, desired in difference.tell.items():
        before = known.get(key) or Applied(key, desired.sort, desired.name)
        rows.append(before.attempting(desired.value))
    return rows + [each.attempting(BACK) for each in difference.back.values()]


def applied_after(
    difference: Difference, known: Mapping[str, Applied], outcome: Outcome
) -> list[Applied]:
    """The rows of what was settled with the destination, done or refused. What only waits for a
    contact to exist is no row: it is told when there is one."""
    done = {each.target: each for each in outcome.done if not each.token}
    refused = {each.target: each.reason for each in outcome.refused if not each.token}
    fired = {each.target for each in outcome.done if each.token}
    rows = []
    for key, desired in difference.tell.items():
        before = known.get(key)
        if key in done and (done[key].what != NOBODY or desired.value is Value.UNWANTED):
            rows.append(_settled(key, desired, before, done[key]))
        elif key in refused:
            rows.append(_row(key, desired, before, before.found if before else None, refused[key]))
        elif key in fired:
            rows.append(_row(key, desired, before, before.found if before else False))
    kept = [known[key] for key in difference.back if key in refused]
    return rows + [each.refusing(refused[each.target]) for each in kept]


def tags_changed(outcome: Outcome, known: Mapping[str, Applied]) -> bool:
    """Whether a tag changed now, or at an earlier try of which the answer never came."""

    def may_have(done: Done) -> bool:
        before = known.get(done.target)
        tried = before is not None and before.attempted != ""
        return done.changed or (tried and done.what in _OUR_OWN_DOING)

    return any(done.sort is Sort.TAG and may_have(done) for done in outcome.done)


def _settled(key: str, desired: Desired, before: Applied | None, done: Done) -> Applied:
    if before is not None and (before.value or before.found is not None):
        return _row(key, desired, before, before.found)  # found is of the first touch
    tried = before.attempted.split() if before is not None else []
    other_way = any(value != desired.value for value in tried)
    doubtful = bool(tried) and (other_way or done.what in _OUR_OWN_DOING)
    return _row(key, desired, before, None if doubtful else _FOUND.get(done.what))


def _row(
    key: str, desired: Desired, before: Applied | None, found: bool | None, refused: str = ""
) -> Applied:
    newest = [each for each in (desired.anew, before.moment if before else None) if each]
    return Applied(
        key, desired.sort, desired.name, desired.value, desired.text, max(newest, default=None),
        found, refused, "",
    )  # fmt: skip
