"""Each membership that a person has, had, or is kept out of: open or not, why, and by what."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bridge.explain.access.access_history import standing_since
from bridge.explain.access.access_sentences import verdicts
from bridge.explain.access.membership_words import MembershipWords, taken_by_rule
from bridge.explain.access.site_reach import best_at, lets_in
from bridge.explain.backlog import untold_of
from bridge.explain.next_steps import COMMANDS, NextSteps
from bridge.explain.people.held_thing import HeldThing, PlanNames, held_things, plans_sold
from bridge.explain.snapshot import Snapshot


class Openness(StrEnum):
    """In a word. `untold`: it should be open, and the destination has it otherwise. `unsure`: the
    bridge leaves it as it is, for no purchase of hers is known."""

    OPEN = "open"
    UNTOLD = "not told yet"
    CLOSED = "closed"
    PARTLY = "open in part"  # at some of several destinations
    UNSURE = "left as it is"


@dataclass(frozen=True)
class MembershipStanding:
    """`sentences` are those of `bridge show`, save for what to do: one, or one for each way in
    which it stands at several destinations."""

    name: str
    openness: Openness
    sentences: Sequence[str]
    things: Sequence[HeldThing]


def membership_standings(
    known: Snapshot,
    names: Mapping[str, str],
    plans: PlanNames | None = None,
    steps: NextSteps = COMMANDS,
) -> Iterator[MembershipStanding]:
    """What is not open first: that is what somebody looks for. `names` are the items' by their
    keys."""
    since = {each.destination.name: standing_since(each) for each in known.each}
    sold = plans_sold(known)
    found = []
    for name in known.whole.held:
        seen = [
            MembershipWords(each, names, since[each.destination.name], name, held, steps)
            for each in known.each
            if (held := each.state.held.get(name))
        ]
        if seen:
            sentences = [*verdicts(seen, len(known.each))]
            things = [*held_things(seen[0], sold, plans or {})]
            found.append(MembershipStanding(name, _openness(seen), sentences, things))
    yield from sorted(found, key=lambda each: each.openness is Openness.OPEN)


def _openness(seen: Sequence[MembershipWords]) -> Openness:
    found = {_openness_at(each) for each in seen}
    return found.pop() if len(found) == 1 else Openness.PARTLY


def _openness_at(words: MembershipWords) -> Openness:
    known, held = words.known, words.held
    if any(each.banned for each in held):
        return Openness.CLOSED
    if all(each.presumed and not each.lost and not each.blocks for each in held):
        return Openness.UNSURE
    if not lets_in(known, known.state, held) or taken_by_rule(known, held):
        return Openness.CLOSED
    best = best_at(known, held)
    return Openness.UNTOLD if best and untold_of(known, best) else Openness.OPEN
